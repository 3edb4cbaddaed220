import type { Clock, Gate } from '../types.js';
import { Pace } from './pace.js';

const noStart = (): void => undefined;

/** No limit, for servers of one's own. Pauses still hold everybody. */
export class OpenGate implements Gate {
  private readonly pace: Pace;
  private readonly wakers = new Set<() => void>();
  private why: string | undefined;
  private closed = false;

  constructor(private readonly clock: Clock) {
    this.pace = new Pace(0, clock);
  }

  async take(): Promise<() => void> {
    for (;;) {
      const waitMs = this.closed ? 0 : this.pace.pausedMs();
      if (waitMs <= 0) return noStart;
      await this.sleep(waitMs);
    }
  }

  slowDown(why: string, afterMs = 250): void {
    this.why = why;
    this.pause(afterMs);
  }

  pause(ms: number): void {
    this.pace.pause(ms);
  }

  recover(): void {
    this.why = undefined;
  }

  ratePerSecond(): number {
    return 0;
  }

  slowedBy(): string | undefined {
    return this.why;
  }

  close(): void {
    this.closed = true;
    for (const wake of this.wakers) wake();
  }

  private sleep(waitMs: number): Promise<void> {
    return new Promise((resolve) => {
      const wake = () => {
        cancel();
        this.wakers.delete(wake);
        resolve();
      };
      const cancel = this.clock.after(Math.ceil(waitMs), wake);
      this.wakers.add(wake);
    });
  }
}
