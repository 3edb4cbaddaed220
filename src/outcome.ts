import { FatalError } from './errors.js';
import type { Snapshot } from './types.js';

/** How a life of a run ended. */
export interface Ending {
  readonly runId: string;
  readonly startedAtMs: number;
  readonly state: 'finished' | 'interrupted' | 'stopped';
  readonly snapshot: Snapshot;
  /** What a person should know beside the numbers. */
  readonly notes: readonly string[];
  /** read = delivered + rejected + skipped + pending, each counted on its own. */
  readonly balanced: boolean;
  /** What stopped it. */
  readonly error?: FatalError;
}

/** What a question came to: an answer, or why nobody could be asked. What was found out until then is told all the same. */
export async function answered(ask: () => Promise<boolean>): Promise<boolean | FatalError> {
  try {
    return await ask();
  } catch (error) {
    if (error instanceof FatalError) return error;
    throw error;
  }
}

export interface Facts {
  readonly runId: string;
  readonly startedAtMs: number;
  readonly snapshot: Snapshot;
  readonly notes: readonly string[];
  readonly interrupted: boolean;
  readonly error: FatalError | undefined;
}

/** A run whose books do not balance has failed, whatever else is said. */
export function endOf({ runId, startedAtMs, snapshot, notes, interrupted, error }: Facts): Ending {
  const { read, delivered, rejected, skipped, pending } = snapshot.counts;
  const balanced = read === delivered + rejected + skipped + pending && (pending === 0 || interrupted || !!error);
  const wrong = error ?? (balanced ? undefined : unbalanced(snapshot));
  const state = wrong ? 'stopped' : interrupted ? 'interrupted' : 'finished';
  return { runId, startedAtMs, state, snapshot, notes, balanced, ...(wrong ? { error: wrong } : {}) };
}

/** What is wrong with the call is exit code 2 only as long as nothing was sent. */
export function afterStart(error: FatalError | undefined): FatalError | undefined {
  if (error?.kind !== 'usage') return error;
  return new FatalError('stopped', error.code, error.message, error.hint, error);
}

function unbalanced({ counts }: Snapshot): FatalError {
  return new FatalError(
    'stopped',
    'unbalanced',
    `The books do not balance: ${JSON.stringify(counts)}.`,
    'Please report this with run.log; do not trust the counts. A resumed run sends nothing twice.',
  );
}
