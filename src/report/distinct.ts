import { FingerprintTable } from '../fingerprint-table.js';
import { HyperLogLog } from './hyper-log-log.js';

/** Exact up to here; beyond, an estimate, and said to be one. */
export const EXACT_UP_TO = 200_000;

export interface DistinctCount {
  readonly count: number;
  readonly exact: boolean;
}

/** How many different things there were, by their fingerprints, in bounded memory: exact at first, then estimated. */
export class Distinct {
  private exact: FingerprintTable | undefined = new FingerprintTable();
  private readonly estimate = new HyperLogLog();

  add(low: number, high: number): void {
    if (!this.exact) return this.estimate.add(low, high);
    if (this.exact.find(low, high) >= 0) return;
    this.exact.add(low, high);
    if (this.exact.size <= EXACT_UP_TO) return;
    this.estimate.addAll(this.exact);
    this.exact = undefined;
  }

  count(): DistinctCount {
    if (this.exact) return { count: this.exact.size, exact: true };
    return { count: this.estimate.count(), exact: false };
  }
}
