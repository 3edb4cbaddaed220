import { scenarioOf } from './scenario.js';
import { simulate } from './simulate.js';
import { add, emptyTally } from './tally.js';

/*
 * A process that simulates seeds: `worker FIRST COUNT STEP MOST`, each STEPth from FIRST on, until MOST violations were found.
 * Prints its tally as one line of JSON.
 */

const [first, count, step, most] = process.argv.slice(2).map(Number) as [number, number, number, number];
const tally = emptyTally();
for (let number = 0; number < count && tally.violations.length < most; number += 1) {
  add(tally, await simulate(scenarioOf(first + number * step)));
}
process.stdout.write(`${JSON.stringify(tally)}\n`);
