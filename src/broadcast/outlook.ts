import { LIMITS } from '../im/limits.js';
import type { BroadcastCounts } from './fate.js';

/** What sending to those who are still to get it will take. */
export interface Outlook {
  readonly counts: BroadcastCounts;
  readonly calls: number;
  readonly leastMinutes: number;
}

/** `isLimited`: the service's limit of receivers a minute holds. */
export function outlookOf(counts: BroadcastCounts, isLimited: boolean): Outlook {
  const { pending } = counts;
  const fullMinutes = isLimited ? Math.ceil(pending / LIMITS.batchReceiversPerMinute) - 1 : 0;
  return { counts, calls: Math.ceil(pending / LIMITS.batchReceivers), leastMinutes: Math.max(0, fullMinutes) };
}
