import { join } from 'node:path';
import { startOkServer } from './ok-server.mjs';
import { CLI, measureNode, withFolder } from './program.mjs';

/** Commands as several parts measure them: each in a state folder that is gone afterwards, with proof that all was read. */

/** A dry run over these files; exit code 1 says that something was found. */
export function dryRun(paths, lines, words = [], code = 0) {
  return withFolder((folder) => reported(['check', ...paths, ...words, '--state', join(folder, 'state')], lines, code));
}

/** An import as fast as it goes, into a server in this process that only counts. */
export async function runUnlimited(path, lines) {
  let requests = 0;
  const server = await startOkServer(() => {
    requests += 1;
  });
  const words = ['run', path, '--rate', '0', '--endpoint', server.url];
  const ended = await withFolder((folder) => reported([...words, '--state', join(folder, 'state')], lines));
  await server.stop();
  if (requests !== lines) throw new Error(`${requests} requests for ${lines} messages`);
  return ended;
}

/** What was measured, and the command's own report; it must have read so many records and end with this code. */
export async function reported(words, lines, code = 0) {
  const ended = await measureNode([CLI, ...words, '--json', '--quiet']);
  if (ended.code !== code) throw new Error(`tim-migrate ${words.join(' ')} ended with ${ended.code}: ${ended.errors}`);
  const report = JSON.parse(ended.output);
  if (report.counts.read !== lines) throw new Error(`${words[0]} read ${report.counts.read} of ${lines} records`);
  return { ...ended, report };
}
