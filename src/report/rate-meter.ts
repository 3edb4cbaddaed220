import type { Clock } from '../types.js';

const SPAN_MS = 10_000;
const SLOT_MS = 250;

/** Mean per second over the last ten seconds, from a count that only grows. */
export class RateMeter {
  private readonly seen: { ms: number; count: number }[] = [];

  constructor(private readonly clock: Clock) {}

  measure(count: number): number {
    const ms = this.clock.monotonicMs();
    const last = this.seen.at(-1);
    if (!last || ms - last.ms >= SLOT_MS) this.seen.push({ ms, count });
    while (this.seen.length > 2 && ms - this.seen[0]!.ms > SPAN_MS) this.seen.shift();
    const first = this.seen[0]!;
    return ms > first.ms ? ((count - first.count) * 1_000) / (ms - first.ms) : 0;
  }
}
