import type { At, RawRecord, Reject, Skip } from '../types.js';
import type { Problem } from './problem.js';

/** What a record becomes when it becomes no message. */

/** What of a rejected record's identity is known. */
export interface Known {
  readonly id?: string;
  readonly key?: string;
  readonly basis?: string;
}

/** A record, or part of one, the mapping refuses. */
export function rejectOf(source: RawRecord, at: At, { code, reason, advice }: Problem, known?: Known): Reject {
  return { kind: 'reject', at, stage: 'map', code, reason, advice, outcome: 'not-sent', ...known, source };
}

/** A record that could not be read. */
export function brokenRecord(source: RawRecord, { code, reason, advice }: Problem): Reject {
  return { kind: 'reject', at: source.at, stage: 'read', code, reason, advice, outcome: 'not-sent', source };
}

/** A record, or part of one, that is left out on purpose. */
export function skipOf(source: RawRecord, at: At, reason: string): Skip<never> {
  return { kind: 'skip', at, reason, source };
}
