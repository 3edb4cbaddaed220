import type { Snapshot } from '../types.js';
import { duration, number, rate, size } from './words.js';

/** What a run is doing, weightiest first. */
export function progressLine(snapshot: Snapshot): string {
  const { counts, activity, inFlight, rateLimitPerSecond, remainingMs } = snapshot;
  const limit = rateLimitPerSecond > 0 ? ` of ${rate(rateLimitPerSecond)}` : '';
  const parts = [
    `${activity}: ${number(counts.delivered)} ${activity === 'checking' ? 'would be sent' : 'delivered'}`,
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

/** Of the whole export: what was read of it, less what of that still waits. */
function share({ bytesRead, bytesTotal, counts }: Snapshot): string {
  if (bytesTotal === undefined) return `${size(bytesRead)} read`;
  const settled = counts.read === 0 ? 1 : (counts.read - counts.pending) / counts.read;
  const percent = bytesTotal === 0 ? 100 : Math.min(100, ((bytesRead * settled) / bytesTotal) * 100);
  return `${percent.toFixed(1)} % of ${size(bytesTotal)}`;
}
