import type { At, RawRecord } from '../types.js';
import { brokenRecord, tooDeep, tooLong, type Why } from './broken.js';
import type { Damage } from './bytes.js';
import { Carry } from './carry.js';
import { ElementScan } from './element-scan.js';
import { type Found, PathSeeker } from './json-path.js';
import { FAILED, JsonText } from './json-text.js';
import { NESTING_LEVELS } from './limits.js';
import type { ReaderStart, RecordReader } from './reader.js';
import { isBlankByte } from './scan.js';

const LINE_FEED = 0x0a;
const COMMA = 0x2c;
const CLOSE_ARRAY = 0x5d;

/*
 * The elements of one array. `seek` walks to the array; `between` stands before an element, a comma or the closing
 * bracket; `element` is inside one; `after` is behind the closing bracket. Reading may begin between two elements, before
 * or behind the comma: `between` takes a missing comma there, and anywhere else too, since a broken element may have
 * eaten it. The closing bracket belongs to no record, so that an array which has grown is read on.
 */
type Phase = 'seek' | 'between' | 'element' | 'after';

/** The elements of a JSON array as records, each parsed on its own; the array is the root or stands at a path. */
export class JsonReader implements RecordReader {
  private readonly json = new JsonText('element');
  private readonly seeker: PathSeeker;
  private readonly scan = new ElementScan();
  private readonly carry: Carry;
  private readonly input: number;
  private readonly limit: number;
  private phase: Phase;
  private record: number;
  /** Line and offset of the next byte, or, inside an element, of the element's first byte. */
  private line: number;
  private byte: number;

  /**
   * @param path member names that lead to the array; empty = the root
   * @param notFound is told why the array cannot be reached, and throws
   */
  constructor(
    start: ReaderStart,
    private readonly path: readonly string[],
    private readonly notFound: (found: Found, arrays: readonly string[]) => never,
  ) {
    this.input = start.input;
    this.limit = start.maxRecordBytes;
    this.record = start.position.record;
    this.line = start.position.line;
    this.byte = start.position.byte;
    this.phase = start.fresh ? 'seek' : 'between';
    this.seeker = new PathSeeker(path);
    this.carry = new Carry(this.limit);
  }

  push(chunk: Buffer, out: RawRecord[]): void {
    let index = 0;
    while (index < chunk.length) {
      if (this.phase === 'element') index = this.element(chunk, index, out);
      else if (this.phase === 'after') index = this.after(chunk, index);
      else index = this.outside(chunk, index);
    }
  }

  finish(out: RawRecord[], damage?: Damage): void {
    if (this.phase === 'seek' && damage === undefined) {
      if (this.byte > 0 && this.seeker.hasBegun) this.notFound('not-there', this.seeker.arrays);
      return;
    }
    const length = this.carry.length;
    const isInside = length > 0;
    if (this.phase === 'after' && !isInside && damage === undefined) return;
    const why = damage ?? (this.phase === 'after' ? GARBAGE : isInside ? CUT_ELEMENT : NO_BRACKET);
    const lines = this.phase === 'element' ? this.scan.lines : 0;
    const ends = { end: this.byte + length, endLine: this.line + lines };
    out.push(brokenRecord(this.at(), ends, why, this.carry.take(), length, true));
  }

  /** Bytes before, between and behind elements. */
  private outside(chunk: Buffer, from: number): number {
    for (let index = from; index < chunk.length; index += 1) {
      const byte = chunk[index]!;
      if (this.phase === 'between' && !isBlankByte(byte) && byte !== COMMA && byte !== CLOSE_ARRAY) {
        this.phase = 'element';
        this.scan.begin();
        return index;
      }
      this.byte += 1;
      if (byte === LINE_FEED) this.line += 1;
      if (this.phase === 'seek') this.seek(byte);
      else if (byte === CLOSE_ARRAY) {
        this.phase = 'after';
        return index + 1;
      }
    }
    return chunk.length;
  }

  private seek(byte: number): void {
    const found = this.seeker.take(byte);
    if (found === 'array') this.phase = 'between';
    else if (found !== 'more') this.notFound(found, this.seeker.arrays);
  }

  private element(chunk: Buffer, from: number, out: RawRecord[]): number {
    const { stop, index } = this.scan.scan(chunk, from);
    if (stop === 'more') {
      this.carry.add(chunk.subarray(from));
      return index;
    }
    if (this.carry.length === 0 && index - from <= this.limit) this.ended(chunk, from, index, index - from, out);
    else {
      this.carry.add(chunk.subarray(from, index));
      const length = this.carry.length;
      const bytes = this.carry.take();
      this.ended(bytes, 0, bytes.length, length, out);
    }
    this.phase = 'between';
    return index;
  }

  /** The element stands in `bytes`, or only its beginning when it was too long. */
  private ended(bytes: Buffer, from: number, to: number, length: number, out: RawRecord[]): void {
    const at = this.at();
    this.byte += length;
    this.line += this.scan.lines;
    const value = length > this.limit || this.scan.isTooDeep ? FAILED : this.json.object(bytes, from, to, false);
    if (value === FAILED) {
      const ends = { end: this.byte, endLine: this.line };
      out.push(brokenRecord(at, ends, this.why(length), bytes.subarray(from, to), length, false));
    } else out.push({ at, end: this.byte, endLine: this.line, value });
  }

  private why(length: number): Why {
    if (length > this.limit) return tooLong(length, this.limit, 'element');
    return this.scan.isTooDeep ? tooDeep(NESTING_LEVELS) : this.json.why;
  }

  /** Behind a root array nothing may follow; behind an array inside an object the rest of the object does. */
  private after(chunk: Buffer, from: number): number {
    let index = from;
    if (this.path.length > 0) return chunk.length;
    while (this.carry.length === 0 && index < chunk.length && isBlankByte(chunk[index]!)) {
      if (chunk[index] === LINE_FEED) this.line += 1;
      this.byte += 1;
      index += 1;
    }
    this.carry.add(chunk.subarray(index));
    return chunk.length;
  }

  private at(): At {
    const at = { input: this.input, record: this.record, part: 0, line: this.line, byte: this.byte };
    this.record += 1;
    return at;
  }
}

const GROWING = 'Copy or export the file again, completely, then start the same command again.';

const CUT_ELEMENT: Why = {
  code: 'cut-array',
  reason: 'the file ends inside this element: it was cut, or is still being written',
  advice: GROWING,
};

const NO_BRACKET: Why = {
  code: 'cut-array',
  reason: 'the file ends without the closing bracket of its array: it was cut, or is still being written',
  advice: GROWING,
};

const GARBAGE: Why = {
  code: 'after-array',
  reason: 'something follows the closing bracket of the array; it was not read',
  advice: 'A JSON file holds one array; split the file, or write one JSON object per line.',
};
