import type { Settings } from './options.js';

const DEFAULT_MEMORY_BYTES = 1e9;

/** How much a survey's database may take. */
export function memoryBytesOf({ memory }: Settings): number {
  return memory ?? DEFAULT_MEMORY_BYTES;
}
