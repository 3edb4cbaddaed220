import TinyQueue from 'tinyqueue';
import type { Chance } from './chance.js';

/*
 * Simulated time. Everything that takes time (a timer, an operation of the disk, a message on the network) is an event;
 * events happen one after another, and between two of them all promises that are ready run to their end. So an event is
 * what an await of the code under test waits for, and to stop a process before an event is to stop it at that await.
 * Every event belongs to a process, or to the world outside; those of a process that is dead do not happen.
 */

/** A simulated process. */
export interface Life {
  readonly name: string;
  isAlive: boolean;
  /** Events that have happened in it. */
  events: number;
  /** Called before each of its events, with their number: may end it. */
  beforeEvent?: (number: number) => void;
}

interface Event {
  readonly atMs: number;
  readonly order: number;
  readonly life: Life;
  callback: (() => void) | undefined;
}

/** When the simulation begins, Unix ms. */
export const EPOCH_MS = 1_750_000_000_000;

/** The real one: between events everything that is ready runs. */
const turn = setImmediate;

export class World {
  /** Milliseconds since the simulation began; never goes back. */
  nowMs = 0;
  /** Whose code runs. */
  current: Life;
  readonly outside: Life = { name: 'world', isAlive: true, events: 0 };
  eventCount = 0;
  /** What a machine's clock shows beside the true time, ms. */
  skewMs = 0;
  /** A digest of all that happened: two runs of one seed must agree. */
  digest = 0;
  private order = 0;
  private readonly queue = new TinyQueue<Event>([], (one, other) => one.atMs - other.atMs || one.order - other.order);

  constructor(readonly chance: Chance) {
    this.current = this.outside;
  }

  /** The true time, Unix ms: the service's clock. */
  trueMs(): number {
    return EPOCH_MS + this.nowMs;
  }

  /** The time as the machine's clock shows it, Unix ms. */
  wallMs(): number {
    return Math.floor(EPOCH_MS + this.nowMs + this.skewMs);
  }

  /** Calls back after `delayMs` in the life given. The answer cancels it. */
  after(delayMs: number, callback: () => void, life = this.current): () => void {
    this.order += 1;
    const event: Event = { atMs: this.nowMs + Math.max(0, delayMs), order: this.order, life, callback };
    this.queue.push(event);
    return () => {
      event.callback = undefined;
    };
  }

  /** The next event. False when there is none. */
  async step(): Promise<boolean> {
    const event = this.queue.pop();
    if (!event) return false;
    const { callback, life } = event;
    if (!callback || !life.isAlive) return true;
    this.nowMs = Math.max(this.nowMs, event.atMs);
    life.beforeEvent?.(life.events);
    if (!life.isAlive) return true;
    life.events += 1;
    this.eventCount += 1;
    this.digest = (Math.imul(this.digest, 31) + Math.floor(event.atMs * 1_000) + event.order) | 0;
    this.current = life;
    callback();
    await this.settle();
    return true;
  }

  /** Runs what is ready. */
  async settle(): Promise<void> {
    await new Promise<void>((resolve) => turn(resolve));
    this.current = this.outside;
  }

  /** Runs code of a life until it waits for an event. */
  async enter(life: Life, begin: () => void): Promise<void> {
    this.current = life;
    begin();
    await this.settle();
  }
}
