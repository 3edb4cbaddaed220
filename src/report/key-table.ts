import { mix } from '../fingerprint.js';
import { FingerprintTable } from '../fingerprint-table.js';
import type { Message, MessagePrints } from '../types.js';

/** Up to so many messages all keys are compared. */
export const KEYS_KEPT = 200_000;
/** Beyond, the keys of so many messages before at least; few, because memory is slow. */
export const KEYS_KEPT_LATER = 25_000;

/** An earlier message with the same key. */
export interface SameKey {
  readonly input: number;
  readonly record: number;
  readonly line: number;
  /** Same id and same size: the same record once more. Otherwise another message, which the service would drop. */
  readonly repeated: boolean;
}

/**
 * Finds messages of one conversation that share a dedup key, in bounded memory: two generations of tables, of which the
 * older is dropped when the newer is full. A key holds the second, so in an export in time order equal ones are near.
 */
export class KeyTable {
  private current = new Generation(KEYS_KEPT);
  private previous: Generation | undefined;
  /** False once keys had to be forgotten. */
  exact = true;

  /** The message that had this key before, if it is remembered. */
  meet(message: Message, { laneLow, laneHigh, id }: MessagePrints): SameKey | undefined {
    const { seq, random, seconds } = message.key;
    const low = (mix(seq ^ laneLow) ^ mix(random)) >>> 0;
    const high = (mix(random ^ laneHigh) ^ mix(seconds + 0x9e3779b9) ^ seq) >>> 0;
    const same = this.current.find(low, high, id, message) ?? this.previous?.find(low, high, id, message);
    if (same) return same;
    this.current.add(low, high, id, message);
    if (this.current.isFull) {
      this.exact = this.previous === undefined;
      this.previous = this.current;
      this.current = new Generation(KEYS_KEPT_LATER);
    }
    return undefined;
  }
}

/** So many keys, and of each message what tells it from another and where it stands. */
class Generation {
  private readonly table: FingerprintTable;
  private readonly check: Uint32Array;
  private readonly bytes: Uint32Array;
  private readonly input: Uint32Array;
  private readonly record: Float64Array;
  private readonly line: Float64Array;

  constructor(private readonly capacity: number) {
    this.table = new FingerprintTable(0, capacity);
    this.check = new Uint32Array(capacity);
    this.bytes = new Uint32Array(capacity);
    this.input = new Uint32Array(capacity);
    this.record = new Float64Array(capacity);
    this.line = new Float64Array(capacity);
  }

  get isFull(): boolean {
    return this.table.size === this.capacity;
  }

  find(low: number, high: number, id: number, { bytes }: Message): SameKey | undefined {
    const row = this.table.find(low, high);
    if (row < 0) return undefined;
    const entry = this.table.entryAt(row);
    const repeated = this.check[entry] === id && this.bytes[entry] === bytes;
    return { input: this.input[entry]!, record: this.record[entry]!, line: this.line[entry]!, repeated };
  }

  add(low: number, high: number, id: number, { bytes, at }: Message): void {
    const entry = this.table.entryAt(this.table.add(low, high));
    this.check[entry] = id;
    this.bytes[entry] = bytes;
    this.input[entry] = at.input;
    this.record[entry] = at.record;
    this.line[entry] = at.line;
  }
}
