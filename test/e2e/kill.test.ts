import { setTimeout as sleep } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { startCli } from '../helpers/cli.js';
import { startEmulatorProcess } from '../helpers/emulator-process.js';
import { readReport, seeded, temporaryFolder } from '../helpers/export-files.js';
import { judge, mixedLines, numbersOf, WHOLE, writeMixed } from '../helpers/mixed-export.js';

const RECORDS = 3_000;
const KILLS = 25;
const CONVERSATIONS = 60;

it('a run that is killed 25 times at any moment loses, doubles and scrambles nothing', {
  timeout: 170_000,
}, async () => {
  const folder = temporaryFolder();
  const { path, lines } = writeMixed(folder, 'chats.jsonl', mixedLines(RECORDS, CONVERSATIONS));
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

  const sent = numbersOf(lines, 'sent').length;
  expect(judge(lines, await emulator.messages(), state)).toEqual({ ...WHOLE, messages: sent });
  const stats = await emulator.stats();
  expect(stats).toMatchObject({ stored: sent, duplicatesWithOtherContent: 0 });
  expect(stats.duplicates).toBeLessThan(RECORDS);
  const report = readReport(state);
  expect(report).toMatchObject({ state: 'finished', exitCode: 1 });
  expect(report.skippedByReason).toEqual({ self: numbersOf(lines, 'skipped').length });
  await emulator.stop();
});
