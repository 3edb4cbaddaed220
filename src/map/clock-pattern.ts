import { type ClockText, calendarMs, clockMs } from './clock-text.js';

/** Wall times in a shape of their own, such as `dd.MM.yyyy HH:mm`: the pattern is compiled once. */

const TOKENS: Readonly<Record<string, string>> = {
  yyyy: '(?<year>\\d{4})',
  MM: '(?<month>\\d{2})',
  M: '(?<month>\\d{1,2})',
  dd: '(?<day>\\d{2})',
  d: '(?<day>\\d{1,2})',
  HH: '(?<hour>\\d{2})',
  H: '(?<hour>\\d{1,2})',
  mm: '(?<minute>\\d{2})',
  ss: '(?<second>\\d{2})',
};

/** What a pattern may be made of, for error messages. */
export const PATTERN_WORDS = 'yyyy MM M dd d HH H mm ss S';

/** Reads a text of one shape; undefined when the text has another or names no real day or time. */
export type ClockPattern = (text: string) => ClockText | undefined;

/** Compiles a pattern; undefined when it has unknown or repeated letters, or lacks year, month or day. */
export function compileClockPattern(pattern: string): ClockPattern | undefined {
  const pieces = pattern.match(/([A-Za-z])\1*|[^A-Za-z]+/g) ?? [];
  const sources = pieces.map(pieceSource);
  const source = sources.join('');
  const groups: readonly string[] = source.match(/\?<\w+>/g) ?? [];
  if (sources.includes(undefined) || new Set(groups).size !== groups.length) return undefined;
  if (!['year', 'month', 'day'].every((name) => groups.includes(`?<${name}>`))) return undefined;
  const expression = new RegExp(`^${source}$`);
  return (text) => {
    const found = expression.exec(text)?.groups;
    return found && assemble(found);
  };
}

function pieceSource(piece: string): string | undefined {
  if (/^S+$/.test(piece)) return '(?<fraction>\\d{1,9})';
  if (piece === 'T') return 'T';
  if (/^[A-Za-z]/.test(piece)) return TOKENS[piece];
  return piece.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&');
}

function assemble(found: Readonly<Record<string, string | undefined>>): ClockText | undefined {
  const dayMs = calendarMs(Number(found.year), Number(found.month), Number(found.day));
  const timeMs = clockMs(Number(found.hour ?? 0), Number(found.minute ?? 0), Number(found.second ?? 0));
  if (dayMs === undefined || timeMs === undefined) return undefined;
  const fractionUs = Number((found.fraction ?? '').slice(0, 6).padEnd(6, '0'));
  const wholeMs = Math.floor(fractionUs / 1000);
  return { localMs: dayMs + timeMs + wholeMs, restUs: fractionUs - wholeMs * 1000, offsetMinutes: undefined };
}
