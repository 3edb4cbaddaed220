import { setTimeout as sleep } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc') as () => void;
/** Buffers and decoders are let go in rounds: what one collection frees lets the next free more. */
const ROUNDS = 3;

/** How much more memory is in use after some work than before, what can be collected left out. */
export async function heapGrowthBytes(work: () => Promise<void>): Promise<number> {
  const before = await usedBytes();
  await work();
  return (await usedBytes()) - before;
}

async function usedBytes(): Promise<number> {
  for (let round = 0; round < ROUNDS; round += 1) {
    collect();
    await sleep(50);
  }
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}
