import type { Message } from '../types.js';

/** What the order of a message in its source rests on. */
export interface Ordered {
  readonly seconds: number;
  readonly seq: number;
  readonly timeUs: number;
  /** Place in the order of reading. */
  readonly ordinal: number;
  readonly orderedBy: Message['orderedBy'];
}

/**
 * The places of messages in their source, as numbers that rise with it; those between which the source has no order share
 * one. Given in the order of their keys. Where the source numbers its messages, that order is its own. Else their times
 * are, and among equal times the order of reading, where the reading goes by time at all; not among messages that nothing
 * orders.
 */
export function sourceRanks(messages: readonly Ordered[]): number[] {
  const byKey = messages.map((_, index) => index);
  if (messages.some(({ orderedBy }) => orderedBy === 'source')) return ranksIn(byKey, messages, isSamePlace);
  const read = byKey.toSorted((one, other) => messages[one]!.ordinal - messages[other]!.ordinal);
  const isByTime = read.every(
    (index, place) => place === 0 || messages[read[place - 1]!]!.timeUs <= messages[index]!.timeUs,
  );
  return isByTime ? ranksIn(read, messages, isUnordered) : ranksIn(byKey, messages, isSamePlace);
}

function ranksIn(
  order: readonly number[],
  messages: readonly Ordered[],
  isOneRank: (one: Ordered, other: Ordered) => boolean,
): number[] {
  const ranks = new Array<number>(messages.length).fill(0);
  let rank = 0;
  for (const [place, index] of order.entries()) {
    if (place > 0 && !isOneRank(messages[order[place - 1]!]!, messages[index]!)) rank += 1;
    ranks[index] = rank;
  }
  return ranks;
}

function isSamePlace(one: Ordered, other: Ordered): boolean {
  return one.seconds === other.seconds && one.seq === other.seq;
}

function isUnordered(one: Ordered, other: Ordered): boolean {
  return one.timeUs === other.timeUs && (one.orderedBy === 'none' || other.orderedBy === 'none');
}

/**
 * Which members of a sequence of ranks stand out of order: the fewest whose removal leaves the rest rising or level. Answers
 * their positions, ascending. Takes n log n steps.
 */
export function outOfOrder(ranks: readonly number[]): number[] {
  // `ends[length]`: where the best rising sequence of that length ends so far; `before`: who stands before whom in it.
  const ends: number[] = [];
  const before = new Int32Array(ranks.length);
  for (let position = 0; position < ranks.length; position += 1) {
    const length = lengthBefore(ends, ranks, ranks[position]!);
    before[position] = length === 0 ? -1 : ends[length - 1]!;
    ends[length] = position;
  }
  const inOrder = new Uint8Array(ranks.length);
  for (let position = ends.at(-1) ?? -1; position >= 0; position = before[position]!) inOrder[position] = 1;
  const out: number[] = [];
  for (let position = 0; position < ranks.length; position += 1) if (inOrder[position] === 0) out.push(position);
  return out;
}

/** How long the longest sequence is that a rank may follow. */
function lengthBefore(ends: readonly number[], ranks: readonly number[], rank: number): number {
  let low = 0;
  let high = ends.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (ranks[ends[middle]!]! <= rank) low = middle + 1;
    else high = middle;
  }
  return low;
}
