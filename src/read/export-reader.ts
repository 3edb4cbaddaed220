import { interruptedEarly } from '../errors.js';
import type { Export, Fingerprint, RawRecord } from '../types.js';
import { EMPTY_FINGERPRINT, type LiveFingerprint } from './fingerprint.js';
import { type FormerPlan, FormerReading } from './former-reading.js';
import { InputReader } from './input-reader.js';
import type { Input } from './inputs.js';
import { HELD_BYTES } from './limits.js';
import { removeSpool } from './spool.js';

export interface ExportPlan extends FormerPlan {
  /** Records to hand over at most, those before the resume points included. */
  readonly limit: number;
  readonly isFingerprinted: boolean;
  readonly mayStayFlat: boolean;
  /** A file to remove at the end. */
  readonly spool: string | undefined;
  readonly bytesRead: () => number;
  readonly onChanged: (error: unknown) => void;
}

/** Reads the inputs of an export one after another; see the port `Export`. */
export class ExportReader implements Export {
  readonly inputs: readonly Input[];
  private current: InputReader | undefined;
  /** The first stream, opened before its turn. */
  private early: { readonly index: number; readonly reader: InputReader } | undefined;
  private readonly lives: (LiveFingerprint | undefined)[] = [];
  /** Those that hold bytes, oldest first. */
  private holding: LiveFingerprint[] = [];
  private readonly former: FormerReading;
  /** The check of old blocks that goes on while records are read, and what it found. */
  private background: Promise<void> = Promise.resolve();
  private failure: unknown;
  /** By input: bytes that have gone by and were the same. */
  private readonly verified: number[] = [];
  private isClosed = false;
  private isBegun = false;
  private isPrepared = false;
  /** Records handed over or behind a resume point. */
  private seen = 0;

  constructor(private readonly plan: ExportPlan) {
    this.inputs = plan.inputs;
    this.former = new FormerReading(plan);
  }

  async prepare(): Promise<void> {
    if (this.isPrepared) return;
    this.isPrepared = true;
    await this.former.verify();
    for (const index of this.inputs.keys()) await this.tryOpening(index);
    await this.openFirstStream();
  }

  async *records(): AsyncGenerator<readonly RawRecord[]> {
    if (this.isBegun) throw new Error('an export is read once');
    this.isBegun = true;
    await this.prepare();
    this.background = this.former
      .verifyRest(() => this.isClosed)
      .catch((error: unknown) => {
        this.failure = error;
        if (!this.isClosed) this.plan.onChanged(error);
      });
    for (let index = 0; index < this.inputs.length && !this.isOver; index += 1) yield* this.recordsOf(index);
    if (!this.isClosed) await this.background;
    this.checkBackground();
  }

  fingerprint(input: number, end: number): Fingerprint {
    if (!this.plan.isFingerprinted) throw new Error('the export was opened without fingerprints');
    return this.lives[input]?.upTo(end) ?? this.plan.resume[input]?.fingerprint ?? EMPTY_FINGERPRINT;
  }

  isVerified(): boolean {
    return (
      this.failure === undefined && this.inputs.every((input, index) => input.kind !== 'stream' || this.isPassed(index))
    );
  }

  bytesRead(): number {
    return this.plan.bytesRead();
  }

  async close(): Promise<void> {
    if (this.isClosed) return;
    this.isClosed = true;
    await this.current?.close();
    await this.early?.reader.close();
    await this.plan.sources.stdin?.close();
    await this.background;
    if (this.plan.spool !== undefined) await removeSpool(this.plan.sources.files, this.plan.spool);
  }

  /** A stream can only be compared as it goes by: whether all that an earlier life read has gone by. */
  private isPassed(index: number): boolean {
    const point = this.plan.resume[index];
    return point === undefined || (this.verified[index] ?? 0) >= point.fingerprint.bytes;
  }

  private get isOver(): boolean {
    return this.isClosed || this.seen >= this.plan.limit;
  }

  private async *recordsOf(index: number): AsyncGenerator<readonly RawRecord[]> {
    const isOpen = this.early?.index === index;
    const reader = isOpen ? this.early!.reader : this.readerOf(index);
    this.current = reader;
    this.seen += (this.plan.resume[index]?.from.record ?? 1) - 1;
    try {
      if (!this.isOver) {
        if (!isOpen) await reader.open();
        await reader.lookAround();
      }
      while (!this.isOver) {
        const records = await reader.next();
        this.verified[index] = reader.position;
        this.checkBackground();
        if (records === undefined) return;
        const wanted = this.handOver(index, reader, records);
        if (wanted.length > 0) yield wanted;
      }
    } catch (error) {
      // A handle closed under a read that was under way is no fault.
      if (!this.isClosed) throw error;
    } finally {
      await reader.close();
    }
  }

  private readerOf(index: number): InputReader {
    const { options, sources, resume, isFingerprinted, mayStayFlat } = this.plan;
    const [input, point, seed] = [this.inputs[index]!, resume[index], this.former.seeds[index]];
    return new InputReader({ index, input, options, deps: sources, point, seed, isFingerprinted, mayStayFlat });
  }

  /** Cuts the records at the limit and keeps the books of fingerprints. */
  private handOver(index: number, { live }: InputReader, records: RawRecord[]): readonly RawRecord[] {
    const left = this.plan.limit - this.seen;
    const wanted = records.length > left ? records.slice(0, left) : records;
    this.seen += wanted.length;
    if (!live || !this.plan.isFingerprinted) return wanted;
    if (this.lives[index] === undefined) {
      this.lives[index] = live;
      this.holding.push(live);
    }
    const last = wanted.at(-1)?.broken?.atEnd ? wanted.at(-2) : wanted.at(-1);
    if (last) live.handedOver(last.end, last.openEnd ? last.at.record : undefined);
    this.boundHeld();
    return wanted;
  }

  private boundHeld(): void {
    const current = this.holding.at(-1);
    this.holding = this.holding.filter((live) => live.held > 0 || live === current);
    let held = 0;
    for (const live of this.holding) held += live.held;
    for (let oldest = 0; held > HELD_BYTES && oldest < this.holding.length; oldest += 1) {
      held -= this.holding[oldest]!.held;
      this.holding[oldest]!.release();
    }
  }

  /** An input that cannot be read as it is shall be known before the ones before it are sent. Pipes are read once only. */
  private async tryOpening(index: number): Promise<void> {
    const { options, sources } = this.plan;
    const input = this.inputs[index]!;
    if (input.kind === 'stream' || this.plan.resume[index]) return;
    const deps = { ...sources, count: () => undefined };
    const reader = new InputReader({
      index,
      input,
      options,
      deps,
      point: undefined,
      seed: undefined,
      isFingerprinted: false,
      mayStayFlat: false,
    });
    try {
      await reader.open();
    } finally {
      await reader.close();
    }
  }

  /**
   * A pipe cannot be tried and then read, so it stays open. Only the first one: whoever fills the next may wait for this one
   * to be read.
   */
  private async openFirstStream(): Promise<void> {
    const { interrupt } = this.plan;
    const index = this.inputs.findIndex(({ kind }) => kind === 'stream');
    if (index === -1 || interrupt?.aborted) return;
    const reader = this.readerOf(index);
    this.early = { index, reader };
    try {
      await orInterrupted(reader.open(), interrupt);
    } catch (error) {
      throw interrupt?.aborted ? interruptedEarly() : error;
    }
  }

  private checkBackground(): void {
    if (this.failure !== undefined && !this.isClosed) throw this.failure;
  }
}

/** Throws when the signal comes first: a pipe into which nobody writes may never open. */
function orInterrupted(opening: Promise<void>, interrupt: AbortSignal | undefined): Promise<void> {
  return new Promise((resolve, reject) => {
    const stop = () => reject(interruptedEarly());
    interrupt?.addEventListener('abort', stop, { once: true });
    opening.then(resolve, reject).finally(() => interrupt?.removeEventListener('abort', stop));
  });
}
