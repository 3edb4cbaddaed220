import { cpSync } from 'node:fs';
import { join } from 'node:path';
import { startOkServer } from './ok-server.mjs';
import { CLI, startProgram, withFolder } from './program.mjs';

/** A run that is killed near the end of its export, and started again. */

export const DONE_SHARE = 0.99;

/**
 * Kills a run at its request number `delivered` and answers the seconds to the first request of `rounds` runs that go
 * on from copies of its state. What is older than `since` is left out, which is quicker to get there.
 */
export function resumeSeconds({ path, since, delivered, rounds }) {
  return withFolder(async (folder) => {
    const killed = join(folder, 'killed');
    await runUntil(path, since, killed, delivered);
    const seconds = [];
    for (let round = 0; round < rounds; round += 1) {
      const state = join(folder, `resumed-${round}`);
      cpSync(killed, state, { recursive: true });
      seconds.push(await runUntil(path, since, state, 1));
    }
    return seconds;
  });
}

/** Starts a run, kills it at its nth request, and answers the seconds from the start to that. */
async function runUntil(path, since, state, requests) {
  let reached;
  const atRequest = new Promise((resolve) => {
    reached = resolve;
  });
  let seen = 0;
  const server = await startOkServer(() => {
    seen += 1;
    if (seen === requests) reached(performance.now());
  });
  const begunMs = performance.now();
  const words = ['--quiet', '--rate', '0', '--since', since, '--endpoint', server.url, '--state', state];
  const child = startProgram([CLI, 'run', path, ...words], ['ignore', 'ignore', 'inherit']);
  const gone = new Promise((resolve) => child.on('exit', resolve));
  const early = gone.then((code) => Promise.reject(new Error(`the run ended with ${code} after ${seen} requests`)));
  const reachedMs = await Promise.race([atRequest, early]);
  child.kill('SIGKILL');
  await Promise.allSettled([early]);
  await server.stop();
  return (reachedMs - begunMs) / 1_000;
}
