import { expect } from 'vitest';
import { FatalError } from '../../src/errors.js';
import type { ReadOptions } from '../../src/read/open.js';
import { isBlank } from '../../src/read/scan.js';
import type { RawRecord } from '../../src/types.js';
import { briefs, type OneInput, readBytes } from '../unit/read/support.js';

/** What holds for the reading of any bytes whatever. */

const LINE_FEED = 0x0a;
const BYTE_ORDER_MARK = Buffer.from([0xef, 0xbb, 0xbf]);

/** Reads bytes at once and in small steps, and sees to it that both say the same and all of it is told. Answers the records, or the error's code. */
export async function readByRules(
  bytes: Buffer,
  options: ReadOptions,
  steps: readonly number[],
): Promise<readonly RawRecord[] | string> {
  const whole = await reading(bytes, options, {});
  let turn = 0;
  const stepped = await reading(bytes, options, { step: () => steps[turn++ % steps.length]! });
  if (typeof whole === 'string' || typeof stepped === 'string') expect(stepped).toEqual(whole);
  else expect(comparable(stepped, whole)).toEqual(comparable(whole, stepped));
  if (typeof whole !== 'string') whole.reduce(follows, undefined);
  return whole;
}

/** A plain text of lines: each that is not blank is one record. */
export function countLinesOf(text: Buffer): number {
  let count = 0;
  let from = text.subarray(0, 3).equals(BYTE_ORDER_MARK) ? 3 : 0;
  while (from < text.length) {
    const end = text.indexOf(LINE_FEED, from);
    const to = end < 0 ? text.length : end;
    if (!isBlank(text, from, to)) count += 1;
    from = to + 1;
  }
  return count;
}

/** The text between records, before the first and behind the last. */
export function gapsBetween(text: Buffer, records: readonly RawRecord[]): string {
  const gaps: string[] = [];
  let from = 0;
  for (const { at, end } of records) {
    gaps.push(text.toString('latin1', from, at.byte));
    from = end;
  }
  return gaps.join('') + text.toString('latin1', from);
}

/**
 * As `briefs`. Of a corrupt archive more or less comes out before the damage is found, as the bytes came: what comes out of both
 * must be the same, and both must tell of the damage.
 */
function comparable(records: readonly RawRecord[], others: readonly RawRecord[]): unknown[] {
  const isCorrupt = records.at(-1)?.broken?.code === 'corrupt-archive';
  if (!isCorrupt) return briefs(records);
  const common = Math.min(records.length, others.length) - 1;
  return [...briefs(records.slice(0, common)), 'corrupt-archive'];
}

async function reading(bytes: Buffer, options: ReadOptions, one: OneInput): Promise<readonly RawRecord[] | string> {
  try {
    return await readBytes(bytes, options, one);
  } catch (error) {
    if (!(error instanceof FatalError)) throw error;
    expect(error.hint).toMatch(/\w/);
    return error.code;
  }
}

function follows(before: RawRecord | undefined, record: RawRecord): RawRecord {
  const { at, end, value, broken } = record;
  expect(at.record).toBe((before?.at.record ?? 0) + 1);
  expect(at.byte).toBeGreaterThanOrEqual(before?.end ?? 0);
  expect(end).toBeGreaterThanOrEqual(at.byte);
  if (broken === undefined) expect(value).toBeDefined();
  else expect(`${broken.code} ${broken.reason} ${broken.advice}`).toMatch(/^[a-z-]+ \S.* \S/s);
  return record;
}
