import { closeSync, openSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { startOkServer } from './ok-server.mjs';
import { measureCli } from './program.mjs';

/** Writes the bodies that a run sends into a file, one a line, as a server got them; answers the path they went to. */
export async function catchBodies(path, bodies, folder) {
  const file = openSync(bodies, 'w');
  let requestPath = '';
  const server = await startOkServer((url, text) => {
    requestPath = url;
    writeSync(file, `${text()}\n`);
  });
  const state = join(folder, 'state-caught');
  await measureCli(['run', path, '--quiet', '--endpoint', server.url, '--rate', '0', '--state', state]);
  await server.stop();
  closeSync(file);
  return requestPath;
}
