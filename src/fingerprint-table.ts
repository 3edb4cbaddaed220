const FIRST_SLOTS = 1 << 12;
/** Of a row: number of the entry plus one (0 = free), its fingerprint, then what the owner keeps. */
const HEAD = 3;

/**
 * Numbers different fingerprints 0, 1, 2, … in the order they come, in flat memory: open addressing, nothing for the
 * garbage collector. An owner may keep a few unsigned 32-bit numbers in each row, beside the fingerprint, because
 * memory is slow; or keep what it knows in arrays by the entries' numbers.
 */
export class FingerprintTable {
  size = 0;
  /** The rows; `find` and `add` answer where one begins, which holds until the next `add`. */
  rows: Uint32Array;
  private readonly stride: number;
  private slotCount = FIRST_SLOTS;

  /** `expected`: so many will come; a table that has room for them need not grow. */
  constructor(kept = 0, expected = 0) {
    this.stride = HEAD + kept;
    while (this.slotCount < 2 * expected) this.slotCount *= 2;
    this.rows = new Uint32Array(this.slotCount * this.stride);
  }

  /** Where what the owner keeps begins in a row. */
  static readonly kept = HEAD;

  /** Number of the entry in a row. */
  entryAt(row: number): number {
    return this.rows[row]! - 1;
  }

  /** Where the row of a fingerprint begins, or -1 when it is not there. */
  find(low: number, high: number): number {
    const { rows, stride } = this;
    const mask = this.slotCount - 1;
    for (let slot = low & mask; ; slot = (slot + 1) & mask) {
      const row = slot * stride;
      if (rows[row] === 0) return -1;
      if (rows[row + 1] === low && rows[row + 2] === high) return row;
    }
  }

  /** Adds one that is not there; answers where its row begins. */
  add(low: number, high: number): number {
    if (this.size * 2 >= this.slotCount) this.grow();
    this.size += 1;
    const row = this.freeRow(low);
    this.rows[row] = this.size;
    this.rows[row + 1] = low;
    this.rows[row + 2] = high;
    return row;
  }

  /** Every fingerprint there is. */
  forEach(visit: (low: number, high: number) => void): void {
    for (let row = 0; row < this.rows.length; row += this.stride) {
      if (this.rows[row] !== 0) visit(this.rows[row + 1]!, this.rows[row + 2]!);
    }
  }

  private grow(): void {
    const { rows, stride } = this;
    this.slotCount *= 2;
    this.rows = new Uint32Array(this.slotCount * stride);
    for (let row = 0; row < rows.length; row += stride) {
      if (rows[row] !== 0) this.rows.set(rows.subarray(row, row + stride), this.freeRow(rows[row + 1]!));
    }
  }

  private freeRow(low: number): number {
    const mask = this.slotCount - 1;
    let slot = low & mask;
    while (this.rows[slot * this.stride] !== 0) slot = (slot + 1) & mask;
    return slot * this.stride;
  }
}
