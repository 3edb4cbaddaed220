import { keyBasis, keyText } from '../key.js';
import type { Counts, Gain, Mapped, Message, RawRecord, Reject, Snapshot } from '../types.js';
import { Books } from './books.js';
import type { KeySample, Saved } from './checkpoint.js';
import type { LinesFile } from './lines-file.js';
import { InputMarks, type Open, type SavedMarks } from './marks.js';
import { rejectLine } from './reject-line.js';

/** So many of the first delivered messages' keys are kept, to try a corrected mapping against. */
const SAMPLES_KEPT = 100;
/** The lanes that the mark has passed are forgotten after so many messages, or when a checkpoint is saved. */
const FORGET_AFTER = 5_000;

/** What the ledger contributes to a checkpoint. */
export interface SavedLedger extends Pick<Saved, 'books' | 'rejects' | 'findings' | 'samples'> {
  /** By input; inputs after the last one begun are left out. */
  readonly marks: readonly SavedMarks[];
}

/**
 * The one place where parts of records are settled: counts, marks and rejects move together, in one synchronous step,
 * so that a picture taken between two steps is always true.
 *
 * A broken record that touches the end of its input is told to people now and left out of everything that is saved:
 * the file may be half copied, and a later run shall read the record again. Its reject line is written at the very end.
 */
export class Ledger {
  private readonly marks: InputMarks[];
  private readonly books: Books;
  private readonly samples: KeySample[];
  private readonly provisional: Reject[] = [];
  /** The record in hand has parts that are no messages. */
  private recordHasOthers = false;
  private openCount = 0;
  private readonly tally = { lanesAhead: 0 };
  /** Lanes that were ahead already when this life began: reading passes them without sending. */
  private readonly restoredLanes: number;
  private settledSinceForget = 0;

  constructor(
    private readonly inputNames: readonly string[],
    private readonly mappingDigest: string,
    private readonly rejects: LinesFile,
    saved?: Saved,
    private readonly findings?: LinesFile,
  ) {
    this.marks = (saved?.inputs ?? []).map((input) => new InputMarks(this.tally, input));
    this.restoredLanes = this.tally.lanesAhead;
    this.books = new Books(saved?.books);
    this.samples = [...(saved?.samples ?? [])];
  }

  /** Takes in a part of a record. Answers the open message when it is to be sent; anything else is settled at once. */
  admit(mapped: Mapped): Open | undefined {
    const marks = this.marksOf(mapped.at.input);
    if (mapped.kind === 'message') {
      if (marks.messageSettled(mapped)) return undefined;
      this.openCount += 1;
      this.books.countRead();
      return marks.open(mapped);
    }
    if (marks.readerSettled(mapped.at.record)) return undefined;
    this.books.countRead();
    if (mapped.kind === 'reject' && mapped.source.broken?.atEnd) {
      this.provisional.push(mapped);
      return undefined;
    }
    this.recordHasOthers = true;
    if (mapped.kind === 'reject') this.record(mapped);
    else this.books.countSkipped(mapped.reason);
    return undefined;
  }

  /** All parts of the record were admitted. */
  passed(record: RawRecord): void {
    if (record.broken?.atEnd) return;
    const marks = this.marksOf(record.at.input);
    if (this.recordHasOthers) marks.settleReader(record);
    this.recordHasOthers = false;
    marks.passed(record);
  }

  delivered(open: Open, gain: Gain = {}): void {
    this.settle(open);
    this.books.countDelivered(open.message);
    this.sample(open.message);
    if (gain.tallies) this.books.tally(gain.tallies);
    for (const line of gain.lines ?? []) this.findings?.append(line);
  }

  /** As `delivered`, in a rehearsal: nothing of it is saved, and nobody will try a mapping against it. */
  rehearsed(open: Open): void {
    this.settle(open);
    this.books.countDelivered(open.message);
  }

  rejected(open: Open, reject: Reject): void {
    this.settle(open);
    this.record(reject);
  }

  countRetry(): void {
    this.books.retried += 1;
  }

  /** Lanes that came to be ahead of the mark in this life, all inputs together. */
  get lanesAhead(): number {
    return Math.max(0, this.tally.lanesAhead - this.restoredLanes);
  }

  counts(): Counts {
    const counts = this.books.counts(this.openCount);
    const provisional = this.provisional.length;
    return { ...counts, rejected: counts.rejected + provisional };
  }

  /** The counts that stand beside the books; the provisional rejects included. */
  breakdown(): Pick<Snapshot, 'rejectsByCode' | 'skippedByReason' | 'unordered' | 'tallies'> {
    const { rejectsByCode, skippedByReason, unordered, tallies } = this.books.save();
    const byCode: Record<string, number> = { ...rejectsByCode };
    for (const { code } of this.provisional) byCode[code] = (byCode[code] ?? 0) + 1;
    return { rejectsByCode: byCode, skippedByReason, unordered, tallies: tallies ?? {} };
  }

  /** One picture of all that is settled, taken in one synchronous step. */
  save(): SavedLedger {
    return {
      marks: this.marks.map((marks) => marks.save()),
      books: this.books.save(),
      rejects: this.rejects.state(),
      ...(this.findings ? { findings: this.findings.state() } : {}),
      samples: this.samples,
    };
  }

  /** After the last save of this life: the provisional rejects go behind what the checkpoint counts. */
  appendProvisional(): void {
    for (const reject of this.provisional) this.rejects.append(this.lineOf(reject));
  }

  private settle(open: Open): void {
    this.marksOf(open.message.at.input).settle(open);
    this.openCount -= 1;
    this.settledSinceForget += 1;
    if (this.settledSinceForget < FORGET_AFTER) return;
    this.settledSinceForget = 0;
    for (const marks of this.marks) marks.forgetPassed();
  }

  private record(reject: Reject): void {
    this.books.countRejected(reject.code);
    this.rejects.append(this.lineOf(reject));
  }

  private lineOf(reject: Reject): string {
    return rejectLine(reject, this.inputNames[reject.at.input] ?? '', this.mappingDigest);
  }

  private sample(message: Message): void {
    if (this.samples.length >= SAMPLES_KEPT) return;
    const { at, key, id, lane, timeUs } = message;
    this.samples.push({
      input: at.input,
      record: at.record,
      part: at.part,
      key: keyText(key),
      basis: keyBasis(id, lane, timeUs),
    });
  }

  private marksOf(input: number): InputMarks {
    while (this.marks.length <= input) this.marks.push(new InputMarks(this.tally));
    return this.marks[input]!;
  }
}
