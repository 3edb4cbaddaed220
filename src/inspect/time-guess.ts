import { compileClockPattern } from '../map/clock-pattern.js';
import { type ClockText, readClockText } from '../map/clock-text.js';
import { share } from './guess.js';

/** Units of numbers by their magnitude, shapes of written times by trying. */

export interface TimeGuess {
  readonly unit: 's' | 'ms' | 'us' | 'ns' | 'text';
  /** Shape of written times that are not in the usual one. */
  readonly format?: string;
  /** Written times that name no zone. */
  readonly needsZone: boolean;
  readonly wholeSeconds: boolean;
  /** First and last, as they are read; for times without a zone as if they were UTC. */
  readonly fromMs: number;
  readonly toMs: number;
  /** How many of the values are such times. */
  readonly fits: number;
  readonly of: number;
}

const EARLIEST_MS = Date.UTC(2005, 0, 1);
const DAY_MS = 86_400_000;
/** So many of the values must be times where nothing but them says so; a stray one does not change what a column is. */
const FITTING = 0.75;
/** Where the name says so, too. */
export const FITTING_NAMED = 0.5;

const SCALES = [
  ['s', 1_000],
  ['ms', 1],
  ['us', 1 / 1_000],
  ['ns', 1 / 1_000_000],
] as const;

const FORMATS = [
  'yyyy/MM/dd HH:mm:ss',
  'yyyy/M/d H:mm:ss',
  'yyyy/M/d H:mm',
  'yyyy-M-d H:mm:ss',
  'yyyy-M-d H:mm',
  'yyyyMMddHHmmss',
  'dd.MM.yyyy HH:mm:ss',
  'dd.MM.yyyy HH:mm',
  'yyyy年M月d日 HH:mm:ss',
  'yyyy年MM月dd日 HH:mm:ss',
];

/** Undefined when the values are no times. */
export function guessTime(values: readonly unknown[], nowMs: number, fitting = FITTING): TimeGuess | undefined {
  if (values.length === 0) return undefined;
  return byMagnitude(values, nowMs, values.length * fitting) ?? byShape(values, nowMs, values.length * fitting);
}

function byMagnitude(values: readonly unknown[], nowMs: number, least: number): TimeGuess | undefined {
  const numbers = values.map((value) => (/^\d{9,20}(?:\.\d+)?$/.test(String(value)) ? Number(value) : Number.NaN));
  for (const [unit, scale] of SCALES) {
    const times = numbers.map((number) => number * scale).filter((ms) => isPlausible(ms, nowMs));
    if (times.length < least) continue;
    return { unit, needsZone: false, ...rangeOf(times), fits: times.length, of: values.length };
  }
  return undefined;
}

function byShape(values: readonly unknown[], nowMs: number, least: number): TimeGuess | undefined {
  const texts = values.map(String);
  for (const format of [undefined, ...FORMATS]) {
    const read = format === undefined ? readClockText : compileClockPattern(format)!;
    const clocks = texts.map((text) => read(text)).filter((clock) => clock !== undefined);
    const times = clocks.map(instantOf).filter((ms) => isPlausible(ms, nowMs));
    if (times.length < least) continue;
    return {
      unit: 'text',
      ...(format === undefined ? {} : { format }),
      needsZone: clocks.some(({ offsetMinutes }) => offsetMinutes === undefined),
      ...rangeOf(times),
      fits: times.length,
      of: values.length,
    };
  }
  return undefined;
}

function instantOf({ localMs, restUs, offsetMinutes = 0 }: ClockText): number {
  return localMs - offsetMinutes * 60_000 + restUs / 1_000;
}

function isPlausible(ms: number, nowMs: number): boolean {
  return ms >= EARLIEST_MS && ms <= nowMs + DAY_MS;
}

function rangeOf(times: readonly number[]): { fromMs: number; toMs: number; wholeSeconds: boolean } {
  let [fromMs, toMs] = [times[0]!, times[0]!];
  for (const ms of times) {
    if (ms < fromMs) fromMs = ms;
    if (ms > toMs) toMs = ms;
  }
  return { fromMs, toMs, wholeSeconds: times.every((ms) => ms % 1_000 === 0) };
}

const UNIT_WORDS = { s: 'seconds', ms: 'milliseconds', us: 'microseconds', ns: 'nanoseconds' } as const;

/** For people: what the values are, and the time they span. */
export function timeWords(time: TimeGuess): string {
  const kind =
    time.unit === 'text'
      ? `written times${time.format ? ` (${time.format})` : ''}`
      : `numbers of ${UNIT_WORDS[time.unit]}`;
  const zone = time.unit !== 'text' ? '' : time.needsZone ? ' without a zone' : ' with their zone';
  const whole = time.wholeSeconds && time.unit !== 's' ? ', whole seconds only' : '';
  return `${share(time.fits, time.of)} values are ${kind}${zone}${whole}, ${dateOf(time.fromMs)} to ${dateOf(time.toMs)}`;
}

function dateOf(ms: number): string {
  return new Date(ms).toISOString().slice(0, 10);
}
