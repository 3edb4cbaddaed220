import type { Files, Position, RawRecord } from '../types.js';
import { readAt } from './bytes.js';
import { EMPTY_FINGERPRINT } from './fingerprint.js';
import { readOpening } from './head.js';
import { InputReader } from './input-reader.js';
import { type Input, openFile } from './inputs.js';
import type { ReadOptions } from './opening.js';
import { isSeekable, openText } from './source.js';

/*
 * Inputs in which reading may begin behind any line end are read in ranges of bytes, each on its own. A range holds the
 * records that begin in it. Where one begins that is not the first, its reader takes what is behind the next line end for
 * the beginning of a record. In JSON lines that is so; in CSV a cell may hold the line end. So a range also tells where it
 * found its first record, and the one before it where the next record really is: only if these are the same place has the
 * range been read rightly. Readers know nothing of what came before the record they stand at, so it then is what one
 * reading of the whole would have given, save that records and lines are counted from its beginning.
 */

/** The records of an input that begin at `from` or behind it, and before `to`; absent = all up to the end. */
export interface ByteRange {
  /** A byte; or, where it is known, the place of a record, which lends its numbers to those behind it. */
  readonly from: number | Position;
  readonly to?: number;
}

export interface RangeTask {
  readonly index: number;
  readonly input: Input;
  readonly options: ReadOptions;
  readonly files: Files;
  /** Absent = the whole input. */
  readonly range?: ByteRange;
  readonly mayStayFlat: boolean;
}

/** A place where a record begins. */
export interface RecordPlace {
  readonly byte: number;
  readonly line: number;
}

const LINE_FEED = 0x0a;
/** Bytes looked through at a time for a line end. */
const LOOK_BYTES = 64 * 1024;

/** Whether an input may be read in ranges. Throws FatalError where it cannot be read at all. */
export async function hasRanges(input: Input, options: ReadOptions, files: Files): Promise<boolean> {
  const encoding = options.encoding ?? 'utf-8';
  if (!isSeekable(input, encoding) || input.size === undefined) return false;
  const text = await openText(input, encoding, { files, stdin: undefined, count: () => undefined });
  try {
    const { opening } = await readOpening(text, input.name, options);
    return opening.format !== 'json';
  } finally {
    await text.close();
  }
}

/** Reads one range, or a whole input. */
export class RangeReader {
  /** Where the first record was found. */
  first: RecordPlace | undefined;
  /** Where the first record behind the range was found. */
  behind: RecordPlace | undefined;
  /** Bytes read from disk since the last `takeCount`; of use for a whole input. */
  private counted = 0;
  private reader: InputReader | undefined;
  private isOver = false;

  constructor(private readonly task: RangeTask) {}

  /** The next records, perhaps none; undefined at the end. Throws FatalError. */
  async next(): Promise<readonly RawRecord[] | undefined> {
    if (this.isOver) return undefined;
    const reader = this.reader ?? (await this.open());
    const records = await reader?.next();
    this.isOver = records === undefined;
    if (records === undefined) return undefined;
    this.first ??= placeOf(records[0]);
    const to = this.task.range?.to;
    if (to === undefined || (records.at(-1)?.at.byte ?? 0) < to) return records;
    const inside = records.findIndex(({ at }) => at.byte >= to);
    this.behind = placeOf(records[inside]);
    this.isOver = true;
    return records.slice(0, inside);
  }

  takeCount(): number {
    const { counted } = this;
    this.counted = 0;
    return counted;
  }

  async close(): Promise<void> {
    await this.reader?.close();
  }

  private async open(): Promise<InputReader | undefined> {
    const { index, input, options, files, range, mayStayFlat } = this.task;
    const start = await this.startOf(range?.from ?? 0);
    if (start === undefined) return undefined;
    const point = start.byte === 0 ? undefined : { from: start, fingerprint: EMPTY_FINGERPRINT };
    const count = (bytes: number): void => {
      this.counted += bytes;
    };
    const deps = { files, stdin: undefined, count };
    const reader = new InputReader({
      index,
      input,
      options,
      deps,
      point,
      seed: undefined,
      isFingerprinted: false,
      mayStayFlat,
    });
    this.reader = reader;
    await reader.open();
    await reader.lookAround();
    return reader;
  }

  /** Where the first line begins; undefined = there is none. */
  private async startOf(from: number | Position): Promise<Position | undefined> {
    if (typeof from !== 'number') return from;
    if (from === 0) return lineAt(0);
    const { input, files } = this.task;
    const handle = await openFile(input.path, files);
    try {
      const buffer = Buffer.allocUnsafe(LOOK_BYTES);
      for (let position = from - 1; ; ) {
        const got = await readAt(handle, input.name, buffer, position);
        if (got === 0) return undefined;
        const lineEnd = buffer.subarray(0, got).indexOf(LINE_FEED);
        if (lineEnd !== -1) return lineAt(position + lineEnd + 1);
        position += got;
      }
    } finally {
      await handle.close();
    }
  }
}

/** Counting begins there. */
function lineAt(byte: number): Position {
  return { record: 1, part: 0, line: 1, byte };
}

function placeOf(record: RawRecord | undefined): RecordPlace | undefined {
  return record && { byte: record.at.byte, line: record.at.line };
}
