import { EXACT_UP_TO } from './distinct.js';
import { FingerprintTable } from './fingerprint-table.js';

/** Of a conversation, side by side: its messages, the second of its newest, and how many of all had passed by then. */
const STRIDE = 3;
const MESSAGES = 0;
const NEWEST_SECOND = 1;
const NEWEST_AT = 2;

/** A message that is older than one before it in its conversation. */
export interface Behind {
  readonly seconds: number;
  /** Messages of the export since the newest one of the conversation. */
  readonly messages: number;
}

/** What is known of each conversation, for the first 200,000 of them. */
export class LaneTable {
  /** False once there were more conversations than are watched. */
  complete = true;
  /** Messages of the longest conversation. */
  longest = 0;
  private readonly table = new FingerprintTable();
  private facts = new Float64Array(STRIDE << 10);

  /** Number of a conversation that is watched already, or -1. */
  find(low: number, high: number): number {
    return this.table.find(low, high);
  }

  /** Begins to watch a conversation with its first message, while there is room. */
  add(low: number, high: number, second: number, passed: number): void {
    this.longest = Math.max(1, this.longest);
    if (this.table.size >= EXACT_UP_TO) {
      this.complete = false;
      return;
    }
    const at = this.table.add(low, high) * STRIDE;
    if (at === this.facts.length) this.grow();
    this.facts[at + MESSAGES] = 1;
    this.facts[at + NEWEST_SECOND] = second;
    this.facts[at + NEWEST_AT] = passed;
  }

  /** One more message of a conversation. The service sorts by whole seconds, and by MsgSeq inside one. */
  count(lane: number, second: number, passed: number): Behind | undefined {
    const { facts } = this;
    const at = lane * STRIDE;
    const messages = facts[at + MESSAGES]! + 1;
    facts[at + MESSAGES] = messages;
    if (messages > this.longest) this.longest = messages;
    const newestSecond = facts[at + NEWEST_SECOND]!;
    if (second < newestSecond) return { seconds: newestSecond - second, messages: passed - facts[at + NEWEST_AT]! };
    facts[at + NEWEST_SECOND] = second;
    facts[at + NEWEST_AT] = passed;
    return undefined;
  }

  private grow(): void {
    const grown = new Float64Array(this.facts.length * 2);
    grown.set(this.facts);
    this.facts = grown;
  }
}
