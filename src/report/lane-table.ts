import { EXACT_UP_TO } from './distinct.js';
import { FingerprintTable, grown } from './fingerprint-table.js';

/** What is known of each conversation, for the first 200,000 of them. */
export class LaneTable {
  /** False once there were more conversations than are watched. */
  complete = true;
  /** By number of the conversation: its messages, the second of its newest, and how many messages of all had passed by then. */
  messages = new Uint32Array(1 << 10);
  newestSecond = new Uint32Array(1 << 10);
  newestAt = new Float64Array(1 << 10);
  private readonly table = new FingerprintTable();

  /** Number of a conversation that is watched already, or -1. */
  find(low: number, high: number): number {
    return this.table.find(low, high);
  }

  /** Begins to watch a conversation, while there is room. */
  add(low: number, high: number, second: number, passed: number): void {
    if (this.table.size >= EXACT_UP_TO) {
      this.complete = false;
      return;
    }
    const lane = this.table.add(low, high);
    if (lane === this.messages.length) this.grow();
    this.messages[lane] = 1;
    this.newestSecond[lane] = second;
    this.newestAt[lane] = passed;
  }

  private grow(): void {
    const length = this.messages.length * 2;
    this.messages = grown(this.messages, new Uint32Array(length));
    this.newestSecond = grown(this.newestSecond, new Uint32Array(length));
    this.newestAt = grown(this.newestAt, new Float64Array(length));
  }
}
