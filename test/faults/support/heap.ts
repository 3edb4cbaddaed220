import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc') as () => void;

/** How much more memory is in use after some work than before, what can be collected left out. */
export async function heapGrowthBytes(work: () => Promise<void>): Promise<number> {
  const before = usedBytes();
  await work();
  return usedBytes() - before;
}

function usedBytes(): number {
  collect();
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}
