import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { outOfOrder } from '../../../src/verify/order.js';

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
