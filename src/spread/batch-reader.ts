import type { At, Broken, Mapped, Message, MessagePrints, Origin, Person, RawRecord } from '../types.js';
import { type Batch, IS_OTHER, ORDERS, RECORD, RECORD_NUMBERS, ROW, ROW_NUMBERS } from './batch.js';

/** What lies before the range a batch is of. */
export interface Before {
  readonly input: number;
  readonly records: number;
  readonly lines: number;
}

/** A record that was read and mapped elsewhere. */
export class SpreadRecord implements RawRecord {
  readonly value = undefined;
  readonly broken?: Broken;
  readonly origin?: Origin;

  constructor(
    readonly at: At,
    readonly end: number,
    readonly endLine: number,
    /** What became of it. */
    readonly mapped: readonly Mapped[],
  ) {
    const source = mapped[0]?.source;
    if (source?.broken) this.broken = source.broken;
    if (source?.origin) this.origin = source.origin;
  }
}

/** Takes records out of a batch, in order. */
export class BatchReader {
  private record = 0;
  private row = 0;
  private lane = 0;
  private other = 0;

  constructor(
    private readonly batch: Batch,
    private readonly before: Before,
  ) {}

  get left(): number {
    return this.batch.recordCount - this.record;
  }

  next(): SpreadRecord {
    const { records } = this.batch;
    const { input, records: recordsBefore, lines } = this.before;
    const place = this.record * RECORD_NUMBERS;
    this.record += 1;
    const at: At = {
      input,
      record: recordsBefore + this.record,
      part: 0,
      line: lines + records[place + RECORD.line]!,
      byte: records[place + RECORD.byte]!,
    };
    const end = records[place + RECORD.end]!;
    const endLine = lines + records[place + RECORD.endLine]!;
    const parts = records[place + RECORD.parts]!;
    const mapped: Mapped[] = [];
    for (let part = 0; part < parts; part += 1) mapped.push(this.part(at, end, endLine));
    return new SpreadRecord(at, end, endLine, mapped);
  }

  private part(at: At, end: number, endLine: number): Mapped {
    const { rows, types, lanes, others } = this.batch;
    const place = this.row * ROW_NUMBERS;
    this.row += 1;
    const order = rows[place + ROW.order]!;
    if (order === IS_OTHER) {
      const other = others[this.other]!;
      this.other += 1;
      return placed(other, at, end, endLine);
    }
    const orderedBy = ORDERS[order]!;
    const lane = orderedBy === 'none' ? lanes[this.lane++]! : UNKNOWN;
    const part = rows[place + ROW.part]!;
    return new SpreadMessage(part === 0 ? at : { ...at, part }, end, rows, place, types, orderedBy, lane);
  }
}

/** The same, with its place in the export instead of that in the range. */
function placed(mapped: Mapped, at: At, end: number, endLine: number): Mapped {
  const source = { ...mapped.source, at, end, endLine };
  return { ...mapped, at: { ...at, part: mapped.at.part }, source };
}

const UNKNOWN = '';
const NOBODY: Person = { name: UNKNOWN, original: UNKNOWN };

/** A message of which only numbers are known, and its lane where these leave something open. */
class SpreadMessage implements Message {
  readonly kind = 'message';
  readonly id = UNKNOWN;
  readonly payload = undefined;
  readonly from = NOBODY;
  readonly to = NOBODY;
  readonly timeUs: number;
  readonly bytes: number;
  readonly type: string;
  readonly key: Message['key'];
  readonly prints: MessagePrints;
  readonly source: RawRecord;

  constructor(
    readonly at: At,
    end: number,
    rows: Float64Array,
    place: number,
    types: readonly string[],
    readonly orderedBy: Message['orderedBy'],
    readonly lane: string,
  ) {
    this.timeUs = rows[place + ROW.timeUs]!;
    this.bytes = rows[place + ROW.bytes]!;
    this.type = types[rows[place + ROW.type]!]!;
    this.key = {
      seq: rows[place + ROW.seq]!,
      random: rows[place + ROW.random]!,
      seconds: rows[place + ROW.seconds]!,
    };
    this.prints = {
      id: rows[place + ROW.id]!,
      laneLow: rows[place + ROW.laneLow]!,
      laneHigh: rows[place + ROW.laneHigh]!,
      oneLow: rows[place + ROW.oneLow]!,
      oneHigh: rows[place + ROW.oneHigh]!,
      otherLow: rows[place + ROW.otherLow]!,
      otherHigh: rows[place + ROW.otherHigh]!,
    };
    this.source = { at, end, endLine: 0, value: undefined };
  }
}
