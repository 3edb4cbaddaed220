import type { Clock } from '../types.js';

/*
 * A push-back takes off the rate what the share of pushed-back answers in the last second asks for, and a little more,
 * at most once a second: many requests in flight hear of the same one. A lone one (a request too many in the service's
 * second) takes little; when half of all is pushed back, so is half of the rate.
 */
const OVER_SHARE = 1.5;
const LEAST_CUT = 0.01;
const MOST_CUT = 0.5;
const SLOW_DOWN_EVERY_MS = 1_000;
/** Without a push-back the rate grows back by this share of the greatest rate a second. */
const RECOVER_SHARE_PER_SECOND = 0.02;
const RECOVER_EVERY_MS = 250;
/*
 * The first seconds begin a little below the rate: the first requests wait for connections and for a cold service, and
 * the ones behind them must not catch up with them in the service's first second.
 */
const FIRST_SHARE = 0.9;
const WARM_UP_SHARE_PER_SECOND = 0.06;
/** Nobody sleeps longer without looking again: a timer of more than 24 days would fire at once. */
const LONGEST_SLEEP_MS = 3_600_000;
/** However hard the push-back, so much of the rate is left. */
const LEAST_SHARE = 0.02;

/** The rate in force: multiplicative down, additive up, and pauses. */
export class Pace {
  ratePerSecond: number;
  private warm = false;
  private changedMs: number;
  private slowedMs = Number.NEGATIVE_INFINITY;
  private readonly answers = new Answers();
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
    this.answers.count(nowMs, true);
    if (nowMs - this.slowedMs < SLOW_DOWN_EVERY_MS) return false;
    const cut = Math.min(MOST_CUT, Math.max(LEAST_CUT, this.answers.share() * OVER_SHARE));
    this.ratePerSecond = Math.max(this.ratePerSecondMax * LEAST_SHARE, this.ratePerSecond * (1 - cut));
    this.warm = true;
    this.slowedMs = nowMs;
    this.changedMs = nowMs;
    return true;
  }

  /** True when the rate changed. */
  recover(): boolean {
    const nowMs = this.clock.monotonicMs();
    this.answers.count(nowMs, false);
    if (this.isFull) return false;
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

  /** Milliseconds until the pause is over, or until it is to be asked again; 0 = none. */
  pausedMs(): number {
    return Math.min(LONGEST_SLEEP_MS, Math.max(0, this.pausedUntilMs - this.clock.monotonicMs()));
  }
}

/** Which share of the answers of the last second or two was a push-back. */
class Answers {
  private sinceMs = Number.NEGATIVE_INFINITY;
  private now = { all: 0, pushedBack: 0 };
  private before = { all: 0, pushedBack: 0 };

  count(nowMs: number, pushedBack: boolean): void {
    if (nowMs - this.sinceMs >= 1_000) {
      this.before = nowMs - this.sinceMs < 2_000 ? this.now : { all: 0, pushedBack: 0 };
      this.now = { all: 0, pushedBack: 0 };
      this.sinceMs = nowMs;
    }
    this.now.all += 1;
    if (pushedBack) this.now.pushedBack += 1;
  }

  share(): number {
    return (this.now.pushedBack + this.before.pushedBack) / Math.max(1, this.now.all + this.before.all);
  }
}
