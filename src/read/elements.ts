import { stringifyLossless } from '../json.js';
import type { At, FramedValue, RawRecord } from '../types.js';
import { brokenRecord, type Ends, tooDeep, tooLong, type Why } from './broken.js';
import { Carry } from './carry.js';
import type { ElementScan, Stop } from './element-scan.js';
import { FAILED, type RecordText } from './json-text.js';
import { NESTING_LEVELS } from './limits.js';
import type { ReaderStart } from './reader.js';

type Frame = FramedValue['within'];

/** The text of an element that has ended; of one that was too long only the beginning. */
export interface ElementSpan {
  readonly bytes: Buffer;
  readonly from: number;
  readonly to: number;
  readonly length: number;
}

/** Gathers the texts of elements that come in chunks, and turns them into records. */
export class Elements {
  /** Line and offset of the next byte, or, inside an element, of the element's first byte. */
  private line: number;
  private byte: number;
  private frame: Frame | undefined;
  /** What stands before and behind the text of a broken record in its frame. */
  private framing: readonly [Buffer, Buffer] | undefined;
  private readonly carry: Carry;
  private readonly input: number;
  private readonly limit: number;
  /** Number of the next record. */
  private record: number;

  constructor(
    start: ReaderStart,
    private readonly scan: ElementScan,
    private readonly json: RecordText,
  ) {
    this.input = start.input;
    this.limit = start.maxRecordBytes;
    this.line = start.position.line;
    this.byte = start.position.byte;
    this.record = start.position.record;
    this.carry = new Carry(this.limit);
  }

  /** Bytes of the element that came in earlier chunks. */
  get carried(): number {
    return this.carry.length;
  }

  /** What is to stand round the value of every record from now on; undefined = the plain value. */
  enclose(frame: Frame | undefined): void {
    this.frame = frame;
    this.framing = undefined;
  }

  /** The next byte of the chunk is the first of an element. */
  begin(): void {
    this.scan.begin();
  }

  /** Takes bytes of an element. `index` = first byte not taken; `span` is there when the element has ended. */
  take(chunk: Buffer, from: number): { readonly index: number; readonly stop: Stop; readonly span?: ElementSpan } {
    const { stop, index } = this.scan.scan(chunk, from);
    if (stop === 'more') {
      this.carry.add(chunk.subarray(from));
      return { index, stop };
    }
    if (this.carry.length === 0 && index - from <= this.limit)
      return { index, stop, span: { bytes: chunk, from, to: index, length: index - from } };
    this.carry.add(chunk.subarray(from, index));
    return { index, stop, span: this.takeCarried() };
  }

  /** All that has come of the element. */
  takeCarried(): ElementSpan {
    const length = this.carry.length;
    const bytes = this.carry.take();
    return { bytes, from: 0, to: bytes.length, length };
  }

  /** Makes taken bytes the beginning of the element again. */
  putBack({ bytes, from, to }: ElementSpan): void {
    this.carry.add(bytes.subarray(from, to));
  }

  /** The record of an element that has ended, `lines` lines behind its first. */
  parsed({ bytes, from, to, length }: ElementSpan, lines: number): RawRecord {
    const isOver = length > this.limit;
    const value = isOver || this.scan.isTooDeep ? FAILED : this.json.object(bytes, from, to, false);
    if (value !== FAILED) {
      const at = this.at();
      this.passed(length, lines);
      return { at, end: this.byte, endLine: this.line, value: this.frame ? framed(this.frame, value) : value };
    }
    const why = isOver
      ? tooLong(length, this.limit, 'element')
      : this.scan.isTooDeep
        ? tooDeep(NESTING_LEVELS)
        : this.json.why;
    return this.broken(why, bytes.subarray(from, to), length, lines, false);
  }

  /**
   * A broken record of the next `length` bytes, of which `bytes` holds the first, on `lines` lines. In a frame its text is
   * that of a framed value, so that who corrects it has all that belongs to the record.
   */
  broken(why: Why, bytes: Buffer, length: number, lines: number, atEnd: boolean): RawRecord {
    const at = this.at();
    this.passed(length, lines);
    const ends: Ends = { end: this.byte, endLine: this.line };
    if (!this.frame) return brokenRecord(at, ends, why, bytes, length, atEnd);
    this.framing ??= framingOf(this.frame);
    const [before, behind] = this.framing;
    const framed = Buffer.concat(length > bytes.length ? [before, bytes] : [before, bytes, behind]);
    return brokenRecord(at, ends, why, framed, before.length + length + behind.length, atEnd);
  }

  /** Bytes that belong to no record, or to one that was handed over. */
  passed(bytes: number, lines: number): void {
    this.byte += bytes;
    this.line += lines;
  }

  private at(): At {
    const at = { input: this.input, record: this.record, part: 0, line: this.line, byte: this.byte };
    this.record += 1;
    return at;
  }
}

function framed(within: Frame, record: object): FramedValue {
  return { within, record };
}

/** The text of a broken record stands first, so that it is seen however long the frame is. */
function framingOf(within: Frame): readonly [Buffer, Buffer] {
  return [Buffer.from('{"record":'), Buffer.from(`,"within":${stringifyLossless(within)}}`)];
}
