import { expect, it } from 'vitest';
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
import { smallDisk } from '../helpers/small-disk.js';

const folder = temporaryFolder();
const path = `${folder}/small-disk`;

const disk = smallDisk(path);

it('a full disk ends the run with exit 3; when there is room again, the same command finishes and nothing is lost', {
  timeout: 60_000,
}, async ({ skip }) => {
  skip(disk.reason !== undefined, disk.reason);
  const emulator = await startEmulatorProcess({ latency: '10ms' });
  const sent = records(800, 200);
  const source = writeExport(folder, 'chats.jsonl', [
    ...sent.slice(0, 5),
    'broken',
    ...sent.slice(5, 790),
    '{',
    ...sent.slice(790),
  ]);
  const state = `${path}/state`;
  const words = ['run', source, '--state', state, '--rate', '200'];
  const life = startCli(words, { env: emulator.env });
  await life.said('Starting');
  disk.fill();
  const full = await life.ended;
  expect(full.code, full.stderr).toBe(3);
  expect(full.stderr).toContain('Make room');
  expect(full.stderr).not.toMatch(/at .*\.js:\d+/);

  const still = await runCli(words, { env: emulator.env });
  expect(still.code, still.stderr).toBe(3);
  expect(still.stderr).toContain('Make room');

  disk.empty();
  const again = await runCli(words, { env: emulator.env });
  expect(again.code, again.stderr).toBe(1);
  expect(arrivals(await emulator.messages())).toEqual(expected(sent));
  expect(readReport(state).counts).toMatchObject({ read: 802, delivered: 800, rejected: 2, pending: 0 });
  expect(readRejects(state).map((reject) => reject.record)).toEqual([6, 792]);

  disk.allowWriting(false);
  const refused = await runCli(words, { env: emulator.env });
  expect(refused.code, refused.stderr).toBe(3);
  expect(refused.stderr).toContain('readable and writable');
  await emulator.stop();
});
