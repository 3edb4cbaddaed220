import type { CallName } from './calls.js';
import type { Tried } from './client.js';

/**
 * Port: tries a call until it is done, at the pace of its kind and no more often than its outcome allows. Throws
 * ServiceError when it is not done, FatalError when no call can succeed. `deliver/caller.ts` does it.
 */
export type Perform = <Try extends Tried<unknown>>(
  name: CallName,
  attempt: (onStart: () => void) => Promise<Try>,
  signal: AbortSignal | undefined,
) => Promise<Try>;

/** What each method takes beside its request. */
export interface CallOptions {
  /** Aborted = no further try: what waits rejects at once, a request under way comes to its end. */
  readonly signal?: AbortSignal;
}
