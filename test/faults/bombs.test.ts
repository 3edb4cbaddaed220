import { existsSync, rmSync, writeFileSync } from 'node:fs';
import { beforeAll, expect, it } from 'vitest';
import { type EmulatorProcess, startEmulatorProcess } from '../helpers/emulator-process.js';
import { readRejects, readReport, temporaryFolder } from '../helpers/export-files.js';
import { HOSTILE, TRICKS, trickArchive } from '../helpers/hostile-inputs.js';
import { type MeasuredResult, measureCli } from '../helpers/measured-cli.js';
import { BOMBS } from './support/bombs.js';
import { tell } from './support/figures.js';

/**
 * Exports that are far larger inside than outside, or that want to break who reads them, put to the whole command. It must come
 * to the right result, or to a clear error, within bounded memory.
 */

/** An import of a handful of records takes about a hundred. */
const MOST_MEGABYTES = 350;

const folder = temporaryFolder();
let emulator: EmulatorProcess;
let largest = { peakMegabytes: 0, name: '' };
let slowest = { seconds: 0, name: '' };
const sum = { tries: 0, faults: 0, messages: 0, lost: 0, doubled: 0, misread: 0 };

beforeAll(async () => {
  emulator = await startEmulatorProcess();
});

async function put(name: string, path: string): Promise<MeasuredResult & { state: string }> {
  const state = `${folder}/state`;
  rmSync(state, { recursive: true, force: true });
  const result = await measureCli(['run', path, '--state', state, '--max-rejects', '100'], folder, emulator.env);
  expect.soft(result.peakMegabytes, name).toBeLessThan(MOST_MEGABYTES);
  expect(result.stderr, name).not.toMatch(/Something unforeseen|at .*\.js:\d+/);
  if (result.peakMegabytes > largest.peakMegabytes) largest = { ...result, name };
  if (result.seconds > slowest.seconds) slowest = { ...result, name };
  sum.tries += 1;
  sum.faults += 1;
  return { ...result, state };
}

it.each(BOMBS)('$name', async ({ name, file, make, code, delivered, rejected }) => {
  const path = `${folder}/${file}`;
  await make(path);
  const result = await put(name, path);
  rmSync(path);
  expect(result.code, result.stderr).toBe(code);
  expect(readRejects(result.state).map((reject) => reject.code)).toEqual(rejected);
  expect(readReport(result.state)).toMatchObject({ balanced: true, counts: { delivered } });
  sum.messages += delivered;
});

it.each(HOSTILE)('$name', async ({ name, file, bytes, delivered, rejected, refused }) => {
  const path = `${folder}/${file}`;
  writeFileSync(path, bytes());
  const result = await put(name, path);
  rmSync(path);
  expect(result.code, result.stderr).toBe(refused ? 2 : rejected.length > 0 ? 1 : 0);
  if (refused) return;
  expect(readRejects(result.state).map((reject) => reject.code)).toEqual(rejected);
  expect(readReport(result.state)).toMatchObject({ balanced: true, counts: { delivered } });
  sum.messages += delivered;
});

it.each(TRICKS)('a zip with $name', async (trick) => {
  const path = `${folder}/trick.zip`;
  writeFileSync(path, trickArchive(trick));
  const result = await put(`a zip with ${trick.name}`, path);
  expect(result.code, result.stderr).toBe(trick.isRefused ? 2 : 0);
  // Nothing a terminal would obey.
  expect(`${result.stdout}${result.stderr}`).not.toContain('\x1b[31m');
  for (const evil of ['/tmp/evil.jsonl', `${folder}/../evil.jsonl`, 'evil.jsonl']) expect(existsSync(evil)).toBe(false);
});

it('figures', () => {
  const notes = [
    `most memory: ${largest.peakMegabytes.toFixed(0)} MB, ${largest.name}`,
    `longest: ${slowest.seconds.toFixed(1)} s, ${slowest.name}`,
  ];
  tell({ part: 'bombs', what: 'exports that want to break who reads them', ...sum, refused: 0, notes });
});
