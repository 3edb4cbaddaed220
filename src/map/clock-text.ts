/** Reads times written as text into calendar numbers; knows nothing of zones beyond the offset that is written. */

/** A time as it is written. */
export interface ClockText {
  /** The written fields read as if they were UTC, in whole milliseconds. */
  readonly localMs: number;
  /** Microseconds within that millisecond. */
  readonly restUs: number;
  /** Minutes east of UTC when the text names an offset. */
  readonly offsetMinutes: number | undefined;
}

const DASH = 45;
const COLON = 58;
const DOT = 46;
const COMMA = 44;

/**
 * Reads RFC 3339 and its everyday relatives: `T` or a space between date and time, `.` or `,` before a fraction of any
 * length (digits beyond the microsecond are cut), `Z`, `+08:00`, `+0800`, `+08` or no zone; a date alone only when
 * `dateAlone`. Undefined when the text is something else or no such day or hour exists.
 */
export function readClockText(text: string, dateAlone = false): ClockText | undefined {
  if (text.charCodeAt(4) !== DASH || text.charCodeAt(7) !== DASH) return undefined;
  const dayMs = calendarMs(digits(text, 0, 4), digits(text, 5, 2), digits(text, 8, 2));
  if (dayMs === undefined) return undefined;
  if (text.length === 10) return dateAlone ? { localMs: dayMs, restUs: 0, offsetMinutes: undefined } : undefined;
  const separator = text.charCodeAt(10);
  if ((separator !== 84 && separator !== 32 && separator !== 116) || text.charCodeAt(13) !== COLON) return undefined;
  const hasSeconds = text.charCodeAt(16) === COLON;
  const timeMs = clockMs(digits(text, 11, 2), digits(text, 14, 2), hasSeconds ? digits(text, 17, 2) : 0);
  if (timeMs === undefined) return undefined;
  return readRest(text, hasSeconds ? 19 : 16, dayMs + timeMs);
}

/** The fraction of a second and the offset, from `at` to the end. */
function readRest(text: string, at: number, localMs: number): ClockText | undefined {
  let fractionUs = 0;
  let end = at;
  const mark = text.charCodeAt(at);
  if (mark === DOT || mark === COMMA) {
    end = at + 1;
    let weightUs = 100_000;
    while (isDigit(text.charCodeAt(end))) {
      fractionUs += (text.charCodeAt(end) - 48) * weightUs;
      weightUs = weightUs > 1 ? weightUs / 10 : 0;
      end += 1;
    }
    if (end === at + 1) return undefined;
  }
  const offsetMinutes = readOffset(text, end);
  if (offsetMinutes === null) return undefined;
  const wholeMs = Math.floor(fractionUs / 1000);
  return { localMs: localMs + wholeMs, restUs: fractionUs - wholeMs * 1000, offsetMinutes };
}

const OFFSET = /^ ?([+-])(\d\d)(?::?(\d\d))?$/;

/** Undefined when nothing is written, null when what is written is no offset. */
function readOffset(text: string, at: number): number | undefined | null {
  if (at === text.length) return undefined;
  const letter = text.charCodeAt(at);
  if ((letter === 90 || letter === 122) && at + 1 === text.length) return 0;
  const parts = OFFSET.exec(text.slice(at));
  if (!parts) return null;
  const minutes = Number(parts[2]) * 60 + Number(parts[3] ?? 0);
  if (Number(parts[2]) > 23 || Number(parts[3] ?? 0) > 59) return null;
  return parts[1] === '-' ? -minutes : minutes;
}

const DAYS = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

/** Midnight of a day in ms, or undefined when there is no such day. NaN fields count as no day. */
export function calendarMs(year: number, month: number, day: number): number | undefined {
  if (!(year >= 1 && month >= 1 && month <= 12 && day >= 1)) return undefined;
  const leap = month === 2 && ((year % 4 === 0 && year % 100 !== 0) || year % 400 === 0);
  if (day > DAYS[month - 1]! + (leap ? 1 : 0)) return undefined;
  return Date.UTC(year, month - 1, day);
}

/** Time of day in ms; a leap second (60) runs into the next minute. Undefined when there is no such time. */
export function clockMs(hour: number, minute: number, second: number): number | undefined {
  if (!(hour <= 23 && minute <= 59 && second <= 60)) return undefined;
  return (hour * 3600 + minute * 60 + second) * 1000;
}

/** The number written in `count` digits at `at`; NaN when one is no digit. */
function digits(text: string, at: number, count: number): number {
  let value = 0;
  for (let index = at; index < at + count; index += 1) {
    const code = text.charCodeAt(index);
    if (!isDigit(code)) return Number.NaN;
    value = value * 10 + code - 48;
  }
  return value;
}

function isDigit(code: number): boolean {
  return code >= 48 && code <= 57;
}
