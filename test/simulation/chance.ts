/** Seeded chance: the same seed gives the same numbers on every machine. */
export class Chance {
  private state: number;

  constructor(seed: number) {
    this.state = (seed ^ 0x9e37_79b9) >>> 0;
    // Seeds that are near each other shall not begin alike.
    for (let turn = 0; turn < 4; turn += 1) this.next();
  }

  /** From 0 to below 1. */
  next(): number {
    // mulberry32: a step of a counter, and its bits well mixed.
    this.state = (this.state + 0x6d2b_79f5) >>> 0;
    let mixed = Math.imul(this.state ^ (this.state >>> 15), this.state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 0x1_0000_0000;
  }

  /** A whole number, both ends included. */
  whole(least: number, most: number): number {
    return least + Math.floor(this.next() * (most - least + 1));
  }

  happens(probability: number): boolean {
    return this.next() < probability;
  }

  pick<Value>(values: readonly Value[]): Value {
    return values[this.whole(0, values.length - 1)]!;
  }

  /** Small numbers as often as large ones. */
  magnitude(least: number, most: number): number {
    return Math.round(least * (most / least) ** this.next());
  }

  /** Another stream of chance: what is drawn from one does not move the other. */
  branch(): Chance {
    return new Chance(Math.floor(this.next() * 0x1_0000_0000));
  }
}
