import type { Ledger } from './checkpoint/ledger.js';
import type { LinesFile } from './checkpoint/lines-file.js';
import type { Open } from './checkpoint/marks.js';
import type { Reach } from './checkpoint/reach.js';
import { overRejectLimit, type RejectLimit } from './checkpoint/reject-limit.js';
import type { Delivery } from './deliver/delivery.js';
import { asFatal, type FatalError } from './errors.js';
import { fullBy, stillFullBy, WINDOW, type WindowUse, windowCause } from './plan/window.js';
import { snapshots } from './report/snapshot.js';
import type { Clock, Export, Mapped, Mapper, RawRecord, Snapshot, Work } from './types.js';

export interface JourneyParts {
  readonly source: Export;
  readonly map: Mapper;
  readonly ledger: Ledger;
  readonly rejects: LinesFile;
  readonly delivery: Delivery<Open>;
  readonly rejectLimit: RejectLimit;
  readonly mappingDigest: string;
  /** How far it may go before the state is saved once more, and how; absent = nothing is saved. */
  readonly fence?: { readonly reach: Reach; readonly save: () => Promise<void> };
  /** How far reading may run ahead; absent = as far as is good for a run. */
  readonly window?: WindowUse;
  /** Sees every part of every record, in read order, before it is settled. */
  readonly watch?: (mapped: Mapped) => void;
}

/** The way of the records: read, map, admit, deliver; it waits where the window is full and ends when all is settled. */
export class Journey {
  private otherMapping = 0;
  /** Which limit of the window reading waits for, while it does. */
  private fullBy: ReturnType<typeof fullBy>;

  private readonly window: WindowUse;

  constructor(private readonly parts: JourneyParts) {
    this.window = parts.window ?? WINDOW;
  }

  /** Answers what stopped the run; a stop that was asked for is no error. */
  async travel(interrupt: AbortSignal): Promise<FatalError | undefined> {
    const { delivery } = this.parts;
    const stop = () => delivery.stop();
    if (interrupt.aborted) stop();
    interrupt.addEventListener('abort', stop, { once: true });
    try {
      await this.readAll().catch((error: unknown) => delivery.fail(asFatal(error)));
      await delivery.drain();
      return undefined;
    } catch (error) {
      return asFatal(error);
    } finally {
      interrupt.removeEventListener('abort', stop);
    }
  }

  /** How to look at the journey while it goes on. */
  view(work: Work, clock: Clock): () => Snapshot {
    const { ledger, delivery, source } = this.parts;
    const bytesTotal = totalBytes(source);
    return snapshots({
      clock,
      work,
      counts: () => ledger.counts(),
      breakdown: () => ledger.breakdown(),
      delivery: () => delivery.status(),
      trouble: () => delivery.status().trouble ?? this.waiting(work),
      bytesRead: () => source.bytesRead(),
      ...(bytesTotal === undefined ? {} : { bytesTotal }),
    });
  }

  private waiting(work: Work): { activity: string; cause: string } | undefined {
    if (this.fullBy === undefined) return undefined;
    const use = this.use();
    const full = stillFullBy(use, this.window) ?? this.fullBy;
    // Looked for only when somebody looks: it goes through all lanes.
    const cause = windowCause(full, use, this.window, this.parts.delivery.longestLane());
    return { activity: work.doing, cause };
  }

  private async readAll(): Promise<void> {
    const { source, delivery } = this.parts;
    const batches = source.records();
    while (!delivery.stopped) {
      const next = await orStopped(batches.next(), delivery);
      if (next === undefined || next.done) return;
      await this.takeAll(next.value);
    }
  }

  private async takeAll(records: readonly RawRecord[]): Promise<void> {
    const { fence, delivery } = this.parts;
    for (const record of records) {
      if (fence && !fence.reach.comesTo(record.at)) await fence.save();
      if (delivery.stopped) return;
      this.take(record);
      fence?.reach.passed(record.at);
      if (this.isFull()) await this.room();
    }
  }

  /** What a person should know of the records that came. */
  notes(): string[] {
    if (this.otherMapping === 0) return [];
    return [
      `${this.otherMapping} records come from a rejects file that was made with another mapping; they were mapped with the one given now.`,
    ];
  }

  private take(record: RawRecord): void {
    const { map, ledger, delivery, watch, mappingDigest } = this.parts;
    if (record.origin?.mapping !== undefined && record.origin.mapping !== mappingDigest) this.otherMapping += 1;
    for (const mapped of map(record)) {
      watch?.(mapped);
      const open = ledger.admit(mapped);
      if (open) delivery.offer(open);
      else if (mapped.kind === 'reject') this.limitRejects();
    }
    ledger.passed(record);
  }

  /** Called by whoever settles a message as rejected, too. */
  limitRejects(): void {
    const { ledger, rejectLimit, delivery } = this.parts;
    const tooMany = overRejectLimit(rejectLimit, ledger.counts());
    if (tooMany) delivery.fail(tooMany);
  }

  private isFull(): boolean {
    return this.parts.rejects.full || fullBy(this.use(), this.window) !== undefined;
  }

  private async room(): Promise<void> {
    const { delivery, rejects } = this.parts;
    if (rejects.full) await rejects.flush();
    const full = fullBy(this.use(), this.window);
    if (full === undefined) return;
    this.fullBy = full;
    // With nothing on its way there is no progress to wait for: reading on is what moves the mark.
    while (delivery.waiting > 0 && stillFullBy(this.use(), this.window) !== undefined && !delivery.stopped)
      await delivery.progress();
    this.fullBy = undefined;
  }

  private use(): WindowUse {
    const { delivery, ledger } = this.parts;
    return { messages: delivery.waiting, bytes: delivery.waitingBytes, lanesAhead: ledger.lanesAhead };
  }
}

/** Bytes of all inputs, or undefined when one of them does not tell (standard input). */
function totalBytes({ inputs }: Export): number | undefined {
  let total = 0;
  for (const { size } of inputs) {
    if (size === undefined) return undefined;
    total += size;
  }
  return total;
}

/** What comes first: the value, or undefined because the delivery stopped while reading was waited for. */
function orStopped<Value>(value: Promise<Value>, delivery: Delivery<Open>): Promise<Value | undefined> {
  return new Promise((resolve, reject) => {
    const forget = delivery.onStop(() => resolve(undefined));
    value.then(resolve, reject).finally(forget);
  });
}
