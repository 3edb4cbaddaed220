import { FingerprintTable } from '../fingerprint-table.js';
import { EXACT_UP_TO } from './distinct.js';

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
  /** False once there were more conversations than are watched. */
  complete = true;
  /** Messages of the longest conversation. */
  longest = 0;
  private readonly table = new FingerprintTable(4);

  /** Where a conversation that is watched already is kept, or -1; holds until the next `add`. */
  find(low: number, high: number): number {
    return this.table.find(low, high);
  }

  /** Begins to watch a conversation with its first message, while there is room. */
  add(low: number, high: number, second: number, seq: number, passed: number): void {
    this.longest = Math.max(1, this.longest);
    if (this.table.size >= EXACT_UP_TO) {
      this.complete = false;
      return;
    }
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
}
