import { writeFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { type EmulatorProcess, startEmulatorProcess } from '../helpers/emulator-process.js';
import { readReport, temporaryFolder } from '../helpers/export-files.js';
import { measureCli } from '../helpers/measured-cli.js';
import { tell } from './support/figures.js';
import { judgeLong, writeLong } from './support/long-export.js';
import { type Change, plot } from './support/plot.js';
import { isFlat, readSamples, type Sample, type Trend, trendOf } from './support/samples.js';
import { MINUTES } from './support/settings.js';

/** A long run through one fault after another, looked at once a second from inside: what it takes must not grow. */

const RATE = 1_000;
/** A trial of a few minutes meets every fault, too. */
const FAULT_MS = Math.min(60_000, (MINUTES * 60_000) / 10);
/** Times within a fault are seconds, however short it is. */
const FAULTS: readonly (readonly string[])[] = [
  [],
  ['throttle:0.02'],
  ['lost-before:0.02', 'lost-after:0.02'],
  ['cut:0.02', 'truncated:0.01'],
  ['slow:0.05:800'],
  ['outage:2s-8s'],
  ['http-502:0.02', 'html:0.005', 'http-429:0.001:1'],
  ['internal:0.02', 'internal-after:0.02'],
  ['doubled:0.05'],
  ['expire-usersig:3s'],
];
/** Shorter ones are all warm-up: full collections are minutes apart. */
const JUDGED_FROM_MINUTES = 15;
const HOOK = fileURLToPath(new URL('hooks/samples.mjs', import.meta.url));

const folder = temporaryFolder();

/** Other faults every minute, until the run has ended. */
async function changeFaults(emulator: EmulatorProcess, ended: Promise<unknown>): Promise<Change[]> {
  const changes: Change[] = [];
  const begunMs = performance.now();
  let isOver = false;
  void ended.finally(() => {
    isOver = true;
  });
  for (let turn = 0; !isOver; turn += 1) {
    const specs = FAULTS[turn % FAULTS.length]!;
    await emulator.setFaults(...specs);
    changes.push({ second: (performance.now() - begunMs) / 1_000, faults: specs.join(', ') || 'none' });
    await Promise.race([sleep(FAULT_MS), ended]);
  }
  await emulator.setFaults();
  return changes;
}

function trendText(name: string, trend: Trend): string {
  const [mean, perMinute, swing] = [trend.mean, trend.perMinute, trend.swing].map((bytes) => (bytes / 1e6).toFixed(1));
  return `${name}: ${isFlat(trend) ? 'flat' : 'NOT FLAT'}, mean ${mean} MB, swinging by ${swing}, ${perMinute} MB a minute`;
}

function notesOn(samples: readonly Sample[], rss: Trend, held: Trend): string[] {
  const most = (of: (sample: Sample) => number) => Math.max(...samples.map(of));
  const minutes = (samples.at(-1)!.second / 60).toFixed(1);
  return [
    `in the second half of ${minutes} minutes, ${trendText('resident memory', rss)}; ${trendText('heap in use after full collections', held)} (slopes of a line through all seconds)`,
    `at most ${most(({ handles }) => handles)} open files, ${most(({ rss }) => rss / 1e6).toFixed(0)} MB, a timer ${most(({ delayMs }) => delayMs).toFixed(0)} ms late`,
    'before that, memory rises while code is compiled, connections are opened and the window of waiting messages fills for the first time. Messages wait for longer than young objects live, so what becomes of them is collected only by full collections, minutes apart: heap and resident memory are saw teeth, whose height V8 finds in the first of these',
  ];
}

it(`a run of ${MINUTES} minutes at ${RATE}/s takes no more at its end than in its middle`, async () => {
  const count = Math.round(MINUTES * 60 * RATE);
  const path = `${folder}/long.jsonl`;
  const samplesFile = `${folder}/samples.jsonl`;
  await writeLong(path, count);
  const emulator = await startEmulatorProcess({ latency: '20ms' });
  const words = ['run', path, '--state', `${folder}/state`, '--rate', String(RATE)];
  const ended = measureCli(words, folder, { ...emulator.env, FAULTS_SAMPLES: samplesFile }, [HOOK]);
  const changes = await changeFaults(emulator, ended);
  const { code, stderr } = await ended;
  expect(code, stderr.slice(-2_000)).toBe(0);
  const report = readReport(`${folder}/state`);
  expect(report).toMatchObject({ balanced: true, counts: { read: count, delivered: count, rejected: 0 } });
  const judgement = await judgeLong(emulator.url, count);
  const { faults } = await emulator.stats();
  const samples = readSamples(samplesFile);
  const rss = trendOf(samples, (sample) => sample.rss);
  const held = trendOf(samples, (sample) => sample.held);
  writeFileSync(process.env.FAULTS_PLOT || `${folder}/plot.svg`, plot(samples, changes));
  tell({
    part: 'long',
    what: `one run at ${RATE}/s`,
    tries: 1,
    faults: Object.values(faults).reduce((sum, some) => sum + some, 0),
    messages: count,
    lost: judgement.lost,
    doubled: judgement.doubled,
    refused: 0,
    misread: judgement.scrambled,
    notes: notesOn(samples, rss, held),
  });
  expect(judgement).toEqual({ lost: 0, doubled: 0, scrambled: 0 });
  if (MINUTES >= JUDGED_FROM_MINUTES) {
    expect(isFlat(held)).toBe(true);
    expect(isFlat(rss)).toBe(true);
  }
  await emulator.stop();
});
