import { FingerprintTable } from '../fingerprint-table.js';
import { type DistinctCount, EXACT_UP_TO } from './distinct.js';
import { HyperLogLog } from './hyper-log-log.js';

/** Kept of a conversation: its messages, second and MsgSeq of its newest, and how many of all had passed by then. */
const MESSAGES = FingerprintTable.kept;
const NEWEST_SECOND = MESSAGES + 1;
const NEWEST_SEQ = MESSAGES + 2;
const NEWEST_AT = MESSAGES + 3;

/** A message that is older than one before it in its conversation. */
export interface Behind {
  readonly seconds: number;
  /** Messages of the export since the newest one of the conversation. */
  readonly messages: number;
}

/** What is known of each conversation, for the first 200,000 of them. */
export class LaneTable {
  /** Messages of the longest conversation. */
  longest = 0;
  private readonly table = new FingerprintTable(4);
  /** All conversations, once there were more than are watched. */
  private estimate: HyperLogLog | undefined;

  /** Whether every conversation is watched. */
  get complete(): boolean {
    return this.estimate === undefined;
  }

  /** How many conversations there were. */
  distinct(): DistinctCount {
    if (!this.estimate) return { count: this.table.size, exact: true };
    return { count: this.estimate.count(), exact: false };
  }

  /** Where a conversation that is watched already is kept, or -1; holds until the next `add`. */
  find(low: number, high: number): number {
    return this.table.find(low, high);
  }

  /** Begins to watch a conversation with its first message, while there is room. */
  add(low: number, high: number, second: number, seq: number, passed: number): void {
    this.longest = Math.max(1, this.longest);
    if (this.table.size >= EXACT_UP_TO) return this.estimated().add(low, high);
    const lane = this.table.add(low, high);
    const { rows } = this.table;
    rows[lane + MESSAGES] = 1;
    rows[lane + NEWEST_SECOND] = second;
    rows[lane + NEWEST_SEQ] = seq;
    rows[lane + NEWEST_AT] = passed;
  }

  /** One more message of a conversation. The service sorts by whole seconds, and by MsgSeq inside one. */
  count(lane: number, second: number, seq: number, passed: number): Behind | undefined {
    const { rows } = this.table;
    const messages = rows[lane + MESSAGES]! + 1;
    rows[lane + MESSAGES] = messages;
    if (messages > this.longest) this.longest = messages;
    const newestSecond = rows[lane + NEWEST_SECOND]!;
    if (second < newestSecond || (second === newestSecond && seq < rows[lane + NEWEST_SEQ]!)) {
      return { seconds: newestSecond - second, messages: passed - rows[lane + NEWEST_AT]! };
    }
    rows[lane + NEWEST_SECOND] = second;
    rows[lane + NEWEST_SEQ] = seq;
    rows[lane + NEWEST_AT] = passed;
    return undefined;
  }

  private estimated(): HyperLogLog {
    if (!this.estimate) {
      this.estimate = new HyperLogLog();
      this.estimate.addAll(this.table);
    }
    return this.estimate;
  }
}
