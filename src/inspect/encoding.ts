import { type Guess, guess } from './guess.js';

/** Encodings are told by what is valid in them; a run is never left to guess. */

export type EncodingName = 'utf-8' | 'utf-16le' | 'utf-16be' | 'gb18030';

/** Judges the beginning of a text; undefined when it is valid in none of the encodings that can be read. */
export function guessEncoding(bytes: Uint8Array): Guess<EncodingName> | undefined {
  const [a, b, c] = bytes;
  if (a === 0xef && b === 0xbb && c === 0xbf) return guess('utf-8', 'high', 'begins with the byte order mark of UTF-8');
  if (a === 0xff && b === 0xfe) return guess('utf-16le', 'high', 'begins with a byte order mark');
  if (a === 0xfe && b === 0xff) return guess('utf-16be', 'high', 'begins with a byte order mark');
  if (b === 0 && a !== 0) return guess('utf-16le', 'likely', 'every second byte is 0');
  if (a === 0 && b !== 0) return guess('utf-16be', 'likely', 'every second byte is 0');
  if (bytes.every((byte) => byte < 0x80)) return guess('utf-8', 'high', 'plain ASCII as far as was looked');
  if (isValid(bytes, 'utf-8')) return guess('utf-8', 'high', 'valid UTF-8');
  if (isValid(bytes, 'gb18030')) return guess('gb18030', 'likely', 'no UTF-8, and valid GB18030 (GBK is part of it)');
  return undefined;
}

/** A character that the end of the bytes cuts in two is no fault. */
function isValid(bytes: Uint8Array, encoding: string): boolean {
  try {
    new TextDecoder(encoding, { fatal: true }).decode(bytes, { stream: true });
    return true;
  } catch {
    return false;
  }
}

/** The text of the bytes, as far as it can be decoded. */
export function decoded(bytes: Uint8Array, encoding: EncodingName): string {
  return new TextDecoder(encoding).decode(bytes, { stream: true });
}
