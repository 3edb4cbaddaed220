import { isUtf8 } from 'node:buffer';
import type { At, RawRecord } from '../types.js';
import { badEncoding, brokenRecord, type Ends, tooLong, type Why } from './broken.js';
import type { Damage } from './bytes.js';
import { Carry, keptOf } from './carry.js';
import type { CsvLayout } from './csv-layout.js';
import { MISSING_QUOTE, OPEN_QUOTE, rowObject, wrongCount } from './csv-row.js';
import { ROW_LINES } from './limits.js';
import type { ReaderStart, RecordReader } from './reader.js';
import { countLines, isBlank } from './scan.js';

const LINE_FEED = 0x0a;
const CARRIAGE_RETURN = 0x0d;

/** What a row that was found turned out to be: taken, or the sign of a missing quote. */
type Judged = 'taken' | 'suspect';

/*
 * Rows as objects by column name. `pending` holds the text from the beginning of the next row on, less than one row after
 * every push; the row parser is run over it from there. A missing closing quote makes a row swallow the rows behind it,
 * so a row over several lines is believed only if it is not too long, not over ROW_LINES lines, well quoted and has the
 * right number of cells. Otherwise its FIRST LINE alone is rejected and parsing begins again at the next line. A row
 * that is still unfinished is suspect as soon as it must become so, whatever follows; so the outcome does not depend on
 * how the text was cut into chunks. A single line longer than a record may be is let go while it streams by.
 */
export class CsvReader implements RecordReader {
  private readonly input: number;
  private readonly limit: number;
  private record: number;
  /** Line and offset of the first pending byte, or of the line that is let go. */
  private line: number;
  private byte: number;
  private pending: Buffer = Buffer.alloc(0);
  /** A line that is too long, up to its end. */
  private overlong: Carry | undefined;

  constructor(
    start: ReaderStart,
    private readonly layout: CsvLayout,
  ) {
    this.input = start.input;
    this.limit = start.maxRecordBytes;
    this.record = start.position.record;
    this.line = start.position.line;
    this.byte = start.position.byte;
  }

  push(chunk: Buffer, out: RawRecord[]): void {
    const rest = this.overlong ? this.passOverlong(chunk, out) : chunk;
    if (rest.length === 0) return;
    this.pending = this.pending.length === 0 ? rest : Buffer.concat([this.pending, rest]);
    while (this.takeRows(false, out) || this.isHopeless()) this.rejectFirstLine(out);
  }

  finish(out: RawRecord[], damage?: Damage): void {
    if (damage) out.push(this.brokenTail(damage));
    else if (this.overlong) out.push(this.brokenTail(tooLong(this.overlong.length, this.limit, 'line')));
    else this.finishRows(out);
  }

  /**
   * The last rows. A quote still open at the end is either a missing one, and rows follow its line, or the file was cut
   * inside a cell; told apart by whether anything behind that line reads as a row.
   */
  private finishRows(out: RawRecord[]): void {
    while (this.takeRows(true, out)) this.rejectFirstLine(out);
    this.skipBlank();
    if (this.pending.length === 0) return;
    const before = { record: this.record, line: this.line, byte: this.byte, pending: this.pending };
    const behind: RawRecord[] = [];
    this.rejectFirstLine(behind);
    if (this.pending.length > 0) this.finishRows(behind);
    if (behind.some(({ broken }) => broken === undefined)) {
      for (const record of behind) out.push(record);
      return;
    }
    Object.assign(this, before);
    out.push(this.brokenTail(OPEN_QUOTE));
  }

  /** Takes the rows that are whole. Answers whether it stopped at a suspect one, which `pending` then begins with. */
  private takeRows(isLast: boolean, out: RawRecord[]): boolean {
    const block = this.pending;
    const isChecked = isUtf8(isLast ? block : block.subarray(0, block.lastIndexOf(LINE_FEED) + 1));
    let from = 0;
    let isSuspect = false;
    this.layout.rows.rows(block, isLast, (cells, end) => {
      const start = this.rowStart(block, from, end);
      from = start;
      isSuspect = this.takeRow(block, start, end, cells, isChecked, out) === 'suspect';
      if (!isSuspect) from = end;
      return !isSuspect;
    });
    this.pending = block.subarray(from);
    return isSuspect;
  }

  /** Passes the empty lines before a row. */
  private rowStart(block: Buffer, from: number, end: number): number {
    let start = from;
    while (
      start < end &&
      (block[start] === LINE_FEED || (block[start] === CARRIAGE_RETURN && block[start + 1] === LINE_FEED))
    ) {
      if (block[start] === LINE_FEED) this.line += 1;
      start += 1;
    }
    this.byte += start - from;
    return start;
  }

  private takeRow(
    block: Buffer,
    start: number,
    end: number,
    cells: (string | null)[],
    isChecked: boolean,
    out: RawRecord[],
  ): Judged {
    const isWhole = block[end - 1] === LINE_FEED;
    const textEnd = isWhole ? end - 1 : end;
    const lines = countLines(block, start, textEnd);
    const isCounted = cells.length === this.layout.columns.length;
    if (textEnd - start > this.limit || lines >= ROW_LINES) return 'suspect';
    if (lines > 0 && !(isCounted && this.layout.rows.isWellQuoted(block.subarray(start, textEnd)))) return 'suspect';
    const ends = { end: this.byte + end - start, endLine: this.line + lines + (isWhole ? 1 : 0) };
    if (isCounted || !isBlank(block, start, end)) {
      const bytes = block.subarray(start, textEnd);
      const why =
        !isChecked && !isUtf8(bytes)
          ? badEncoding(bytes, 'row')
          : isCounted
            ? undefined
            : wrongCount(cells.length, this.layout.columns.length);
      if (why) out.push(brokenRecord(this.at(), ends, why, bytes, bytes.length, !isWhole));
      else out.push(this.good(cells, ends, isWhole));
    }
    this.byte = ends.end;
    this.line = ends.endLine;
    return 'taken';
  }

  private good(cells: readonly (string | null)[], ends: Ends, isWhole: boolean): RawRecord {
    const record = { at: this.at(), end: ends.end, endLine: ends.endLine, value: rowObject(cells, this.layout) };
    return isWhole ? record : { ...record, openEnd: true };
  }

  /** The unfinished row that is pending can no longer become a good one. */
  private isHopeless(): boolean {
    this.skipBlank();
    const { pending } = this;
    return pending.length > this.limit || countLines(pending, 0, pending.length) >= ROW_LINES;
  }

  private rejectFirstLine(out: RawRecord[]): void {
    const { pending } = this;
    const lineEnd = pending.indexOf(LINE_FEED);
    const length = lineEnd === -1 ? pending.length : lineEnd;
    if (lineEnd === -1 && length > this.limit) {
      this.overlong = new Carry(this.limit);
      this.overlong.add(pending);
      this.pending = pending.subarray(length);
      return;
    }
    const isOver = length > this.limit;
    const why = isOver ? tooLong(length, this.limit, 'line') : MISSING_QUOTE;
    const kept = pending.subarray(0, isOver ? keptOf(this.limit) : length);
    const taken = lineEnd === -1 ? length : length + 1;
    const ends = { end: this.byte + taken, endLine: this.line + (lineEnd === -1 ? 0 : 1) };
    out.push(brokenRecord(this.at(), ends, why, kept, length, lineEnd === -1));
    this.byte = ends.end;
    this.line = ends.endLine;
    this.pending = pending.subarray(taken);
  }

  private passOverlong(chunk: Buffer, out: RawRecord[]): Buffer {
    const overlong = this.overlong!;
    const lineEnd = chunk.indexOf(LINE_FEED);
    overlong.add(lineEnd === -1 ? chunk : chunk.subarray(0, lineEnd));
    if (lineEnd === -1) return chunk.subarray(chunk.length);
    const length = overlong.length;
    const ends = { end: this.byte + length + 1, endLine: this.line + 1 };
    const why = tooLong(length, this.limit, 'line');
    out.push(brokenRecord(this.at(), ends, why, overlong.take(), length, false));
    this.byte = ends.end;
    this.line = ends.endLine;
    this.overlong = undefined;
    return chunk.subarray(lineEnd + 1);
  }

  /** All that is left, as one broken record. */
  private brokenTail(why: Why): RawRecord {
    const length = this.overlong?.length ?? this.pending.length;
    const bytes = this.overlong?.take() ?? this.pending;
    const ends = { end: this.byte + length, endLine: this.line + countLines(bytes, 0, bytes.length) };
    return brokenRecord(this.at(), ends, why, bytes, length, true);
  }

  private skipBlank(): void {
    const start = this.rowStart(this.pending, 0, this.pending.length);
    this.pending = this.pending.subarray(start);
  }

  private at(): At {
    const at = { input: this.input, record: this.record, part: 0, line: this.line, byte: this.byte };
    this.record += 1;
    return at;
  }
}
