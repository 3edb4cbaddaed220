import type { FatalError } from '../errors.js';
import type { Delivery, DeliveryStatus, Parcel } from './delivery.js';
import { StopSignal } from './stop-signal.js';

/** Delivery to nowhere: each parcel is settled the moment it comes. For a dry run. */
export class StraightDelivery<Item extends Parcel> implements Delivery<Item> {
  readonly waiting = 0;
  readonly waitingBytes = 0;
  private readonly stopping = new StopSignal();
  private failure: FatalError | undefined;

  constructor(private readonly deliver: (item: Item) => void) {}

  offer(item: Item): void {
    this.deliver(item);
  }

  longestLane(): number {
    return 0;
  }

  progress(): Promise<void> {
    return Promise.resolve();
  }

  drain(): Promise<void> {
    return this.failure ? Promise.reject(this.failure) : Promise.resolve();
  }

  fail(error: FatalError): void {
    this.failure ??= error;
    this.stopping.stop();
  }

  stop(): void {
    this.stopping.stop();
  }

  get stopped(): boolean {
    return this.stopping.stopped;
  }

  onStop(callback: () => void): () => void {
    return this.stopping.onStop(callback);
  }

  status(): DeliveryStatus {
    return { inFlight: 0, concurrency: 0, rateLimitPerSecond: 0 };
  }
}
