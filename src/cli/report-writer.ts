import { diskError } from '../checkpoint/disk-error.js';
import type { FatalError } from '../errors.js';
import type { Ending } from '../outcome.js';
import { makeReport, type Report, type ReportFacts } from '../report/report-file.js';
import type { RunRequest, RunStart } from '../request.js';
import { replaceText } from '../text-file.js';
import type { Counts, Files, Snapshot } from '../types.js';
import { EXIT, exitCodeOf } from './exit-codes.js';
import type { Signal } from './interrupt.js';

const REPORT_FILE = 'report.json';

/** While a run goes on, report.json is at most this old. */
const EVERY_MS = 5_000;

/** report.json: written when a life begins, every few seconds while it goes on, and when it ends. */
export class ReportWriter {
  private settledBefore = 0;
  private started: RunStart | undefined;
  private lastMs = 0;
  private writing: Promise<unknown> = Promise.resolve();

  constructor(
    private readonly files: Files,
    private readonly request: Pick<RunRequest, 'folder' | 'inputs'>,
    private readonly command: string,
    /** The command that goes on, for whoever finds the run interrupted or dead. */
    private readonly resume?: string,
  ) {}

  async begin(start: RunStart): Promise<void> {
    this.started = start;
    const first = start.snapshot();
    this.settledBefore = settled(first.counts);
    // Each journey's time begins anew.
    this.lastMs = first.elapsedMs;
    await this.running(first);
  }

  /** A new picture; written when the last one is old. What the disk does not take now, the saver will say. */
  progress(snapshot: Snapshot): void {
    if (snapshot.elapsedMs - this.lastMs < EVERY_MS) return;
    this.lastMs = snapshot.elapsedMs;
    void this.running(snapshot);
  }

  private running(snapshot: Snapshot): Promise<unknown> {
    const { runId, startedAtMs } = this.started!;
    const facts = this.facts(runId, startedAtMs, snapshot);
    return this.write({ ...facts, state: 'running', balanced: isBalanced(snapshot.counts) });
  }

  /** Answers the report even when the disk does not take it, with the error that says so. */
  async end(
    ending: Ending,
    exitCode: number,
    more: Pick<ReportFacts, 'finishedAtMs' | 'findings'>,
  ): Promise<{ report: Report; unwritten?: FatalError }> {
    const { runId, startedAtMs, snapshot, state, balanced, error } = ending;
    const { resume, ...known } = this.facts(runId, startedAtMs, snapshot);
    const goingOn = resume === undefined || !canGoOn(ending) ? {} : { resume };
    const facts = { ...known, ...goingOn, state, balanced, exitCode, ...more };
    return this.write(error ? { ...facts, error } : facts);
  }

  private facts(runId: string, startedAtMs: number, snapshot: Snapshot): Omit<ReportFacts, 'state' | 'balanced'> {
    const inputs = this.request.inputs.map((input) => input.name);
    const settledThisLife = settled(snapshot.counts) - this.settledBefore;
    const facts = { runId, command: this.command, inputs, startedAtMs, snapshot, settledThisLife };
    return this.resume === undefined ? facts : { ...facts, resume: this.resume };
  }

  /** One after another: an older picture must not replace a newer one. */
  private write(facts: ReportFacts): Promise<{ report: Report; unwritten?: FatalError }> {
    const written = this.writing.then(() => this.writeNow(makeReport(facts)));
    this.writing = written;
    return written;
  }

  private async writeNow(report: Report): Promise<{ report: Report; unwritten?: FatalError }> {
    const { folder } = this.request;
    try {
      await replaceText(this.files, folder, REPORT_FILE, `${JSON.stringify(report, null, 2)}\n`);
      return { report };
    } catch (error) {
      return { report, unwritten: diskError(folder, error) };
    }
  }
}

/** Whether the same command goes on. Too many rejects want another one, which the error's hint names. */
function canGoOn({ state, error }: Ending): boolean {
  if (state === 'finished') return false;
  return error === undefined || (error.kind === 'stopped' && error.code !== 'too-many-rejects');
}

/** What a life's end means for the exit code. */
export function exitCodeOfEnding(ending: Ending, signal: Signal | undefined, wrong: boolean): number {
  if (ending.error) return exitCodeOf(ending.error.kind);
  if (ending.state === 'interrupted') return EXIT[signal ?? 'SIGINT'];
  return wrong ? EXIT.findings : EXIT.ok;
}

/** An end that nobody can read of is none that went well. */
export function orUnwritten(exitCode: number, unwritten: FatalError | undefined): number {
  return unwritten && exitCode < EXIT.usage ? EXIT.stopped : exitCode;
}

function settled({ delivered, rejected, skipped }: Counts): number {
  return delivered + rejected + skipped;
}

function isBalanced({ read, delivered, rejected, skipped, pending }: Counts): boolean {
  return read === delivered + rejected + skipped + pending;
}
