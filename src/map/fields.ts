import { isWellFormed, stringifyLossless } from '../json.js';
import type { Draft } from './draft.js';
import { describe, type Problem, problem } from './problem.js';

/**
 * Reads the fields of one element out of a draft. The first field that is wrong is kept as `problem`, so that a builder
 * reads all it needs in one breath and looks once at the end. Absent means missing, null or, as in CSV, an empty cell.
 * Numbers may come as text. What is demanded and absent is answered with a filler the caller never sees.
 */
export class FieldReader {
  problem: Problem | undefined;
  readonly type: string;
  private readonly draft: Draft;

  constructor(draft: Draft, type: string) {
    this.draft = draft;
    this.type = type;
  }

  has(field: string): boolean {
    const value = this.draft[field];
    return value !== undefined && value !== null && value !== '';
  }

  /** A text; integers become their decimal text. */
  text(field: string): string | undefined {
    if (!this.has(field)) return undefined;
    const value = this.draft[field];
    if (typeof value === 'string') return this.whole(field, value);
    if (typeof value === 'bigint' || Number.isSafeInteger(value)) return String(value);
    return this.fail('field-not-text', `expected ${field} as text, got ${describe(value)}`);
  }

  demandedText(field: string): string {
    return this.text(field) ?? this.missing(field) ?? '';
  }

  /** As text(); an object or list is written as compact JSON. */
  textOrJson(field: string): string | undefined {
    const value = this.draft[field];
    if (typeof value !== 'object' || value === null) return this.text(field);
    return this.whole(field, stringifyLossless(value));
  }

  /** An address clients can download from. */
  url(field: string): string | undefined {
    const url = this.text(field);
    if (url === undefined || /^https?:\/\/[^/\s]/i.test(url)) return url;
    const advice = 'Upload the file and give its http(s) address: clients download media from there.';
    return this.fail('url-not-absolute', `expected an http(s) address as ${field}`, advice);
  }

  demandedUrl(field: string): string {
    return this.url(field) ?? this.missing(field) ?? '';
  }

  /** A finite number within bounds. */
  number(field: string, least: number, most: number): number | undefined {
    if (!this.has(field)) return undefined;
    const value = this.draft[field];
    const number = typeof value === 'string' && NUMBER.test(value) ? Number(value) : value;
    if (typeof number === 'number' && number >= least && number <= most) return number;
    return this.fail(
      'field-not-number',
      `expected ${field} as a number from ${least} to ${most}, got ${describe(value)}`,
    );
  }

  integer(field: string, least: number): number | undefined {
    const value = this.number(field, least, Number.MAX_SAFE_INTEGER);
    if (value === undefined || Number.isInteger(value)) return value;
    return this.fail('field-not-number', `expected ${field} as a whole number, got ${value}`);
  }

  demandedNumber(field: string, least: number, most: number): number {
    return this.number(field, least, most) ?? this.missing(field) ?? 0;
  }

  /** Whole seconds, at least one: a voice message of 400 ms is shown as one second. */
  seconds(field: string): number | undefined {
    const seconds = this.number(field, 0, Number.MAX_SAFE_INTEGER);
    return seconds === undefined ? undefined : Math.max(1, Math.round(seconds));
  }

  fail(code: string, reason: string, advice = 'Correct the record or the mapping.'): undefined {
    this.problem ??= problem(code, `${this.type}: ${reason}`, advice);
    return undefined;
  }

  private missing(field: string): undefined {
    return this.fail(`${this.type}-without-${field}`, `the service demands ${field}, the record has none`);
  }

  private whole(field: string, text: string): string | undefined {
    return isWellFormed(text)
      ? text
      : this.fail(BROKEN_TEXT.code, `${field}: ${BROKEN_TEXT.reason}`, BROKEN_TEXT.advice);
  }
}

const NUMBER = /^[+-]?\d+(?:\.\d+)?$/;

/** A lone surrogate would be sent as U+FFFD: the text would arrive changed. */
export const BROKEN_TEXT: Problem = problem(
  'broken-text',
  'the text holds half a surrogate pair',
  'Export again: the text was cut inside a character.',
);
