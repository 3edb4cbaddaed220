import type { Clock } from '../types.js';

/*
 * A push-back takes a share off the rate, at most once a second: many requests in flight hear of the same one. A lone
 * one is jitter on the way (a request too many in the service's second) and takes little; when the next second brings
 * another, the quota really is smaller or shared, and each takes more.
 */
const SLOW_DOWN_FACTORS = [0.95, 0.85, 0.7] as const;
const SLOW_DOWN_EVERY_MS = 1_000;
/** After so long without a push-back the next one is a lone one again. */
const CALM_MS = 5_000;
/** Without a push-back the rate grows back by this share of the greatest rate a second. */
const RECOVER_SHARE_PER_SECOND = 0.02;
const RECOVER_EVERY_MS = 250;
/*
 * The first seconds begin a little below the rate: the first requests wait for connections and for a cold service, and
 * the ones behind them must not catch up with them in the service's first second.
 */
const FIRST_SHARE = 0.9;
const WARM_UP_SHARE_PER_SECOND = 0.06;
/** However hard the push-back, so much of the rate is left. */
const LEAST_SHARE = 0.02;

/** The rate in force: multiplicative down, additive up, and pauses. */
export class Pace {
  ratePerSecond: number;
  private warm = false;
  private changedMs: number;
  private slowedMs = Number.NEGATIVE_INFINITY;
  private slowDowns = 0;
  private pausedUntilMs = 0;

  constructor(
    private readonly ratePerSecondMax: number,
    private readonly clock: Clock,
  ) {
    this.ratePerSecond = ratePerSecondMax * FIRST_SHARE;
    this.changedMs = clock.monotonicMs();
  }

  /** True when the rate changed. */
  slowDown(): boolean {
    const nowMs = this.clock.monotonicMs();
    if (nowMs - this.slowedMs < SLOW_DOWN_EVERY_MS) return false;
    this.slowDowns = nowMs - this.slowedMs < CALM_MS ? this.slowDowns + 1 : 0;
    const factor = SLOW_DOWN_FACTORS[Math.min(this.slowDowns, SLOW_DOWN_FACTORS.length - 1)]!;
    this.ratePerSecond = Math.max(this.ratePerSecondMax * LEAST_SHARE, this.ratePerSecond * factor);
    this.warm = true;
    this.slowedMs = nowMs;
    this.changedMs = nowMs;
    return true;
  }

  /** True when the rate changed. */
  recover(): boolean {
    if (this.isFull) return false;
    const nowMs = this.clock.monotonicMs();
    const passedMs = nowMs - this.changedMs;
    if (passedMs < RECOVER_EVERY_MS) return false;
    const share = this.warm ? RECOVER_SHARE_PER_SECOND : WARM_UP_SHARE_PER_SECOND;
    const grown = this.ratePerSecond + (this.ratePerSecondMax * share * Math.min(passedMs, 1_000)) / 1_000;
    this.ratePerSecond = Math.min(this.ratePerSecondMax, grown);
    if (this.isFull) this.warm = true;
    this.changedMs = nowMs;
    return true;
  }

  get isFull(): boolean {
    return this.ratePerSecond >= this.ratePerSecondMax;
  }

  pause(ms: number): void {
    this.pausedUntilMs = Math.max(this.pausedUntilMs, this.clock.monotonicMs() + ms);
  }

  /** Milliseconds until the pause is over; 0 = none. */
  pausedMs(): number {
    return Math.max(0, this.pausedUntilMs - this.clock.monotonicMs());
  }
}
