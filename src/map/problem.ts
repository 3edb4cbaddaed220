/** Why a record, or one field of it, cannot become a message: a value, handed up until it is a reject. */
export interface Problem {
  /** Stable, lower-case with dashes. */
  readonly code: string;
  /** What was expected and what came; names fields, sizes and numbers, never a message's text. */
  readonly reason: string;
  readonly advice: string;
}

/** Makes a Problem. */
export function problem(code: string, reason: string, advice: string): Problem {
  return { code, reason, advice };
}

/** Tells a Problem from a result. */
export function isProblem(value: unknown): value is Problem {
  return typeof value === 'object' && value !== null && 'advice' in value && 'code' in value;
}

/** Values people write in fields: words, numbers, dates. Longer or freer text may be somebody's message. */
const SHOWN = /^(?:[\x21-\x7e]{1,40}|(?=.*\d)[\x20-\x7e]{1,40})$/;

/**
 * What came, in a few words for a reason: short scalars as they are, everything else by its kind, so that no message's
 * text gets into a report.
 */
export function describe(value: unknown): string {
  if (value === undefined || value === null) return 'nothing';
  if (typeof value === 'string') return describeText(value);
  if (typeof value === 'number' || typeof value === 'bigint' || typeof value === 'boolean') return String(value);
  if (Array.isArray(value)) return 'a list';
  return typeof value === 'object' ? 'an object' : `a ${typeof value}`;
}

function describeText(text: string): string {
  if (text === '') return 'an empty text';
  return SHOWN.test(text) ? `"${text}"` : `a text of ${text.length} characters`;
}
