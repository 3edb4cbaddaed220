import { cpSync } from 'node:fs';
import { join } from 'node:path';
import { exportFile, timeOfRecord } from '../lib/data.mjs';
import { fixed, grouped, median } from '../lib/numbers.mjs';
import { startOkServer } from '../lib/ok-server.mjs';
import { CLI, startProgram, withFolder } from '../lib/program.mjs';

/** How soon a run that was killed near the end of a big export sends again. */

const MOST_SECONDS = 2;
const DONE_SHARE = 0.99;
/** Records delivered before the kill; those before them are left out by --since, which is quicker to prepare. */
const DELIVERED = 20_000;

export function resume({ quick }) {
  return withFolder(async (folder) => {
    const lines = quick ? 500_000 : 5_000_000;
    const path = exportFile({ format: 'jsonl', lines });
    const since = String(timeOfRecord(Math.round(lines * DONE_SHARE) - DELIVERED));
    const killed = join(folder, 'killed');
    await runUntil(path, since, killed, DELIVERED);
    const seconds = [];
    for (let run = 0; run < (quick ? 1 : 5); run += 1) {
      const state = join(folder, `resumed-${run}`);
      cpSync(killed, state, { recursive: true });
      seconds.push(await runUntil(path, since, state, 1));
    }
    return section(seconds, lines);
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

function section(seconds, lines) {
  return {
    title: 'Resume near the end',
    about:
      `A run over ${grouped(lines)} JSONL lines is killed (SIGKILL) at ${DONE_SHARE * 100} % of them and started ` +
      'again, each time from a copy of that state: from the start of the process until the server has its first ' +
      'request. To get there sooner the records before the last 20,000 of those 99 % are left out by --since; to the ' +
      'checkpoint they are settled like any other.',
    tables: [
      {
        head: ['', 'first request'],
        rows: seconds.map((value, index) => [`resume ${index + 1}`, `${fixed(value)} s`]),
      },
    ],
    targets: [
      {
        text: `resuming at ${DONE_SHARE * 100} % of ${grouped(lines)} lines: first request in under ${MOST_SECONDS} s`,
        figure: `${fixed(median(seconds))} s (slowest ${fixed(Math.max(...seconds))} s)`,
        met: Math.max(...seconds) < MOST_SECONDS,
      },
    ],
  };
}
