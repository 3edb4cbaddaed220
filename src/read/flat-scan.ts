import type { FlatObject } from '../types.js';
import { FlatPlace, MOST_MEMBERS } from './flat-names.js';

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
/** Any whole number of so many digits is a double. */
const MOST_DIGITS = 15;
/** Numbers of one block of spans; a block lives as long as the objects in it. */
const BLOCK_SPANS = 1 << 13;

/** The escapes that JSON.stringify would write as they stand. */
const SHORT_ESCAPES = new Uint8Array(256);
for (const letter of '"\\bfnrt') SHORT_ESCAPES[letter.charCodeAt(0)] = 1;

/*
 * Finds the members of an object without parsing it, where that is safe: the object is JSON to the last byte, no name comes
 * twice or has escapes, each value is a text or a whole number of at most 15 digits without a sign, and texts have no
 * escapes but the short ones. So a text's size in its line is its size in any compact JSON. Everything else, faults
 * included, is left to the parser. The bytes must be valid UTF-8.
 */
export class FlatScan {
  private readonly start: FlatPlace;
  private spans = new Int32Array(BLOCK_SPANS);
  private used = 0;
  /** Over the memory of the bytes that came last. */
  private view: DataView<ArrayBufferLike> = new DataView(new ArrayBuffer(0));

  /** Objects with a member named `avoided` are left to the parser, too. */
  constructor(avoided: string) {
    this.start = FlatPlace.first(avoided);
  }

  /** The object that fills the bytes, or undefined where it is to be parsed. */
  find(bytes: Buffer, from: number, to: number): FlatObject | undefined {
    if (bytes[from] !== OPEN_BRACE) return undefined;
    if (this.used + 2 * MOST_MEMBERS > BLOCK_SPANS) {
      this.spans = new Int32Array(BLOCK_SPANS);
      this.used = 0;
    }
    if (this.view.buffer !== bytes.buffer) this.view = new DataView(bytes.buffer);
    const { spans, view } = this;
    const first = this.used;
    let next = first;
    let place = this.start;
    let at = from + 1;
    for (;;) {
      if (bytes[at] !== QUOTE) at = passBlanks(bytes, at);
      if (bytes[at] !== QUOTE) return undefined;
      const known = place.next(bytes, at + 1) ?? this.learn(place, bytes, at + 1, to);
      if (known === undefined) return undefined;
      place = known;
      at += 1 + known.name.length;
      if (bytes[at] !== COLON) at = passBlanks(bytes, at);
      if (bytes[at] !== COLON) return undefined;
      at += 1;
      if (bytes[at] !== QUOTE) at = passBlanks(bytes, at);
      const isText = bytes[at] === QUOTE;
      if (isText) at += 1;
      const end = isText ? textEnd(bytes, view, at, to) : numberEnd(bytes, at, to);
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

  private learn(place: FlatPlace, bytes: Buffer, from: number, to: number): FlatPlace | undefined {
    const end = bytes.indexOf(QUOTE, from);
    if (end === -1 || end >= to) return undefined;
    for (let index = from; index < end; index += 1) {
      if (bytes[index]! < SPACE || bytes[index] === BACKSLASH) return undefined;
    }
    return place.learn(bytes.subarray(from, end + 1));
  }
}

/** The closing quote of a text, or -1. Most bytes are looked at four at a time. */
function textEnd(bytes: Buffer, view: DataView, from: number, to: number): number {
  const offset = bytes.byteOffset;
  for (let index = from; index < to; ) {
    if (index + 4 <= to && arePlain(view.getInt32(offset + index, true))) {
      index += 4;
      continue;
    }
    const byte = bytes[index]!;
    if (byte === QUOTE) return index;
    if (byte < SPACE) return -1;
    if (byte === BACKSLASH && (index + 1 >= to || SHORT_ESCAPES[bytes[index + 1]!] !== 1)) return -1;
    index += byte === BACKSLASH ? 2 : 1;
  }
  return -1;
}

const EACH_BYTE = 0x01010101;
const EACH_HIGHEST_BIT = 0x80808080;

/**
 * Whether none of four bytes is a quote, a backslash or a control character. Taking a number away from each borrows a
 * byte's highest bit where the byte is less; a borrow that goes on to the next byte may say no where it is yes, never the
 * other way round.
 */
function arePlain(four: number): boolean {
  const quotes = four ^ (QUOTE * EACH_BYTE);
  const backslashes = four ^ (BACKSLASH * EACH_BYTE);
  const below = (four - SPACE * EACH_BYTE) & ~four;
  const equal = ((quotes - EACH_BYTE) & ~quotes) | ((backslashes - EACH_BYTE) & ~backslashes);
  return ((below | equal) & EACH_HIGHEST_BIT) === 0;
}

/** The byte behind a whole number's digits, or -1. */
function numberEnd(bytes: Buffer, from: number, to: number): number {
  let end = from;
  while (end < to && bytes[end]! >= ZERO && bytes[end]! <= NINE) end += 1;
  const digits = end - from;
  if (digits === 0 || digits > MOST_DIGITS) return -1;
  return bytes[from] === ZERO && digits > 1 ? -1 : end;
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
