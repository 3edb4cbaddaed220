import type { Snapshot } from '../types.js';
import { duration, number, rate, size } from './words.js';

/** One line of what a run is doing, weightiest first, cut to the width of the terminal. */
export function progressLine(snapshot: Snapshot, width = Number.POSITIVE_INFINITY): string {
  const { counts, cause, activity, inFlight, rateLimitPerSecond, remainingMs } = snapshot;
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
    cause ?? '',
  ];
  return cut(parts.filter((part) => part !== '').join(' · '), width);
}

function share({ bytesRead, bytesTotal }: Snapshot): string {
  if (bytesTotal === undefined) return `${size(bytesRead)} read`;
  const percent = bytesTotal === 0 ? 100 : Math.min(100, (bytesRead / bytesTotal) * 100);
  return `${percent.toFixed(1)} % of ${size(bytesTotal)} read`;
}

function cut(line: string, width: number): string {
  return line.length <= width ? line : `${line.slice(0, Math.max(0, width - 1))}…`;
}
