import type { PageFacts } from '../page-facts.js';

type PerDay = PageFacts['perDay'];

const DAY_MS = 86_400_000;
/** A plot of days reaches back so far from the newest: a century. */
export const MOST_DAYS = 36_525;
/** More months than these are told by year. */
const MOST_MONTHS = 36;

/** Days in a row, the ones without messages too. */
export interface DayCounts {
  /** Days since 1970-01-01 of the first count. */
  readonly firstDay: number;
  readonly counts: readonly number[];
}

/** Undefined without any message. */
export function everyDay(perDay: PerDay): DayCounts | undefined {
  const byDay = new Map(perDay.map(([day, count]) => [Date.parse(day) / DAY_MS, count]));
  if (byDay.size === 0) return undefined;
  const days = [...byDay.keys()];
  const last = days.reduce((one, other) => Math.max(one, other));
  const oldest = days.reduce((one, other) => Math.min(one, other));
  const firstDay = Math.max(oldest, last - MOST_DAYS + 1);
  return {
    firstDay,
    counts: Array.from({ length: last - firstDay + 1 }, (_, index) => byDay.get(firstDay + index) ?? 0),
  };
}

export function busiestDay(perDay: PerDay): PerDay[number] | undefined {
  return perDay.reduce<PerDay[number] | undefined>((most, day) => (most && most[1] >= day[1] ? most : day), undefined);
}

/** Messages per month, or per year where there are many months; in the order of time. */
export function perPeriod(perDay: PerDay): { period: 'Month' | 'Year'; rows: [name: string, count: number][] } {
  const months = sums(perDay, '2024-05'.length);
  if (months.length <= MOST_MONTHS) return { period: 'Month', rows: months };
  return { period: 'Year', rows: sums(perDay, '2024'.length) };
}

function sums(perDay: PerDay, nameLength: number): [string, number][] {
  const counts = new Map<string, number>();
  for (const [day, count] of perDay) {
    const name = day.slice(0, nameLength);
    counts.set(name, (counts.get(name) ?? 0) + count);
  }
  return [...counts].sort(([one], [other]) => (one < other ? -1 : 1));
}
