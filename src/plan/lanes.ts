import type { Lane, LaneQueue } from '../types.js';

/*
 * One lane per conversation. A lane hands out its items one at a time, in the order they came; lanes run beside each
 * other. A lane is in one of three conditions: ready (its first item may be taken), busy (its first item is with a
 * worker or waits for its next try), or, with no item left, forgotten. Blind to what the items are.
 */

interface LaneState<Item> extends Lane<Item> {
  readonly name: string;
  items: Item[];
  first: number;
}

export class Lanes<Item> implements LaneQueue<Item> {
  private readonly byName = new Map<string, LaneState<Item>>();
  private ready: LaneState<Item>[] = [];
  private readyFirst = 0;
  private again: LaneState<Item>[] = [];
  private itemCount = 0;
  private byteCount = 0;

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
    const known = this.byName.get(name);
    if (known) {
      known.items.push(item);
      return;
    }
    const lane = newLane(name, item);
    this.byName.set(name, lane);
    this.ready.push(lane);
  }

  /** Repeats go first: they are the oldest. */
  take(): Lane<Item> | undefined {
    return this.again.shift() ?? this.takeReady();
  }

  done(lane: Lane<Item>): void {
    const state = lane as LaneState<Item>;
    this.itemCount -= 1;
    this.byteCount -= this.bytesOf(state.head());
    state.first += 1;
    if (state.first === state.items.length) {
      this.byName.delete(state.name);
      return;
    }
    compact(state);
    state.tries = 0;
    state.failures = 0;
    state.answersSeen = 0;
    this.ready.push(state);
  }

  retry(lane: Lane<Item>): void {
    this.again.push(lane as LaneState<Item>);
  }

  longest(): number {
    let most = 0;
    for (const lane of this.byName.values()) most = Math.max(most, lane.items.length - lane.first);
    return most;
  }

  private takeReady(): LaneState<Item> | undefined {
    const lane = this.ready[this.readyFirst];
    if (lane === undefined) return undefined;
    this.readyFirst += 1;
    if (this.readyFirst > 1024 && this.readyFirst * 2 > this.ready.length) {
      this.ready = this.ready.slice(this.readyFirst);
      this.readyFirst = 0;
    }
    return lane;
  }
}

function newLane<Item>(name: string, item: Item): LaneState<Item> {
  return {
    name,
    items: [item],
    first: 0,
    tries: 0,
    failures: 0,
    answersSeen: 0,
    head() {
      return this.items[this.first]!;
    },
  };
}

/** Drops items that are done, so that a long lane does not keep them. */
function compact<Item>(lane: LaneState<Item>): void {
  if (lane.first < 64 || lane.first * 2 < lane.items.length) return;
  lane.items = lane.items.slice(lane.first);
  lane.first = 0;
}
