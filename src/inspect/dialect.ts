import { COLUMN_NAMES, type Role, usualColumns } from '../map/presets/table/columns.js';
import type { RawRecord } from '../types.js';
import { type Guess, guess } from './guess.js';

/** Dialects of CSV: each is tried, and the one under which the rows are sound and their cells are clean is taken. */

export interface Dialect {
  readonly delimiter: string;
  /** Empty = nothing is quoted. */
  readonly quote: string;
  readonly escape: 'doubled' | 'backslash';
}

const DELIMITERS = [',', ';', '\t', '|'];
/** The usual first: of equals the first is taken. */
const QUOTING = [
  { quote: '"', escape: 'doubled' },
  { quote: '', escape: 'backslash' },
  { quote: '"', escape: 'backslash' },
] as const;

/** Those whose delimiter is in the first lines of the text. */
export function dialectsOf(text: string, given: Partial<Dialect>): readonly Dialect[] {
  const beginning = text.slice(0, 20_000);
  const delimiters =
    given.delimiter === undefined ? DELIMITERS.filter((one) => beginning.includes(one)) : [given.delimiter];
  const quoting = QUOTING.filter(
    (one) => (given.quote ?? one.quote) === one.quote && (given.escape ?? one.escape) === one.escape,
  );
  return delimiters.flatMap((delimiter) => quoting.map((one) => ({ delimiter, ...one })));
}

/** How well rows came out; smaller is better, the first difference counts. */
export function faultsOf(records: readonly RawRecord[], dialect: Dialect, text: string): readonly number[] {
  if (records.length === 0) return [Number.POSITIVE_INFINITY];
  const values = records.filter(({ broken }) => !broken).map(({ value }) => value as Record<string, string | null>);
  const columns = Object.keys(values[0] ?? {}).length;
  const odd = values
    .flatMap((row) => Object.values(row))
    .filter((cell) => cell !== null && isOdd(cell, dialect)).length;
  return [
    columns < 2 ? 1 : 0,
    Math.round((100 * (records.length - values.length)) / records.length),
    odd,
    dialect.quote === '' && isQuoted(text, dialect.delimiter) ? 1 : 0,
    -columns,
  ];
}

/** Traces of another dialect in a cell. */
function isOdd(cell: string, dialect: Dialect): boolean {
  if (dialect.escape === 'doubled') return /\\["\\]|\\$/.test(cell) || cell === '\\N';
  return dialect.quote === '' ? /^".*"$/s.test(cell) : cell.includes('""');
}

/** Whether cells begin and end with quotes in the text. */
function isQuoted(text: string, delimiter: string): boolean {
  return text
    .slice(0, 200_000)
    .split('\n')
    .some((line) => line.startsWith('"') || line.includes(`${delimiter}"`));
}

export function isBetter(one: readonly number[], other: readonly number[]): boolean {
  for (const [index, faults] of one.entries()) {
    const others = other[index] ?? 0;
    if (faults !== others) return faults < others;
  }
  return false;
}

/** What no name of a column looks like. */
const VALUE = /^(?:-?\d+(?:\.\d+)?|\d{4}[-/]\d{1,2}[-/].*|[0-9a-f]{8}-[0-9a-f-]{27}|https?:.*|\\N|NULL|[[{].*)$/is;

/** Whether the first row names the columns. */
export function guessHeader(first: readonly string[]): Guess<boolean> {
  const known = (Object.keys(COLUMN_NAMES) as Role[]).filter((role) => usualColumns(role, first).length > 0);
  if (known.length >= 2) return guess(true, 'high', 'the first row holds usual names of columns');
  const value = first.find((cell) => cell === '' || VALUE.test(cell) || cell.length > 60);
  if (value !== undefined)
    return guess(false, 'likely', 'the first row holds numbers, times, or nothing, where names would stand');
  return guess(true, 'likely', 'the first row holds words only, each once');
}

/** What tables write for null; a cell is never a message in these words alone. */
const NULLS = ['\\N', 'NULL', '(null)', '(NULL)'];

export function guessNull(rows: readonly Record<string, string | null>[]): Guess<string> | undefined {
  for (const text of NULLS) {
    const cells = rows.flatMap((row) => Object.values(row)).filter((cell) => cell === text).length;
    if (cells > 0)
      return guess(
        text,
        cells > 1 ? 'likely' : 'unsure',
        `${cells === 1 ? 'one cell holds' : `${cells} cells hold`} nothing else`,
      );
  }
  return undefined;
}
