import TinyQueue from 'tinyqueue';
import type { Lane, LaneQueue } from '../types.js';

/*
 * One lane per conversation. A lane hands out its items one at a time, in the order they came; lanes run beside each
 * other. A lane is in one of three conditions: ready (its first item may be taken), busy (its first item is with a
 * worker or waits for its next try), or, with no item left, forgotten. Of the ready lanes the one goes first whose head
 * came first: so the mark stays near, and a busy conversation does not lag behind thousands of quiet ones and drag on
 * alone at the end. Blind to what the items are.
 */

interface LaneState<Item> extends Lane<Item> {
  readonly name: string;
  readonly items: Item[];
  /** When each of the items came, as a count of all. */
  readonly arrivals: number[];
  /** The first of them: what lanes are compared by, again and again. */
  headArrival: number;
}

export class Lanes<Item> implements LaneQueue<Item> {
  private readonly byName = new Map<string, LaneState<Item>>();
  private readonly ready = new TinyQueue<LaneState<Item>>([], (one, other) => one.headArrival - other.headArrival);
  private readonly again: LaneState<Item>[] = [];
  private itemCount = 0;
  private byteCount = 0;
  private arrived = 0;

  constructor(private readonly bytesOf: (item: Item) => number) {}

  get waiting(): number {
    return this.itemCount;
  }

  get bytes(): number {
    return this.byteCount;
  }

  push(name: string, item: Item): void {
    const bytes = this.bytesOf(item);
    this.itemCount += 1;
    this.byteCount += bytes;
    this.arrived += 1;
    const known = this.byName.get(name);
    if (known) {
      known.items.push(item);
      known.arrivals.push(this.arrived);
      return;
    }
    const lane = newLane(name, item, this.arrived);
    this.byName.set(name, lane);
    this.ready.push(lane);
  }

  /** Repeats go first: they are the oldest. */
  take(): Lane<Item> | undefined {
    return this.again.shift() ?? this.ready.pop();
  }

  done(lane: Lane<Item>): void {
    const state = lane as LaneState<Item>;
    this.itemCount -= 1;
    this.byteCount -= this.bytesOf(state.head());
    // Taken out at once: a busy lane is never empty, and would keep what is done.
    state.items.shift();
    state.arrivals.shift();
    if (state.items.length === 0) {
      this.byName.delete(state.name);
      return;
    }
    state.headArrival = state.arrivals[0]!;
    state.tries = 0;
    state.failures = 0;
    state.answersSeen = 0;
    state.inDoubt = false;
    this.ready.push(state);
  }

  retry(lane: Lane<Item>): void {
    this.again.push(lane as LaneState<Item>);
  }

  longest(): number {
    let most = 0;
    for (const lane of this.byName.values()) most = Math.max(most, lane.items.length);
    return most;
  }
}

function newLane<Item>(name: string, item: Item, arrival: number): LaneState<Item> {
  return {
    name,
    items: [item],
    arrivals: [arrival],
    headArrival: arrival,
    tries: 0,
    failures: 0,
    answersSeen: 0,
    inDoubt: false,
    head() {
      return this.items[0]!;
    },
  };
}
