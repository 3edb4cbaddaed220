import type { ContainerShape, RawRecord } from '../types.js';
import type { Damage } from './bytes.js';
import { type ElementSpan, Elements } from './elements.js';
import { GluedScan } from './glued-scan.js';
import { CUT_OBJECT } from './json-faults.js';
import type { RecordText } from './json-text.js';
import type { ReaderStart, RecordReader } from './reader.js';
import { recordText } from './record-text.js';
import { isRejectLine, rejectLineRecord } from './reject-lines.js';
import { countLines, isBlankByte } from './scan.js';

const LINE_FEED = 0x0a;
const COMMA = 0x2c;

/*
 * Objects one after another, with blanks, commas or nothing between them. Outside of one everything but separators begins
 * the next. What the scan takes for one object may hold others when it is broken: when it ended before its last bracket,
 * when it is no JSON whatever comes, or when it is longer than a record may be. Then it is cut where a line begins with
 * `{` (or, behind a missing quote, where `}` and `{"` meet), and what follows the cut is read anew. Where it is cut
 * depends on nothing but its own text, so that a run which begins there reads the same. At the end of the input an object
 * that may only be unfinished is left whole: it may still grow.
 */

/** Each object of an input as a record, however they are laid out. */
export class GluedReader implements RecordReader {
  private readonly scan = new GluedScan();
  private readonly elements: Elements;
  /** For the texts inside reject lines. */
  private readonly rejected: RecordText;
  private readonly limit: number;
  private isInside = false;
  /** The object is longer than a record may be, and no other begins in what was kept of it. */
  private isOver = false;

  constructor(start: ReaderStart, shape: ContainerShape) {
    this.elements = new Elements(start, this.scan, recordText('object', shape));
    this.rejected = recordText('record', shape);
    this.limit = start.maxRecordBytes;
  }

  push(chunk: Buffer, out: RawRecord[]): void {
    const pieces = [chunk];
    for (let piece = pieces.pop(); piece !== undefined; piece = pieces.pop()) pieces.push(...this.take(piece, out));
  }

  finish(out: RawRecord[], damage?: Damage): void {
    while (this.isInside) {
      const span = this.elements.takeCarried();
      const next = this.scan.isSick && !this.isOver ? nextStart(span, true) : -1;
      if (next === -1) {
        out.push(this.elements.broken(damage ?? CUT_OBJECT, span.bytes, span.length, this.scan.lines, true));
        return;
      }
      this.cut(span, next, out);
      this.push(span.bytes.subarray(next), out);
    }
    if (damage) out.push(this.elements.broken(damage, Buffer.alloc(0), 0, 0, true));
  }

  /** Takes all of the chunk, or up to where something must be read anew. Answers what is to be read next, last first. */
  private take(chunk: Buffer, out: RawRecord[]): Buffer[] {
    let index = 0;
    while (index < chunk.length) {
      if (!this.isInside) index = this.between(chunk, index);
      else if (!this.isOver && this.elements.carried === this.limit) {
        const again = this.overlong(out);
        if (again) return [chunk.subarray(index), again];
      } else {
        const room = this.isOver ? chunk.length : index + this.limit - this.elements.carried;
        const { index: taken, span, stop } = this.elements.take(chunk.subarray(0, room), index);
        const again = span && this.ended(span, stop === 'whole', out);
        if (again) return [chunk.subarray(taken), again];
        index = taken;
      }
    }
    return [];
  }

  private between(chunk: Buffer, from: number): number {
    let index = from;
    while (index < chunk.length && (isBlankByte(chunk[index]!) || chunk[index] === COMMA)) {
      this.elements.passed(1, chunk[index] === LINE_FEED ? 1 : 0);
      index += 1;
    }
    if (index < chunk.length) {
      this.isInside = true;
      this.isOver = false;
      this.elements.begin();
    }
    return index;
  }

  /** Answers the text that is to be read anew when the object held another. */
  private ended(span: ElementSpan, isWhole: boolean, out: RawRecord[]): Buffer | undefined {
    const { isSick } = this.scan;
    const next = this.isOver || (isWhole && !isSick) ? -1 : nextStart(span, isSick);
    if (next !== -1) return this.cut(span, next, out);
    this.isInside = false;
    this.handOver(this.elements.parsed(span, this.scan.lines), out);
    return undefined;
  }

  private overlong(out: RawRecord[]): Buffer | undefined {
    const span = this.elements.takeCarried();
    const next = nextStart(span, this.scan.isSick);
    if (next !== -1) return this.cut(span, next, out);
    this.isOver = true;
    this.elements.putBack(span);
    return undefined;
  }

  /** Hands over the beginning of a text, up to where another object begins, and answers the rest. */
  private cut({ bytes, from, to }: ElementSpan, next: number, out: RawRecord[]): Buffer {
    this.isInside = false;
    this.scan.begin();
    const lines = countLines(bytes, from, from + next);
    this.handOver(this.elements.parsed({ bytes, from, to: from + next, length: next }, lines), out);
    return bytes.subarray(from + next, to);
  }

  private handOver(record: RawRecord, out: RawRecord[]): void {
    const { value, at } = record;
    const isReject = record.broken === undefined && isRejectLine(value as object);
    out.push(isReject ? rejectLineRecord(value as object, at, record, this.rejected) : record);
  }
}

const LINE_START = /\n\{/g;
/** Where a quote is missing, braces between two quotes may have been taken for text. */
const LINE_START_OR_NEIGHBOUR = /\n\{|\}[ \t\r\n]*\{(?=")/g;

/** Where in the text, behind its beginning, another object begins; -1 = nowhere. */
function nextStart({ bytes, from, to }: ElementSpan, isSick: boolean): number {
  const start = isSick ? LINE_START_OR_NEIGHBOUR : LINE_START;
  start.lastIndex = 1;
  return start.test(bytes.toString('latin1', from, to)) ? start.lastIndex - 1 : -1;
}
