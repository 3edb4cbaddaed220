import type { FatalError } from '../errors.js';
import type { Gain, Message, Reject } from '../types.js';

/** A message on its way and whoever settles it. The delivery stage is blind to both. */
export interface Parcel {
  readonly message: Message;
}

/** Called once for each parcel, when it is known what became of it. */
export interface Settle<Item extends Parcel> {
  delivered(item: Item, gain: Gain | undefined): void;
  rejected(item: Item, refusal: Refusal): void;
  /** A try failed and another follows. */
  retried(): void;
}

export type Refusal = Pick<Reject, 'code' | 'reason' | 'advice' | 'outcome'>;

/** `stands`: nothing goes on until it is over, so nobody can say how long the rest takes. */
export interface Trouble {
  readonly activity: string;
  readonly cause: string;
  readonly stands?: boolean;
}

/** What the delivery is doing, for the display. */
export interface DeliveryStatus {
  readonly inFlight: number;
  readonly concurrency: number;
  readonly rateLimitPerSecond: number;
  /** Set while it is not simply sending. */
  readonly trouble?: Trouble;
}

/** Port between the journey and the way messages are brought to the sink: a paced pool of workers, or straight. */
export interface Delivery<Item extends Parcel> {
  /** Takes a parcel; parcels of a lane are sent in the order they come. */
  offer(item: Item): void;
  /** Parcels taken and not settled, and their bytes. */
  readonly waiting: number;
  readonly waitingBytes: number;
  /** How many parcels the fullest lane holds. */
  longestLane(): number;
  /** Resolves at the next settled parcel, or when the delivery has stopped. */
  progress(): Promise<void>;
  /** No more parcels come: resolves when all are settled or the delivery has stopped. Throws what stopped it. */
  drain(): Promise<void>;
  /** Stops as `stop` does; `drain` throws the error. */
  fail(error: FatalError): void;
  /** Each request ends its current try, none starts another. */
  stop(): void;
  readonly stopped: boolean;
  /** Calls back once when the delivery stops, at once when it has; the answer forgets the callback. */
  onStop(callback: () => void): () => void;
  status(): DeliveryStatus;
}
