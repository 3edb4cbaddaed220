import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Ordered, outOfOrder, sourceRanks } from '../../../src/verify/order.js';

/** The fewest members whose removal leaves the rest rising, found by trying all. */
function fewest(ranks: readonly number[]): number {
  let most = 0;
  for (let chosen = 0; chosen < 1 << ranks.length; chosen += 1) {
    const kept = ranks.filter((_, index) => chosen & (1 << index));
    if (kept.every((rank, index) => index === 0 || rank >= kept[index - 1]!)) most = Math.max(most, kept.length);
  }
  return ranks.length - most;
}

describe('what stands out of order', () => {
  it.each([
    [[], []],
    [[1], []],
    [[1, 1, 2, 2], []],
    [[1, 3, 2, 4], [1]],
    [[5, 1, 2, 3], [0]],
    [
      [3, 2, 1],
      [0, 1],
    ],
  ])('of %j: %j', (ranks, expected) => {
    expect(outOfOrder(ranks)).toEqual(expected);
  });

  it('names as few as possible, and the rest rises', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(6), { maxLength: 10 }), (ranks) => {
        const out = outOfOrder(ranks);
        const kept = ranks.filter((_, index) => !out.includes(index));
        expect(kept.every((rank, index) => index === 0 || rank >= kept[index - 1]!)).toBe(true);
        expect(out.length).toBe(fewest(ranks));
      }),
    );
  });
});

describe('the places of messages in their source', () => {
  /** In the order of their keys. */
  const message = (seq: number, ordinal: number, more: Partial<Ordered> = {}): Ordered => ({
    seconds: 1,
    seq,
    timeUs: 1_000_000,
    ordinal,
    orderedBy: 'time',
    ...more,
  });

  it('where the source numbers its messages, that order counts, however they are read', () => {
    const numbered = [message(1, 3, { orderedBy: 'source' }), message(2, 1), message(2, 2)];
    expect(sourceRanks(numbered)).toEqual([0, 1, 1]);
  });

  it('else the order of reading among equal times: ids that begin anew at 4,000 are told', () => {
    // Keys by id modulo 4,000: 4000 and 4001 come before 3998 and 3999, which were read first.
    const wrapped = [message(0, 3), message(1, 4), message(3_998, 1), message(3_999, 2)];
    expect(sourceRanks(wrapped)).toEqual([2, 3, 0, 1]);
  });

  it('messages that nothing orders share a place', () => {
    const free = [message(7, 2, { orderedBy: 'none' }), message(9, 1, { orderedBy: 'none' })];
    expect(sourceRanks(free)).toEqual([0, 0]);
  });

  it('an export that is not read in the order of time says nothing of equal times', () => {
    const shuffled = [message(1, 9), message(2, 8), message(3, 1, { seconds: 2, timeUs: 2_000_000 })];
    expect(sourceRanks(shuffled)).toEqual([0, 1, 2]);
  });
});
