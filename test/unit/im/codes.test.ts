import { describe, expect, it } from 'vitest';
import { type Decision, knownCodes, ruleFor } from '../../../src/im/codes.js';

const EXPECTED: Readonly<Record<Decision, readonly number[]>> = {
  throttled: [60007, 60011, 60018, 60019, 10006, 22006],
  retry: [60008, 60013, 60014, 20004, 20005, 70169, 70202, 70500, 90992, 90994, 90995, 91000, 80003, 10002],
  refresh: [70001, 70052, 20002, 60004, 60005],
  stop: [60002, 60006, 60009, 60010, 60016, 60020, 60021, 70003, 70009, 70013, 70014, 70050, 90009, 90030],
  reject: [20003, 60015, 80001, 80002, 90002, 90003, 90008, 90010, 90012, 90048, 93000, 70107, 125_000],
  'reject-or-stop': [60003, 90001],
  done: [20023],
};

describe('error codes', () => {
  it.each(Object.entries(EXPECTED))('decide %s', (decision, codes) => {
    for (const code of codes) expect(ruleFor(code)?.decision, String(code)).toBe(decision);
  });

  it('all have a meaning, and advice unless nothing is to be done', () => {
    for (const code of knownCodes()) {
      const rule = ruleFor(code)!;
      expect(rule.meaning.length, String(code)).toBeGreaterThan(5);
      if (rule.decision !== 'done') expect(rule.advice.length, String(code)).toBeGreaterThan(10);
    }
  });

  it('are each there once', () => {
    expect(new Set(knownCodes()).size).toBe(knownCodes().length);
  });

  it('that no document names have no rule', () => {
    expect(ruleFor(4711)).toBeUndefined();
    expect(ruleFor(120_000)).toBeUndefined();
    expect(ruleFor(130_001)).toBeUndefined();
  });
});
