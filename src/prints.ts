import { type Fingerprint64, fingerprintOf, fingerprintOfPair } from './fingerprint.js';
import type { Message, MessagePrints } from './types.js';

/** Hashes by which messages, conversations and accounts are told apart. For comparing inside one process only. */

export function printsOf(message: Message): MessagePrints {
  return message.prints ?? makePrints(message);
}

function makePrints({ id, lane }: Message): MessagePrints {
  const middle = lane.indexOf('\n');
  const one = fingerprintOf(lane.slice(0, middle));
  const other = fingerprintOf(lane.slice(middle + 1));
  const { low, high } = lanePrint(one, other);
  return {
    id: fingerprintOf(id).low,
    laneLow: low,
    laneHigh: high,
    oneLow: one.low,
    oneHigh: one.high,
    otherLow: other.low,
    otherHigh: other.high,
  };
}

/** Both directions are one lane. */
export function lanePrint(one: Fingerprint64, other: Fingerprint64): Fingerprint64 {
  const isInOrder = one.low < other.low || (one.low === other.low && one.high < other.high);
  return isInOrder ? fingerprintOfPair(one, other) : fingerprintOfPair(other, one);
}

/** Prints that are filled in: one object for one message after another. */
export type OpenPrints = { -readonly [Print in keyof MessagePrints]: number };

export function noPrints(): OpenPrints {
  return { id: 0, laneLow: 0, laneHigh: 0, oneLow: 0, oneHigh: 0, otherLow: 0, otherHigh: 0 };
}
