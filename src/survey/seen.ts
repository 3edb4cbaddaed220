import type { Fingerprint64 } from '../fingerprint.js';
import { FingerprintTable } from '../fingerprint-table.js';

/** So many things are remembered; then the memory starts anew, and some are taken for new once more. */
const REMEMBERED = 200_000;

/** Tells what was seen already, in bounded memory. What it calls new may have been seen long ago. */
export class Seen {
  private table = new FingerprintTable();

  /** Whether it is new; from now on it is not. */
  isNew({ low, high }: Fingerprint64): boolean {
    if (this.table.find(low, high) >= 0) return false;
    if (this.table.size >= REMEMBERED) this.table = new FingerprintTable();
    this.table.add(low, high);
    return true;
  }
}
