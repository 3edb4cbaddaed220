import { describe, expect, it } from 'vitest';
import { stopAtEachAwait } from './awaits.js';
import { mutatedSources } from './mutants.js';
import { MUTATIONS } from './mutations.js';
import { scenarioOf } from './scenario.js';
import { simulate } from './simulate.js';
import { add, emptyTally } from './tally.js';

const SEEDS = 500;
const FIRST_SEED = 1;

describe('simulated runs', () => {
  it(`keep every rule in ${SEEDS} seeds`, { timeout: 300_000 }, async () => {
    const tally = emptyTally();
    for (let seed = FIRST_SEED; seed < FIRST_SEED + SEEDS; seed += 1) add(tally, await simulate(scenarioOf(seed)));
    expect(tally.violations).toEqual([]);
    expect(tally.crashes).toBeGreaterThan(SEEDS / 2);
  });

  it('keep every rule when they are stopped at each of their awaits', async () => {
    const tally = await stopAtEachAwait(1, 6);
    expect(tally.violations).toEqual([]);
    expect(tally.crashes).toBeGreaterThan(50);
  });

  it('are the same for the same seed', async () => {
    for (const seed of [3, 30, 300]) {
      const scenario = scenarioOf(seed);
      expect(await simulate(scenario)).toEqual(await simulate(scenario));
    }
  });

  it.each(MUTATIONS)('the planted defect fits the source: $name', (mutation) => {
    expect(mutatedSources(process.cwd(), mutation).size).toBeGreaterThan(0);
  });
});
