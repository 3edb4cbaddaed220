import { type LifePlan, type Scenario, scenarioOf } from './scenario.js';
import { simulate } from './simulate.js';
import { add, emptyTally, type Tally } from './tally.js';

/** The same small run, stopped at each of its awaits in turn, by a kill and by a power cut; then it is run to its end. */
export async function stopAtEachAwait(seed: number, mostRecords: number): Promise<Tally> {
  const tally = emptyTally();
  const scenario = smallScenario(seed, mostRecords);
  const [calm] = scenario.lives as readonly [LifePlan];
  const events = (await simulate(scenario)).story.at(-1)!.match(/after (\d+) events/)![1];
  for (const kind of ['kill', 'power'] as const) {
    for (let atEvent = 0; atEvent < Number(events); atEvent += 1) {
      const stopped: LifePlan = { ...calm, end: { kind, atEvent } };
      add(tally, await simulate({ ...scenario, lives: [stopped, calm] }));
    }
  }
  return tally;
}

function smallScenario(seed: number, mostRecords: number): Scenario {
  const scenario = scenarioOf(seed);
  const last = scenario.lives.at(-1)!;
  const { clock: _, damage: __, ...others } = last;
  const calm: LifePlan = { ...others, end: { kind: 'end' } };
  const records = Math.min(scenario.export.records, mostRecords);
  const plan = { ...scenario.export, records, badShare: 0.4 };
  return { ...scenario, export: plan, ratePerSecond: 500, limitPerSecond: 500, lives: [calm], undo: [] };
}
