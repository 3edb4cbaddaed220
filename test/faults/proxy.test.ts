import { expect, it } from 'vitest';
import { startEmulatorProcess } from '../helpers/emulator-process.js';
import { seeded, temporaryFolder } from '../helpers/export-files.js';
import { crossRoughWay } from '../helpers/rough-crossing.js';
import { FAULTS, type Fault } from '../helpers/rough-proxy.js';
import { tell } from './support/figures.js';
import { countOf, SEED } from './support/settings.js';

/**
 * The way to the service is rough: connections are cut in and between requests and answers, stall, are half closed, answers
 * come byte by byte, garbled, or for requests nobody waits for any more. The emulator behind it tells what arrived.
 */

const EXPORT = { records: 2_000, conversations: 100 };

const folder = temporaryFolder();
const chance = seeded(SEED);

/** Garbled answers end a run now and then, and so have runs of their own. */
const WAYS: readonly (readonly [string, number, readonly Fault[]])[] = [
  ['cuts, stalls, drips, repeats', countOf(8), FAULTS.filter((fault) => fault !== 'garble')],
  ['garbled answers', Math.ceil(countOf(8) / 4), ['garble']],
];

it.each(WAYS)(
  `a rough way loses, doubles and scrambles nothing: %s, %i times (seed ${SEED})`,
  async (what, runs, faults) => {
    const emulator = await startEmulatorProcess({ latency: '3ms' });
    const sum = { tries: 0, faults: 0, messages: 0, lost: 0, doubled: 0, misread: 0 };
    const struck: Record<string, number> = {};
    let allLives = 0;
    for (let run = 0; run < runs; run += 1) {
      const { judgement, proxy, lives } = await crossRoughWay({
        ...EXPORT,
        folder,
        team: `${faults.length}p${run}`,
        faults,
        chance,
        emulator,
      });
      for (const fault of faults) {
        struck[fault] = (struck[fault] ?? 0) + proxy.struck[fault];
        sum.faults += proxy.struck[fault];
      }
      allLives += lives;
      sum.tries += proxy.exchanges();
      sum.messages += judgement.messages;
      sum.lost += judgement.lost;
      sum.doubled += judgement.doubled;
      sum.misread += judgement.scrambled + (judgement.balanced ? 0 : 1);
    }
    expect((await emulator.stats()).duplicatesWithOtherContent).toBe(0);
    const told = Object.entries(struck).map(([name, count]) => `${name} ${count}`);
    const notes = [`${told.join(', ')}; ${allLives} lives of ${runs} runs`];
    tell({ part: 'proxy', what: `${what}; a try is an exchange`, ...sum, refused: 0, notes });
    await emulator.stop();
  },
);
