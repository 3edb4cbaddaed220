import type { Counts, Message } from '../types.js';

/** What became of the parts that are settled; the saved half of the counts. */
export interface SavedBooks {
  readonly delivered: number;
  readonly rejected: number;
  readonly skipped: number;
  readonly retried: number;
  readonly unordered: number;
  readonly rejectsByCode: Readonly<Record<string, number>>;
  readonly skippedByReason: Readonly<Record<string, number>>;
  /** Absent in checkpoints of runs, which count nothing more. */
  readonly tallies?: Readonly<Record<string, number>>;
}

/** So many lanes' last instants are remembered to find messages that nothing orders. */
const INSTANTS_KEPT = 50_000;

/** Counts over the whole run, all its lives together. */
export class Books {
  /** Counted on its own, as parts come in: the sum of the others must come to the same. */
  private read: number;
  private delivered: number;
  private rejected: number;
  private skipped: number;
  private unordered: number;
  private readonly byCode: Map<string, number>;
  private readonly byReason: Map<string, number>;
  private readonly tallies: Map<string, number>;
  private readonly lastInstant = new Map<string, number>();
  retried: number;

  constructor(saved?: SavedBooks) {
    this.delivered = saved?.delivered ?? 0;
    this.rejected = saved?.rejected ?? 0;
    this.skipped = saved?.skipped ?? 0;
    this.read = this.delivered + this.rejected + this.skipped;
    this.retried = saved?.retried ?? 0;
    this.unordered = saved?.unordered ?? 0;
    this.byCode = new Map(Object.entries(saved?.rejectsByCode ?? {}));
    this.byReason = new Map(Object.entries(saved?.skippedByReason ?? {}));
    this.tallies = new Map(Object.entries(saved?.tallies ?? {}));
  }

  countRead(): void {
    this.read += 1;
  }

  countDelivered(message: Message): void {
    this.delivered += 1;
    if (message.orderedBy === 'none') this.compareInstant(message);
  }

  countRejected(code: string): void {
    this.rejected += 1;
    add(this.byCode, code, 1);
  }

  countSkipped(reason: string): void {
    this.skipped += 1;
    add(this.byReason, reason, 1);
  }

  tally(tallies: Readonly<Record<string, number>>): void {
    for (const [name, count] of Object.entries(tallies)) add(this.tallies, name, count);
  }

  counts(pending: number): Counts {
    const { read, delivered, rejected, skipped, retried } = this;
    return { read, delivered, rejected, skipped, pending, retried };
  }

  save(): SavedBooks {
    const { delivered, rejected, skipped, retried, unordered } = this;
    const rejectsByCode = Object.fromEntries(this.byCode);
    const skippedByReason = Object.fromEntries(this.byReason);
    const books = { delivered, rejected, skipped, retried, unordered, rejectsByCode, skippedByReason };
    return this.tallies.size === 0 ? books : { ...books, tallies: Object.fromEntries(this.tallies) };
  }

  /** A lane's messages settle in input order, so equal instants that nothing orders stand side by side. */
  private compareInstant({ lane, timeUs }: Message): void {
    if (this.lastInstant.get(lane) === timeUs) this.unordered += 1;
    this.lastInstant.delete(lane);
    this.lastInstant.set(lane, timeUs);
    if (this.lastInstant.size <= INSTANTS_KEPT) return;
    const [longestAgo] = this.lastInstant.keys();
    if (longestAgo !== undefined) this.lastInstant.delete(longestAgo);
  }
}

function add(counts: Map<string, number>, name: string, count: number): void {
  counts.set(name, (counts.get(name) ?? 0) + count);
}
