import type { LifePlan, Scenario } from './scenario.js';
import { type Report, simulate } from './simulate.js';

/** So many scenarios are tried. */
const MOST_TRIES = 400;

/** A smaller scenario that breaks the same rule: fewer lives, fewer faults, a smaller export, one step at a time. */
export async function shrink(scenario: Scenario, rule: string): Promise<{ scenario: Scenario; report: Report }> {
  let smallest = scenario;
  let report = await simulate(scenario);
  let tries = 0;
  for (let found = true; found && tries < MOST_TRIES; ) {
    found = false;
    for (const smaller of smallerOf(smallest)) {
      tries += 1;
      const tried = await simulate(smaller);
      if (tried.violation?.rule !== rule) continue;
      smallest = smaller;
      report = tried;
      found = true;
      break;
    }
  }
  return { scenario: smallest, report };
}

function* smallerOf(scenario: Scenario): Generator<Scenario> {
  const { lives } = scenario;
  // The last life is the one that must come to an end.
  for (let index = 0; index < lives.length - 1; index += 1) {
    yield { ...scenario, lives: lives.filter((_, other) => other !== index) };
  }
  for (const [index, life] of lives.entries()) {
    for (const calmer of calmerOf(life)) {
      yield { ...scenario, lives: lives.map((each, other) => (other === index ? calmer : each)) };
    }
  }
  for (const [index, life] of scenario.undo.entries()) {
    if (index < scenario.undo.length - 1)
      yield { ...scenario, undo: scenario.undo.filter((_, other) => other !== index) };
    for (const calmer of calmerOf(life)) {
      yield { ...scenario, undo: scenario.undo.map((each, other) => (other === index ? calmer : each)) };
    }
  }
  for (const plan of smallerExports(scenario)) yield { ...scenario, export: plan };
  if (scenario.concurrency !== 1) yield { ...scenario, concurrency: 1 };
}

function* calmerOf(life: LifePlan): Generator<LifePlan> {
  const { network, disk } = life;
  for (const name of ['grows', 'clock', 'sleep', 'rivalAtEvent', 'damage'] as const) {
    if (life[name] === undefined) continue;
    const { [name]: _, ...rest } = life;
    yield rest;
  }
  if (disk.length > 0) yield { ...life, disk: [] };
  if (life.moves) yield { ...life, moves: false };
  if (network.outages.length > 0) yield { ...life, network: { ...network, outages: [] } };
  for (const fault of network.faults) {
    yield { ...life, network: { ...network, faults: network.faults.filter((each) => each !== fault) } };
  }
  if (life.end.kind === 'power') yield { ...life, end: { ...life.end, kind: 'kill' } };
  if (life.end.kind !== 'end' && life.end.atEvent > 1) {
    yield { ...life, end: { ...life.end, atEvent: Math.floor(life.end.atEvent / 2) } };
  }
}

function* smallerExports({ export: plan }: Scenario): Generator<Scenario['export']> {
  if (plan.records > 1) yield { ...plan, records: Math.floor(plan.records / 2) };
  if (plan.records > 1) yield { ...plan, records: plan.records - 1 };
  if (plan.lanes > 1) yield { ...plan, lanes: Math.floor(plan.lanes / 2) };
  if (plan.several) yield { ...plan, several: false };
  if (plan.split < 1) yield { ...plan, split: 1 };
  if (plan.badShare > 0) yield { ...plan, badShare: 0 };
}
