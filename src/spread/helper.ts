import { asFatal, FatalError } from '../errors.js';
import { compileMapper } from '../map/mapper.js';
import { loadMapping } from '../map/mapping.js';
import { RangeReader } from '../read/range.js';
import type { Files, Mapped, Mapper, RawRecord } from '../types.js';
import type { Batch } from './batch.js';
import { BatchWriter } from './batch-writer.js';
import { BATCHES_AHEAD, type FromHelper, type HelperPlan, type Task, type ToHelper } from './messages.js';

/** Posts to the thread of the check; the arrays of numbers in `batch` are given away. */
export type Post = (message: FromHelper, batch?: Batch) => void;

/** Reads and maps ranges of an export, one task after another, in a thread of its own. */
export class Helper {
  private readonly map: Promise<Mapper>;
  private batchesAhead = 0;
  private wake: (() => void) | undefined;
  private tasks: Promise<void> = Promise.resolve();

  constructor(
    private readonly plan: HelperPlan,
    private readonly files: Files,
    private readonly post: Post,
  ) {
    this.map = mapperOf(plan, files);
    // A failure is told by the first task.
    this.map.catch(() => undefined);
  }

  take(message: ToHelper): void {
    if (message.kind === 'task') {
      this.tasks = this.tasks.then(() => this.work(message.task));
      return;
    }
    this.batchesAhead -= 1;
    this.wake?.();
  }

  private async work(task: Task): Promise<void> {
    const { number } = task;
    try {
      await this.read(task, await this.map);
    } catch (error) {
      const { kind, code, message, hint } = asFatal(error);
      this.post({ kind: 'failed', task: number, failure: { kind, code, message, hint } });
    }
  }

  private async read({ number, index, range }: Task, map: Mapper): Promise<void> {
    const { inputs, read: options, mayStayFlat } = this.plan;
    const input = inputs[index]!;
    const where = { index, input, options, files: this.files, mayStayFlat };
    const reader = new RangeReader(range === undefined ? where : { ...where, range });
    const writer = new BatchWriter();
    try {
      for (let records = await reader.next(); records !== undefined; records = await reader.next()) {
        for (const record of records) {
          addTo(writer, record, map);
          if (writer.isFull) await this.hand(number, range !== undefined, reader, writer);
        }
      }
      if (!writer.isEmpty) await this.hand(number, range !== undefined, reader, writer);
      this.post({ kind: 'end', task: number, first: reader.first, behind: reader.behind });
    } finally {
      await reader.close();
    }
  }

  private async hand(task: number, isRange: boolean, reader: RangeReader, writer: BatchWriter): Promise<void> {
    while (this.batchesAhead >= BATCHES_AHEAD) await new Promise<void>((resolve) => this.waitWith(resolve));
    this.batchesAhead += 1;
    // A range reads a little of what others read, too.
    const batch = writer.take(isRange ? undefined : reader.takeCount());
    this.post({ kind: 'batch', task, batch, first: reader.first }, batch);
  }

  private waitWith(resolve: () => void): void {
    this.wake = resolve;
  }
}

async function mapperOf({ choice, digest, settings }: HelperPlan, files: Files): Promise<Mapper> {
  const mapping = await loadMapping(choice, files);
  if (mapping.digest !== digest) {
    throw new FatalError(
      'stopped',
      'mapping-changed',
      'The mapping was changed while the check began.',
      'Start the same command again.',
    );
  }
  return compileMapper(mapping, settings);
}

/** What is no message goes as a whole; of a record that was not parsed there is no whole. */
function addTo(writer: BatchWriter, record: RawRecord, map: Mapper): void {
  const mapped = map(record);
  if (!record.flat || mapped.every(isMessage)) return writer.add(record, mapped);
  const { at, end, endLine, value } = record;
  const parsed = { at, end, endLine, value };
  writer.add(parsed, map(parsed));
}

function isMessage({ kind }: Mapped): boolean {
  return kind === 'message';
}
