import { murmur3 } from '../hash.js';
import type { Message } from '../types.js';

/** Keys of so many messages at least are remembered: exact for exports up to this size. */
export const KEYS_KEPT = 200_000;

const SLOTS = 1 << 18;

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
 * older is dropped when the newer is full. Keys hold the second, so in an export in time order equal ones are near.
 */
export class KeyTable {
  private current = new Generation();
  private previous: Generation | undefined;
  /** False once keys had to be forgotten. */
  exact = true;

  /** The message that had this key before, if it is remembered. */
  meet(message: Message): SameKey | undefined {
    const { key, lane, id, bytes, at } = message;
    const low = Math.imul(key.seq ^ murmur3(lane), 0x9e3779b1) ^ key.random;
    const high = Math.imul(key.random, 0x85ebca6b) ^ murmur3(lane, key.seconds);
    const check = murmur3(id, 1);
    const found = this.current.find(low >>> 0, high >>> 0) ?? this.previous?.find(low >>> 0, high >>> 0);
    if (found)
      return {
        input: found.input,
        record: found.record,
        line: found.line,
        repeated: found.check === check && found.bytes === bytes,
      };
    this.current.add({
      low: low >>> 0,
      high: high >>> 0,
      check,
      bytes,
      input: at.input,
      record: at.record,
      line: at.line,
    });
    if (this.current.size === KEYS_KEPT) {
      this.exact = this.previous === undefined;
      this.previous = this.current;
      this.current = new Generation();
    }
    return undefined;
  }
}

interface Entry {
  readonly low: number;
  readonly high: number;
  readonly check: number;
  readonly bytes: number;
  readonly input: number;
  readonly record: number;
  readonly line: number;
}

/** Open addressing over flat arrays: nothing for the garbage collector. */
class Generation {
  size = 0;
  private readonly low = new Uint32Array(SLOTS);
  private readonly high = new Uint32Array(SLOTS);
  private readonly check = new Uint32Array(SLOTS);
  private readonly bytes = new Uint16Array(SLOTS);
  private readonly input = new Uint32Array(SLOTS);
  private readonly record = new Float64Array(SLOTS);
  private readonly line = new Float64Array(SLOTS);

  find(low: number, high: number): Entry | undefined {
    for (let slot = low & (SLOTS - 1); this.record[slot] !== 0; slot = (slot + 1) & (SLOTS - 1)) {
      if (this.low[slot] !== low || this.high[slot] !== high) continue;
      return {
        low,
        high,
        check: this.check[slot]!,
        bytes: this.bytes[slot]!,
        input: this.input[slot]!,
        record: this.record[slot]!,
        line: this.line[slot]!,
      };
    }
    return undefined;
  }

  add({ low, high, check, bytes, input, record, line }: Entry): void {
    let slot = low & (SLOTS - 1);
    while (this.record[slot] !== 0) slot = (slot + 1) & (SLOTS - 1);
    this.low[slot] = low;
    this.high[slot] = high;
    this.check[slot] = check;
    this.bytes[slot] = bytes;
    this.input[slot] = input;
    this.record[slot] = record;
    this.line[slot] = line;
    this.size += 1;
  }
}
