/** Cheap looks at a record's bytes before it is parsed. */

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const DIGITS = 16;

/** Whether 16 digits stand in a row somewhere: only then an integer may be too long for a double. */
export function hasLongDigits(bytes: Buffer, from: number, to: number): boolean {
  // Sixteen digits in a row cover one of any sixteen places, so most bytes are never looked at.
  for (let probe = from + DIGITS - 1; probe < to; probe += DIGITS) {
    if (!isDigit(bytes[probe]!)) continue;
    let first = probe;
    while (first > from && isDigit(bytes[first - 1]!)) first -= 1;
    let last = probe;
    while (last + 1 < to && isDigit(bytes[last + 1]!)) last += 1;
    if (last - first + 1 >= DIGITS) return true;
  }
  return false;
}

/** Whether JSON is nested deeper than so many levels. */
export function nestsDeeperThan(levels: number, bytes: Buffer, from: number, to: number): boolean {
  // Every level takes two bytes.
  if (to - from <= 2 * levels) return false;
  let depth = 0;
  for (let index = from; index < to; index += 1) {
    const byte = bytes[index]!;
    if (byte === QUOTE) index = stringEnd(bytes, index, to);
    else if (byte === 0x7b || byte === 0x5b) {
      depth += 1;
      if (depth > levels) return true;
    } else if (byte === 0x7d || byte === 0x5d) depth -= 1;
  }
  return false;
}

/** The closing quote of the string that opens at `from`, or `to`. */
function stringEnd(bytes: Buffer, from: number, to: number): number {
  for (let index = from + 1; index < to; index += 1) {
    const byte = bytes[index];
    if (byte === BACKSLASH) index += 1;
    else if (byte === QUOTE) return index;
  }
  return to;
}

/** Whether only blanks stand there. */
export function isBlank(bytes: Buffer, from: number, to: number): boolean {
  for (let index = from; index < to; index += 1) {
    if (!isBlankByte(bytes[index]!)) return false;
  }
  return true;
}

/** Space, tab, line feed, carriage return. */
export function isBlankByte(byte: number): boolean {
  return byte === 0x20 || byte === 0x0a || byte === 0x0d || byte === 0x09;
}

/** Line feeds in the bytes. */
export function countLines(bytes: Buffer, from: number, to: number): number {
  let lines = 0;
  for (let index = bytes.indexOf(0x0a, from); index !== -1 && index < to; index = bytes.indexOf(0x0a, index + 1))
    lines += 1;
  return lines;
}

function isDigit(byte: number): boolean {
  return byte >= 0x30 && byte <= 0x39;
}
