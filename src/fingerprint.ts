/** Two 32-bit hashes of something: equal ones are taken for the same thing (a mistake in 2^64). */
export interface Fingerprint64 {
  readonly low: number;
  readonly high: number;
}

/**
 * The fingerprint of a text, in one pass over its UTF-16 units, two at a time. Each step is reversible, and rotates, so
 * that every bit of the text reaches every bit of both halves. For comparing inside one process or one survey only: it may
 * change. What is sent is hashed by hash.ts.
 */
export function fingerprintOf(text: string): Fingerprint64 {
  const length = text.length;
  let low = 0xdeadbeef ^ length;
  let high = 0x41c6ce57 ^ length;
  const whole = length & ~1;
  for (let index = 0; index < whole; index += 2) {
    const pair = text.charCodeAt(index) | (text.charCodeAt(index + 1) << 16);
    low = Math.imul(low ^ pair, 0x9e3779b1);
    high = Math.imul(high ^ pair, 0x5f356495);
    low = (low << 13) | (low >>> 19);
    high = (high << 17) | (high >>> 15);
  }
  if (whole < length) {
    const unit = text.charCodeAt(whole);
    low = Math.imul(low ^ unit, 0x9e3779b1);
    high = Math.imul(high ^ unit, 0x5f356495);
  }
  return finish(low, high);
}

/** The same as of the text that the bytes, which are ASCII, stand for. */
export function fingerprintOfAscii(bytes: Uint8Array, from: number, end: number): Fingerprint64 {
  const length = end - from;
  let low = 0xdeadbeef ^ length;
  let high = 0x41c6ce57 ^ length;
  const whole = from + (length & ~1);
  for (let index = from; index < whole; index += 2) {
    const pair = bytes[index]! | (bytes[index + 1]! << 16);
    low = Math.imul(low ^ pair, 0x9e3779b1);
    high = Math.imul(high ^ pair, 0x5f356495);
    low = (low << 13) | (low >>> 19);
    high = (high << 17) | (high >>> 15);
  }
  if (whole < end) {
    const unit = bytes[whole]!;
    low = Math.imul(low ^ unit, 0x9e3779b1);
    high = Math.imul(high ^ unit, 0x5f356495);
  }
  return finish(low, high);
}

/** The fingerprint of two things in this order. */
export function fingerprintOfPair(first: Fingerprint64, second: Fingerprint64): Fingerprint64 {
  return finish(
    Math.imul(first.low ^ rotate(second.low, 15), 0x9e3779b1) ^ second.high,
    Math.imul(first.high ^ rotate(second.high, 15), 0x5f356495) ^ rotate(second.low, 7),
  );
}

function rotate(value: number, by: number): number {
  return (value << by) | (value >>> (32 - by));
}

function finish(low: number, high: number): Fingerprint64 {
  const mixedLow = mix(low) ^ Math.imul(high ^ (high >>> 13), 0xc2b2ae35);
  const mixedHigh = mix(high) ^ Math.imul(mixedLow ^ (mixedLow >>> 13), 0xc2b2ae35);
  return { low: mixedLow >>> 0, high: mixedHigh >>> 0 };
}

/** MurmurHash3's last step: every bit of the answer depends on every bit given. */
export function mix(value: number): number {
  let mixed = Math.imul(value ^ (value >>> 16), 0x85ebca6b);
  mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35);
  return mixed ^ (mixed >>> 16);
}
