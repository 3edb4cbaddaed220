import type { Draft } from '../draft.js';

/** Rows of database tables. PostgreSQL writes names of columns in small letters, and dumps have their own words for null. */

const NULLS: readonly unknown[] = [undefined, null, '', '\\N', 'NULL'];

/** The value of a column, whatever the case of its name; undefined for null. */
export function cellOf(row: Draft, column: string): unknown {
  const value = rawCellOf(row, column);
  return NULLS.includes(value) ? undefined : value;
}

/** As it stands, for columns with what people wrote: somebody may have written NULL. */
export function rawCellOf(row: Draft, column: string): unknown {
  const name = Object.hasOwn(row, column) ? column : column.toLowerCase();
  return Object.hasOwn(row, name) ? row[name] : undefined;
}

export function hasColumns(row: Draft, columns: readonly string[]): boolean {
  return columns.every((column) => Object.hasOwn(row, column) || Object.hasOwn(row, column.toLowerCase()));
}
