import type { Clock, Gate } from '../types.js';
import { Pace } from './pace.js';

/** No limit, for servers of one's own. Pauses still hold everybody. */
export class OpenGate implements Gate {
  private readonly pace: Pace;
  private readonly wakers = new Set<() => void>();
  private closed = false;

  constructor(private readonly clock: Clock) {
    this.pace = new Pace(0, clock);
  }

  async take(): Promise<void> {
    for (;;) {
      const waitMs = this.closed ? 0 : this.pace.pausedMs();
      if (waitMs <= 0) return;
      await this.sleep(waitMs);
    }
  }

  slowDown(_why: string, afterMs = 250): void {
    this.pause(afterMs);
  }

  pause(ms: number): void {
    this.pace.pause(ms);
  }

  recover(): void {}

  ratePerSecond(): number {
    return 0;
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
