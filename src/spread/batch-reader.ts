import type { At, Broken, Mapped, Origin, RawRecord } from '../types.js';
import { type Batch, IS_OTHER, ORDERS, RECORD, RECORD_NUMBERS, ROW, ROW_NUMBERS } from './batch.js';
import { SpreadMessage } from './spread-message.js';

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
    readonly batch: Batch,
    /** Of its first part, in the batch. */
    readonly row: number,
    /** Of its message, if nothing orders that. */
    readonly lane: string,
    /** What became of it, where that is not one message. */
    readonly parts: readonly Mapped[] | undefined,
  ) {
    const source = parts?.[0]?.source;
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
    const count = records[place + RECORD.parts]!;
    const { row } = this;
    if (count === 1 && this.orderAt(row) !== IS_OTHER) {
      this.row += 1;
      return new SpreadRecord(at, end, endLine, this.batch, row, this.laneAt(row), undefined);
    }
    const parts: Mapped[] = [];
    const source = { at, end, endLine, value: undefined };
    for (let part = 0; part < count; part += 1) parts.push(this.part(source));
    return new SpreadRecord(at, end, endLine, this.batch, row, '', parts);
  }

  private part(source: RawRecord): Mapped {
    const { row } = this;
    this.row += 1;
    if (this.orderAt(row) === IS_OTHER) {
      const other = this.batch.others[this.other]!;
      this.other += 1;
      return placed(other, source);
    }
    const message = new SpreadMessage();
    message.take(source, this.batch, row, this.laneAt(row));
    return message;
  }

  private orderAt(row: number): number {
    return this.batch.rows[row * ROW_NUMBERS + ROW.order]!;
  }

  private laneAt(row: number): string {
    if (ORDERS[this.orderAt(row)] !== 'none') return '';
    const lane = this.batch.lanes[this.lane]!;
    this.lane += 1;
    return lane;
  }
}

/** The same, with its place in the export instead of that in the range. */
function placed(mapped: Mapped, { at, end, endLine }: RawRecord): Mapped {
  const source = { ...mapped.source, at, end, endLine };
  return { ...mapped, at: { ...at, part: mapped.at.part }, source };
}
