/** Rows on their way into a table: one chunk of them, column by column. */
export interface Batch {
  /** Rows the chunk holds. */
  readonly capacity: number;
  readonly columns: readonly ColumnCells[];
  /** Gives the first `rows` rows to the table; the chunk is used again. */
  append(rows: number): void;
  /** Makes what was given visible to queries. */
  flush(): void;
  close(): void;
}

/** Where the values of a column are written. One of the three, by its type. */
export interface ColumnCells {
  readonly name: string;
  /** UTINYINT: a byte for each row. */
  readonly bytes?: Uint8Array;
  /** 32-bit words: one for each row, or two, the low one first. */
  readonly words?: Uint32Array;
  readonly setText?: (row: number, text: string) => void;
}

/**
 * Fills a table quickly, without an object or a call for each value: write the cells of row `row`, every one of them, into
 * the columns' memory, then call `endRow`. Throws FatalError('stopped', 'survey-failed').
 */
export class TableWriter {
  /** The row of the chunk to be written next. */
  row = 0;
  private readonly columns: ReadonlyMap<string, ColumnCells>;

  constructor(private readonly batch: Batch) {
    this.columns = new Map(batch.columns.map((column) => [column.name, column]));
  }

  /** A UTINYINT column. */
  bytes(column: string): Uint8Array {
    return this.cells(column, 'bytes');
  }

  /** A column of 32 bits (cell `row`), or of 64 (cells `2 * row`, the low word, and `2 * row + 1`). */
  words(column: string): Uint32Array {
    return this.cells(column, 'words');
  }

  /** A VARCHAR column. */
  texts(column: string): (row: number, text: string) => void {
    return this.cells(column, 'setText');
  }

  endRow(): void {
    this.row += 1;
    if (this.row === this.batch.capacity) this.append();
  }

  /** Everything written so far can be queried afterwards. */
  flush(): void {
    if (this.row > 0) this.append();
    this.batch.flush();
  }

  close(): void {
    this.flush();
    this.batch.close();
  }

  private append(): void {
    this.batch.append(this.row);
    this.row = 0;
  }

  private cells<Kind extends 'bytes' | 'words' | 'setText'>(name: string, kind: Kind): NonNullable<ColumnCells[Kind]> {
    const cells = this.columns.get(name)?.[kind];
    if (!cells) throw new Error(`there is no column ${name} of this type`);
    return cells as NonNullable<ColumnCells[Kind]>;
  }
}

const TWO_TO_32 = 0x1_0000_0000;

/** Writes a whole number up to 2^53 into a column of 64 bits. */
export function putNumber(words: Uint32Array, row: number, value: number): void {
  words[2 * row] = value;
  words[2 * row + 1] = Math.floor(value / TWO_TO_32);
}

/** Writes two halves into a column of 64 bits. */
export function putHalves(words: Uint32Array, row: number, { low, high }: { low: number; high: number }): void {
  words[2 * row] = low;
  words[2 * row + 1] = high;
}
