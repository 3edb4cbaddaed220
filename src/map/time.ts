import type { ClockPattern } from './clock-pattern.js';
import { type ClockText, readClockText } from './clock-text.js';
import { describe, type Problem, problem } from './problem.js';
import { findZone, type Zone } from './zone.js';

/** Times of records, read into Unix microseconds. */

/** `canonical` = integer milliseconds or RFC 3339 text; `text` = text only; the others = a number in that unit. */
export type TimeUnit = 's' | 'ms' | 'us' | 'ns' | 'text' | 'canonical';

export interface TimeRule {
  readonly unit: TimeUnit;
  /** Zone of texts that name none. */
  readonly zone?: Zone | undefined;
  /** Reads texts of another shape than RFC 3339. */
  readonly pattern?: ClockPattern | undefined;
}

/** A value to Unix microseconds, rounded down. */
export type TimeReader = (value: unknown) => number | Problem;

/** 2000-01-01: anything before is no chat message but a damaged time. */
const EARLIEST_US = Date.UTC(2000, 0, 1) * 1000;
const DAY_US = 86_400_000_000;

/** Makes the reader of one rule; times before 2000 or more than a day after `nowMs` are problems. */
export function compileTime(rule: TimeRule, nowMs: number): TimeReader {
  const latestUs = nowMs * 1000 + DAY_US;
  const unit = rule.unit === 'canonical' ? 'ms' : rule.unit;
  return (value) => {
    // The usual case first: a whole number of milliseconds.
    const timeUs = typeof value === 'number' && unit === 'ms' && Number.isInteger(value) ? value * 1000 : read(value);
    if (typeof timeUs !== 'number') return timeUs;
    return timeUs >= EARLIEST_US && timeUs <= latestUs ? timeUs : absurdTime(value, timeUs, unit, nowMs);
  };

  function read(value: unknown): number | Problem {
    if (value === undefined || value === null || value === '') {
      return problem('time-missing', 'the record has no time', 'Name the field that holds the time in the mapping.');
    }
    if (unit !== 'text') {
      const timeUs = readNumber(value, unit);
      if (timeUs !== undefined) return timeUs;
      if (rule.unit !== 'canonical') return notANumber(value, unit);
    }
    return typeof value === 'string' ? readText(value, rule) : notATime(value);
  }
}

/** How many decimal places lie between a unit and the microsecond. */
const PLACES = { s: 6, ms: 3, us: 0, ns: -3 } as const;
const DECIMAL = /^(\d{1,30})(?:\.(\d+))?$/;

function readNumber(value: unknown, unit: keyof typeof PLACES): number | undefined {
  if (typeof value === 'number' && !Number.isFinite(value)) return undefined;
  if (typeof value === 'number' && !Number.isInteger(value)) return Math.round(value * 10 ** PLACES[unit]);
  if (typeof value !== 'number' && typeof value !== 'bigint' && typeof value !== 'string') return undefined;
  const parts = DECIMAL.exec(String(value));
  if (!parts) return undefined;
  const places = PLACES[unit];
  const whole = parts[1]!;
  // Moving the point in the text is exact at any length, where a multiplication would round.
  if (places < 0) return Number(whole.slice(0, places));
  return Number(whole + (parts[2] ?? '').slice(0, places).padEnd(places, '0'));
}

function readText(text: string, rule: TimeRule): number | Problem {
  const clock = rule.pattern ? rule.pattern(text) : readClockText(text);
  if (!clock) return notATime(text);
  return instant(clock, rule.zone) ?? withoutZone(text);
}

function instant(clock: ClockText, zone: Zone | undefined): number | undefined {
  const minutes = clock.offsetMinutes ?? zone?.offsetMinutes(clock.localMs);
  return minutes === undefined ? undefined : (clock.localMs - minutes * 60_000) * 1000 + clock.restUs;
}

function withoutZone(text: string): Problem {
  return problem(
    'time-without-zone',
    `the time ${describe(text)} names no zone`,
    'Say which zone it is in: --zone +08:00, --zone Asia/Shanghai, or `time.zone` in the mapping.',
  );
}

function notATime(value: unknown): Problem {
  return problem(
    'time-invalid',
    `expected integer milliseconds or a text like 2024-05-01T12:00:00+08:00, got ${describe(value)}`,
    'Correct the record, or describe its time: `time: {path, unit, zone, format}` in a mapping, --option time-format=… with the preset table.',
  );
}

function notANumber(value: unknown, unit: TimeUnit): Problem {
  return problem(
    'time-invalid',
    `expected a number of unit ${unit}, got ${describe(value)}`,
    'Correct the record, or the unit: `time.unit` in the mapping, --option unit with the preset table (`text` for written times).',
  );
}

function absurdTime(value: unknown, timeUs: number, unit: TimeUnit, nowMs: number): Problem {
  const early = timeUs < EARLIEST_US;
  const found = unit === 'text' || !Number.isFinite(Number(value)) ? describe(value) : `${describe(value)} ${unit}`;
  const reason = `${found} is ${early ? 'before 2000-01-01' : 'more than a day after the run began'}`;
  const better = unit === 'text' ? undefined : plausibleUnit(value, nowMs);
  const advice = better
    ? `It looks like ${better.unit}: that would be ${better.date}. Give milliseconds, or set \`time.unit: ${better.unit}\` in a mapping (--option unit=${better.unit} with the preset table).`
    : 'Correct the time of the record.';
  return problem(early ? 'time-before-2000' : 'time-in-future', reason, advice);
}

function plausibleUnit(value: unknown, nowMs: number): { unit: string; date: string } | undefined {
  for (const unit of ['s', 'ms', 'us', 'ns'] as const) {
    const timeUs = readNumber(value, unit);
    if (timeUs !== undefined && timeUs >= EARLIEST_US && timeUs <= nowMs * 1000 + DAY_US) {
      return { unit, date: new Date(timeUs / 1000).toISOString() };
    }
  }
  return undefined;
}

/**
 * Reads a moment a person typed (`--since`, `--until`): RFC 3339, a date, a wall time in `zone`, or epoch milliseconds.
 * Answers Unix microseconds or a Problem.
 */
export function parseMoment(text: string, zone?: string): number | Problem {
  const wrong = zone === undefined ? undefined : checkZone(zone);
  if (wrong) return wrong;
  const number = readNumber(text, 'ms');
  if (number !== undefined && /^\d{11,}/.test(text)) return number;
  const clock = readClockText(text, true);
  if (!clock) return notATime(text);
  return instant(clock, zone === undefined ? undefined : findZone(zone)) ?? withoutZone(text);
}

/** A Problem when `zone` is neither an offset nor an IANA name known here. */
export function checkZone(zone: string): Problem | undefined {
  if (findZone(zone)) return undefined;
  return problem(
    'zone-unknown',
    `expected an offset such as +08:00 or an IANA name such as Asia/Shanghai, got ${describe(zone)}`,
    'Correct the zone.',
  );
}
