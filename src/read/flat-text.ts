/** Finds where texts of JSON end, four bytes at a time. */

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const SPACE = 0x20;
const EACH_BYTE = 0x01010101;
const EACH_HIGHEST_BIT = 0x80808080;

/** The escapes that JSON.stringify would write as they stand. */
const SHORT_ESCAPES = new Uint8Array(256);
for (const letter of '"\\bfnrt') SHORT_ESCAPES[letter.charCodeAt(0)] = 1;

/** The memory of some bytes as whole words: four bytes of memory each, wherever in it the bytes begin. */
export function wordsOf({ buffer }: Uint8Array): Int32Array {
  return new Int32Array(buffer, 0, buffer.byteLength >>> 2);
}

/**
 * The closing quote of a text, or -1: there is none before `to`, or the text holds control characters or escapes that
 * JSON.stringify would not write. `words` are those of the bytes.
 */
export function textEnd(bytes: Uint8Array, words: Int32Array, from: number, to: number): number {
  const offset = bytes.byteOffset;
  let index = from;
  while (index < to) {
    index = passPlain(words, offset + index, offset + to) - offset;
    if (index >= to) return -1;
    const byte = bytes[index]!;
    if (byte === QUOTE) return index;
    if (byte < SPACE) return -1;
    if (byte === BACKSLASH) {
      if (index + 1 >= to || SHORT_ESCAPES[bytes[index + 1]!] !== 1) return -1;
      index += 1;
    }
    index += 1;
  }
  return -1;
}

/** A place of which it is known that all from `from` up to it is plain; nearly always it is the first that is not. */
function passPlain(words: Int32Array, from: number, to: number): number {
  let word = from >>> 2;
  const last = Math.min(words.length, to >>> 2);
  if (word >= last) return from;
  // What lies before `from` in its word does not matter.
  let marks = marksOf(words[word]!) & (EACH_HIGHEST_BIT << ((from & 3) << 3));
  while (marks === 0) {
    word += 1;
    if (word >= last) return Math.max(from, word << 2);
    marks = marksOf(words[word]!) & EACH_HIGHEST_BIT;
  }
  // The lowest bit that is set.
  return (word << 2) + ((31 - Math.clz32(marks & -marks)) >>> 3);
}

/**
 * The highest bit of each of four bytes tells whether it is a quote, a backslash or a control character. With its second
 * bit turned over a quote is the byte behind all that stay below a blank. Taking a number away from each borrows a byte's
 * highest bit where the byte is less; a borrow that goes on to the next byte may mark one that is plain, never the other
 * way round.
 */
function marksOf(four: number): number {
  const turned = four ^ (2 * EACH_BYTE);
  const backslashes = four ^ (BACKSLASH * EACH_BYTE);
  return ((turned - (SPACE + 1) * EACH_BYTE) & ~turned) | ((backslashes - EACH_BYTE) & ~backslashes);
}
