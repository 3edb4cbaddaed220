import type { ByteRange, RecordPlace } from '../read/range.js';
import { RangeReader } from '../read/range.js';
import type { Export, Fingerprint, Mapped, Mapper, RawRecord } from '../types.js';
import { BatchReader, SpreadRecord } from './batch-reader.js';
import { Crew, type Given } from './crew.js';
import type { HelperPlan, StartThread, Task } from './messages.js';
import { SpreadMessage } from './spread-message.js';
import { planTasks, type TaskPlan } from './tasks.js';

export interface SpreadPlan extends Omit<TaskPlan, 'inputs' | 'read'> {
  readonly jobs: number;
  readonly helper: HelperPlan;
  readonly start: StartThread;
  /** Records to hand over at most. */
  readonly limit: number;
}

/** Records handed over in one array live at the same time. */
const ARRAY_RECORDS = 128;

/** How far an input is. */
interface Progress {
  records: number;
  /** Where the next record is, once one range was read; undefined = nowhere. */
  next: RecordPlace | undefined;
  isBegun: boolean;
}

/**
 * An export that helpers read and map, whose records come in the order and with the numbers of one reading. A range that
 * was begun where no record begins is read anew here, from where one does.
 */
export class SpreadExport implements Export {
  readonly inputs: Export['inputs'];
  private crew: Crew | undefined;
  private isClosed = false;
  private seen = 0;
  private bytes = 0;

  /** `inner` is the export as one would read it alone: it looks at what can be wrong before the first record. */
  constructor(
    private readonly inner: Export,
    private readonly plan: SpreadPlan,
  ) {
    this.inputs = inner.inputs;
  }

  prepare(): Promise<void> {
    return this.inner.prepare();
  }

  async *records(): AsyncGenerator<readonly RawRecord[]> {
    const { jobs, helper, start, limit } = this.plan;
    await this.prepare();
    const tasks = await planTasks({ ...this.plan, inputs: helper.inputs, read: helper.read });
    if (this.isClosed) return;
    this.crew = new Crew(jobs, helper, tasks, start);
    let progress: Progress = newProgress();
    let input = 0;
    for (const task of tasks) {
      if (task.index !== input) progress = newProgress();
      input = task.index;
      for await (const records of this.recordsOf(this.crew, task, progress)) {
        const wanted = records.slice(0, limit - this.seen);
        this.seen += wanted.length;
        if (wanted.length > 0) yield wanted;
        if (this.seen >= limit) return;
      }
    }
  }

  fingerprint(): Fingerprint {
    throw new Error('an export that helpers read has no fingerprints');
  }

  isVerified(): boolean {
    return true;
  }

  bytesRead(): number {
    return this.bytes;
  }

  async close(): Promise<void> {
    this.isClosed = true;
    await this.crew?.close();
    await this.inner.close();
  }

  private async *recordsOf(crew: Crew, task: Task, progress: Progress): AsyncGenerator<readonly RawRecord[]> {
    for (let given = await crew.give(task); given !== undefined; given = await crew.give(task)) {
      if (task.range && !isRightlyBegun(given, progress)) {
        // What was just given is used up, too: a helper waits for that.
        if (given.kind === 'batch') crew.taken(task);
        crew.drop(task);
        yield* this.readHere(task.index, task.range, progress);
        return;
      }
      const lines = progress.next && given.first ? progress.next.line - given.first.line : 0;
      // Until the range's end lines are counted from where its first record is.
      if (given.kind === 'batch') {
        const reader = new BatchReader(given.batch, { input: task.index, records: progress.records, lines });
        while (reader.left > 0) yield this.take(reader);
        progress.records += given.batch.recordCount;
        this.bytes += given.batch.bytesRead;
        crew.taken(task);
        continue;
      }
      progress.next = given.behind && { byte: given.behind.byte, line: given.behind.line + lines };
      progress.isBegun = true;
      return;
    }
  }

  private take(reader: BatchReader): readonly RawRecord[] {
    const records: RawRecord[] = [];
    while (reader.left > 0 && records.length < ARRAY_RECORDS) records.push(reader.next());
    return records;
  }

  private async *readHere(index: number, { to }: ByteRange, progress: Progress): AsyncGenerator<readonly RawRecord[]> {
    const { helper, files } = this.plan;
    const { next } = progress;
    if (next === undefined) return;
    const from = { record: progress.records + 1, part: 0, line: next.line, byte: next.byte };
    const range = to === undefined ? { from } : { from, to };
    const input = helper.inputs[index]!;
    const reader = new RangeReader({ index, input, options: helper.read, files, range, mayStayFlat: false });
    try {
      for (let records = await reader.next(); records !== undefined; records = await reader.next()) {
        if (this.isClosed) return;
        progress.records += records.length;
        yield records;
      }
      progress.next = reader.behind;
    } finally {
      await reader.close();
    }
  }
}

function newProgress(): Progress {
  return { records: 0, next: undefined, isBegun: false };
}

/** Whether a range began where the record before it ended. */
function isRightlyBegun({ first }: Given, { next, isBegun }: Progress): boolean {
  return !isBegun || first?.byte === next?.byte;
}

/** The mapper of records of which most were mapped by helpers. Its answer holds until the next call. */
export function spreadMapper(map: Mapper): Mapper {
  const message = new SpreadMessage();
  const one: readonly Mapped[] = [message];
  return (record) => {
    if (!(record instanceof SpreadRecord)) return map(record);
    if (record.parts) return record.parts;
    message.take(record, record.batch, record.row, record.lane);
    return one;
  };
}
