import { readFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { stopAtEachAwait } from './awaits.js';
import { simulateMany } from './batch.js';
import { tryMutations, type Verdict } from './mutants.js';
import { type Scenario, scenarioOf } from './scenario.js';
import { shrink } from './shrink.js';
import { simulate } from './simulate.js';
import { emptyTally, merge, tallyText } from './tally.js';

const HELP = `npm run simulate -- [options]

  --seeds N       simulate N seeds (1000 when nothing is said)
  --from N        the first of them (1)
  --seed N        one seed, told life by life; when it breaks a rule it is made smaller and printed
  --scenario FILE the same with a printed scenario
  --awaits N      N small runs, each stopped at every one of its awaits, by a kill and by a power cut
  --mutations     plants each defect of mutations.ts in turn and looks for it
  --jobs N        processes beside each other (one for each processor)
`;

const SMALL_RECORDS = 12;

const { values } = parseArgs({
  options: {
    seeds: { type: 'string' },
    from: { type: 'string', default: '1' },
    seed: { type: 'string' },
    scenario: { type: 'string' },
    awaits: { type: 'string' },
    mutations: { type: 'boolean', default: false },
    jobs: { type: 'string', default: String(availableParallelism()) },
    help: { type: 'boolean', default: false },
  },
});

const here = import.meta.dirname;
const jobs = Number(values.jobs);
const print = (text: string): boolean => process.stdout.write(`${text}\n`);

async function main(): Promise<number> {
  if (values.help) return print(HELP) ? 0 : 1;
  if (values.scenario) return one(JSON.parse(readFileSync(values.scenario, 'utf8')) as Scenario);
  if (values.seed) return one(scenarioOf(Number(values.seed)));
  if (values.awaits) return awaits(Number(values.awaits));
  if (values.mutations) return mutations();
  return many(Number(values.seeds ?? 1_000), Number(values.from));
}

async function many(seeds: number, firstSeed: number): Promise<number> {
  const begunMs = performance.now();
  const tally = await simulateMany({ worker: join(here, 'worker.js'), firstSeed, seeds, jobs, mostViolations: 20 });
  print(tallyText(tally));
  print(`${Math.round((performance.now() - begunMs) / 1_000)} s`);
  for (const { seed } of tally.violations.slice(0, 1)) print(`To look into it: npm run simulate -- --seed ${seed}`);
  return tally.violations.length > 0 ? 1 : 0;
}

async function awaits(runs: number): Promise<number> {
  const tally = emptyTally();
  for (let seed = 1; seed <= runs; seed += 1) merge(tally, await stopAtEachAwait(seed, SMALL_RECORDS));
  print(tallyText(tally).replace(/^seeds/, 'stops'));
  return tally.violations.length > 0 ? 1 : 0;
}

async function one(scenario: Scenario): Promise<number> {
  const report = await simulate(scenario);
  print(report.story.join('\n'));
  if (!report.violation) return print('no violation') ? 0 : 1;
  print(`\n${report.violation.message}\n\nThe smallest scenario that breaks this rule:`);
  const small = await shrink(scenario, report.violation.rule);
  print(JSON.stringify(small.scenario, undefined, 2));
  print(`\n${small.report.story.join('\n')}\n${small.report.violation!.message}`);
  return 1;
}

async function mutations(): Promise<number> {
  const places = { root: join(here, '../../..'), compiled: join(here, '../..') };
  const tell = ({ name, caught }: Verdict): boolean =>
    print(`${caught ? `caught by seed ${caught.seed}` : 'NOT FOUND'}  ${name}${caught ? `  → ${caught.rule}` : ''}`);
  const verdicts = await tryMutations(places, jobs, tell);
  const missed = verdicts.filter(({ caught }) => !caught);
  print(`${verdicts.length - missed.length} of ${verdicts.length} caught`);
  return missed.length > 0 ? 1 : 0;
}

process.exitCode = await main();
