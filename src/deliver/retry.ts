import type { Random } from '../types.js';

/** So many counted tries a record has; then it is rejected or the run stops, as the failure's code says. */
export const MAX_TRIES = 8;

const FIRST_WAIT_MS = 200;
const LONGEST_WAIT_MS = 10_000;
const JITTER = 0.2;

/** Asked to wait longer than it is willing to, whoever calls looks again when its patience is over, and then gives up. */
export function withinPatience(askedMs: number | undefined, patienceMs: number): number | undefined {
  return askedMs === undefined ? undefined : Math.min(askedMs, patienceMs);
}

/** How long a record waits after its nth failure (from 1): doubling, with jitter, never shorter than asked for. */
export function backoffMs(failures: number, random: Random, askedMs = 0): number {
  const wait = Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** (failures - 1));
  const jittered = wait * (1 - JITTER + 2 * JITTER * random());
  return Math.max(askedMs, jittered);
}
