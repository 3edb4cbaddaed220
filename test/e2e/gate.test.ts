import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { runCli } from '../helpers/cli.js';
import { startEmulatorProcess } from '../helpers/emulator-process.js';
import { records, temporaryFolder, writeExport } from '../helpers/export-files.js';

const folder = temporaryFolder();
const RATE = 50;

/**
 * Loaded into the command's process before it starts: writes down, by the process's own clock, when each request
 * starts. The promise is made at the client; what a stall on the way does to the arrivals is not the gate's.
 */
function recorder(path: string): string {
  const code = `
    import { subscribe } from 'node:diagnostics_channel';
    import { writeFileSync } from 'node:fs';
    const startsMs = [];
    subscribe('undici:client:sendHeaders', () => startsMs.push(performance.now()));
    process.on('exit', () => writeFileSync(${JSON.stringify(path)}, JSON.stringify(startsMs)));
  `;
  return `--import data:text/javascript,${encodeURIComponent(code)}`;
}

function mostInASlidingSecond(startsMs: readonly number[]): number {
  let most = 0;
  let first = 0;
  for (const [index, startMs] of startsMs.entries()) {
    while (startsMs[first]! <= startMs - 1_000) first += 1;
    most = Math.max(most, index - first + 1);
  }
  return most;
}

it.each([
  ['at most --rate requests start in any sliding second', [], 130],
  ['repeats pass the gate, too', ['lost-before:0.2', 'internal:0.2'], 60],
])('4.2 %s', async (name, faults, count) => {
  const emulator = await startEmulatorProcess({ latency: '3ms', faults });
  const path = writeExport(folder, `${name}.jsonl`, records(count, 60));
  const starts = `${folder}/${name}.starts`;
  const env = { ...emulator.env, NODE_OPTIONS: recorder(starts) };
  const words = ['run', path, '--state', `${folder}/${name}`, '--rate', String(RATE)];
  const { code, stderr } = await runCli(words, { env });
  expect(code, stderr).toBe(0);
  const startsMs = JSON.parse(readFileSync(starts, 'utf8')) as number[];
  const { stored, requests, maxStartsPerSlidingSecond } = await emulator.stats();
  expect(stored).toBe(count);
  expect(startsMs).toHaveLength(requests);
  expect(mostInASlidingSecond(startsMs)).toBeLessThanOrEqual(RATE);
  // Where they arrive, a slow first connection and the like may push a few together, but never a burst.
  expect(maxStartsPerSlidingSecond).toBeLessThanOrEqual(RATE * 1.3);
  await emulator.stop();
});
