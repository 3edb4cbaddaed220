import type { Clock } from '../types.js';

/** A minute as the service counts it, and a little more for jitter on the way. */
const WINDOW_MS = 60_500;

/*
 * At most so many receivers in any sliding minute. A call counts from before it starts, and leaves the window a minute after
 * its answer: whenever in between the service counted it, no minute of the service's holds more.
 */
export class MinuteWindow {
  private readonly calls: { receivers: number; endedMs: number | undefined }[] = [];

  constructor(
    /** 0 = no limit. */
    readonly perMinute: number,
    private readonly clock: Clock,
  ) {}

  /** A call of a former life, so long ago. */
  remember(receivers: number, agoMs: number): void {
    if (agoMs < WINDOW_MS) this.calls.push({ receivers, endedMs: this.clock.monotonicMs() - Math.max(0, agoMs) });
  }

  /** How many may get something now; below `wanted` it says when more may. Answers 0 ms when all may. */
  waitMs(wanted: number): number {
    if (this.perMinute === 0) return 0;
    const nowMs = this.clock.monotonicMs();
    this.forget(nowMs);
    let over = this.calls.reduce((sum, { receivers }) => sum + receivers, wanted) - this.perMinute;
    for (const { receivers, endedMs = nowMs } of this.calls) {
      if (over <= 0) return 0;
      over -= receivers;
      if (over <= 0) return Math.max(1, endedMs + WINDOW_MS - nowMs);
    }
    return 0;
  }

  /** A call begins; the answer is to be called when it has ended. */
  begin(receivers: number): () => void {
    const call: { receivers: number; endedMs: number | undefined } = { receivers, endedMs: undefined };
    this.calls.push(call);
    return () => {
      call.endedMs = this.clock.monotonicMs();
    };
  }

  private forget(nowMs: number): void {
    while (this.calls[0]?.endedMs !== undefined && this.calls[0].endedMs + WINDOW_MS <= nowMs) this.calls.shift();
  }
}
