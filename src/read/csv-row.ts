import type { Why } from './broken.js';
import type { CsvLayout } from './csv-layout.js';

/** What becomes of the cells of a row. */

/** The cells by column name; there are as many as columns. */
export function rowObject(cells: readonly (string | null)[], layout: CsvLayout): Record<string, string | null> {
  const { columns, nullText } = layout;
  const object: Record<string, string | null> = {};
  for (let index = 0; index < cells.length; index += 1) {
    const cell = cells[index]!;
    const value = cell === nullText ? null : cell;
    const column = columns[index]!;
    // Assigned, this one name would not become a member.
    if (column === '__proto__') Object.defineProperty(object, column, { ...MEMBER, value });
    else object[column] = value;
  }
  return object;
}

const MEMBER = { enumerable: true, writable: true, configurable: true };

export function wrongCount(came: number, expected: number): Why {
  return {
    code: 'wrong-column-count',
    reason: `expected ${expected} cells, got ${came}`,
    advice: 'See whether a cell with a delimiter, a quote or a line end in it lacks its quotes.',
  };
}

export const MISSING_QUOTE: Why = {
  code: 'missing-quote',
  reason: 'a cell that opens with a quote in this line does not close as it must: a quote is missing or not escaped',
  advice:
    'Only this line was left out, the next ones are read. Correct its quotes; see format.escape in the mapping for backslash escapes.',
};

export const OPEN_QUOTE: Why = {
  code: 'missing-quote',
  reason: 'the file ends inside a quoted cell: it was cut, or a quote is missing',
  advice: 'Copy or export the file again, completely, or correct the quotes of this row.',
};
