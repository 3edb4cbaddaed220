import fc from 'fast-check';
import { expect } from 'vitest';
import type { Mapped } from '../../../../src/types.js';

/** What JSON can hold: also what cannot be made a text, words that every object knows, integers beyond doubles. */
export const anyValue: fc.Arbitrary<unknown> = fc.oneof(
  { weight: 4, arbitrary: fc.jsonValue() },
  fc.constantFrom<unknown>({ toString: 1, valueOf: 1 }, 'constructor', '__proto__', 9007199254740993n),
);

/** Something came of a value, and the mapping did not fail over it. */
export function expectJudged(mapped: readonly Mapped[]): void {
  expect(mapped.length).toBeGreaterThan(0);
  for (const one of mapped) {
    if (one.kind === 'reject') expect(one.code).not.toBe('map-failed');
    if (one.kind === 'skip') expect(one.reason).toMatch(/^[a-z-]+$/);
  }
}
