/**
 * What ends a run. `usage`: the call or its settings are wrong and nothing was sent. `stopped`: it cannot go on
 * now, and can be resumed. `state`: the state folder or the export cannot be trusted.
 */
export type FatalKind = 'usage' | 'stopped' | 'state';

/** "Cannot go on". A bad record is a value, not an error. */
export class FatalError extends Error {
  override readonly name = 'FatalError';
  readonly kind: FatalKind;
  /** Stable, lower-case with dashes; scripts may rely on it. */
  readonly code: string;
  /** What to do now, in one sentence. */
  readonly hint: string;

  constructor(kind: FatalKind, code: string, message: string, hint: string, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause });
    this.kind = kind;
    this.code = code;
    this.hint = hint;
  }
}

/** A single call that did not succeed; others may. A run has values for this: only who makes calls one by one is thrown it. */
export class ServiceError extends Error {
  override readonly name = 'ServiceError';
  /** The service's ErrorCode as text, or a word, as `connection`, `http-502`, `aborted`. */
  readonly code: string;
  /** What to do now, in one sentence. */
  readonly advice: string;
  /** `refused`: it is certain that the service did not do it. `unknown`: it may have. `not-sent`: it was never asked. */
  readonly outcome: 'refused' | 'unknown' | 'not-sent';

  constructor(facts: Pick<ServiceError, 'code' | 'message' | 'advice' | 'outcome'>, cause?: unknown) {
    super(facts.message, cause === undefined ? undefined : { cause });
    this.code = facts.code;
    this.advice = facts.advice;
    this.outcome = facts.outcome;
  }
}

/** A signal came before there was anything to save: no fault of the export, whatever its cut end looks like. */
export function interruptedEarly(): FatalError {
  const message = 'It was interrupted before it began; nothing was sent and nothing was saved.';
  return new FatalError('stopped', INTERRUPTED_EARLY, message, 'Start the same command again.');
}

export const INTERRUPTED_EARLY = 'interrupted-early';

/** Any thrown thing as a FatalError: what the system refuses is told as it says it, everything else is a defect of ours. */
export function asFatal(error: unknown): FatalError {
  if (error instanceof FatalError) return error;
  if (isSystemError(error)) {
    return new FatalError(
      'stopped',
      'system-error',
      `The system refused what was needed: ${error.message}.`,
      'Look at disks, permissions and limits of this machine: make room, or make the file readable and writable. Then run the same command again; it goes on from the last saved state.',
      error,
    );
  }
  const message = error instanceof Error ? error.message : String(error);
  return new FatalError(
    'stopped',
    'defect',
    `Something unforeseen: ${message}.`,
    'Please report this; the run can be resumed.',
    error,
  );
}

/** As Node.js makes them of the system's own: with the name of the call and its number. */
function isSystemError(error: unknown): error is Error {
  return error instanceof Error && 'syscall' in error && 'errno' in error;
}

/** A system error's code, as ENOENT, or undefined. */
export function systemCode(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined;
}
