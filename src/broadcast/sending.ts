import { backoffMs, MAX_TRIES, withinPatience } from '../deliver/retry.js';
import { asFatal, type FatalError } from '../errors.js';
import type { BatchOutcome, Reason } from '../im/batch-call.js';
import { LIMITS } from '../im/limits.js';
import type { Clock, Gate, Random } from '../types.js';
import type { Books, Receiver } from './books.js';
import type { Result } from './fate.js';
import type { Journal } from './journal.js';
import { answersLost, refusedAlike, serviceDown } from './stops.js';

/** Port: so many receivers a minute. */
export interface ReceiverPace {
  remember(count: number, agoMs: number): void;
  waitMs(count: number): number;
  /** Resolves when a call to so many may go out; the answer is to be called when it did. Undefined = aborted. */
  take(count: number, signal?: AbortSignal): Promise<(() => void) | undefined>;
}

/** The way to the service. */
export interface BroadcastConnection {
  readonly gate: Gate;
  readonly pace: ReceiverPace;
  /** One try of one call. Calls `onStart` when the request goes on its way. Does not throw. */
  call(receivers: readonly string[], onStart: () => void): Promise<BatchOutcome>;
  /** Comes back when the service answers a question that changes nothing. Throws FatalError when it does not. */
  probe(): Promise<void>;
  close(): Promise<void>;
}

export interface SendingParts {
  readonly books: Books;
  readonly journal: Journal;
  readonly connection: BroadcastConnection;
  readonly clock: Clock;
  readonly random: Random;
  /** Aborted = no further call. */
  readonly interrupt: AbortSignal;
  readonly patienceMs: number;
  /** Told what is going on: after each call, and before a wait that is worth telling of. */
  readonly onProgress: (waitMs: number, why: string) => void;
}

/** So many calls in a row of which nothing is known, or that were refused alike, are no matter of their receivers. */
const MOST_IN_A_ROW = 3;
/** Shorter waits are not worth a word. */
const TELL_OF_WAITS_MS = 2_000;
const OWN_ERRORS = 'errors of single receivers; they are tried again';
const MINUTE = `the limit of ${LIMITS.batchReceiversPerMinute} receivers a minute`;

/*
 * One call at a time, which is enough for the limit of a minute and means that a crash leaves one call open at most. A
 * call is noted on the disk, goes out once, and what came of each receiver is noted before the next one begins:
 *
 *   pending ── noted ──► under way ──┬─ named in no error ───────────► sent
 *      ▲                             ├─ refused, or tried too often ─► failed
 *      │                             └─ no answer that can be read ──► unknown
 *      └── for certain not reached ◄─┘   (pushed back, no connection, a passing error of that receiver alone)
 *
 * After an unknown the service is asked something harmless until it answers: an outage costs one call, not all of them.
 */
export class Sending {
  private readonly queue: Receiver[];
  private next = 0;
  /** Passing errors of the receiver alone. */
  private readonly tries = new Map<Receiver, number>();
  /** Calls in a row that reached nobody. */
  private failures = 0;
  private failingSinceMs: number | undefined;
  private pausedUntilMs = 0;
  private pausedBy = '';
  private unknownInARow = 0;
  private refusals = { code: '', inARow: 0 };
  calls = 0;

  constructor(private readonly parts: SendingParts) {
    this.queue = parts.books.pending();
  }

  /** Sends until nobody is pending, or until the interrupt. Answers what stopped it. */
  async run(): Promise<FatalError | undefined> {
    const { interrupt, connection } = this.parts;
    const stop = () => connection.gate.close();
    interrupt.addEventListener('abort', stop, { once: true });
    try {
      while (this.next < this.queue.length && !interrupt.aborted) {
        const stopped = await this.round();
        if (stopped) return stopped;
      }
      return undefined;
    } catch (error) {
      return asFatal(error);
    } finally {
      interrupt.removeEventListener('abort', stop);
    }
  }

  private async round(): Promise<FatalError | undefined> {
    const { books, journal, connection, clock, interrupt } = this.parts;
    const batch = this.queue.slice(this.next, this.next + LIMITS.batchReceivers);
    await this.waitFor(batch);
    const counted = await connection.pace.take(batch.length, interrupt);
    const start = counted && (await connection.gate.take());
    if (!start || interrupt.aborted) return undefined;
    const number = books.lastBatch + 1;
    const accounts = batch.map((receiver) => books.accounts[receiver]!);
    await journal.note(number, clock.wallMs(), accounts);
    books.noted(number, accounts);
    const outcome = await connection.call(accounts, start);
    // Whatever became of the request: nobody must wait for it to start. The limit of a minute counts it from its end, when
    // the service has counted it for certain.
    start();
    counted();
    this.calls += 1;
    this.next += batch.length;
    const stopped = await this.judge(number, batch, outcome);
    this.parts.onProgress(0, '');
    return stopped;
  }

  private async judge(
    number: number,
    batch: readonly Receiver[],
    outcome: BatchOutcome,
  ): Promise<FatalError | undefined> {
    switch (outcome.kind) {
      case 'answered':
        this.parts.connection.gate.recover();
        this.answered();
        this.refusals.inARow = 0;
        return this.sortOut(number, batch, outcome);
      case 'refused':
        this.answered();
        await this.all(number, batch, 'failed', outcome);
        return this.refused(outcome);
      case 'not-sent':
        await this.settle(number, [], batch);
        // The same ones are next.
        this.next -= batch.length;
        return outcome.stop ?? this.notSent(outcome);
      case 'unknown':
        await this.all(number, batch, 'unknown', outcome);
        return outcome.stop ?? this.lost(outcome);
    }
  }

  private async sortOut(
    batch: number,
    receivers: readonly Receiver[],
    { key, others }: BatchOutcome & { kind: 'answered' },
  ): Promise<undefined> {
    const results: Result[] = [];
    const again: Receiver[] = [];
    for (const receiver of receivers) {
      const account = this.parts.books.accounts[receiver]!;
      const error = others.get(account);
      if (!error) results.push({ account, outcome: 'sent', ...(key === undefined ? {} : { key }), batch });
      else if (error.isPassing && this.mayTryAgain(receiver)) again.push(receiver);
      else results.push({ account, outcome: 'failed', code: error.code, reason: error.reason, batch });
    }
    await this.settle(batch, results, again);
    this.queue.push(...again);
  }

  private mayTryAgain(receiver: Receiver): boolean {
    const tries = (this.tries.get(receiver) ?? 0) + 1;
    this.tries.set(receiver, tries);
    return tries < MAX_TRIES;
  }

  private all(batch: number, receivers: readonly Receiver[], outcome: 'failed' | 'unknown', { code, reason }: Reason) {
    const { accounts } = this.parts.books;
    const results = receivers.map((receiver) => ({ account: accounts[receiver]!, outcome, code, reason, batch }));
    return this.settle(batch, results, []);
  }

  private async settle(batch: number, results: readonly Result[], again: readonly Receiver[]): Promise<void> {
    const { books, journal } = this.parts;
    const notSent = again.map((receiver) => books.accounts[receiver]!);
    await journal.settle(batch, results, notSent);
    for (const result of results) books.settled(result);
    books.backOn(batch, notSent);
  }

  private answered(): void {
    this.failures = 0;
    this.failingSinceMs = undefined;
    this.unknownInARow = 0;
  }

  private refused({ code, reason }: Reason): FatalError | undefined {
    const inARow = this.refusals.code === code ? this.refusals.inARow + 1 : 1;
    this.refusals = { code, inARow };
    return inARow < MOST_IN_A_ROW ? undefined : refusedAlike(code, reason, inARow);
  }

  private notSent({ reason, slow }: BatchOutcome & { kind: 'not-sent' }): FatalError | undefined {
    const { clock, connection, patienceMs, random } = this.parts;
    const nowMs = clock.monotonicMs();
    this.failures += 1;
    this.failingSinceMs ??= nowMs;
    const afterMs = withinPatience(slow?.afterMs, patienceMs);
    if (slow) connection.gate.slowDown(reason, afterMs);
    if (nowMs - this.failingSinceMs >= patienceMs) return serviceDown(reason, patienceMs);
    this.pausedUntilMs = nowMs + Math.min(patienceMs, backoffMs(this.failures, random, afterMs));
    this.pausedBy = reason;
    return undefined;
  }

  private async lost({ reason }: Reason): Promise<FatalError | undefined> {
    this.unknownInARow += 1;
    if (this.unknownInARow >= MOST_IN_A_ROW) return answersLost(reason, this.unknownInARow);
    if (this.parts.interrupt.aborted) return undefined;
    this.parts.onProgress(0, `${reason}; looking whether the service is there`);
    await this.parts.connection.probe();
    return undefined;
  }

  /** Until a push-back or the last try of the same receivers is long enough ago. */
  private async waitFor(batch: readonly Receiver[]): Promise<void> {
    const { clock, connection, random, onProgress } = this.parts;
    const minuteMs = connection.pace.waitMs(batch.length);
    if (minuteMs >= TELL_OF_WAITS_MS) onProgress(minuteMs, MINUTE);
    // Those with errors of their own come last: where the first has had one, all have.
    const tries = this.tries.get(batch[0]!) ?? 0;
    const pauseMs = this.pausedUntilMs - clock.monotonicMs();
    const ownMs = tries === 0 ? 0 : backoffMs(tries, random);
    const waitMs = Math.max(pauseMs, ownMs);
    if (waitMs <= 0) return;
    if (waitMs >= TELL_OF_WAITS_MS) onProgress(waitMs, ownMs > pauseMs ? OWN_ERRORS : this.pausedBy);
    await this.sleep(waitMs);
  }

  private sleep(waitMs: number): Promise<void> {
    const { clock, interrupt } = this.parts;
    return new Promise((resolve) => {
      const wake = () => {
        cancel();
        interrupt.removeEventListener('abort', wake);
        resolve();
      };
      const cancel = clock.after(waitMs, wake);
      interrupt.addEventListener('abort', wake, { once: true });
    });
  }
}
