/** Exact memory of the last starts: how long until one more may follow without exceeding a rate in any sliding window. */
export class SlidingWindow {
  private readonly startsMs: Float64Array;
  private count = 0;

  constructor(
    ratePerSecondMax: number,
    private readonly windowMs: number,
  ) {
    this.startsMs = new Float64Array(Math.max(1, Math.ceil(ratePerSecondMax)));
  }

  /** Milliseconds until a start is allowed at `ratePerSecond`, which is at most the greatest rate; 0 = now. */
  waitMs(nowMs: number, ratePerSecond: number): number {
    const allowed = Math.max(1, Math.floor(ratePerSecond));
    if (this.count < allowed) return 0;
    const oldestMs = this.startsMs[(this.count - allowed) % this.startsMs.length]!;
    // A rate below one a second is a longer window.
    const windowMs = ratePerSecond < 1 ? this.windowMs / ratePerSecond : this.windowMs;
    return Math.max(0, oldestMs + windowMs - nowMs);
  }

  record(nowMs: number): void {
    this.startsMs[this.count % this.startsMs.length] = nowMs;
    this.count += 1;
  }
}
