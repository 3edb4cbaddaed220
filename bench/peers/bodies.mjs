import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

/** What programs that only send have in common. Words: origin, path, a file with one body a line, the peers' packages. */

export const IN_FLIGHT = 64;
export const HEADERS = { 'content-type': 'application/json; charset=utf-8' };
export const [origin, path, file, packages] = process.argv.slice(2);
export const bodies = readFileSync(file, 'utf8').trimEnd().split('\n');

/** A package that is not among the command's own. */
export async function fromPackages(name) {
  const resolve = createRequire(join(packages, 'package.json')).resolve;
  return (await import(pathToFileURL(resolve(name)).href)).default;
}

export function mustBeOk(text) {
  const { ErrorCode, ErrorInfo } = JSON.parse(text);
  if (ErrorCode !== 0) throw new Error(`the server answered ${ErrorCode}: ${ErrorInfo}`);
}

/** Calls `send` in as many loops as requests may be in flight; each takes the next body when it is through with one. */
export function inLoops(send) {
  let next = 0;
  const work = async () => {
    while (next < bodies.length) {
      const body = bodies[next];
      next += 1;
      await send(body);
    }
  };
  return Promise.all(Array.from({ length: IN_FLIGHT }, work));
}

/** Prints the seconds of `send` alone, which sends every body. */
export async function measure(send) {
  const begunMs = performance.now();
  await send();
  const seconds = (performance.now() - begunMs) / 1_000;
  console.log(JSON.stringify({ messages: bodies.length, seconds }));
}
