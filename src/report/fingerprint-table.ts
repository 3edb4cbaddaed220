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
/** Of a slot: number of the entry plus one (0 = free), and its fingerprint; side by side, because memory is slow. */
const STRIDE = 3;

/**
 * Numbers different fingerprints 0, 1, 2, … in the order they come, in flat memory: open addressing, nothing for the
 * garbage collector. Owners keep what they know of each in arrays by that number.
 */
export class FingerprintTable {
  size = 0;
  private slotCount = FIRST_SLOTS;
  private slots = new Uint32Array(FIRST_SLOTS * STRIDE);

  /** The number of a fingerprint, or -1 when it is not there. */
  find(low: number, high: number): number {
    const { slots } = this;
    const mask = this.slotCount - 1;
    for (let slot = low & mask; ; slot = (slot + 1) & mask) {
      const at = slot * STRIDE;
      const entry = slots[at]!;
      if (entry === 0) return -1;
      if (slots[at + 1] === low && slots[at + 2] === high) return entry - 1;
    }
  }

  /** Adds one that is not there; answers its number. */
  add(low: number, high: number): number {
    if (this.size * 2 >= this.slotCount) this.grow();
    this.size += 1;
    this.place(this.size, low, high);
    return this.size - 1;
  }

  /** Every fingerprint there is. */
  forEach(visit: (low: number, high: number) => void): void {
    for (let at = 0; at < this.slots.length; at += STRIDE) {
      if (this.slots[at] !== 0) visit(this.slots[at + 1]!, this.slots[at + 2]!);
    }
  }

  private grow(): void {
    const { slots } = this;
    this.slotCount *= 2;
    this.slots = new Uint32Array(this.slotCount * STRIDE);
    for (let at = 0; at < slots.length; at += STRIDE) {
      if (slots[at] !== 0) this.place(slots[at]!, slots[at + 1]!, slots[at + 2]!);
    }
  }

  private place(entry: number, low: number, high: number): void {
    const mask = this.slotCount - 1;
    let slot = low & mask;
    while (this.slots[slot * STRIDE] !== 0) slot = (slot + 1) & mask;
    this.slots[slot * STRIDE] = entry;
    this.slots[slot * STRIDE + 1] = low;
    this.slots[slot * STRIDE + 2] = high;
  }
}
