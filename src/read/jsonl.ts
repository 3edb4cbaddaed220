import { isUtf8 } from 'node:buffer';
import type { At, ContainerShape, RawRecord } from '../types.js';
import { brokenRecord, type Ends, tooLong, type Why } from './broken.js';
import type { Damage } from './bytes.js';
import { Carry, keptOf } from './carry.js';
import { FlatRecord } from './flat-record.js';
import { FlatScan } from './flat-scan.js';
import { FAILED, type RecordText } from './json-text.js';
import type { ReaderStart, RecordReader } from './reader.js';
import { lineText } from './record-text.js';
import { isRejectLine, REJECT_LINE_MEMBER, rejectLineRecord } from './reject-lines.js';
import { isBlank } from './scan.js';

const LINE_FEED = 0x0a;
const BRACE = 0x7b;
const BACKSLASH = 0x5c;

/** One JSON object per line. Lines are split at bytes 0x0A before anything is decoded; blank lines are no records. */
export class JsonlReader implements RecordReader {
  private readonly json: RecordText;
  /** For the texts inside reject lines. */
  private readonly rejected: RecordText;
  private readonly input: number;
  private readonly limit: number;
  /** Number of the next record. */
  private record: number;
  /** The line that comes next or has begun. */
  private line: number;
  /** Offset of that line's first byte. */
  private byte: number;
  /** The next backslash in the chunk at hand; -1 = none. */
  private backslash = 0;
  /** What has come of that line in earlier chunks. */
  private readonly carry: Carry;
  /** Finds objects that need not be parsed, where that is wanted. */
  private readonly flat: FlatScan | undefined;

  constructor(start: ReaderStart, shape: ContainerShape) {
    this.flat =
      start.mayStayFlat && !shape.prefixed && !shape.hexEscapes ? new FlatScan(REJECT_LINE_MEMBER) : undefined;
    this.json = lineText('line', shape);
    this.rejected = lineText('record', shape);
    this.input = start.input;
    this.limit = start.maxRecordBytes;
    this.record = start.position.record;
    this.line = start.position.line;
    this.byte = start.position.byte;
    this.carry = new Carry(this.limit);
  }

  push(chunk: Buffer, out: RawRecord[]): void {
    let from = 0;
    let to = chunk.indexOf(LINE_FEED);
    if (to !== -1 && this.carry.length > 0) {
      this.carry.add(chunk.subarray(0, to));
      this.carriedLine(out);
      from = to + 1;
      to = chunk.indexOf(LINE_FEED, from);
    }
    if (to !== -1) {
      const isChecked = isUtf8(chunk.subarray(from, chunk.lastIndexOf(LINE_FEED)));
      this.backslash = chunk.indexOf(BACKSLASH, from);
      while (to !== -1) {
        if (this.backslash !== -1 && this.backslash < from) this.backslash = chunk.indexOf(BACKSLASH, from);
        this.wholeLine(chunk, from, to, isChecked, out);
        from = to + 1;
        to = chunk.indexOf(LINE_FEED, from);
      }
    }
    this.carry.add(chunk.subarray(from));
  }

  finish(out: RawRecord[], damage?: Damage): void {
    const length = this.carry.length;
    const isOver = this.carry.isOver;
    const bytes = this.carry.take();
    const ends = { end: this.byte + length, endLine: this.line };
    if (damage) out.push(brokenRecord(this.at(), ends, damage, bytes, length, true));
    else if (isOver) out.push(brokenRecord(this.at(), ends, tooLong(length, this.limit, 'line'), bytes, length, true));
    else if (!isBlank(bytes, 0, length)) out.push(this.lastLine(bytes, ends));
  }

  /** A line that lies in one chunk whole. */
  private wholeLine(chunk: Buffer, from: number, to: number, isChecked: boolean, out: RawRecord[]): void {
    const length = to - from;
    if (length > this.limit) this.overlongLine(chunk.subarray(from, from + keptOf(this.limit)), length, out);
    else if (chunk[from] === BRACE || !isBlank(chunk, from, to)) out.push(this.parsed(chunk, from, to, isChecked));
    this.byte += length + 1;
    this.line += 1;
  }

  /** A line that began in an earlier chunk. */
  private carriedLine(out: RawRecord[]): void {
    const length = this.carry.length;
    this.backslash = 0;
    if (!this.carry.isOver) return this.wholeLine(this.carry.take(), 0, length, false, out);
    this.overlongLine(this.carry.take(), length, out);
    this.byte += length + 1;
    this.line += 1;
  }

  private overlongLine(beginning: Buffer, length: number, out: RawRecord[]): void {
    const why = tooLong(length, this.limit, 'line');
    out.push(brokenRecord(this.at(), this.endsAfter(length), why, beginning, length, false));
  }

  private parsed(bytes: Buffer, from: number, to: number, isChecked: boolean): RawRecord {
    const flat = isChecked ? this.flat?.find(bytes, from, to) : undefined;
    if (flat) {
      const end = this.byte + to - from + 1;
      return new FlatRecord(this.at(), end, this.line + 1, flat);
    }
    const value = this.json.object(bytes, from, to, isChecked);
    const at = this.at();
    const length = to - from;
    if (value === FAILED) return this.broken(at, this.endsAfter(length), bytes.subarray(from, to), this.json.why);
    if (isRejectLine(value)) return rejectLineRecord(value, at, this.endsAfter(length), this.rejected);
    const escapeFree = this.backslash === -1 || this.backslash >= to;
    return { at, end: this.byte + length + 1, endLine: this.line + 1, value, escapeFree };
  }

  /** The last line, without a line end: whole, or torn. */
  private lastLine(bytes: Buffer, ends: Ends): RawRecord {
    const value = this.json.object(bytes, 0, bytes.length, false);
    const at = this.at();
    if (value === FAILED) return brokenRecord(at, ends, this.json.why, bytes, bytes.length, true);
    const record = isRejectLine(value) ? rejectLineRecord(value, at, ends, this.rejected) : { at, ...ends, value };
    return { ...record, openEnd: true };
  }

  private broken(at: At, ends: Ends, bytes: Buffer, why: Why): RawRecord {
    return brokenRecord(at, ends, why, bytes, bytes.length, false);
  }

  private endsAfter(length: number): Ends {
    return { end: this.byte + length + 1, endLine: this.line + 1 };
  }

  /** Place of the record that begins with the current line. */
  private at(): At {
    const at = { input: this.input, record: this.record, part: 0, line: this.line, byte: this.byte };
    this.record += 1;
    return at;
  }
}
