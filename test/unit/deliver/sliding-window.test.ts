import fc from 'fast-check';
import { expect, it } from 'vitest';
import { SlidingWindow } from '../../../src/deliver/sliding-window.js';

it('4.2: never lets more than the rate start in any sliding window, however callers come', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 50 }),
      fc.array(fc.integer({ min: 0, max: 400 }), { minLength: 1, maxLength: 300 }),
      (ratePerSecond, gapsMs) => {
        const window = new SlidingWindow(ratePerSecond, 1_006);
        const startsMs: number[] = [];
        let nowMs = 0;
        for (const gapMs of gapsMs) {
          nowMs += gapMs;
          nowMs += window.waitMs(nowMs, ratePerSecond)!;
          expect(window.waitMs(nowMs, ratePerSecond)).toBe(0);
          window.grant()(nowMs);
          startsMs.push(nowMs);
        }
        for (const startMs of startsMs) {
          const within = startsMs.filter((other) => other > startMs - 1_000 && other <= startMs);
          expect(within.length).toBeLessThanOrEqual(ratePerSecond);
        }
      },
    ),
  );
});

it('obeys a rate lowered in between', () => {
  const window = new SlidingWindow(100, 1_000);
  for (let start = 0; start < 100; start += 1) window.grant()(start);
  expect(window.waitMs(100, 50)).toBe(950);
  expect(window.waitMs(100, 0.5)).toBe(99 + 2_000 - 100);
});

it('lets nothing follow on a start that has not happened, and counts it from when it did', () => {
  const window = new SlidingWindow(2, 1_000);
  const first = window.grant();
  window.grant()(5);
  expect(window.waitMs(2_000, 2)).toBeUndefined();
  first(2_000);
  first(9_000);
  expect(window.waitMs(2_000, 2)).toBe(1_000);
});
