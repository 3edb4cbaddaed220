/** More events than this in one second are not told apart: the count stays there. */
const MAX_EVENTS = 1 << 20;
const SECOND_MS = 1_000;

/** The moments of the last second, exact to the millisecond fraction: a ring of times, oldest first. */
export class SlidingSecond {
  #times = new Float64Array(256);
  #head = 0;
  #size = 0;

  /** Events in the second that ends now: later than `nowMs` - 1000. */
  count(nowMs: number): number {
    const mask = this.#times.length - 1;
    while (this.#size > 0 && this.#times[this.#head]! <= nowMs - SECOND_MS) {
      this.#head = (this.#head + 1) & mask;
      this.#size -= 1;
    }
    return this.#size;
  }

  /** Adds an event of this moment, which is never before the last one; answers the count with it. */
  add(nowMs: number): number {
    if (this.count(nowMs) === this.#times.length) this.#makeRoom();
    this.#times[(this.#head + this.#size) & (this.#times.length - 1)] = nowMs;
    this.#size += 1;
    return this.#size;
  }

  #makeRoom(): void {
    const length = this.#times.length;
    if (length === MAX_EVENTS) {
      this.#head = (this.#head + 1) & (length - 1);
      this.#size -= 1;
      return;
    }
    const larger = new Float64Array(length * 2);
    for (let index = 0; index < length; index += 1) larger[index] = this.#times[(this.#head + index) & (length - 1)]!;
    this.#times = larger;
    this.#head = 0;
  }
}

/** Lets at most `limit` requests through in any sliding second; one that is refused does not count. 0 = no limit. */
export class Limiter {
  readonly #limit: number;
  readonly #admitted = new SlidingSecond();

  constructor(limit: number) {
    this.#limit = limit;
  }

  /** Whether a request that arrives now is within the limit. */
  admits(nowMs: number): boolean {
    if (this.#limit === 0) return true;
    if (this.#admitted.count(nowMs) >= this.#limit) return false;
    this.#admitted.add(nowMs);
    return true;
  }
}
