import type { FlatObject } from './types.js';

/** Reads members of a JSON object that was found in its bytes and not parsed. */

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const LAST_ASCII = 0x7f;
/** Any whole number of so many digits is a double. */
const MOST_DIGITS = 15;
/** With another digit it is still exact. */
const LARGE = 10 ** (MOST_DIGITS - 1);

/** Where the value of a member begins in the bytes. */
export function flatFrom({ spans, first }: FlatObject, member: number): number {
  return spans[first + 2 * member]!;
}

/** Where it ends. */
export function flatEnd({ spans, first }: FlatObject, member: number): number {
  return spans[first + 2 * member + 1]!;
}

/** Bytes of its value: of a text inside its quotes, or digits. */
export function flatBytes({ spans, first }: FlatObject, member: number): number {
  return spans[first + 2 * member + 1]! - spans[first + 2 * member]!;
}

/** Whether a member is a text; otherwise it is a whole number. */
export function isFlatText(flat: FlatObject, member: number): boolean {
  return flat.bytes[flatFrom(flat, member) - 1] === QUOTE;
}

/** Whether it is the text `word`, which is ASCII without escapes. */
export function isFlatWord({ bytes, spans, first }: FlatObject, member: number, word: string): boolean {
  const from = spans[first + 2 * member]!;
  if (spans[first + 2 * member + 1]! - from !== word.length || bytes[from - 1] !== QUOTE) return false;
  for (let index = 0; index < word.length; index += 1) {
    if (bytes[from + index] !== word.charCodeAt(index)) return false;
  }
  return true;
}

/** The digits of a number, or a text that is ASCII without escapes; undefined for other texts. */
export function plainFlatText(flat: FlatObject, member: number): string | undefined {
  const { bytes } = flat;
  const from = flatFrom(flat, member);
  const end = flatEnd(flat, member);
  for (let index = from; index < end; index += 1) {
    const byte = bytes[index]!;
    if (byte > LAST_ASCII || byte === BACKSLASH) return undefined;
  }
  return bytes.toString('latin1', from, end);
}

/** Whether it is a number that `flatNumber` gives exactly. */
export function isShortNumber(flat: FlatObject, member: number): boolean {
  return !isFlatText(flat, member) && flatBytes(flat, member) <= MOST_DIGITS;
}

/** The value of a member that is a short number. */
export function flatNumber({ bytes, spans, first }: FlatObject, member: number): number {
  const end = spans[first + 2 * member + 1]!;
  let value = 0;
  for (let index = spans[first + 2 * member]!; index < end; index += 1) value = value * 10 + bytes[index]! - 0x30;
  return value;
}

/** What is left of a number of any length when it is divided by `modulus`, which is at most 2^32. */
export function flatModulo({ bytes, spans, first }: FlatObject, member: number, modulus: number): number {
  const end = spans[first + 2 * member + 1]!;
  let rest = 0;
  for (let index = spans[first + 2 * member]!; index < end; index += 1) {
    if (rest >= LARGE) rest %= modulus;
    rest = rest * 10 + bytes[index]! - 0x30;
  }
  return rest % modulus;
}
