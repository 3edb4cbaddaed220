import type { Position, RawRecord } from '../types.js';
import type { Damage } from './bytes.js';

/** Turns the text of one input, as it comes in chunks, into records. Same records for the same text, however cut. */
export interface RecordReader {
  /** Adds the records that are complete now. The chunk is not changed and not kept for long. */
  push(chunk: Buffer, out: RawRecord[]): void;
  /** The text ended; `damage` says that it ended before its time. Called once. */
  finish(out: RawRecord[], damage?: Damage): void;
}

/** Where a reader begins. `fresh`: before the first record; otherwise behind some record of an earlier life. */
export interface ReaderStart {
  readonly input: number;
  readonly position: Position;
  readonly fresh: boolean;
  readonly maxRecordBytes: number;
  /** Records may be handed over unparsed; they keep the chunk they stand in as long as they live. */
  readonly mayStayFlat: boolean;
}
