import { setTimeout as sleep } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { startCli } from '../helpers/cli.js';
import { startEmulatorProcess } from '../helpers/emulator-process.js';
import {
  arrivals,
  byConversation,
  type CanonicalRecord,
  expected,
  readRejects,
  readReport,
  record,
  seeded,
  temporaryFolder,
  writeExport,
} from '../helpers/export-files.js';

const RECORDS = 3_000;
const KILLS = 25;
const CONVERSATIONS = 60;

/** What the export holds at line n, and what shall become of it. */
function line(n: number): { kind: 'sent' | 'skipped' | 'rejected' | 'broken'; value: unknown } {
  const whole = record(n, CONVERSATIONS);
  if (n % 499 === 0) return { kind: 'broken', value: `{"id":"m-${n}","from":"ann` };
  if (n % 97 === 0) return { kind: 'rejected', value: { ...whole, time: undefined } };
  if (n % 53 === 0) return { kind: 'skipped', value: { ...whole, to: whole.from } };
  // One conversation is far longer than the others, and far ahead of the mark at times.
  return { kind: 'sent', value: n % 7 === 0 ? { ...whole, from: 'ann_long', to: 'bob_long' } : whole };
}

it('a run that is killed 25 times at any moment loses, doubles and scrambles nothing', {
  timeout: 170_000,
}, async () => {
  const folder = temporaryFolder();
  const lines = Array.from({ length: RECORDS }, (_, index) => line(index + 1));
  const path = writeExport(
    folder,
    'chats.jsonl',
    lines.map(({ value }) => value),
  );
  const state = `${folder}/state`;
  const emulator = await startEmulatorProcess({
    latency: '15ms',
    faults: ['lost-after:0.01', 'cut:0.005', 'slow:0.02:150'],
  });
  const words = ['run', path, '--state', state, '--rate', '250'];
  const chance = seeded(20_240_301);

  let kills = 0;
  for (let lives = 0; kills < KILLS && lives < 2 * KILLS; lives += 1) {
    const life = startCli(words, { env: emulator.env });
    // A fifth of the kills hit while it starts, the others while it sends, some of them between two saves.
    if (chance() < 0.2) await sleep(chance() * 600);
    else await life.said(/Starting|Resuming/).then(() => sleep(chance() * 1_500));
    life.kill('SIGKILL');
    const { code, signal, stderr } = await life.ended;
    expect(code, stderr).toBeNull();
    expect(signal).toBe('SIGKILL');
    kills += 1;
  }
  expect(kills).toBe(KILLS);
  // The rest without a limit: the rate is free to change.
  const last = await startCli([...words.slice(0, -1), '0'], { env: emulator.env }).ended;
  expect(last.code, last.stderr).toBe(1);

  const sent = lines.filter(({ kind }) => kind === 'sent').map(({ value }) => value as CanonicalRecord);
  const stored = await emulator.messages();
  expect(arrivals(stored)).toEqual(expected(sent));
  expect(byConversation(stored)).toEqual(expected(sent));
  const stats = await emulator.stats();
  expect(stats).toMatchObject({ stored: sent.length, duplicatesWithOtherContent: 0 });
  expect(stats.duplicates).toBeLessThan(RECORDS);

  const numbersOf = (...kinds: string[]) =>
    lines.flatMap(({ kind }, index) => (kinds.includes(kind) ? [index + 1] : []));
  expect(readRejects(state).map((reject) => reject.record)).toEqual(numbersOf('rejected', 'broken'));
  const report = readReport(state);
  expect(report).toMatchObject({ state: 'finished', balanced: true, exitCode: 1 });
  expect(report.counts).toMatchObject({
    read: RECORDS,
    delivered: sent.length,
    rejected: numbersOf('rejected', 'broken').length,
    skipped: numbersOf('skipped').length,
    pending: 0,
  });
  expect(report.skippedByReason).toEqual({ self: numbersOf('skipped').length });
  await emulator.stop();
});
