import type { Snapshot } from '../types.js';
import { duration, number, rate, size } from './words.js';

/** What a run is doing, weightiest first. */
export function progressLine(snapshot: Snapshot): string {
  const { counts, work, activity, inFlight, rateLimitPerSecond, remainingMs } = snapshot;
  const limit = rateLimitPerSecond > 0 ? ` of ${rate(rateLimitPerSecond)}` : '';
  const parts = [
    `${activity}: ${number(counts.delivered)} ${work.done}`,
    share(snapshot),
    `${rate(snapshot.ratePerSecond)}${limit}/s`,
    inFlight > 0 ? `${inFlight} in flight` : '',
    counts.rejected > 0 ? `${number(counts.rejected)} rejected` : '',
    counts.skipped > 0 ? `${number(counts.skipped)} skipped` : '',
    counts.retried > 0 ? `${number(counts.retried)} retried` : '',
    remainingMs === undefined ? '' : `${duration(remainingMs)} left`,
  ];
  return parts.filter((part) => part !== '').join(' · ');
}

/** Of the whole export or list: what was read of it, less what of that still waits. */
function share({ bytesRead, bytesTotal, counts, work }: Snapshot): string {
  if (bytesTotal === undefined) return `${size(bytesRead)} read`;
  const settled = counts.read === 0 ? 1 : (counts.read - counts.pending) / counts.read;
  const percent = bytesTotal === 0 ? 100 : Math.min(100, ((bytesRead * settled) / bytesTotal) * 100);
  return `${percent.toFixed(1)} % of ${work.members ? `${number(bytesTotal)} ${work.members}` : size(bytesTotal)}`;
}
