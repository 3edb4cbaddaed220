/**
 * MurmurHash3, x86 32-bit (Austin Appleby, public domain), over a text's UTF-8 bytes. Its values are part of every
 * dedup key ever sent, so this function never changes; test/unit/hash.test.ts holds published vectors.
 */
export function murmur3(text: string, seed = 0): number {
  const length = text.length;
  // Ids are nearly always ASCII: their characters are their bytes.
  for (let index = 0; index < length; index += 1) {
    if (text.charCodeAt(index) > 0x7f) return murmur3Bytes(Buffer.from(text, 'utf8'), seed);
  }
  let hash = seed >>> 0;
  const whole = length & ~3;
  for (let index = 0; index < whole; index += 4) {
    const block =
      text.charCodeAt(index) |
      (text.charCodeAt(index + 1) << 8) |
      (text.charCodeAt(index + 2) << 16) |
      (text.charCodeAt(index + 3) << 24);
    hash = mixBlock(hash, block);
  }
  let tail = 0;
  for (let index = length - 1; index >= whole; index -= 1) tail = (tail << 8) | text.charCodeAt(index);
  return finish(hash, tail, length);
}

/** The same over bytes. */
export function murmur3Bytes(bytes: Uint8Array, seed = 0, from = 0, end = bytes.length): number {
  const length = end - from;
  let hash = seed >>> 0;
  const whole = from + (length & ~3);
  for (let index = from; index < whole; index += 4) {
    const block = bytes[index]! | (bytes[index + 1]! << 8) | (bytes[index + 2]! << 16) | (bytes[index + 3]! << 24);
    hash = mixBlock(hash, block);
  }
  let tail = 0;
  for (let index = end - 1; index >= whole; index -= 1) tail = (tail << 8) | bytes[index]!;
  return finish(hash, tail, length);
}

function mixBlock(hash: number, block: number): number {
  const mixed = hash ^ scramble(block);
  return (Math.imul((mixed << 13) | (mixed >>> 19), 5) + 0xe6546b64) | 0;
}

function scramble(block: number): number {
  const product = Math.imul(block, 0xcc9e2d51);
  return Math.imul((product << 15) | (product >>> 17), 0x1b873593);
}

function finish(hash: number, tail: number, length: number): number {
  let value = (length & 3 ? hash ^ scramble(tail) : hash) ^ length;
  value = Math.imul(value ^ (value >>> 16), 0x85ebca6b);
  value = Math.imul(value ^ (value >>> 13), 0xc2b2ae35);
  return (value ^ (value >>> 16)) >>> 0;
}
