import type { Clock } from '../types.js';

/*
 * Whether the service is there at all. Any answer that decides about a record (delivered or refused) shows that it is.
 * A failure with no answer since may be a hiccup; several in a row are an outage: then everybody pauses, a little
 * longer each time, and after each pause only one request goes out to see. The first answer ends the outage. When no
 * answer has come for the whole patience, the run gives up; an outage never counts against a record. A push-back is no
 * answer and no outage either: the pace deals with it, and only the patience runs.
 */

/** So many failures in a row, with no answer between, are an outage. */
const FAILURES_OF_AN_OUTAGE = 8;
const FIRST_PAUSE_MS = 500;
const LONGEST_PAUSE_MS = 30_000;

export class Outage {
  private failures = 0;
  private failingSinceMs: number | undefined;
  private pauseMs = FIRST_PAUSE_MS;
  private pausedUntilMs = Number.NEGATIVE_INFINITY;
  private lastWhy = '';

  constructor(
    private readonly clock: Clock,
    private readonly patienceMs: number,
  ) {}

  /** An answer came. True when that ended an outage. */
  answered(): boolean {
    const wasDown = this.isDown;
    this.failures = 0;
    this.failingSinceMs = undefined;
    this.pauseMs = FIRST_PAUSE_MS;
    this.pausedUntilMs = Number.NEGATIVE_INFINITY;
    return wasDown;
  }

  /** The service pushed a try back: it is there, but the record is not decided. */
  pushedBack(why: string): void {
    this.lastWhy = why;
    this.failingSinceMs ??= this.clock.monotonicMs();
  }

  /** A try failed. Answers how long everybody shall pause; 0 = not at all. */
  failed(why: string): number {
    this.failures += 1;
    this.lastWhy = why;
    const nowMs = this.clock.monotonicMs();
    this.failingSinceMs ??= nowMs;
    // Requests that were in flight together fail together: they make one pause, not many.
    if (!this.isDown || nowMs < this.pausedUntilMs) return 0;
    const pauseMs = Math.min(this.pauseMs, Math.max(1, this.patienceMs - this.failingForMs()));
    this.pauseMs = Math.min(LONGEST_PAUSE_MS, this.pauseMs * 2);
    this.pausedUntilMs = nowMs + pauseMs;
    return pauseMs;
  }

  get isDown(): boolean {
    return this.failures >= FAILURES_OF_AN_OUTAGE;
  }

  /** The last failure, in words. */
  get why(): string {
    return this.lastWhy;
  }

  /** Milliseconds since the first failure after the last answer. */
  failingForMs(): number {
    return this.failingSinceMs === undefined ? 0 : this.clock.monotonicMs() - this.failingSinceMs;
  }

  /** The patience is used up. */
  get isHopeless(): boolean {
    return this.failingForMs() >= this.patienceMs;
  }
}
