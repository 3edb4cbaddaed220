import type { BroadcastEnding, BroadcastLife } from '../broadcast.js';
import { diskError } from '../checkpoint/disk-error.js';
import { nodeClock } from '../system/node-clock.js';
import { replaceText } from '../text-file.js';
import type { Files } from '../types.js';

const REPORT_FILE = 'report.json';

/** report.json of a broadcast, and what `--json` prints. It holds no text and no account. */
export class BroadcastReport {
  private writing: Promise<unknown> = Promise.resolve();

  constructor(
    private readonly files: Files,
    private readonly folder: string,
    private readonly inputs: readonly string[],
  ) {}

  /** What the disk does not take now, the next write will say. */
  running(life: BroadcastLife): void {
    const text = this.text({ ...this.facts(life), state: 'running', exitCode: null });
    this.writing = this.writing.then(() =>
      replaceText(this.files, this.folder, REPORT_FILE, text).catch(() => undefined),
    );
  }

  /** A broadcast that nobody wanted leaves no report. */
  async end(ending: BroadcastEnding, exitCode: number): Promise<object> {
    const { state, calls, balanced, error } = ending;
    const report = {
      ...this.facts(ending),
      finishedAt: new Date(nodeClock.wallMs()).toISOString(),
      state,
      calls,
      balanced,
      exitCode,
      ...(error ? { error: { code: error.code, message: error.message, hint: error.hint } } : {}),
    };
    await this.writing;
    if (state === 'declined') return report;
    await replaceText(this.files, this.folder, REPORT_FILE, this.text(report)).catch((failure: unknown) => {
      throw diskError(this.folder, failure);
    });
    return report;
  }

  private facts({ runId, startedAtMs, counts, failedByCode }: BroadcastLife) {
    return {
      runId,
      command: 'broadcast',
      inputs: this.inputs,
      startedAt: new Date(startedAtMs).toISOString(),
      finishedAt: null as string | null,
      counts,
      failedByCode,
    };
  }

  private text(report: object): string {
    return `${JSON.stringify(report, null, 2)}\n`;
  }
}
