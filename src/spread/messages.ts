import type { MapSettings } from '../map/mapper.js';
import type { MappingChoice } from '../map/mapping.js';
import type { Input, ReadOptions } from '../read/open.js';
import type { ByteRange, RecordPlace } from '../read/range.js';
import type { Batch } from './batch.js';

/** What the thread of a check and its helpers tell each other; all of it can be copied from thread to thread. */

/** What a helper must know before its first task. */
export interface HelperPlan {
  readonly inputs: readonly Input[];
  readonly read: ReadOptions;
  readonly choice: MappingChoice;
  /** Of the mapping that was chosen. */
  readonly digest: string;
  readonly settings: MapSettings;
  readonly mayStayFlat: boolean;
}

export interface Task {
  readonly number: number;
  /** Of the input. */
  readonly index: number;
  /** Absent = the whole input. */
  readonly range?: ByteRange;
}

export type ToHelper =
  | { readonly kind: 'task'; readonly task: Task }
  /** A batch was taken: another may be sent. */
  | { readonly kind: 'taken' };

/** Where a task found its first record. */
export interface Begun {
  readonly first: RecordPlace | undefined;
}

export type FromHelper =
  | ({ readonly kind: 'batch'; readonly task: number; readonly batch: Batch } & Begun)
  | ({ readonly kind: 'end'; readonly task: number; readonly behind: RecordPlace | undefined } & Begun)
  | { readonly kind: 'failed'; readonly task: number; readonly failure: Failure };

/** A FatalError, which no thread copies whole. */
export interface Failure {
  readonly kind: 'usage' | 'stopped' | 'state';
  readonly code: string;
  readonly message: string;
  readonly hint: string;
}

/** Batches a helper may have on their way: a range's worth, so that helpers work ahead. */
export const BATCHES_AHEAD = 16;

/** Port: starts a thread that is given the plan. What it posts comes to `onMessage`, and its end before `close` to `onLost`. */
export type StartThread = (
  plan: HelperPlan,
  onMessage: (message: FromHelper) => void,
  onLost: (why: unknown) => void,
) => Thread;

export interface Thread {
  post(message: ToHelper): void;
  close(): Promise<void>;
}
