import { isDraft } from '../map/draft.js';

/** The columns of the records looked at: names at the top, and paths to what stands deeper. */

export interface Column {
  /** As an option of the preset takes it. */
  readonly name: string;
  /** Whether it stands at the top of the record. */
  readonly isTop: boolean;
  /** By number of the record; undefined, null and '' = nothing. */
  readonly values: readonly unknown[];
  /** Those with something in them. */
  readonly filled: readonly unknown[];
  /** Different texts among them; objects and lists count as none. */
  readonly distinct: ReadonlyMap<string, number>;
}

const MOST_COLUMNS = 300;
const MOST_LEVELS = 3;
const MOST_ITEMS = 3;

export function columnsOf(records: readonly unknown[]): readonly Column[] {
  const values = new Map<string, { isTop: boolean; values: unknown[] }>();
  const put = (name: string, isTop: boolean, index: number, value: unknown): void => {
    let column = values.get(name);
    if (!column) {
      if (values.size >= MOST_COLUMNS) return;
      column = { isTop, values: [] };
      values.set(name, column);
    }
    column.values[index] = value;
  };
  for (const [index, record] of records.entries()) {
    if (!isDraft(record)) continue;
    for (const [name, value] of Object.entries(record)) {
      put(name, true, index, value);
      if (/^[^.[\]"']+$/.test(name)) walk(name, value, 1, (path, leaf) => put(path, false, index, leaf));
    }
  }
  return [...values].map(([name, column]) => columnOf(name, column.isTop, column.values, records.length));
}

function walk(path: string, value: unknown, level: number, put: (path: string, value: unknown) => void): void {
  if (typeof value !== 'object' || value === null || level > MOST_LEVELS) return;
  const members: [string, unknown][] = Array.isArray(value)
    ? value.slice(0, MOST_ITEMS).map((item, index) => [`${path}[${index}]`, item])
    : Object.entries(value)
        .filter(([name]) => /^[^.[\]"']+$/.test(name))
        .map(([name, member]) => [`${path}.${name}`, member]);
  for (const [deeper, member] of members) {
    if (typeof member === 'object' && member !== null) walk(deeper, member, level + 1, put);
    else put(deeper, member);
  }
}

function columnOf(name: string, isTop: boolean, values: readonly unknown[], count: number): Column {
  const all = Array.from({ length: count }, (_, index) => values[index]);
  const filled = all.filter(isFilled);
  const distinct = new Map<string, number>();
  for (const value of filled) {
    if (typeof value === 'object') continue;
    const text = String(value);
    distinct.set(text, (distinct.get(text) ?? 0) + 1);
  }
  return { name, isTop, values: all, filled, distinct };
}

export function isFilled(value: unknown): boolean {
  return value !== undefined && value !== null && value !== '';
}

/** Whether every record has a value of its own. */
export function isUnique({ filled, distinct, values }: Column): boolean {
  return filled.length === values.length && distinct.size === filled.length && filled.length > 0;
}
