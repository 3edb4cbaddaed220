import type { RawRecord } from '../types.js';
import type { Damage } from './bytes.js';
import type { RecordReader } from './reader.js';

/** Reads an input that cannot be entered in its middle from the beginning, and drops the records before `first`. */
export class LaterRecords implements RecordReader {
  constructor(
    private readonly reader: RecordReader,
    private readonly first: number,
  ) {}

  push(chunk: Buffer, out: RawRecord[]): void {
    const all: RawRecord[] = [];
    this.reader.push(chunk, all);
    this.keep(all, out);
  }

  finish(out: RawRecord[], damage?: Damage): void {
    const all: RawRecord[] = [];
    this.reader.finish(all, damage);
    this.keep(all, out);
  }

  private keep(all: readonly RawRecord[], out: RawRecord[]): void {
    for (const record of all) if (record.at.record >= this.first) out.push(record);
  }
}
