import { printsOf } from '../prints.js';
import type { Mapped, Message, RawRecord } from '../types.js';
import { type Batch, IS_OTHER, ORDERS, RECORD, RECORD_NUMBERS, ROW, ROW_NUMBERS } from './batch.js';

/** A batch is handed over when it has so many records, parts or others, or is of so many bytes of text. */
const MOST_RECORDS = 4_096;
const MOST_ROWS = 4_096;
const MOST_OTHERS = 256;
const MOST_TEXT_BYTES = 1024 * 1024;

/** Packs records and what became of them. */
export class BatchWriter {
  private records = new Float64Array(MOST_RECORDS * RECORD_NUMBERS);
  private recordCount = 0;
  private rows = new Float64Array(MOST_ROWS * ROW_NUMBERS);
  private rowCount = 0;
  private types = new Map<string, number>();
  private lanes: string[] = [];
  private others: Mapped[] = [];
  private textBytes = 0;

  get isFull(): boolean {
    return (
      this.recordCount >= MOST_RECORDS ||
      this.rowCount >= MOST_ROWS ||
      this.others.length >= MOST_OTHERS ||
      this.textBytes >= MOST_TEXT_BYTES
    );
  }

  get isEmpty(): boolean {
    return this.recordCount === 0;
  }

  /** Adds a record that was mapped; `mapped` need not live longer than the call. */
  add(record: RawRecord, mapped: readonly Mapped[]): void {
    const { at, end, endLine } = record;
    const place = this.recordCount * RECORD_NUMBERS;
    this.records[place + RECORD.byte] = at.byte;
    this.records[place + RECORD.line] = at.line;
    this.records[place + RECORD.end] = end;
    this.records[place + RECORD.endLine] = endLine;
    this.records[place + RECORD.parts] = mapped.length;
    this.recordCount += 1;
    this.textBytes += end - at.byte;
    this.makeRoom(mapped.length);
    for (const one of mapped) {
      if (one.kind === 'message' && record.origin === undefined) this.addMessage(one);
      else this.addOther(one);
      this.rowCount += 1;
    }
  }

  /** What was packed, and an empty writer again. `bytesRead`: absent = the bytes of the records. */
  take(bytesRead = this.textBytes): Batch {
    const batch = {
      records: this.records,
      recordCount: this.recordCount,
      rows: this.rows,
      types: [...this.types.keys()],
      lanes: this.lanes,
      others: this.others,
      bytesRead,
    };
    this.records = new Float64Array(MOST_RECORDS * RECORD_NUMBERS);
    this.recordCount = 0;
    this.rows = new Float64Array(MOST_ROWS * ROW_NUMBERS);
    this.rowCount = 0;
    this.types = new Map();
    this.lanes = [];
    this.others = [];
    this.textBytes = 0;
    return batch;
  }

  private addMessage(message: Message): void {
    const { rows } = this;
    const place = this.rowCount * ROW_NUMBERS;
    const { key, orderedBy } = message;
    const prints = printsOf(message);
    rows[place + ROW.part] = message.at.part;
    rows[place + ROW.timeUs] = message.timeUs;
    rows[place + ROW.seq] = key.seq;
    rows[place + ROW.random] = key.random;
    rows[place + ROW.seconds] = key.seconds;
    rows[place + ROW.bytes] = message.bytes;
    rows[place + ROW.type] = this.typeNumber(message.type);
    rows[place + ROW.order] = ORDERS.indexOf(orderedBy);
    rows[place + ROW.id] = prints.id;
    rows[place + ROW.laneLow] = prints.laneLow;
    rows[place + ROW.laneHigh] = prints.laneHigh;
    rows[place + ROW.oneLow] = prints.oneLow;
    rows[place + ROW.oneHigh] = prints.oneHigh;
    rows[place + ROW.otherLow] = prints.otherLow;
    rows[place + ROW.otherHigh] = prints.otherHigh;
    if (orderedBy === 'none') this.lanes.push(message.lane);
  }

  private addOther(mapped: Mapped): void {
    this.rows[this.rowCount * ROW_NUMBERS + ROW.order] = IS_OTHER;
    this.others.push(mapped);
  }

  private typeNumber(type: string): number {
    const known = this.types.get(type);
    if (known !== undefined) return known;
    const number = this.types.size;
    this.types.set(type, number);
    return number;
  }

  /** One record may have more parts than a batch has rows. */
  private makeRoom(parts: number): void {
    const needed = (this.rowCount + parts) * ROW_NUMBERS;
    if (needed <= this.rows.length) return;
    const rows = new Float64Array(needed);
    rows.set(this.rows);
    this.rows = rows;
  }
}
