import type { Mapped } from '../types.js';

/*
 * What a dry run without a survey needs to know of records, packed so that another thread can take it over: a thread copies
 * objects one by one, and a record's copy costs more than its reading. Numbers of all rows stand in one array; few things
 * stand beside it as objects.
 */

export interface Batch {
  /** RECORD_NUMBERS of each record. */
  readonly records: Float64Array;
  readonly recordCount: number;
  /** ROW_NUMBERS of each part of a record, in the order of the records. */
  readonly rows: Float64Array;
  /** Kinds of messages; a row has the number of its own. */
  readonly types: readonly string[];
  /** Conversations of the messages that nothing orders, in their order. */
  readonly lanes: readonly string[];
  /** Rejects, skips and what else must be seen whole, in their order. */
  readonly others: readonly Mapped[];
  /** How far reading came for it. */
  readonly bytesRead: number;
}

/** Of a record; lines are counted from the beginning of the range. */
export const RECORD = { byte: 0, line: 1, end: 2, endLine: 3, parts: 4 } as const;
export const RECORD_NUMBERS = 5;

/** Of a part of a record. */
export const ROW = {
  part: 0,
  timeUs: 1,
  seq: 2,
  random: 3,
  seconds: 4,
  bytes: 5,
  type: 6,
  order: 7,
  id: 8,
  laneLow: 9,
  laneHigh: 10,
  oneLow: 11,
  oneHigh: 12,
  otherLow: 13,
  otherHigh: 14,
} as const;
export const ROW_NUMBERS = 15;

/** What a message's order rests on, by number. */
export const ORDERS = ['source', 'time', 'none'] as const;
/** Stands in the place of such a number: the part is one of `others`. */
export const IS_OTHER = ORDERS.length;
