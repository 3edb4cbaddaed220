import type { Books } from '../report/end-table.js';

/** What report.json of a run says; the parts that other commands look at. */
export interface Told extends Books {
  readonly runId: string;
  readonly command: string;
  readonly state: string;
  readonly startedAt: string;
  readonly finishedAt: string | null;
  readonly ratePerSecond: number;
  readonly resume?: string;
  readonly progress?: { readonly activity: string; readonly cause?: string; readonly remainingMs?: number };
}

type Check = (value: unknown) => boolean;

const text: Check = (value) => typeof value === 'string';
const count: Check = (value) => typeof value === 'number';
const counts: Check = (value) => isObject(value) && Object.values(value).every(count);
const optional =
  (check: Check): Check =>
  (value) =>
    value === undefined || check(value);
const members =
  (checks: Readonly<Record<string, Check>>): Check =>
  (value) =>
    isObject(value) && Object.entries(checks).every(([name, check]) => check(value[name]));

const isTold = members({
  runId: text,
  command: text,
  state: text,
  startedAt: text,
  finishedAt: (value) => value === null || text(value),
  ratePerSecond: count,
  counts: members({ read: count, delivered: count, rejected: count, skipped: count, pending: count }),
  rejectsByCode: counts,
  skippedByReason: counts,
  resume: optional(text),
  progress: optional(members({ activity: text, cause: optional(text), remainingMs: optional(count) })),
});

/** The report in a text, or undefined when it is none: a disk, a copy or a hand may have damaged it. */
export function readTold(report: string): Told | undefined {
  try {
    const told: unknown = JSON.parse(report);
    return isTold(told) ? (told as Told) : undefined;
  } catch {
    return undefined;
  }
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
