import type { FlatObject } from '../types.js';
import { FlatPlace, MOST_MEMBERS } from './flat-names.js';
import { textEnd, wordsOf } from './flat-text.js';

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const COMMA = 0x2c;
const COLON = 0x3a;
const OPEN_BRACE = 0x7b;
const CLOSE_BRACE = 0x7d;
const ZERO = 0x30;
const NINE = 0x39;
const SPACE = 0x20;
const TAB = 0x09;
const CARRIAGE_RETURN = 0x0d;
/** Numbers of one block of spans; a block lives as long as the objects in it. */
const BLOCK_SPANS = 1 << 13;

/*
 * Finds the members of an object without parsing it, where that is safe: the object is JSON to the last byte, no name comes
 * twice or has escapes, each value is a text or a whole number without a sign, and texts have no escapes but the short
 * ones. So a text's size in its line is its size in any compact JSON. Everything else, faults included, is left to the
 * parser. The bytes must be valid UTF-8.
 */
export class FlatScan {
  private readonly start: FlatPlace;
  private spans = new Int32Array(BLOCK_SPANS);
  private used = 0;
  /** The bytes that came last, and their memory. */
  private bytes: Buffer = Buffer.alloc(0);
  private memory: DataView<ArrayBufferLike> = new DataView(new ArrayBuffer(0));
  private words = wordsOf(this.bytes);
  /** Behind the colon of the name that was passed last. */
  private valueFrom = 0;

  /** Objects with a member named `avoided` are left to the parser, too. */
  constructor(avoided: string) {
    this.start = FlatPlace.first(avoided);
  }

  /** The object that fills the bytes, or undefined where it is to be parsed. */
  find(bytes: Buffer, from: number, to: number): FlatObject | undefined {
    if (bytes[from] !== OPEN_BRACE) return undefined;
    if (bytes !== this.bytes) this.lookAt(bytes);
    if (this.used + 2 * MOST_MEMBERS > BLOCK_SPANS) {
      this.spans = new Int32Array(BLOCK_SPANS);
      this.used = 0;
    }
    const { spans, words, memory } = this;
    const offset = bytes.byteOffset;
    const first = this.used;
    let next = first;
    let place = this.start;
    let at = from + 1;
    for (;;) {
      const { likely } = place;
      if (likely?.isAt(memory, offset + at, offset + to)) {
        place = likely;
        at += likely.leadLength;
      } else {
        const known = this.passName(place, bytes, at, to);
        if (known === undefined) return undefined;
        place = known;
        at = this.valueFrom;
      }
      if (isInnerBlank(bytes[at])) at = passBlanks(bytes, at);
      const isText = bytes[at] === QUOTE;
      if (isText) at += 1;
      const end = isText ? textEnd(bytes, words, at, to) : numberEnd(bytes, at, to);
      if (end < 0) return undefined;
      spans[next] = at;
      spans[next + 1] = end;
      next += 2;
      at = isText ? end + 1 : end;
      if (bytes[at] !== COMMA) at = passBlanks(bytes, at);
      if (bytes[at] !== COMMA) break;
      at += 1;
    }
    if (bytes[at] !== CLOSE_BRACE || passBlanks(bytes, at + 1) !== to) return undefined;
    this.used = next;
    return { shape: place.shape, bytes, from, to, spans, first };
  }

  private lookAt(bytes: Buffer): void {
    if (bytes.buffer !== this.bytes.buffer) {
      this.memory = new DataView(bytes.buffer);
      this.words = wordsOf(bytes);
    }
    this.bytes = bytes;
  }

  /** The place behind the name that comes next; `valueFrom` is set. Undefined = the object is to be parsed. */
  private passName(place: FlatPlace, bytes: Buffer, from: number, to: number): FlatPlace | undefined {
    const quote = passBlanks(bytes, from);
    if (bytes[quote] !== QUOTE) return undefined;
    const known = place.next(bytes, quote + 1) ?? this.learn(place, bytes, quote + 1, to);
    if (known === undefined) return undefined;
    const colon = passBlanks(bytes, quote + 1 + known.name.length);
    if (bytes[colon] !== COLON) return undefined;
    this.valueFrom = colon + 1;
    return known;
  }

  private learn(place: FlatPlace, bytes: Buffer, from: number, to: number): FlatPlace | undefined {
    const end = bytes.indexOf(QUOTE, from);
    if (end === -1 || end >= to) return undefined;
    for (let index = from; index < end; index += 1) {
      if (bytes[index]! < SPACE || bytes[index] === BACKSLASH) return undefined;
    }
    return place.learn(bytes.subarray(from, end + 1));
  }
}

/** The byte behind a whole number's digits, or -1. */
function numberEnd(bytes: Buffer, from: number, to: number): number {
  let end = from;
  while (end < to && bytes[end]! >= ZERO && bytes[end]! <= NINE) end += 1;
  const digits = end - from;
  return digits === 0 || (bytes[from] === ZERO && digits > 1) ? -1 : end;
}

function passBlanks(bytes: Buffer, from: number): number {
  let index = from;
  while (isInnerBlank(bytes[index])) index += 1;
  return index;
}

/** A blank inside a line. */
function isInnerBlank(byte: number | undefined): boolean {
  return byte === SPACE || byte === TAB || byte === CARRIAGE_RETURN;
}
