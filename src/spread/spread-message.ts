import { noPrints } from '../prints.js';
import type { At, Message, Person, RawRecord } from '../types.js';
import { type Batch, ORDERS, ROW, ROW_NUMBERS } from './batch.js';

const UNKNOWN = '';
const NOBODY: Person = { name: UNKNOWN, original: UNKNOWN };

const NO_RECORD: RawRecord = {
  at: { input: 0, record: 0, part: 0, line: 0, byte: 0 },
  end: 0,
  endLine: 0,
  value: undefined,
};

/** A message of which only numbers are known, and its lane where these leave something open. It can be lent to one after another. */
export class SpreadMessage implements Message {
  readonly kind = 'message';
  readonly id = UNKNOWN;
  readonly payload = undefined;
  readonly from = NOBODY;
  readonly to = NOBODY;
  timeUs = 0;
  bytes = 0;
  type = UNKNOWN;
  lane = UNKNOWN;
  orderedBy: Message['orderedBy'] = 'none';
  readonly key = { seq: 0, random: 0, seconds: 0 };
  readonly prints = noPrints();
  source: RawRecord = NO_RECORD;
  at: At = NO_RECORD.at;

  /** What stands in a row of a batch. */
  take(source: RawRecord, { rows, types }: Batch, row: number, lane: string): void {
    const place = row * ROW_NUMBERS;
    const { key, prints } = this;
    const part = rows[place + ROW.part]!;
    this.source = source;
    this.at = part === 0 ? source.at : { ...source.at, part };
    this.lane = lane;
    this.timeUs = rows[place + ROW.timeUs]!;
    this.bytes = rows[place + ROW.bytes]!;
    this.type = types[rows[place + ROW.type]!]!;
    this.orderedBy = ORDERS[rows[place + ROW.order]!]!;
    key.seq = rows[place + ROW.seq]!;
    key.random = rows[place + ROW.random]!;
    key.seconds = rows[place + ROW.seconds]!;
    prints.id = rows[place + ROW.id]!;
    prints.laneLow = rows[place + ROW.laneLow]!;
    prints.laneHigh = rows[place + ROW.laneHigh]!;
    prints.oneLow = rows[place + ROW.oneLow]!;
    prints.oneHigh = rows[place + ROW.oneHigh]!;
    prints.otherLow = rows[place + ROW.otherLow]!;
    prints.otherHigh = rows[place + ROW.otherHigh]!;
  }
}
