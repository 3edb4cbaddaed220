/** Two 32-bit hashes of something: equal ones are taken for the same thing (a mistake in 2^64). */
export interface Fingerprint64 {
  readonly low: number;
  readonly high: number;
}

/** The fingerprint of a text, in one pass (cyrb53 by bryc, public domain). Lives in memory only: it may change. */
export function fingerprintOf(text: string): Fingerprint64 {
  let low = 0xdeadbeef;
  let high = 0x41c6ce57;
  for (let index = 0; index < text.length; index += 1) {
    const unit = text.charCodeAt(index);
    low = Math.imul(low ^ unit, 0x9e3779b1);
    high = Math.imul(high ^ unit, 0x5f356495);
  }
  const mixedLow = Math.imul(low ^ (low >>> 16), 0x85ebca6b) ^ Math.imul(high ^ (high >>> 13), 0xc2b2ae35);
  const mixedHigh = Math.imul(high ^ (high >>> 16), 0x85ebca6b) ^ Math.imul(mixedLow ^ (mixedLow >>> 13), 0xc2b2ae35);
  return { low: mixedLow >>> 0, high: mixedHigh >>> 0 };
}

const FIRST_SLOTS = 1 << 12;

/**
 * Numbers different fingerprints 0, 1, 2, … in the order they come, in flat memory: open addressing, nothing for the
 * garbage collector. Owners keep what they know of each in arrays by that number.
 */
export class FingerprintTable {
  size = 0;
  /** Number of an entry plus one; 0 = free. */
  private slots = new Uint32Array(FIRST_SLOTS);
  private low = new Uint32Array(FIRST_SLOTS);
  private high = new Uint32Array(FIRST_SLOTS);

  /** The number of a fingerprint, or -1 when it is not there. */
  find(low: number, high: number): number {
    const mask = this.slots.length - 1;
    for (let slot = low & mask; this.slots[slot] !== 0; slot = (slot + 1) & mask) {
      const entry = this.slots[slot]! - 1;
      if (this.low[entry] === low && this.high[entry] === high) return entry;
    }
    return -1;
  }

  /** Adds one that is not there; answers its number. */
  add(low: number, high: number): number {
    const entry = this.size;
    this.size += 1;
    if (this.size * 2 > this.slots.length) this.grow();
    this.low[entry] = low;
    this.high[entry] = high;
    this.place(entry);
    return entry;
  }

  /** Every fingerprint there is. */
  forEach(visit: (low: number, high: number) => void): void {
    for (let entry = 0; entry < this.size; entry += 1) visit(this.low[entry]!, this.high[entry]!);
  }

  private grow(): void {
    const length = this.slots.length * 2;
    this.slots = new Uint32Array(length);
    this.low = grown(this.low, new Uint32Array(length));
    this.high = grown(this.high, new Uint32Array(length));
    for (let entry = 0; entry < this.size - 1; entry += 1) this.place(entry);
  }

  private place(entry: number): void {
    const mask = this.slots.length - 1;
    let slot = this.low[entry]! & mask;
    while (this.slots[slot] !== 0) slot = (slot + 1) & mask;
    this.slots[slot] = entry + 1;
  }
}

/** Copies an array into a larger one. */
export function grown<Numbers extends Uint32Array | Float64Array>(from: Numbers, to: Numbers): Numbers {
  to.set(from);
  return to;
}
