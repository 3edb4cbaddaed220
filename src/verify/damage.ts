import { fingerprintOf } from '../fingerprint.js';
import { FingerprintTable } from '../fingerprint-table.js';
import { type Place, placeText } from '../place.js';
import type { ClassName, Finding } from './classes.js';

/** What is done about a finding. */
export type Mending = 'import' | 'modify';

/** A message that is mended lives under one of these numbers in the table. */
const MENDINGS: readonly Mending[] = ['import', 'modify'];

/** How a finding can be mended; undefined = it cannot. Who sent a message cannot be changed. */
export function mendingOf({ class: name, differs }: Finding): Mending | undefined {
  if (name === 'missing') return 'import';
  return name === 'different' && !differs?.includes('sender') ? 'modify' : undefined;
}

/** Which records of the export are to be mended, and how: a few bytes for each, found by its place. */
export class Damage {
  private readonly table = new FingerprintTable(1);
  private readonly counts: Record<Mending, number> = { import: 0, modify: 0 };

  add(finding: Finding, mending: Mending): void {
    const { low, high } = fingerprintOf(placeText(finding));
    // The same message may be found in both views.
    if (this.table.find(low, high) >= 0) return;
    const row = this.table.add(low, high);
    this.table.rows[row + FingerprintTable.kept] = MENDINGS.indexOf(mending);
    this.counts[mending] += 1;
  }

  find(place: Place): Mending | undefined {
    const { low, high } = fingerprintOf(placeText(place));
    const row = this.table.find(low, high);
    return row < 0 ? undefined : MENDINGS[this.table.rows[row + FingerprintTable.kept]!];
  }

  count(mending: Mending): number {
    return this.counts[mending];
  }
}

/** Classes that a repair looks at, and reads again. */
export const MENDED_CLASSES: readonly ClassName[] = ['missing', 'different'];
