import type { CsvDialect, RowParser } from './csv-dialect.js';

const LINE_FEED = 0x0a;
const CARRIAGE_RETURN = 0x0d;
const LAST_ASCII = 0x7f;

/*
 * Rows as nearly all of them are: no quotes at all, or quotes that open at the beginning of a cell and close at its end. Such
 * rows are cut here, many times faster than by a parser that looks at each byte in the light of all options. At the first
 * row that is anything else the general parser takes over, to the end of the block; it also has the last word on a row
 * without a line end. test/unit/read/quick-rows.test.ts compares the two.
 */
export function quickRows({ delimiter, quote }: CsvDialect, general: RowParser): RowParser {
  if (!isAscii(delimiter) || !(quote === '' || isAscii(quote))) return general;
  const cut = new QuickCut(delimiter, quote);
  return {
    rows(block, isLast, onRow) {
      let from = 0;
      let nextQuote = quote === '' ? -1 : 0;
      for (;;) {
        from = passLineEnds(block, from);
        const lineEnd = block.indexOf(LINE_FEED, from);
        if (lineEnd === -1) break;
        if (nextQuote !== -1 && nextQuote < from) nextQuote = block.indexOf(quote, from);
        const hasQuotes = nextQuote !== -1 && nextQuote < lineEnd;
        const cells = hasQuotes ? cut.quotedRow(block, from) : cut.bareRow(block, from, lineEnd);
        if (cells === undefined) break;
        const end = hasQuotes ? cut.end : lineEnd + 1;
        if (!onRow(cells, end)) return;
        from = end;
      }
      if (from === block.length) return;
      // Without a line end there is no row to be told of.
      if (!isLast && block.indexOf(LINE_FEED, from) === -1) return;
      general.rows(block.subarray(from), isLast, (cells, end) => onRow(cells, from + end));
    },
    isWellQuoted: (row) => general.isWellQuoted(row),
  };
}

/** Cuts rows into cells. */
class QuickCut {
  /** Behind the line end of the row that `quotedRow` cut. */
  end = 0;
  private readonly delimiterByte: number;
  private readonly quoteByte: number;

  constructor(
    private readonly delimiter: string,
    private readonly quote: string,
  ) {
    this.delimiterByte = delimiter.charCodeAt(0);
    this.quoteByte = quote.charCodeAt(0);
  }

  /** A line without quotes is a row. */
  bareRow(block: Buffer, from: number, lineEnd: number): string[] {
    const end = lineEnd > from && block[lineEnd - 1] === CARRIAGE_RETURN ? lineEnd - 1 : lineEnd;
    return block.toString('utf8', from, end).split(this.delimiter);
  }

  /** Undefined = its quotes are unusual, or it does not end in the block. */
  quotedRow(block: Buffer, from: number): string[] | undefined {
    const cells: string[] = [];
    let at = from;
    for (;;) {
      const isQuoted = block[at] === this.quoteByte;
      const end = isQuoted ? this.quotedEnd(block, at + 1) : this.bareEnd(block, at);
      if (end === -1) return undefined;
      cells.push(isQuoted ? this.unquoted(block, at + 1, end) : block.toString('utf8', at, end));
      at = isQuoted ? end + 1 : end;
      if (block[at] === this.delimiterByte) {
        at += 1;
        continue;
      }
      if (block[at] === CARRIAGE_RETURN) at += 1;
      if (block[at] !== LINE_FEED) return undefined;
      this.end = at + 1;
      return cells;
    }
  }

  /** The closing quote, or -1. */
  private quotedEnd(block: Buffer, from: number): number {
    const { quoteByte } = this;
    let end = block.indexOf(quoteByte, from);
    while (end !== -1 && block[end + 1] === quoteByte) end = block.indexOf(quoteByte, end + 2);
    return end;
  }

  /** What ends a cell without quotes, or -1 where a quote comes before. */
  private bareEnd(block: Buffer, from: number): number {
    const { delimiterByte, quoteByte } = this;
    for (let index = from; index < block.length; index += 1) {
      const byte = block[index]!;
      if (byte === delimiterByte || byte === LINE_FEED) return index;
      if (byte === CARRIAGE_RETURN && block[index + 1] === LINE_FEED) return index;
      if (byte === quoteByte) return -1;
    }
    return -1;
  }

  private unquoted(block: Buffer, from: number, end: number): string {
    const { quote } = this;
    const text = block.toString('utf8', from, end);
    return text.includes(quote) ? text.replaceAll(quote + quote, () => quote) : text;
  }
}

function isAscii(text: string): boolean {
  return text.length === 1 && text.charCodeAt(0) <= LAST_ASCII;
}

/** Empty lines are no rows. */
function passLineEnds(block: Buffer, from: number): number {
  let index = from;
  for (;;) {
    if (block[index] === LINE_FEED) index += 1;
    else if (block[index] === CARRIAGE_RETURN && block[index + 1] === LINE_FEED) index += 2;
    else return index;
  }
}
