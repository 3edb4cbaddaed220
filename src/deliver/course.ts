import type { Clock, Outcome, Repeat, Verdict } from '../types.js';
import type { StopSignal } from './stop-signal.js';

/** So long after the first try that may have been carried out, the service still knows an identical request. */
const KNOWN_FOR_MS = 100_000;

/** On both clocks: the monotonic one stands still while the machine sleeps, and the other one may be set. */
export interface Moment {
  readonly monotonicMs: number;
  readonly wallMs: number;
}

/** The way of one call through its tries: what is known of its outcome, and whether another try may follow. */
export class Course {
  /** Tries that count against the call. */
  tries = 0;
  /** Failures, counted or not: what its backoff grows with. */
  failures = 0;
  /** How many answers anybody had got at the last try. */
  answersSeen = 0;
  outcome: Outcome = 'not-sent';
  /** When the first try began that may have been carried out. */
  private inDoubtSince: Moment | undefined;

  constructor(
    private readonly clock: Clock,
    readonly repeat: Repeat,
    /** Each of them stops it. */
    private readonly stops: readonly StopSignal[],
  ) {}

  now(): Moment {
    return { monotonicMs: this.clock.monotonicMs(), wallMs: this.clock.wallMs() };
  }

  /** A try is over that went onto its connection at `started`. */
  tried(started: Moment, isRefused: boolean): void {
    if (isRefused) {
      if (this.outcome === 'not-sent') this.outcome = 'refused';
      return;
    }
    this.outcome = 'unknown';
    this.inDoubtSince ??= started;
  }

  /** Whether another try may begin so many milliseconds from now. */
  mayRepeat(inMs = 0): boolean {
    if (this.repeat === 'always' || this.inDoubtSince === undefined) return true;
    return this.repeat === 'within-100s' && this.passedMs(this.inDoubtSince) + inMs < KNOWN_FOR_MS;
  }

  /** A refusal is the last word only when no earlier try may have been carried out, or when that does not matter. */
  outcomeOf(refusal: Verdict & { kind: 'no' }): Outcome {
    return this.isInDoubt ? 'unknown' : refusal.outcome;
  }

  /** It may have been carried out, and that matters. */
  get isInDoubt(): boolean {
    return this.repeat !== 'always' && this.inDoubtSince !== undefined;
  }

  /** By the clock that says more: rather no repeat than one that comes twice. */
  private passedMs(since: Moment): number {
    const { monotonicMs, wallMs } = this.now();
    return Math.max(monotonicMs - since.monotonicMs, wallMs - since.wallMs);
  }

  get isStopped(): boolean {
    return this.stops.some(({ stopped }) => stopped);
  }

  /** Calls back once when it is stopped, at once when it is; the answer forgets the callback. */
  onStop(callback: () => void): () => void {
    if (this.isStopped) {
      callback();
      return () => undefined;
    }
    const tell = () => {
      forget();
      callback();
    };
    const forgets = this.stops.map((stop) => stop.onStop(tell));
    const forget = () => {
      for (const one of forgets) one();
    };
    return forget;
  }
}
