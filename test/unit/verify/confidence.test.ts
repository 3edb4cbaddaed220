import { describe, expect, it } from 'vitest';
import { mostWrongShare } from '../../../src/verify/confidence.js';

describe('what a sample says of the whole', () => {
  it('none wrong of n: the exact form of the rule of three', () => {
    for (const checked of [1, 10, 300, 100_000]) {
      expect(mostWrongShare(checked, 0)).toBeCloseTo(1 - 0.05 ** (1 / checked), 10);
    }
  });

  // Bounds of Clopper and Pearson, one-sided, from published tables.
  it.each([
    [10, 1, 0.3942],
    [20, 5, 0.4556],
    [100, 1, 0.0466],
    [100, 10, 0.1637],
  ])('of %i checked, %i wrong: at most %f', (checked, wrong, most) => {
    expect(mostWrongShare(checked, wrong)).toBeCloseTo(most, 3);
  });

  it('nothing checked, or all wrong, says nothing good', () => {
    expect(mostWrongShare(0, 0)).toBe(1);
    expect(mostWrongShare(5, 5)).toBe(1);
  });
});
