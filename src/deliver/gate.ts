import { createRequire } from 'node:module';
import type BottleneckType from 'bottleneck';
import type { Clock, Gate } from '../types.js';
import { Pace } from './pace.js';
import { SlidingWindow } from './sliding-window.js';

/** Required: an import would first look through its text for names, which takes longer than loading it. */
const Bottleneck = createRequire(import.meta.url)('bottleneck') as typeof BottleneckType;

/**
 * At most `rate` starts in any sliding second as the service counts it: the client's window is this much longer than a
 * second, so that a little jitter on the way does not put one request too many into the service's second. Small enough
 * for 99 % of the rate.
 */
export const WINDOW_MS = 1_007;

/*
 * Bottleneck grants leases of several tokens: one job per token would stop near 412 a second whatever the rate. Each lease wakes
 * the process up, so there are few of them at low rates; at high ones there are more, for even starts.
 */
const FEWEST_LEASES_PER_SECOND = 25;
const MOST_LEASES_PER_SECOND = 100;
const LEASE_TOKENS = 8;

/** While a start that counts has not happened, it is looked for this often. */
const LOOK_AGAIN_MS = 2;

/** A lease that is so much later than it should be will not come soon. */
const OVERDUE_MS = 1_000;

const noStart = (): void => undefined;

/**
 * Every caller's shared pace. Bottleneck spaces leases evenly; behind it an exact sliding window makes sure of the
 * limit, and a pause or a push-back by the service holds everybody. Tokens that nobody waits for are lost with their lease.
 */
export class PacedGate implements Gate {
  private limiter: BottleneckType;
  private readonly window: SlidingWindow;
  private readonly pace: Pace;
  private readonly waiting: ((start: () => void) => void)[] = [];
  /** Left of the last lease. */
  private tokens = 0;
  private leaseEndsMs = 0;
  private why: string | undefined;
  private running = false;
  private closed = false;
  private cancelSleep: (() => void) | undefined;
  private cancelOverdue: (() => void) | undefined;

  constructor(
    private readonly ratePerSecondMax: number,
    private readonly clock: Clock,
  ) {
    this.pace = new Pace(ratePerSecondMax, clock);
    this.window = new SlidingWindow(ratePerSecondMax, WINDOW_MS);
    this.limiter = this.newLimiter();
  }

  take(): Promise<() => void> {
    if (this.closed) return Promise.resolve(noStart);
    const granted = new Promise<() => void>((resolve) => this.waiting.push(resolve));
    if (!this.running) void this.grant();
    return granted;
  }

  slowDown(why: string, afterMs = 0): void {
    this.why = why;
    if (afterMs > 0) this.pause(afterMs);
    if (this.pace.slowDown()) this.limiter.updateSettings({ minTime: this.leaseMs() });
  }

  pause(ms: number): void {
    this.pace.pause(ms);
  }

  recover(): void {
    if (this.pace.recover()) this.limiter.updateSettings({ minTime: this.leaseMs() });
    if (this.pace.isFull) this.why = undefined;
  }

  ratePerSecond(): number {
    return this.pace.ratePerSecond;
  }

  slowedBy(): string | undefined {
    return this.why;
  }

  /** Lets everybody through who still waits; callers look whether they may go on. */
  close(): void {
    this.closed = true;
    this.cancelSleep?.();
    this.cancelOverdue?.();
    void this.limiter.disconnect();
    for (const resolve of this.waiting.splice(0)) resolve(noStart);
  }

  private async grant(): Promise<void> {
    this.running = true;
    while (this.waiting.length > 0 && !this.closed) {
      if (this.tokens === 0 || this.clock.monotonicMs() >= this.leaseEndsMs) {
        this.tokens = await this.lease();
        this.leaseEndsMs = this.clock.monotonicMs() + this.leaseMs();
      }
      for (; this.tokens > 0 && this.waiting.length > 0 && !this.closed; this.tokens -= 1) await this.grantOne();
    }
    this.running = false;
  }

  /**
   * Bottleneck goes by the machine's clock of day. When that is set back, it would wait until the old time is reached again;
   * another one takes its place then, and the window, which goes by the monotonic clock, keeps the limit.
   */
  private lease(): Promise<number> {
    return new Promise((resolve) => {
      const overdue = this.clock.after(this.leaseMs() + OVERDUE_MS, () => {
        void this.limiter.disconnect();
        this.limiter = this.newLimiter();
        resolve(0);
      });
      this.cancelOverdue = overdue;
      void this.limiter
        .schedule(() => Promise.resolve(this.leaseTokens()))
        .then((tokens) => {
          overdue();
          resolve(tokens);
        });
    });
  }

  private newLimiter(): BottleneckType {
    return new Bottleneck({ maxConcurrent: 1, minTime: this.leaseMs() });
  }

  private async grantOne(): Promise<void> {
    for (;;) {
      const nowMs = this.clock.monotonicMs();
      const windowMs = this.window.waitMs(nowMs, this.pace.ratePerSecond) ?? LOOK_AGAIN_MS;
      const waitMs = Math.max(this.pace.pausedMs(), windowMs);
      if (this.closed) return;
      if (waitMs <= 0) {
        const happened = this.window.grant();
        this.waiting.shift()?.(() => happened(this.clock.monotonicMs()));
        return;
      }
      await this.sleep(waitMs);
    }
  }

  private sleep(waitMs: number): Promise<void> {
    return new Promise((resolve) => {
      const cancel = this.clock.after(Math.max(1, Math.floor(waitMs)), resolve);
      this.cancelSleep = () => {
        cancel();
        resolve();
      };
    });
  }

  private leaseTokens(): number {
    const most = Math.ceil(this.ratePerSecondMax / FEWEST_LEASES_PER_SECOND);
    const least = Math.ceil(this.ratePerSecondMax / MOST_LEASES_PER_SECOND);
    return Math.min(most, Math.max(LEASE_TOKENS, least));
  }

  private leaseMs(): number {
    return (1_000 * this.leaseTokens()) / this.pace.ratePerSecond;
  }
}
