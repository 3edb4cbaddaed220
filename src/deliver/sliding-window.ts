/**
 * Exact memory of the last starts: how long until one more may follow without exceeding a rate in any sliding window.
 * A start is granted first and happens a little later, when there is a connection for it; until it happened, nothing
 * that depends on it may follow.
 */
export class SlidingWindow {
  /** When the last starts happened, by the order they were granted; NaN = not yet. */
  private readonly startsMs: Float64Array;
  private granted = 0;

  constructor(
    ratePerSecondMax: number,
    private readonly windowMs: number,
  ) {
    this.startsMs = new Float64Array(Math.max(1, Math.ceil(ratePerSecondMax)));
  }

  /**
   * Milliseconds until a start is allowed at `ratePerSecond`, which is at most the greatest rate; 0 = now. Undefined
   * when that cannot be told yet, because a start that counts has not happened.
   */
  waitMs(nowMs: number, ratePerSecond: number): number | undefined {
    const allowed = Math.max(1, Math.floor(ratePerSecond));
    if (this.granted < allowed) return 0;
    const oldestMs = this.startsMs[(this.granted - allowed) % this.startsMs.length]!;
    if (Number.isNaN(oldestMs)) return undefined;
    // A rate below one a second is a longer window.
    const windowMs = ratePerSecond < 1 ? this.windowMs / ratePerSecond : this.windowMs;
    return Math.max(0, oldestMs + windowMs - nowMs);
  }

  /** Grants a start; the answer tells when it happens. */
  grant(): (nowMs: number) => void {
    const slot = this.granted % this.startsMs.length;
    this.startsMs[slot] = Number.NaN;
    this.granted += 1;
    return (nowMs) => {
      if (Number.isNaN(this.startsMs[slot])) this.startsMs[slot] = nowMs;
    };
  }
}
