import type { Clock } from '../types.js';

/** A push-back takes this share off the rate, at most once in a while: many requests in flight hear of the same one. */
const SLOW_DOWN_FACTOR = 0.7;
const SLOW_DOWN_EVERY_MS = 1_000;
/** Without a push-back the rate grows back by this share of the greatest rate a second. */
const RECOVER_SHARE_PER_SECOND = 0.02;
const RECOVER_EVERY_MS = 250;
/** However hard the push-back, so much of the rate is left. */
const LEAST_SHARE = 0.02;

/** The rate in force: multiplicative down, additive up, and pauses. */
export class Pace {
  ratePerSecond: number;
  private changedMs: number;
  private pausedUntilMs = 0;

  constructor(
    private readonly ratePerSecondMax: number,
    private readonly clock: Clock,
  ) {
    this.ratePerSecond = ratePerSecondMax;
    this.changedMs = Number.NEGATIVE_INFINITY;
  }

  /** True when the rate changed. */
  slowDown(): boolean {
    const nowMs = this.clock.monotonicMs();
    if (nowMs - this.changedMs < SLOW_DOWN_EVERY_MS && this.ratePerSecond < this.ratePerSecondMax) return false;
    const least = this.ratePerSecondMax * LEAST_SHARE;
    this.ratePerSecond = Math.max(least, this.ratePerSecond * SLOW_DOWN_FACTOR);
    this.changedMs = nowMs;
    return true;
  }

  /** True when the rate changed. */
  recover(): boolean {
    if (this.ratePerSecond >= this.ratePerSecondMax) return false;
    const nowMs = this.clock.monotonicMs();
    const passedMs = nowMs - this.changedMs;
    if (passedMs < RECOVER_EVERY_MS) return false;
    const grown =
      this.ratePerSecond + (this.ratePerSecondMax * RECOVER_SHARE_PER_SECOND * Math.min(passedMs, 1_000)) / 1_000;
    this.ratePerSecond = Math.min(this.ratePerSecondMax, grown);
    this.changedMs = nowMs;
    return true;
  }

  pause(ms: number): void {
    this.pausedUntilMs = Math.max(this.pausedUntilMs, this.clock.monotonicMs() + ms);
  }

  /** Milliseconds until the pause is over; 0 = none. */
  pausedMs(): number {
    return Math.max(0, this.pausedUntilMs - this.clock.monotonicMs());
  }
}
