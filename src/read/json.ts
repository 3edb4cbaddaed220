import type { ContainerShape, RawRecord } from '../types.js';
import type { Why } from './broken.js';
import type { Damage } from './bytes.js';
import { Carry } from './carry.js';
import { ElementScan } from './element-scan.js';
import { Elements } from './elements.js';
import { CLOSE_ARRAY, COMMA, LINE_FEED } from './json-bytes.js';
import { type Found, PathSeeker } from './json-path.js';
import type { ReaderStart, RecordReader } from './reader.js';
import { recordText } from './record-text.js';
import { isBlankByte } from './scan.js';

/*
 * The elements of one array. `seek` walks to the array; `between` stands before an element, a comma or the closing
 * bracket; `element` is inside one; `after` is behind the closing bracket. Reading may begin between two elements, before
 * or behind the comma: `between` takes a missing comma there, and anywhere else too, since a broken element may have
 * eaten it. The closing bracket belongs to no record, so that an array which has grown is read on.
 */
type Phase = 'seek' | 'between' | 'element' | 'after';

/** The elements of a JSON array as records, each parsed on its own; the array is the root or stands at a path. */
export class JsonReader implements RecordReader {
  private readonly seeker: PathSeeker;
  private readonly scan = new ElementScan();
  private readonly elements: Elements;
  private phase: Phase;
  /** What follows the array and must not. */
  private readonly garbage: Carry;

  /**
   * @param path member names that lead to the array; empty = the root
   * @param notFound is told why the array cannot be reached, and throws
   */
  constructor(
    start: ReaderStart,
    shape: ContainerShape,
    private readonly path: readonly string[],
    private readonly notFound: (found: Found, arrays: readonly string[]) => never,
  ) {
    this.phase = start.fresh ? 'seek' : 'between';
    this.seeker = new PathSeeker(path);
    this.elements = new Elements(start, this.scan, recordText('element', shape));
    this.garbage = new Carry(start.maxRecordBytes);
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
    const { elements } = this;
    if (this.phase === 'seek' && damage === undefined) {
      if (this.seeker.hasBegun) this.notFound('not-there', this.seeker.arrays);
      return;
    }
    if (this.phase === 'element') {
      const { bytes, length } = elements.takeCarried();
      out.push(elements.broken(damage ?? CUT_ELEMENT, bytes, length, this.scan.lines, true));
      return;
    }
    const { length } = this.garbage;
    if (this.phase === 'after' && length === 0 && damage === undefined) return;
    const why = damage ?? (this.phase === 'after' ? GARBAGE : NO_BRACKET);
    out.push(elements.broken(why, this.garbage.take(), length, 0, true));
  }

  /** Bytes before, between and behind elements. */
  private outside(chunk: Buffer, from: number): number {
    for (let index = from; index < chunk.length; index += 1) {
      const byte = chunk[index]!;
      if (this.phase === 'between' && !isBlankByte(byte) && byte !== COMMA && byte !== CLOSE_ARRAY) {
        this.phase = 'element';
        this.elements.begin();
        return index;
      }
      this.elements.passed(1, byte === LINE_FEED ? 1 : 0);
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
    const { index, span } = this.elements.take(chunk, from);
    if (span) {
      out.push(this.elements.parsed(span, this.scan.lines));
      this.phase = 'between';
    }
    return index;
  }

  /** Behind a root array nothing may follow; behind an array inside an object the rest of the object does. */
  private after(chunk: Buffer, from: number): number {
    let index = from;
    if (this.path.length > 0) return chunk.length;
    while (this.garbage.length === 0 && index < chunk.length && isBlankByte(chunk[index]!)) {
      this.elements.passed(1, chunk[index] === LINE_FEED ? 1 : 0);
      index += 1;
    }
    this.garbage.add(chunk.subarray(index));
    return chunk.length;
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
