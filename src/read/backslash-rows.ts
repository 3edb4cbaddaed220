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
  /** Nothing stands behind a closing quote. */
  readonly isWellQuoted: boolean;
}

/**
 * Rows as MySQL writes them with SELECT … INTO OUTFILE and PostgreSQL with COPY in text format: a backslash escapes the
 * delimiter, the quote, a line end and itself, in quotes or without, and an unquoted `\N` is null; in quotes a quote may
 * also be doubled. csv-parse knows a backslash only inside quotes and forgets which letter was escaped, so these rows are
 * read here.
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
    isWellQuoted: (row) => rowAt(row, 0, marks)?.isWellQuoted ?? false,
  };
}

/** The row that begins at `from`; undefined when a quote or an escape is still open at the end of the block. */
function rowAt(block: Buffer, from: number, marks: { delimiter: number; quote: number }): Row | undefined {
  const cells: (string | null)[] = [];
  let start = from;
  let inQuotes = false;
  /** Where the quote of the cell was closed; 0 = it has none. */
  let closedAt = 0;
  let isWellQuoted = true;
  const endCell = (end: number, isLastOfRow: boolean): void => {
    const to = isLastOfRow && end > start && endsInReturn(block, end) ? end - 1 : end;
    const isQuoted = closedAt > 0 && closedAt === to - 1;
    if (closedAt > 0 && !isQuoted) isWellQuoted = false;
    cells.push(isQuoted ? quotedCell(block, start, to) : plainCell(block, start, to));
  };
  for (let index = from; index < block.length; index += 1) {
    const byte = block[index];
    if (byte === BACKSLASH) {
      index += 1;
      if (index >= block.length) return undefined;
    } else if (inQuotes) {
      if (byte !== marks.quote) continue;
      if (block[index + 1] === marks.quote) index += 1;
      else {
        inQuotes = false;
        closedAt = index;
      }
    } else if (byte === marks.quote && index === start) inQuotes = true;
    else if (byte === marks.delimiter || byte === LINE_FEED) {
      endCell(index, byte === LINE_FEED);
      if (byte === LINE_FEED) return { cells, end: index + 1, isWhole: true, isWellQuoted };
      start = index + 1;
      closedAt = 0;
    }
  }
  if (inQuotes) return undefined;
  endCell(block.length, true);
  return { cells, end: block.length, isWhole: false, isWellQuoted };
}

function endsInReturn(block: Buffer, end: number): boolean {
  return block[end - 1] === CARRIAGE_RETURN && block[end - 2] !== BACKSLASH;
}

function quotedCell(block: Buffer, from: number, to: number): string {
  const quote = String.fromCharCode(block[from]!);
  const text = block.toString('utf8', from + 1, to - 1);
  if (!text.includes(quote)) return unescaped(text);
  // Escapes are passed over first: a quote in one is no half of a doubled quote.
  return unescaped(text.replace(/\\.|(.)\1/gsu, (found, first?: string) => (first === quote ? quote : found)));
}

/** Also one with something behind its closing quote: it is taken as it stands, and nothing of it is lost. */
function plainCell(block: Buffer, from: number, to: number): string | null {
  const text = block.toString('utf8', from, to);
  return text === '\\N' ? null : unescaped(text);
}

function unescaped(text: string): string {
  if (!text.includes('\\')) return text;
  return text.replace(/\\(.)/gsu, (_, character: string) => LETTERS[character] ?? character);
}
