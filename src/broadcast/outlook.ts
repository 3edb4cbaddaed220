import type { BroadcastCounts } from './fate.js';

/** Receivers of one batchsendmsg, and receivers a minute of one application (269/1612). */
export const RECEIVERS_A_CALL = 500;
export const RECEIVERS_A_MINUTE = 12_000;

/** What sending to those who are still to get it will take. */
export interface Outlook {
  readonly counts: BroadcastCounts;
  readonly calls: number;
  readonly leastMinutes: number;
}

export function outlookOf(counts: BroadcastCounts, perMinute: number): Outlook {
  const { pending } = counts;
  const full = perMinute === 0 ? 0 : Math.ceil(pending / perMinute) - 1;
  return { counts, calls: Math.ceil(pending / RECEIVERS_A_CALL), leastMinutes: Math.max(0, full) };
}
