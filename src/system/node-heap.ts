import { setFlagsFromString } from 'node:v8';

/** Garbage may take so much of what lives before it is collected; V8 itself waits for several times as much. */
const GROWING_PERCENT = 20;

/**
 * Keeps memory near what is in use. Messages wait a while before they are sent and are old by then, so nearly all memory is
 * what only a full collection frees; with little alive that costs next to nothing, and the company's own programs may
 * want the rest. V8 reads this flag at each collection, so it can be set at any time.
 */
export function keepHeapSmall(): void {
  setFlagsFromString(`--heap-growing-percent=${GROWING_PERCENT}`);
}
