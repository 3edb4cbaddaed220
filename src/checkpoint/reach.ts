import type { At } from '../types.js';

/*
 * How far a run came, for whoever asks later what it may have sent. While a life goes on, each checkpoint holds a fence: by
 * input, the record up to which messages may be handed to the delivery before the next one is saved. Reading that comes to
 * the fence waits for a save, which puts it further; it stands at least twice as far as reading came since the save before,
 * so that nearly nothing ever waits. The last save of a life that ends in order says how far it really came. So after a
 * crash little is in doubt, and what lies behind the fence was certainly never sent.
 */

/** What a checkpoint holds of it. */
export interface SavedReach {
  /** By input: nothing of a record behind this one was handed to the delivery in any life; inputs after the last: nothing. */
  readonly reached: readonly number[];
  /** All lives ended in order, or came further than those that did not: something of these records was handed over. */
  readonly isReachExact: boolean;
}

/** A fence lets at least so many inputs begin. */
const LEAST_INPUTS = 8;

const NOTHING: SavedReach = { reached: [], isReachExact: true };

/** Whether a record is one of those a run may have handed to the delivery. */
export function isReached({ reached }: SavedReach, { input, record }: Pick<At, 'input' | 'record'>): boolean {
  return record <= (reached[input] ?? 0);
}

export class Reach {
  private readonly before: SavedReach;
  /** The fence that is saved. */
  private fence: readonly number[];
  /** Where reading is, and how much it passed since the last fence was made. */
  private input = 0;
  private record = 0;
  private records = 0;
  private inputs = 0;
  /** By input: the last record that was handed over in this life. */
  private readonly handedOver: number[] = [];

  /** A fence stands at least `leastRecords` ahead. */
  constructor(
    before: SavedReach | undefined,
    private readonly leastRecords: number,
  ) {
    this.before = before ?? NOTHING;
    this.fence = this.before.reached;
  }

  /** Whether an earlier life may have handed it over. */
  isFromBefore(at: At): boolean {
    return isReached(this.before, at);
  }

  /** Reading comes to a record. False = it lies behind the fence: a checkpoint must be saved before it is handed over. */
  comesTo({ input, record }: At): boolean {
    if (input !== this.input) this.inputs += 1;
    this.input = input;
    this.record = record;
    this.records += 1;
    return record <= (this.fence[input] ?? 0);
  }

  /** The record was handed over. */
  passed({ input, record }: At): void {
    this.handedOver[input] = record;
  }

  /** For the next checkpoint: the fence from where reading is. */
  ahead(): SavedReach {
    const { input, record, fence } = this;
    const records = Math.max(this.leastRecords, 2 * this.records);
    const lastInput = input + Math.max(LEAST_INPUTS, 2 * this.inputs);
    this.records = 0;
    this.inputs = 0;
    const reached = Array.from({ length: Math.max(fence.length, lastInput + 1) }, (_, index) => {
      const stands = fence[index] ?? 0;
      if (index < input || index > lastInput) return stands;
      return Math.max(stands, (index === input ? record : 0) + records);
    });
    return { reached, isReachExact: false };
  }

  /** The checkpoint with this fence is saved. */
  saved({ reached }: SavedReach): void {
    this.fence = reached;
  }

  /** For the last checkpoint of a life. `cameToEnd`: all there is was handed over, so no earlier life can have come further. */
  end(cameToEnd: boolean): SavedReach {
    const { before, handedOver } = this;
    const inputs = Array.from({ length: Math.max(before.reached.length, handedOver.length) }, (_, index) => ({
      earlier: before.reached[index] ?? 0,
      now: handedOver[index] ?? 0,
    }));
    return {
      reached: inputs.map(({ earlier, now }) => (cameToEnd && now > 0 ? now : Math.max(earlier, now))),
      isReachExact: cameToEnd || before.isReachExact || inputs.every(({ earlier, now }) => now >= earlier),
    };
  }
}
