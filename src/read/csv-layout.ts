import { FatalError } from '../errors.js';
import type { CsvOptions } from '../types.js';
import { backslashRows } from './backslash-rows.js';
import { type CsvDialect, checkDialect, detectDelimiter, type RowParser } from './csv-dialect.js';
import { doubledQuoteRows } from './csv-rows.js';
import { quickRows } from './quick-rows.js';
import { countLines, isBlank } from './scan.js';

/** How the rows of one input are to be read. */
export interface CsvLayout {
  readonly rows: RowParser;
  readonly columns: readonly string[];
  readonly nullText: string | undefined;
  /** Bytes and lines before the first row of data. */
  readonly bodyByte: number;
  readonly bodyLine: number;
}

/**
 * Reads the header from the beginning of an input. Undefined = more bytes are needed. Throws FatalError `usage` for a
 * dialect or a header that cannot be used.
 */
export function csvLayout(
  head: Buffer,
  isWhole: boolean,
  name: string,
  options: CsvOptions,
  fallbackDelimiter: string | undefined,
): CsvLayout | undefined {
  let start = 0;
  while (start < head.length && (head[start] === 0x0a || head[start] === 0x0d)) start += 1;
  const lineEnd = head.indexOf(0x0a, start);
  if (lineEnd === -1 && !isWhole) return undefined;
  const line = head.toString('utf8', start, lineEnd === -1 ? head.length : lineEnd);
  const delimiter = options.delimiter ?? detectDelimiter(line) ?? fallbackDelimiter ?? ',';
  const dialect: CsvDialect = { delimiter, quote: options.quote ?? '"', escape: options.escape ?? 'doubled' };
  checkDialect(dialect);
  const rows = dialect.escape === 'backslash' ? backslashRows(dialect) : quickRows(dialect, doubledQuoteRows(dialect));
  const first = firstRow(rows, head.subarray(start), isWhole);
  if (first === undefined && !isWhole) return undefined;
  if (first === undefined && !isBlank(head, start, head.length)) throw noHeader(name, 'a quote in it is not closed');
  return layoutOf(head, start, first, rows, name, options);
}

interface FirstRow {
  readonly cells: readonly (string | null)[];
  readonly end: number;
}

function layoutOf(
  head: Buffer,
  start: number,
  first: FirstRow | undefined,
  rows: RowParser,
  name: string,
  options: CsvOptions,
): CsvLayout {
  const hasHeader = options.header ?? true;
  const bodyByte = start + (hasHeader ? (first?.end ?? 0) : 0);
  const header = first?.cells ?? [];
  const named = hasHeader
    ? header.map((cell, index) => cell?.trim() || String(index + 1))
    : header.map((_, index) => String(index + 1));
  const columns = options.columns ?? named;
  checkColumns(columns, name);
  return { rows, columns, nullText: options.null, bodyByte, bodyLine: 1 + countLines(head, 0, bodyByte) };
}

function firstRow(rows: RowParser, block: Buffer, isWhole: boolean): FirstRow | undefined {
  let first: FirstRow | undefined;
  rows.rows(block, isWhole, (cells, end) => {
    first = { cells, end };
    return false;
  });
  return first;
}

function checkColumns(columns: readonly string[], name: string): void {
  const seen = new Set<string>();
  for (const column of columns) {
    if (seen.has(column)) {
      throw new FatalError(
        'usage',
        'duplicate-column',
        `The header of ${name} names the column ${JSON.stringify(column)} twice.`,
        'Rename one of them in the file, or name the columns yourself with --columns (in a mapping: format.columns).',
      );
    }
    seen.add(column);
  }
}

export function noHeader(name: string, why: string): FatalError {
  return new FatalError(
    'usage',
    'no-header',
    `The header row of ${name} cannot be read: ${why}.`,
    'Correct the first line, or set format.quote and format.escape in the mapping as the file has them.',
  );
}
