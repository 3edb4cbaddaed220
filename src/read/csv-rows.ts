import { createRequire } from 'node:module';
import type * as CsvParse from 'csv-parse/sync';
import type { CsvDialect, RowParser } from './csv-dialect.js';

/** The door to csv-parse: rows of the usual dialect, where a quote inside quotes is doubled. */

const LINE_FEED = 0x0a;
const CARRIAGE_RETURN = 0x0d;

/** Loaded when a table is first met. */
function csvParse(): typeof CsvParse {
  return createRequire(import.meta.url)('csv-parse/sync') as typeof CsvParse;
}

/** Thrown through csv-parse to stop it. */
const STOP = new Error('stop');

/**
 * The parser is given blocks that begin at a row and is not kept between them: whatever comes next is decided by the
 * caller, who may begin again at any line. Column counts are judged by the caller; `skip_records_with_error` and
 * `max_record_size` are never used, because together they drop rows in silence.
 */
export function doubledQuoteRows({ delimiter, quote }: CsvDialect): RowParser {
  const marks = { delimiter: Buffer.from(delimiter), quote: Buffer.from(quote) };
  const { parse } = csvParse();
  return {
    rows(block, isLast, onRow) {
      const options = {
        delimiter,
        quote: quote === '' ? null : quote,
        escape: quote === '' ? null : quote,
        record_delimiter: ['\r\n', '\n'],
        columns: false as const,
        info: true,
        relax_quotes: true,
        relax_column_count: true,
        skip_empty_lines: true,
        on_record: (row: unknown, { bytes }: CsvParse.Info): null => {
          const { record } = row as { record: string[] };
          const isWhole = block[bytes - 1] === LINE_FEED;
          if ((!isWhole && !isLast) || !onRow(record, bytes)) throw STOP;
          return null;
        },
      };
      try {
        parse(block, options);
      } catch (error) {
        // The only fault csv-parse finds with these options is a quote still open at the end of the block.
        if (error !== STOP && !isOpenQuote(error)) throw error;
      }
    },
    isWellQuoted: (row) => quote === '' || isWellQuoted(row, marks.delimiter, marks.quote),
  };
}

function isOpenQuote(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'CSV_QUOTE_NOT_CLOSED';
}

function isWellQuoted(row: Buffer, delimiter: Buffer, quote: Buffer): boolean {
  const end = row[row.length - 1] === CARRIAGE_RETURN ? row.length - 1 : row.length;
  let cell = 0;
  while (cell < end) {
    let after = row.indexOf(delimiter, cell);
    if (startsWith(row, quote, cell)) {
      after = closingQuote(row, quote, cell + quote.length);
      if (after === -1) return false;
      after += quote.length;
      if (after < end && !startsWith(row, delimiter, after)) return false;
    }
    if (after === -1) return true;
    cell = after + delimiter.length;
  }
  return true;
}

function closingQuote(row: Buffer, quote: Buffer, from: number): number {
  let at = row.indexOf(quote, from);
  while (at !== -1 && startsWith(row, quote, at + quote.length)) at = row.indexOf(quote, at + 2 * quote.length);
  return at;
}

function startsWith(bytes: Buffer, mark: Buffer, at: number): boolean {
  return bytes.subarray(at, at + mark.length).equals(mark);
}
