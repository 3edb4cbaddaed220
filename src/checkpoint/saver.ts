import type { FatalError } from '../errors.js';
import type { Clock, Files, Fingerprint } from '../types.js';
import { type Saved, type SavedInput, saveCheckpoint } from './checkpoint.js';
import { diskError } from './disk-error.js';
import type { Ledger, SavedLedger } from './ledger.js';
import type { LinesFile } from './lines-file.js';
import type { Reach, SavedReach } from './reach.js';

const SAVE_EVERY_MS = 1_000;
/** A checkpoint that takes long to write is written less often: at most this share of the time goes into saving. */
const SAVE_SHARE = 0.1;

export interface SaverParts {
  readonly files: Files;
  readonly folder: string;
  readonly clock: Clock;
  readonly ledger: Ledger;
  readonly rejects: LinesFile;
  readonly findings?: LinesFile;
  readonly reach: Reach;
  /** What the life before saved. */
  readonly former: Saved | undefined;
  /** What stays the same over the whole run. */
  readonly run: Pick<Saved, 'runId' | 'startedAtMs' | 'identity'>;
  readonly inputNames: readonly string[];
  readonly fingerprint: (input: number, end: number) => Fingerprint;
  /** False while the export may turn out to be another one; then the old checkpoint stands, but for its fence. */
  readonly mayReplace: () => boolean;
  /** Called with the error that made saving impossible: the run cannot go on. */
  readonly onFailure: (error: FatalError) => void;
}

/**
 * Saves the run about every second. Marks, counts and the length of rejects.jsonl are taken in one synchronous step;
 * then rejects.jsonl is made durable, and only then the checkpoint that counts on it replaces the old one. What may have
 * been sent is said before it is sent, even of an export that may turn out to be another one.
 */
export class Saver {
  private cancel: (() => void) | undefined;
  private saving: Promise<void> = Promise.resolve();
  private stopped = false;

  constructor(private readonly parts: SaverParts) {}

  start(): void {
    this.plan(SAVE_EVERY_MS);
  }

  /** Saves now; saves never overlap. Throws FatalError when the disk does not take it. */
  save(): Promise<void> {
    this.saving = this.saving.then(() => this.saveAhead());
    return this.saving;
  }

  /**
   * The last save of this life; then the rejects that are only for people to see now. Answers the error when the disk
   * does not take it: the state before stays good. `cameToEnd`: all there is was handed to the delivery.
   */
  async finish(cameToEnd: boolean): Promise<FatalError | undefined> {
    const { ledger, reach, rejects, findings, folder } = this.parts;
    this.stopped = true;
    this.cancel?.();
    try {
      await this.saving;
      await this.saveOnce(reach.end(cameToEnd));
      ledger.appendProvisional();
      await rejects.close();
      await findings?.close();
      return undefined;
    } catch (error) {
      await rejects.close().catch(() => undefined);
      await findings?.close().catch(() => undefined);
      return diskError(folder, error);
    }
  }

  private plan(delayMs: number): void {
    if (this.stopped) return;
    this.cancel = this.parts.clock.after(delayMs, () => {
      const begunMs = this.parts.clock.monotonicMs();
      this.save().then(
        () => this.plan(Math.max(SAVE_EVERY_MS, (this.parts.clock.monotonicMs() - begunMs) / SAVE_SHARE)),
        (error: unknown) => this.parts.onFailure(error as FatalError),
      );
    });
  }

  private async saveAhead(): Promise<void> {
    const { reach } = this.parts;
    const fence = reach.ahead();
    await this.saveOnce(fence);
    reach.saved(fence);
  }

  private async saveOnce(reached: SavedReach): Promise<void> {
    const { files, folder, former, mayReplace } = this.parts;
    try {
      if (former === undefined || mayReplace()) await this.replace(reached);
      else await saveCheckpoint(files, folder, { ...former, ...reached });
    } catch (error) {
      throw diskError(folder, error);
    }
  }

  private async replace(reached: SavedReach): Promise<void> {
    const { files, folder, ledger, rejects, findings, run } = this.parts;
    const taken = ledger.save();
    const saved: Saved = {
      ...run,
      inputs: this.inputs(taken),
      books: taken.books,
      rejects: taken.rejects,
      ...(taken.findings ? { findings: taken.findings } : {}),
      samples: taken.samples,
      ...reached,
    };
    await rejects.sync();
    await findings?.sync();
    await saveCheckpoint(files, folder, saved);
  }

  private inputs({ marks }: SavedLedger): SavedInput[] {
    const { inputNames, fingerprint } = this.parts;
    return marks.map((saved, input) => ({
      name: inputNames[input] ?? '',
      ...saved,
      fingerprint: fingerprint(input, saved.end),
    }));
  }
}
