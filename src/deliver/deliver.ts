import pLimit, { type LimitFunction } from 'p-limit';
import { asFatal, FatalError } from '../errors.js';
import type { Clock, Gain, Gate, Lane, LaneQueue, Random, Sink, Verdict } from '../types.js';
import { Concurrency } from './concurrency.js';
import type { Delivery, DeliveryStatus, Parcel, Refusal, Settle } from './delivery.js';
import { Outage } from './outage.js';
import { backoffMs, MAX_TRIES } from './retry.js';
import { StopSignal } from './stop-signal.js';

export interface DeliverParts<Item extends Parcel> {
  readonly lanes: LaneQueue<Item>;
  readonly sink: Sink;
  readonly gate: Gate;
  readonly clock: Clock;
  readonly random: Random;
  readonly settle: Settle<Item>;
  readonly patienceMs: number;
  /** Fixed number of requests in flight; absent = grows with latency so that the rate is reached. */
  readonly concurrency?: number;
}

/*
 * Workers are long-lived loops: take a lane, pass the gate, send the lane's head, judge the answer. A head that waits
 * for its next try holds its lane, not a worker. Each try passes the gate again. In an outage one request goes out at
 * a time. Stopping lets each request end its current try; whatever stopped the delivery is thrown by `drain`.
 */
export class PooledDelivery<Item extends Parcel> implements Delivery<Item> {
  private readonly stopping = new StopSignal();
  private readonly limit: LimitFunction;
  private readonly outage: Outage;
  private readonly concurrency: Concurrency;
  private workers = 0;
  private inFlight = 0;
  private stopAsked = false;
  /** Answers that decided about a record, over all lanes: what a failed try is judged by. */
  private answers = 0;
  private refusalsInARow: { code: string; count: number } = { code: '', count: 0 };
  private failure: FatalError | undefined;
  private idle: (() => void)[] = [];
  private watchers: (() => void)[] = [];
  private readonly timers = new Set<() => void>();

  constructor(private readonly parts: DeliverParts<Item>) {
    this.outage = new Outage(parts.clock, parts.patienceMs);
    this.concurrency = new Concurrency(parts.concurrency);
    this.limit = pLimit(1);
  }

  get stopped(): boolean {
    return this.stopping.stopped;
  }

  onStop(callback: () => void): () => void {
    return this.stopping.onStop(callback);
  }

  get waiting(): number {
    return this.parts.lanes.waiting;
  }

  get waitingBytes(): number {
    return this.parts.lanes.bytes;
  }

  longestLane(): number {
    return this.parts.lanes.longest();
  }

  offer(item: Item): void {
    this.parts.lanes.push(item.message.lane, item);
    this.hireWorkers();
    this.idle.pop()?.();
  }

  progress(): Promise<void> {
    if (this.stopped) return Promise.resolve();
    return new Promise((resolve) => this.watchers.push(resolve));
  }

  async drain(): Promise<void> {
    while (this.waiting > 0 && !this.stopped) await this.progress();
    this.halt();
    while (this.workers > 0) await new Promise<void>((resolve) => this.watchers.push(resolve));
    if (this.failure) throw this.failure;
  }

  stop(): void {
    this.stopAsked = true;
    this.halt();
  }

  fail(error: FatalError): void {
    this.failure ??= error;
    this.halt();
  }

  status(): DeliveryStatus {
    const { gate } = this.parts;
    const rateLimitPerSecond = gate.ratePerSecond();
    const status = { inFlight: this.inFlight, concurrency: this.workers, rateLimitPerSecond };
    const trouble = this.trouble();
    return trouble ? { ...status, trouble } : status;
  }

  private trouble(): DeliveryStatus['trouble'] {
    if (this.stopAsked) return { activity: 'stopping', cause: 'finishing the requests in flight' };
    if (this.outage.isDown) {
      const leftMs = Math.max(0, this.parts.patienceMs - this.outage.failingForMs());
      const cause = `${this.outage.why}; giving up in ${Math.ceil(leftMs / 1_000)} s`;
      return { activity: 'waiting for the service', cause, stands: true };
    }
    const slowedBy = this.parts.gate.slowedBy();
    return slowedBy === undefined ? undefined : { activity: 'slowed down', cause: slowedBy };
  }

  private hireWorkers(): void {
    const wanted = this.concurrency.wanted(this.parts.gate.ratePerSecond());
    if (this.workers >= wanted || this.stopped) return;
    this.limit.concurrency = wanted;
    for (; this.workers < wanted; this.workers += 1) {
      void this.limit(() => this.work())
        .catch((error: unknown) => this.fail(asFatal(error)))
        .finally(() => this.dismissed());
    }
  }

  private dismissed(): void {
    this.workers -= 1;
    this.tellWatchers();
  }

  private async work(): Promise<void> {
    const { gate, lanes } = this.parts;
    while (!this.stopped) {
      const lane = this.mayStart() ? lanes.take() : undefined;
      if (!lane) {
        await new Promise<void>((resolve) => this.idle.push(resolve));
        continue;
      }
      const start = await gate.take();
      if (this.stopped) return;
      if (this.mayStart()) {
        await this.tryHead(lane, start);
      } else {
        start();
        lanes.retry(lane);
      }
    }
  }

  /** While the service is down, one request at a time goes out to see whether it is back. */
  private mayStart(): boolean {
    return !this.outage.isDown || this.inFlight === 0;
  }

  private async tryHead(lane: Lane<Item>, start: () => void): Promise<void> {
    const { clock, sink } = this.parts;
    const begunMs = clock.monotonicMs();
    const answersBefore = lane.answersSeen;
    lane.answersSeen = this.answers;
    this.inFlight += 1;
    let verdict: Verdict;
    let isOnItsWay = false;
    try {
      verdict = await sink.send(lane.head().message, () => {
        isOnItsWay = true;
        start();
      });
    } finally {
      // Whatever became of the request: nobody must wait for it to start.
      start();
      this.inFlight -= 1;
    }
    if (verdict.kind !== 'again') this.concurrency.measured(clock.monotonicMs() - begunMs);
    else if (isOnItsWay && !verdict.refused) lane.inDoubt = true;
    this.judge(lane, verdict, answersBefore);
  }

  private judge(lane: Lane<Item>, verdict: Verdict, answersBefore: number): void {
    if (verdict.kind === 'ok') this.delivered(lane, verdict.gain);
    else if (verdict.kind === 'more') this.wantsMore(lane);
    else if (verdict.kind === 'no') this.refused(lane, verdict, verdict.stopAfterInARow);
    else this.failed(lane, verdict, answersBefore);
  }

  private delivered(lane: Lane<Item>, gain: Gain | undefined): void {
    this.succeeded();
    this.parts.settle.delivered(lane.head(), gain);
    this.finished(lane);
    this.hireWorkers();
  }

  /** The next request for the same head begins with a clean slate. */
  private wantsMore(lane: Lane<Item>): void {
    this.succeeded();
    lane.tries = 0;
    lane.failures = 0;
    lane.inDoubt = false;
    this.again(lane);
    this.tellWatchers();
    this.hireWorkers();
  }

  private succeeded(): void {
    this.answered();
    this.refusalsInARow.count = 0;
    this.parts.gate.recover();
  }

  private refused(lane: Lane<Item>, refusal: Refusal, stopAfterInARow: number | undefined): void {
    this.answered();
    const { code } = refusal;
    const row = this.refusalsInARow;
    this.refusalsInARow = { code, count: row.code === code ? row.count + 1 : 1 };
    // What an earlier try may have brought there is not taken back by a refusal: an undo must look for it.
    this.parts.settle.rejected(lane.head(), lane.inDoubt ? { ...refusal, outcome: 'unknown' } : refusal);
    this.finished(lane);
    if (stopAfterInARow !== undefined && this.refusalsInARow.count >= stopAfterInARow) {
      this.fail(systematic(refusal, this.refusalsInARow.count));
    }
  }

  private failed(lane: Lane<Item>, verdict: Verdict & { kind: 'again' }, answersBefore: number): void {
    if (this.stopped) return this.parts.lanes.retry(lane);
    this.parts.settle.retried();
    if (verdict.free) return this.again(lane);
    lane.failures += 1;
    const afterMs = this.withinPatience(verdict.afterMs);
    if (verdict.slow) this.pushedBack(verdict.why, afterMs);
    else if (this.countsAgainst(lane, answersBefore)) return this.exhausted(lane, verdict);
    else this.mayBeOutage(verdict.why);
    if (this.outage.isHopeless) return this.fail(hopeless(this.outage, this.parts.patienceMs));
    this.later(backoffMs(lane.failures, this.parts.random, afterMs), () => this.again(lane));
  }

  /** Asked to wait longer than the run is willing to, it looks again when its patience is over, and then gives up. */
  private withinPatience(afterMs: number | undefined): number | undefined {
    return afterMs === undefined ? undefined : Math.min(afterMs, this.parts.patienceMs);
  }

  /** A push-back is no matter of the record: it never counts against it, however often. */
  private pushedBack(why: string, afterMs: number | undefined): void {
    this.parts.gate.slowDown(why, afterMs);
    this.outage.pushedBack(why);
  }

  /** A try counts only if somebody else got an answer since the record's previous one. True when its tries are used up. */
  private countsAgainst(lane: Lane<Item>, answersBefore: number): boolean {
    if (lane.failures > 1 && this.answers > answersBefore) lane.tries += 1;
    return lane.tries >= MAX_TRIES;
  }

  private mayBeOutage(why: string): void {
    const pauseMs = this.outage.failed(why);
    if (pauseMs > 0) this.parts.gate.pause(pauseMs);
  }

  private exhausted(lane: Lane<Item>, verdict: Verdict & { kind: 'again' }): void {
    const { code, advice } = verdict;
    const reason = `${verdict.why} (${MAX_TRIES} times, while other messages went through)`;
    if (verdict.exhausted === 'stop') return this.fail(new FatalError('stopped', `service-${code}`, reason, advice));
    this.parts.settle.rejected(lane.head(), { code, reason, advice, outcome: 'unknown' });
    this.finished(lane);
  }

  private again(lane: Lane<Item>): void {
    this.parts.lanes.retry(lane);
    this.idle.pop()?.();
  }

  private answered(): void {
    this.answers += 1;
    if (this.outage.answered()) this.wakeIdle();
  }

  private finished(lane: Lane<Item>): void {
    this.parts.lanes.done(lane);
    if (this.waiting > 0) this.idle.pop()?.();
    this.tellWatchers();
  }

  private halt(): void {
    if (this.stopped) return;
    this.stopping.stop();
    for (const cancel of this.timers) cancel();
    this.timers.clear();
    this.parts.gate.close();
    this.wakeIdle();
    this.tellWatchers();
  }

  private later(delayMs: number, callback: () => void): void {
    const cancel = this.parts.clock.after(delayMs, () => {
      this.timers.delete(cancel);
      callback();
    });
    this.timers.add(cancel);
  }

  private wakeIdle(): void {
    for (const wake of this.idle.splice(0)) wake();
  }

  private tellWatchers(): void {
    for (const tell of this.watchers.splice(0)) tell();
  }
}

function systematic(refusal: Refusal, count: number): FatalError {
  return new FatalError(
    'stopped',
    `service-${refusal.code}`,
    `The last ${count} messages were all refused with code ${refusal.code}: ${refusal.reason}`,
    `${refusal.advice} The refused messages are in rejects.jsonl and can be run again.`,
  );
}

function hopeless(outage: Outage, patienceMs: number): FatalError {
  return new FatalError(
    'stopped',
    'service-down',
    `The service gave no usable answer for ${Math.round(patienceMs / 1_000)} s: ${outage.why}.`,
    'Nothing is lost and no message was rejected for it. Run the same command again when the service is back; --patience sets how long is waited.',
  );
}
