import { FAILED, type RecordText } from './json-text.js';

const BACKSLASH = 0x5c;
const LETTER_X = 0x78;

/*
 * Some programs write control characters as `\x0B`, which is no JSON. Text is parsed as it is first, so that sound
 * records cost nothing. Only then each `\xHH` becomes `\u00HH`. When that fails too, what is wrong lies elsewhere: with
 * the x turned into a second backslash the text is as long as it was, and the place of the fault is told right.
 */

/** Text in which `\xHH` means `\u00HH`. */
export class HexEscapeText implements RecordText {
  constructor(private readonly inner: RecordText) {}

  get why(): RecordText['why'] {
    return this.inner.why;
  }

  object(bytes: Buffer, from: number, to: number, isChecked: boolean): object | typeof FAILED {
    const value = this.inner.object(bytes, from, to, isChecked);
    if (value !== FAILED || this.why.code !== 'bad-json') return value;
    const places = hexEscapes(bytes, from, to);
    if (places.length === 0) return FAILED;
    const text = rewritten(bytes, from, to, places);
    const again = this.inner.object(text, 0, text.length, true);
    if (again !== FAILED) return again;
    const harmless = Buffer.from(bytes.subarray(from, to));
    for (const place of places) harmless[place + 1 - from] = BACKSLASH;
    this.inner.object(harmless, 0, harmless.length, true);
    return FAILED;
  }
}

/** Where the backslashes of `\xHH` stand; one that is escaped itself begins nothing. */
function hexEscapes(bytes: Buffer, from: number, to: number): number[] {
  const places: number[] = [];
  for (let index = bytes.indexOf(BACKSLASH, from); index !== -1 && index < to; ) {
    if (index + 3 < to && bytes[index + 1] === LETTER_X && isHex(bytes[index + 2]!) && isHex(bytes[index + 3]!))
      places.push(index);
    index = bytes.indexOf(BACKSLASH, index + 2);
  }
  return places;
}

function rewritten(bytes: Buffer, from: number, to: number, places: readonly number[]): Buffer {
  const pieces: Buffer[] = [];
  let done = from;
  for (const place of places) {
    pieces.push(bytes.subarray(done, place), UNICODE_ESCAPE);
    done = place + 2;
  }
  pieces.push(bytes.subarray(done, to));
  return Buffer.concat(pieces);
}

const UNICODE_ESCAPE = Buffer.from('\\u00');

function isHex(byte: number): boolean {
  return (byte >= 0x30 && byte <= 0x39) || (byte >= 0x41 && byte <= 0x46) || (byte >= 0x61 && byte <= 0x66);
}
