import { execFileSync } from 'node:child_process';
import { appendFileSync, mkdirSync, rmSync } from 'node:fs';
import { afterAll, expect, it } from 'vitest';
import { runCli, startCli } from '../helpers/cli.js';
import { startEmulatorProcess } from '../helpers/emulator-process.js';
import {
  arrivals,
  expected,
  readRejects,
  readReport,
  records,
  temporaryFolder,
  writeExport,
} from '../helpers/export-files.js';

const folder = temporaryFolder();
const disk = `${folder}/small-disk`;

/** Mounts a small disk; answers why that cannot be done here. */
function mountSmallDisk(): string | undefined {
  if (process.platform !== 'linux' || process.getuid?.() !== 0)
    return 'a small disk can be mounted by root on Linux only';
  mkdirSync(disk);
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=512k', 'tmpfs', disk], { stdio: 'pipe' });
    return undefined;
  } catch (error) {
    return `mounting a small disk is not allowed here: ${String(error)}`;
  }
}

const noDisk = mountSmallDisk();
afterAll(() => {
  if (noDisk === undefined) execFileSync('umount', [disk]);
});

function fill(): void {
  for (const size of [65_536, 4_096, 1]) {
    try {
      for (;;) appendFileSync(`${disk}/filler`, Buffer.alloc(size));
    } catch {
      // Full for this size.
    }
  }
}

it('a full disk ends the run with exit 3; when there is room again, the same command finishes and nothing is lost', {
  timeout: 60_000,
}, async ({ skip }) => {
  skip(noDisk !== undefined, noDisk);
  const emulator = await startEmulatorProcess({ latency: '10ms' });
  const sent = records(800, 200);
  const path = writeExport(folder, 'chats.jsonl', [
    ...sent.slice(0, 5),
    'broken',
    ...sent.slice(5, 790),
    '{',
    ...sent.slice(790),
  ]);
  const state = `${disk}/state`;
  const words = ['run', path, '--state', state, '--rate', '200'];
  const life = startCli(words, { env: emulator.env });
  await life.said('Starting');
  fill();
  const full = await life.ended;
  expect(full.code, full.stderr).toBe(3);
  expect(full.stderr).toContain('Make room');
  expect(full.stderr).not.toMatch(/at .*\.js:\d+/);

  const still = await runCli(words, { env: emulator.env });
  expect(still.code, still.stderr).toBe(3);
  expect(still.stderr).toContain('Make room');

  rmSync(`${disk}/filler`);
  const again = await runCli(words, { env: emulator.env });
  expect(again.code, again.stderr).toBe(1);
  expect(arrivals(await emulator.messages())).toEqual(expected(sent));
  expect(readReport(state).counts).toMatchObject({ read: 802, delivered: 800, rejected: 2, pending: 0 });
  expect(readRejects(state).map((reject) => reject.record)).toEqual([6, 792]);
  await emulator.stop();
});
