import pLimit, { type LimitFunction } from 'p-limit';
import { asFatal, type FatalError } from '../errors.js';
import type { Lane, Sink, Verdict } from '../types.js';
import { Concurrency } from './concurrency.js';
import type { Delivery, DeliveryStatus, Parcel } from './delivery.js';
import { Judge, type JudgeParts, type Pool } from './judge.js';
import { StopSignal } from './stop-signal.js';

export interface DeliverParts<Item extends Parcel> extends JudgeParts<Item> {
  readonly sink: Sink;
  /** Fixed number of requests in flight; absent = grows with latency so that the rate is reached. */
  readonly concurrency?: number;
}

/*
 * Workers are long-lived loops: take a lane, pass the gate, send the lane's head, have the answer judged. A head that
 * waits for its next try holds its lane, not a worker. Each try passes the gate again. In an outage one request goes out
 * at a time. Stopping lets each request end its current try; whatever stopped the delivery is thrown by `drain`.
 */
export class PooledDelivery<Item extends Parcel> implements Delivery<Item>, Pool<Item> {
  private readonly stopping = new StopSignal();
  private readonly limit: LimitFunction;
  private readonly judge: Judge<Item>;
  private readonly concurrency: Concurrency;
  private workers = 0;
  private inFlight = 0;
  private stopAsked = false;
  private failure: FatalError | undefined;
  private idle: (() => void)[] = [];
  private watchers: (() => void)[] = [];
  private readonly timers = new Set<() => void>();

  constructor(private readonly parts: DeliverParts<Item>) {
    this.judge = new Judge(parts, this);
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

  again(lane: Lane<Item>): void {
    this.parts.lanes.retry(lane);
    this.idle.pop()?.();
  }

  finished(lane: Lane<Item>): void {
    this.parts.lanes.done(lane);
    if (this.waiting > 0) this.idle.pop()?.();
    this.tellWatchers();
  }

  later(delayMs: number, callback: () => void): void {
    const cancel = this.parts.clock.after(delayMs, () => {
      this.timers.delete(cancel);
      callback();
    });
    this.timers.add(cancel);
  }

  wakeIdle(): void {
    for (const wake of this.idle.splice(0)) wake();
  }

  tellWatchers(): void {
    if (this.watchers.length === 0) return;
    for (const tell of this.watchers.splice(0)) tell();
  }

  hireWorkers(): void {
    const wanted = this.concurrency.wanted(this.parts.gate.ratePerSecond());
    if (this.workers >= wanted || this.stopped) return;
    this.limit.concurrency = wanted;
    for (; this.workers < wanted; this.workers += 1) {
      void this.limit(() => this.work())
        .catch((error: unknown) => this.fail(asFatal(error)))
        .finally(() => this.dismissed());
    }
  }

  private trouble(): DeliveryStatus['trouble'] {
    if (this.stopAsked) return { activity: 'stopping', cause: 'finishing the requests in flight' };
    const { outage } = this.judge;
    if (outage) return { activity: 'waiting for the service', cause: outage, stands: true };
    const slowedBy = this.parts.gate.slowedBy();
    return slowedBy === undefined ? undefined : { activity: 'slowed down', cause: slowedBy };
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
    return !this.judge.isDown || this.inFlight === 0;
  }

  private async tryHead(lane: Lane<Item>, start: () => void): Promise<void> {
    const { clock, sink } = this.parts;
    const begunMs = clock.monotonicMs();
    const answersBefore = this.judge.begins(lane);
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
    this.judge.judge(lane, verdict, answersBefore);
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
}
