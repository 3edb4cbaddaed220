import { FatalError, ServiceError } from '../errors.js';
import type { Clock, Gate, Random, Repeat, Verdict } from '../types.js';
import { Course, type Moment } from './course.js';
import { Outage } from './outage.js';
import { backoffMs, MAX_TRIES, withinPatience } from './retry.js';
import { StopSignal } from './stop-signal.js';

/** What a try of a call ends with; the rest of it is the caller's own affair. */
export interface Attempted {
  readonly verdict: Verdict;
}

/**
 * One try. `onStart` is called when the request goes onto its connection; when it throws, the request must not go out.
 * Throws only FatalError, cannot go on, and what `onStart` threw.
 */
export type Attempt<Try extends Attempted> = (onStart: () => void) => Promise<Try>;

export interface CallerParts {
  readonly clock: Clock;
  readonly random: Random;
  /** So long no usable answer may come, of any call, before a call gives up. */
  readonly patienceMs: number;
}

export interface PerformOptions {
  readonly repeat: Repeat;
  /** Aborted = no try follows; one that is under way comes to its end. */
  readonly signal?: AbortSignal;
}

type Again = Verdict & { kind: 'again' };

/*
 * Single calls, for commands and for programs that embed this one. Each try passes the gate. A push-back slows the gate
 * and never counts. A failure on the way (no connection, a proxy's answer) counts only when others were answered since
 * the try before; with no answer for anybody the service is down, and calls go on trying until the patience is used up. An
 * answer of the service that asks for another try counts always. After a try that may have been carried out, whether
 * another may follow is up to the call: see Repeat. One that never went onto its connection leaves no doubt.
 */
export class Caller {
  private readonly outage: Outage;
  private readonly closing = new StopSignal();
  private readonly gates = new Set<Gate>();
  private readonly signals = new WeakMap<AbortSignal, StopSignal>();
  /** Answers that decided about a call, over all calls. */
  private answers = 0;

  constructor(private readonly parts: CallerParts) {
    this.outage = new Outage(parts.clock, parts.patienceMs);
  }

  /** Tries until it is done. Throws ServiceError when it is not, FatalError when no call can succeed. */
  async perform<Try extends Attempted>(gate: Gate, attempt: Attempt<Try>, options: PerformOptions): Promise<Try> {
    this.gates.add(gate);
    const { repeat, signal } = options;
    const stops = signal ? [this.closing, this.stopOf(signal)] : [this.closing];
    const course = new Course(this.parts.clock, repeat, stops);
    let last: Again | undefined;
    for (;;) {
      const start = await this.turn(gate, course, last, signal);
      const seenBefore = course.answersSeen;
      course.answersSeen = this.answers;
      const tried = await this.tryOnce(attempt, start, course, last);
      const { verdict } = tried;
      if (verdict.kind !== 'again') this.answered();
      if (verdict.kind === 'no') throw refused(verdict, course);
      if (verdict.kind !== 'again') {
        gate.recover();
        return tried;
      }
      last = verdict;
      if (!verdict.free) await this.failed(gate, course, verdict, seenBefore);
    }
  }

  /** Calls that wait give up; those under way end their try. Gates are left to who made them. */
  close(): void {
    this.closing.stop();
  }

  /** Waits until a try may start. */
  private async turn(
    gate: Gate,
    course: Course,
    last: Again | undefined,
    signal: AbortSignal | undefined,
  ): Promise<() => void> {
    if (course.isStopped) throw stopped(course, signal);
    const granted = gate.take();
    await new Promise<void>((resolve) => {
      const forget = course.onStop(resolve);
      void granted.then(() => {
        forget();
        resolve();
      });
    });
    if (course.isStopped) {
      void granted.then((start) => start());
      throw stopped(course, signal);
    }
    const start = await granted;
    if (last === undefined || course.mayRepeat()) return start;
    start();
    throw inDoubt(last);
  }

  private async tryOnce<Try extends Attempted>(
    attempt: Attempt<Try>,
    start: () => void,
    course: Course,
    last: Again | undefined,
  ): Promise<Try> {
    let started: Moment | undefined;
    let tooLate: ServiceError | undefined;
    try {
      const tried = await attempt(() => {
        // It may have waited for a connection, or the machine slept.
        if (last && !course.mayRepeat()) {
          tooLate = inDoubt(last);
          throw tooLate;
        }
        started ??= course.now();
        start();
      });
      if (tooLate) throw tooLate;
      const { verdict } = tried;
      if (started && verdict.kind === 'again') course.tried(started, verdict.refused === true);
      return tried;
    } catch (error) {
      if (tooLate) throw tooLate;
      // A try before may have been carried out: that must not get lost.
      if (!course.isInDoubt || !(error instanceof FatalError)) throw error;
      const { code, message, hint } = error;
      throw new ServiceError({ code, message, advice: hint, outcome: 'unknown' }, error);
    } finally {
      // Whatever became of the request: nobody must wait for it to start.
      start();
    }
  }

  /** Keeps the books of a failed try and waits; throws when no other may follow. */
  private async failed(gate: Gate, course: Course, verdict: Again, seenBefore: number): Promise<void> {
    course.failures += 1;
    const { clock, random, patienceMs } = this.parts;
    const afterMs = withinPatience(verdict.afterMs, patienceMs);
    const counts = verdict.answered === true || (course.failures > 1 && this.answers > seenBefore);
    if (verdict.slow) this.pushedBack(gate, verdict.why, afterMs);
    else this.mayBeOutage(verdict.why);
    if (counts && !verdict.slow) course.tries += 1;
    const waitMs = backoffMs(course.failures, random, afterMs);
    if (!course.mayRepeat(waitMs)) throw inDoubt(verdict);
    if (course.tries >= MAX_TRIES) throw exhausted(verdict, course);
    if (this.outage.isHopeless) throw hopeless(verdict, course, patienceMs);
    await new Promise<void>((resolve) => {
      const cancel = clock.after(waitMs, () => {
        forget();
        resolve();
      });
      const forget = course.onStop(() => {
        cancel();
        resolve();
      });
    });
  }

  /** One listener for each signal: thousands of calls may share it. */
  private stopOf(signal: AbortSignal): StopSignal {
    const known = this.signals.get(signal);
    if (known) return known;
    const stop = new StopSignal();
    if (signal.aborted) stop.stop();
    else signal.addEventListener('abort', () => stop.stop(), { once: true });
    this.signals.set(signal, stop);
    return stop;
  }

  private pushedBack(gate: Gate, why: string, afterMs: number | undefined): void {
    gate.slowDown(why, afterMs);
    this.outage.pushedBack(why);
  }

  private mayBeOutage(why: string): void {
    const pauseMs = this.outage.failed(why);
    if (pauseMs > 0) for (const gate of this.gates) gate.pause(pauseMs);
  }

  private answered(): void {
    this.answers += 1;
    this.outage.answered();
  }
}

function refused(verdict: Verdict & { kind: 'no' }, course: Course): ServiceError {
  const { code, reason, advice } = verdict;
  return new ServiceError({ code, message: reason, advice, outcome: course.outcomeOf(verdict) });
}

function inDoubt({ code, why, advice }: Again): ServiceError {
  const message = `${why}; whether it was carried out is not known, and it must not be sent again`;
  return new ServiceError({ code, message, advice, outcome: 'unknown' });
}

function exhausted({ code, why, advice, exhausted }: Again, { outcome, isInDoubt }: Course): Error {
  const message = `${why} (${MAX_TRIES} times)`;
  if (exhausted === 'stop' && !isInDoubt) return new FatalError('stopped', `service-${code}`, message, advice);
  return new ServiceError({ code, message, advice, outcome });
}

/** An outage is nobody's fault, and no other call will fare better; but what is in doubt must be told of this call. */
function hopeless({ code, why }: Again, { outcome, isInDoubt }: Course, patienceMs: number): Error {
  const message = `The service gave no usable answer for ${Math.round(patienceMs / 1_000)} s: ${why}.`;
  const hint = 'Call again when the service is back.';
  if (!isInDoubt) return new FatalError('stopped', 'service-down', message, hint);
  return new ServiceError({ code, message, advice: hint, outcome });
}

function stopped({ outcome }: Course, signal: AbortSignal | undefined): ServiceError {
  const message = signal?.aborted ? 'the call was aborted' : 'the connection was closed';
  const facts = { code: 'aborted', message, advice: 'Call again when it is wanted.', outcome } as const;
  return new ServiceError(facts, signal?.reason);
}
