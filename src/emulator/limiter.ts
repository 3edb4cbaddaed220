/** More events than this in one window are not told apart: the count stays there. */
const MAX_EVENTS = 1 << 20;
const SECOND_MS = 1_000;

/** The moments of the last second (or another span), exact to the millisecond fraction: a ring of times, oldest first. */
export class SlidingWindow {
  readonly #windowMs: number;
  #times = new Float64Array(256);
  #head = 0;
  #size = 0;

  constructor(windowMs = SECOND_MS) {
    this.#windowMs = windowMs;
  }

  /** Events in the window that ends now: later than `nowMs` - `windowMs`. */
  count(nowMs: number): number {
    const mask = this.#times.length - 1;
    while (this.#size > 0 && this.#times[this.#head]! <= nowMs - this.#windowMs) {
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

/** Lets at most `limit` through in any sliding window, a second by default; what is refused does not count. 0 = no limit. */
export class Limiter {
  readonly #limit: number;
  readonly #admitted: SlidingWindow;

  constructor(limit: number, windowMs?: number) {
    this.#limit = limit;
    this.#admitted = new SlidingWindow(windowMs);
  }

  /** Whether as many as arrive now are within the limit: all, or none. */
  admits(nowMs: number, count = 1): boolean {
    if (this.#limit === 0) return true;
    if (this.#admitted.count(nowMs) + count > this.#limit) return false;
    for (let one = 0; one < count; one += 1) this.#admitted.add(nowMs);
    return true;
  }
}
