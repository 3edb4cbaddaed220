import { readFileSync, writeFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { gzipSync } from 'node:zlib';
import { expect, it } from 'vitest';
import { startCli } from '../helpers/cli.js';
import { type EmulatorProcess, startEmulatorProcess } from '../helpers/emulator-process.js';
import { ofTeam, seeded, temporaryFolder } from '../helpers/export-files.js';
import { judge, type MixedExport, mixedLines, numbersOf, WHOLE, writeMixed } from '../helpers/mixed-export.js';
import { tell } from './support/figures.js';
import { momentBy } from './support/moments.js';
import { countOf, SEED } from './support/settings.js';

/**
 * Runs that are killed again and again: while they start, resume, send, save, stop and end. The emulator, a process of its
 * own, tells what really arrived.
 */

const KILLS = countOf(200);
const KILLS_OF_A_RUN = 25;
const RECORDS = 6_000;
const CONVERSATIONS = 60;
/** Around the moment at which the last message is stored: some of it before, the last save and the end after. */
const END_MS = 150;

/** Ways the export comes. Only from a plain file is reading taken up in its middle. */
const WAYS = ['file', 'gzip', 'standard input'] as const;
type Way = (typeof WAYS)[number];

interface Killed extends MixedExport {
  readonly words: readonly string[];
  readonly input: Buffer | undefined;
  readonly state: string;
  readonly team: string;
}

const folder = temporaryFolder();
const chance = seeded(SEED);

function prepare(team: string, way: Way): Killed {
  const { path, lines } = writeMixed(folder, `${team}.jsonl`, mixedLines(RECORDS, CONVERSATIONS, team));
  if (way === 'gzip') writeFileSync(`${path}.gz`, gzipSync(readFileSync(path)));
  const state = `${folder}/${team}.state`;
  const source = { file: path, gzip: `${path}.gz`, 'standard input': '-' }[way];
  const input = way === 'standard input' ? readFileSync(path) : undefined;
  return { path, lines, state, team, input, words: ['run', source, '--state', state] };
}

function live({ words, input }: Killed, emulator: EmulatorProcess, rate: number) {
  return startCli([...words, '--rate', String(rate)], { env: emulator.env, ...(input ? { input } : {}) });
}

/** Kills lives of a run at random moments. Answers how many kills hit, by moment. */
async function killOften(one: Killed, emulator: EmulatorProcess, kills: number): Promise<Record<string, number>> {
  const hits: Record<string, number> = {};
  for (let hit = 0, lives = 0; hit < kills && lives < 2 * kills; lives += 1) {
    const life = live(one, emulator, 250);
    const { name, moment } = momentBy(chance);
    await moment({ cli: life, state: one.state, chance }).catch(() => undefined);
    life.kill('SIGKILL');
    const { code, stderr } = await life.ended;
    // Who stops at a signal may be faster than the kill; nobody may end in another way.
    expect([null, 143], stderr).toContain(code);
    if (code !== null) continue;
    hit += 1;
    hits[name] = (hits[name] ?? 0) + 1;
  }
  return hits;
}

/** Kills a life about when it has sent its last message. Answers 1, or 0 when it had ended before. */
async function killAtEnd(one: Killed, emulator: EmulatorProcess, before: number): Promise<number> {
  const all = before + numbersOf(one.lines, 'sent').length;
  const life = live(one, emulator, 0);
  let isOver = false;
  void life.ended.then(() => {
    isOver = true;
  });
  while (!isOver && (await emulator.stats()).stored < all) await sleep(5);
  await sleep(chance() * END_MS);
  life.kill('SIGKILL');
  const { code, stderr } = await life.ended;
  expect([null, 1], stderr).toContain(code);
  return code === null ? 1 : 0;
}

it(`runs killed ${KILLS} times at any moment lose, double and scramble nothing (seed ${SEED})`, async () => {
  const emulator = await startEmulatorProcess({
    latency: '15ms',
    faults: ['lost-after:0.01', 'cut:0.005', 'slow:0.02:150'],
  });
  const moments: Record<string, number> = {};
  const sum = { tries: 0, faults: 0, messages: 0, lost: 0, doubled: 0, misread: 0 };
  for (let run = 0; sum.faults < KILLS; run += 1) {
    const one = prepare(`k${run}`, WAYS[run % WAYS.length]!);
    const before = (await emulator.stats()).stored;
    const hits = await killOften(one, emulator, Math.min(KILLS_OF_A_RUN, KILLS - sum.faults) - 1);
    hits.ending = await killAtEnd(one, emulator, before);
    const last = await live(one, emulator, 0).ended;
    expect(last.code, last.stderr).toBe(1);
    const judgement = judge(one.lines, ofTeam(await emulator.messages(), one.team), one.state);
    expect.soft(judgement, one.team).toMatchObject(WHOLE);
    for (const [name, count] of Object.entries(hits)) {
      moments[name] = (moments[name] ?? 0) + count;
      sum.faults += count;
    }
    sum.tries += 1;
    sum.messages += judgement.messages;
    sum.lost += judgement.lost;
    sum.doubled += judgement.doubled;
    sum.misread += judgement.scrambled + (judgement.balanced ? 0 : 1);
  }
  const { stored, duplicatesWithOtherContent } = await emulator.stats();
  expect({ stored, duplicatesWithOtherContent }).toEqual({ stored: sum.messages, duplicatesWithOtherContent: 0 });
  const told = Object.entries(moments).map(([name, count]) => `${name} ${count}`);
  tell({
    part: 'kills',
    what: 'SIGKILL; a try is a run with all its lives',
    ...sum,
    refused: 0,
    notes: [`killed while ${told.join(', ')}; exports as ${WAYS.join(', ')}`],
  });
  await emulator.stop();
});
