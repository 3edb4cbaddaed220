import { createHash } from 'node:crypto';
import type { Key } from './types.js';

/** Dedup keys as text, and what they rest on. How a key is made: map/identity.ts. */

/** A key as the API writes it: `<MsgSeq>_<MsgRandom>_<MsgTimeStamp>`. */
export function keyText(key: Key): string {
  return `${key.seq}_${key.random}_${key.seconds}`;
}

const KEY = /^(\d{1,10})_(\d{1,10})_(\d{1,12})$/;
const MOST_UINT32 = 0xffff_ffff;

/** Reads what keyText wrote; undefined when it is no key. */
export function parseKey(text: string): Key | undefined {
  const parts = KEY.exec(text);
  if (!parts) return undefined;
  const key = { seq: Number(parts[1]), random: Number(parts[2]), seconds: Number(parts[3]) };
  return key.seq <= MOST_UINT32 && key.random <= MOST_UINT32 ? key : undefined;
}

/**
 * 128-bit hex digest of what a dedup key is made from. A reject line carries it beside its key, so that a later run
 * knows whether the key may be used as it is.
 */
export function keyBasis(id: string, lane: string, timeUs: number): string {
  return createHash('sha256')
    .update(JSON.stringify([id, lane, timeUs]))
    .digest('hex')
    .slice(0, 32);
}
