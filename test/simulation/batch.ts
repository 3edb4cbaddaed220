import { spawn } from 'node:child_process';
import { text } from 'node:stream/consumers';
import { emptyTally, merge, type Tally } from './tally.js';

export interface Batch {
  /** Compiled worker to run: that of a mutant, perhaps. */
  readonly worker: string;
  readonly firstSeed: number;
  readonly seeds: number;
  /** Processes beside each other. */
  readonly jobs: number;
  readonly mostViolations: number;
}

/** Simulates many seeds, in several processes: each has globals of its own to replace. */
export async function simulateMany({ worker, firstSeed, seeds, jobs, mostViolations }: Batch): Promise<Tally> {
  const tally = emptyTally();
  const shares = Array.from({ length: jobs }, (_, job) => ({
    first: firstSeed + job,
    count: Math.floor((seeds - job + jobs - 1) / jobs),
  }));
  const parts = await Promise.all(
    shares.map(({ first, count }) => runWorker([worker, `${first}`, `${count}`, `${jobs}`, `${mostViolations}`])),
  );
  for (const part of parts) merge(tally, part);
  tally.violations.sort((one, other) => one.seed - other.seed);
  return tally;
}

async function runWorker(parameters: readonly string[]): Promise<Tally> {
  const child = spawn(process.execPath, parameters, { stdio: ['ignore', 'pipe', 'inherit'] });
  const ended = new Promise<number | null>((resolve) => child.on('close', resolve));
  const output = await text(child.stdout);
  const exitCode = await ended;
  if (exitCode !== 0) throw new Error(`a simulating process ended with ${exitCode}`);
  return JSON.parse(output) as Tally;
}
