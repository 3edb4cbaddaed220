import { readFileSync } from 'node:fs';
import { parseLines } from '../../helpers/emulator-process.js';

/** A line of what hooks/samples.mjs writes. */
export interface Sample {
  readonly second: number;
  readonly rss: number;
  readonly heapUsed: number;
  /** In use after the last full collection; 0 before the first. */
  readonly held: number;
  readonly handles: number;
  /** The latest that a timer was in this second. */
  readonly delayMs: number;
}

export function readSamples(path: string): Sample[] {
  return parseLines<Sample>(readFileSync(path, 'utf8'));
}

export interface Trend {
  readonly mean: number;
  /** By so much the line through the points rises or falls from the first to the last of them. */
  readonly rise: number;
  readonly perMinute: number;
  /** Between the least and the most of them. */
  readonly swing: number;
}

/** Of the mean, from the first to the last point. */
const MOST_RISE = 0.1;
/** Of the swing: a line through saw teeth rises a little, or falls, as the teeth are cut off at the ends; one that grows swings for that reason alone. */
const MOST_OF_SWING = 0.5;

export function isFlat({ mean, rise, swing }: Trend): boolean {
  return rise < Math.max(MOST_RISE * mean, MOST_OF_SWING * swing);
}

/** A line through values of the second half, by least squares: what came before is warm-up. */
export function trendOf(samples: readonly Sample[], of: (sample: Sample) => number): Trend {
  const half = samples.slice(samples.length >> 1);
  const values = half.map(of);
  const mean = average(values);
  const middle = average(half.map(({ second }) => second));
  const above = half.reduce((sum, sample) => sum + (sample.second - middle) * (of(sample) - mean), 0);
  const square = half.reduce((sum, { second }) => sum + (second - middle) ** 2, 0);
  const perSecond = above / square;
  return {
    mean,
    rise: perSecond * (half.at(-1)!.second - half[0]!.second),
    perMinute: perSecond * 60,
    swing: Math.max(...values) - Math.min(...values),
  };
}

function average(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
