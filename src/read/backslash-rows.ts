import type { CsvDialect, RowParser } from './csv-dialect.js';

const LINE_FEED = 0x0a;
const CARRIAGE_RETURN = 0x0d;
const BACKSLASH = 0x5c;

/** What a letter behind a backslash stands for; any other character stands for itself. */
const LETTERS: Readonly<Record<string, string>> = {
  '0': '\0',
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
  v: '\v',
  Z: '\x1a',
};

interface Row {
  readonly cells: (string | null)[];
  readonly end: number;
  readonly isWhole: boolean;
}

/**
 * Rows as MySQL writes them with SELECT … INTO OUTFILE and PostgreSQL with COPY in text format: a backslash escapes the
 * delimiter, the quote, a line end and itself, in quotes or without, and an unquoted `\N` is null. csv-parse knows a
 * backslash only inside quotes and forgets which letter was escaped, so these rows are read here.
 */
export function backslashRows({ delimiter, quote }: CsvDialect): RowParser {
  const marks = { delimiter: delimiter.charCodeAt(0), quote: quote === '' ? -1 : quote.charCodeAt(0) };
  return {
    rows(block, isLast, onRow) {
      let from = 0;
      while (from < block.length) {
        const row = rowAt(block, from, marks);
        if (row === undefined || (!row.isWhole && !isLast)) return;
        const isEmpty = block[from] === LINE_FEED || (block[from] === CARRIAGE_RETURN && block[from + 1] === LINE_FEED);
        from = row.end;
        if (isEmpty) continue;
        if (!onRow(row.cells, row.end)) return;
      }
    },
    isWellQuoted: () => true,
  };
}

/** The row that begins at `from`; undefined when a quote or an escape is still open at the end of the block. */
function rowAt(block: Buffer, from: number, marks: { delimiter: number; quote: number }): Row | undefined {
  const cells: (string | null)[] = [];
  let start = from;
  let inQuotes = false;
  let isQuoted = false;
  for (let index = from; index < block.length; index += 1) {
    const byte = block[index];
    if (byte === BACKSLASH) {
      index += 1;
      if (index >= block.length) return undefined;
    } else if (inQuotes) inQuotes = byte !== marks.quote;
    else if (byte === marks.quote && index === start) {
      inQuotes = true;
      isQuoted = true;
    } else if (byte === marks.delimiter || byte === LINE_FEED) {
      cells.push(cellOf(block, start, index, isQuoted, byte === LINE_FEED));
      if (byte === LINE_FEED) return { cells, end: index + 1, isWhole: true };
      start = index + 1;
      isQuoted = false;
    }
  }
  if (inQuotes) return undefined;
  cells.push(cellOf(block, start, block.length, isQuoted, true));
  return { cells, end: block.length, isWhole: false };
}

function cellOf(block: Buffer, from: number, to: number, isQuoted: boolean, isLastOfRow: boolean): string | null {
  const hasReturn = isLastOfRow && to > from && block[to - 1] === CARRIAGE_RETURN && block[to - 2] !== BACKSLASH;
  const text = block.toString('utf8', from, hasReturn ? to - 1 : to);
  if (!isQuoted && text === '\\N') return null;
  return unescaped(isQuoted ? text.slice(1, -1) : text);
}

function unescaped(text: string): string {
  if (!text.includes('\\')) return text;
  return text.replace(/\\(.)/gsu, (_, character: string) => LETTERS[character] ?? character);
}
