import { FatalError } from '../errors.js';

/** How rows and cells are told apart. */
export interface CsvDialect {
  readonly delimiter: string;
  /** Empty = cells are never quoted. */
  readonly quote: string;
  readonly escape: 'doubled' | 'backslash';
}

/** What finds rows in a block of bytes. The block begins at a row. */
export interface RowParser {
  /**
   * Tells of the rows one after another: the cells (null only where the dialect has a mark for it) and the offset in
   * the block behind the row's line end. A last row without line end is told of only when `isLast`. Stops when `onRow`
   * answers false.
   */
  rows(block: Buffer, isLast: boolean, onRow: (cells: (string | null)[], end: number) => boolean): void;
  /** Whether quotes of a row, given without its line end, open and close where they may. */
  isWellQuoted(row: Buffer): boolean;
}

const CANDIDATES = [',', ';', '\t', '|'];

/** The delimiter a header line uses, by counting outside of quotes; undefined when it holds none of the usual ones. */
export function detectDelimiter(line: string): string | undefined {
  const bare = line.replace(/"[^"]*"/g, '');
  let best: string | undefined;
  let most = 0;
  for (const candidate of CANDIDATES) {
    const count = bare.split(candidate).length - 1;
    if (count <= most) continue;
    most = count;
    best = candidate;
  }
  return best;
}

/** Throws FatalError `usage` for a dialect that cannot be read. */
export function checkDialect({ delimiter, quote, escape: escaping }: CsvDialect): void {
  const isBackslash = escaping === 'backslash';
  const oneByte = (text: string): boolean => Buffer.byteLength(text) === 1;
  const problem =
    delimiter === '' || /[\r\n]/.test(delimiter)
      ? 'the delimiter must be a character that is no line end'
      : quote.length > 1
        ? 'the quote must be one character, or empty for none'
        : delimiter === quote
          ? 'delimiter and quote must differ'
          : isBackslash && !(oneByte(delimiter) && (quote === '' || oneByte(quote)))
            ? 'with backslash escapes, delimiter and quote must be ASCII characters'
            : undefined;
  if (problem === undefined) return;
  const given = `delimiter ${JSON.stringify(delimiter)}, quote ${JSON.stringify(quote)}`;
  throw new FatalError(
    'usage',
    'bad-csv-dialect',
    `CSV: ${problem}; given: ${given}.`,
    'Correct --delimiter, or delimiter, quote and escape under format in the mapping.',
  );
}
