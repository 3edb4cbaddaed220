import type { Snapshot } from '../types.js';
import { columns, number } from './words.js';

export type Books = Pick<Snapshot, 'counts' | 'rejectsByCode' | 'skippedByReason'>;

/** The end of a run as a table whose lines add up to what was read. `delivered` is what that line is called. */
export function endTable({ counts, rejectsByCode, skippedByReason }: Books, delivered: string): string[] {
  return columns([
    [delivered, number(counts.delivered)],
    ['rejected', number(counts.rejected), breakdown(rejectsByCode)],
    ['skipped', number(counts.skipped), breakdown(skippedByReason)],
    ['pending', number(counts.pending)],
    ['= read', number(counts.read)],
  ]).map((line) => line.trimEnd());
}

const NAMED = 6;

function breakdown(counts: Readonly<Record<string, number>>): string {
  const rows = Object.entries(counts).sort(([, one], [, other]) => other - one);
  const named = rows.slice(0, NAMED).map(([name, count]) => `${name} ${number(count)}`);
  const rest = rows.slice(NAMED).reduce((sum, [, count]) => sum + count, 0);
  if (rest > 0) named.push(`others ${number(rest)}`);
  return named.length > 0 ? `(${named.join(', ')})` : '';
}
