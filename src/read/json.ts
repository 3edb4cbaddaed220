import type { FramedValue, RawRecord } from '../types.js';
import type { Why } from './broken.js';
import type { Damage } from './bytes.js';
import type { Captured } from './captures.js';
import { Carry } from './carry.js';
import { ElementScan } from './element-scan.js';
import { Elements } from './elements.js';
import {
  BEHIND_ARRAY,
  BEHIND_DOCUMENT,
  BROKEN_DOCUMENT,
  CUT_DOCUMENT,
  CUT_ELEMENT,
  NO_BRACKET,
  NO_LIST,
} from './json-faults.js';
import type { RecordText } from './json-text.js';
import type { JsonWalk, Missing } from './json-walk.js';
import type { ReaderStart, RecordReader } from './reader.js';
import { isBlankByte } from './scan.js';

const LINE_FEED = 0x0a;
const COMMA = 0x2c;
const CLOSE_ARRAY = 0x5d;

/** Where the lists of an input are, and what is made of them. */
export interface JsonLayout {
  readonly walk: JsonWalk;
  /** What may come behind a list: nothing, for the root; anything, which is passed over; or more lists. */
  readonly follows: 'nothing' | 'anything' | 'lists';
  /** Values that stand round every record; undefined = records are plain values, whatever the walk takes down. */
  readonly around?: Captured;
  /** The input holds one document: another behind it is not read. */
  readonly isSingle?: boolean;
  /** Is told why there is no list, and throws. */
  readonly notFound: (missing: Missing, arrays: readonly string[]) => never;
}

/*
 * The elements of one list or of many. `seek` walks to a list; `between` stands before an element, a comma or the closing
 * bracket; `element` is inside one; `after` is where nothing is read any more. Reading of a single list may begin between
 * two elements, before or behind the comma: `between` takes a missing comma there, and anywhere else too, since a broken
 * element may have eaten it. The closing bracket belongs to no record, so that a list which has grown is read on.
 */
type Phase = 'seek' | 'between' | 'element' | 'after';

/** The elements of JSON arrays as records, each parsed on its own. */
export class JsonReader implements RecordReader {
  private readonly scan = new ElementScan();
  private readonly elements: Elements;
  private phase: Phase;
  /** What is said of bytes in `after`; undefined = they may be there. */
  private unread: Why | undefined;
  private readonly garbage: Carry;

  constructor(
    start: ReaderStart,
    json: RecordText,
    private readonly layout: JsonLayout,
  ) {
    this.phase = start.fresh ? 'seek' : 'between';
    this.elements = new Elements(start, this.scan, json);
    this.garbage = new Carry(start.maxRecordBytes);
  }

  push(chunk: Buffer, out: RawRecord[]): void {
    let index = 0;
    while (index < chunk.length) {
      if (this.phase === 'element') index = this.element(chunk, index, out);
      else if (this.phase === 'between') index = this.between(chunk, index);
      else if (this.phase === 'seek') index = this.seek(chunk, index, out);
      else index = this.after(chunk, index);
    }
  }

  finish(out: RawRecord[], damage?: Damage): void {
    const { elements, garbage } = this;
    if (this.phase === 'element') {
      const { bytes, length } = elements.takeCarried();
      out.push(elements.broken(damage ?? CUT_ELEMENT, bytes, length, this.scan.lines, true));
      return;
    }
    elements.enclose(undefined);
    const why = damage ?? this.openEnd();
    const { length } = garbage;
    if (why) out.push(elements.broken(why, garbage.take(), length, 0, true));
  }

  /** What is wrong with an input that ends here; undefined = nothing. */
  private openEnd(): Why | undefined {
    const { walk, follows, notFound } = this.layout;
    if (this.phase === 'between') return NO_BRACKET;
    if (this.phase === 'after') return this.garbage.length > 0 ? this.unread : undefined;
    if (walk.documents > 0 && follows !== 'lists') notFound(walk.missing, walk.arrays);
    return walk.isInside ? CUT_DOCUMENT : undefined;
  }

  private seek(chunk: Buffer, from: number, out: RawRecord[]): number {
    const { walk, around } = this.layout;
    const { walked, index } = walk.scan(chunk, from);
    this.elements.passed(index - from, walk.lines);
    if (walked === 'list') {
      this.phase = 'between';
      if (around) this.elements.enclose(frameOf(around, walk.frame()));
    } else if (walked === 'end') this.documentEnded(out);
    else if (walked === 'broken') this.brokenOutside();
    return index;
  }

  private documentEnded(out: RawRecord[]): void {
    const { walk, follows, notFound, isSingle } = this.layout;
    if (!walk.isFound && (follows !== 'lists' || walk.documents === 1)) notFound(walk.missing, walk.arrays);
    if (!walk.isFound) out.push(this.elements.broken(NO_LIST, Buffer.alloc(0), 0, 0, false));
    if (isSingle) this.readNoMore(BEHIND_DOCUMENT);
  }

  private brokenOutside(): void {
    const { walk, notFound } = this.layout;
    if (walk.isInside) this.readNoMore(BROKEN_DOCUMENT);
    else if (walk.documents === 0) notFound(walk.missing, walk.arrays);
    else this.readNoMore(BEHIND_DOCUMENT);
  }

  private readNoMore(why: Why | undefined): void {
    this.phase = 'after';
    this.unread = why;
  }

  /** Bytes before and behind the elements of a list. */
  private between(chunk: Buffer, from: number): number {
    for (let index = from; index < chunk.length; index += 1) {
      const byte = chunk[index]!;
      if (!isBlankByte(byte) && byte !== COMMA && byte !== CLOSE_ARRAY) {
        this.phase = 'element';
        this.elements.begin();
        return index;
      }
      this.elements.passed(1, byte === LINE_FEED ? 1 : 0);
      if (byte === CLOSE_ARRAY) {
        this.listEnded();
        return index + 1;
      }
    }
    return chunk.length;
  }

  private listEnded(): void {
    const { follows } = this.layout;
    this.elements.enclose(undefined);
    if (follows === 'lists') this.phase = 'seek';
    else this.readNoMore(follows === 'nothing' ? BEHIND_ARRAY : undefined);
  }

  private element(chunk: Buffer, from: number, out: RawRecord[]): number {
    const { index, span } = this.elements.take(chunk, from);
    if (span) {
      out.push(this.elements.parsed(span, this.scan.lines));
      this.phase = 'between';
    }
    return index;
  }

  private after(chunk: Buffer, from: number): number {
    let index = from;
    if (this.unread === undefined) return chunk.length;
    while (this.garbage.length === 0 && index < chunk.length && isBlankByte(chunk[index]!)) {
      this.elements.passed(1, chunk[index] === LINE_FEED ? 1 : 0);
      index += 1;
    }
    this.garbage.add(chunk.subarray(index));
    return chunk.length;
  }
}

/** Values by name; what was there and cannot be had hides one of its name further out. */
function frameOf(around: Captured, inner: Captured): FramedValue['within'] {
  return Object.fromEntries([...new Map([...around, ...inner])].filter(([, value]) => value !== undefined));
}
