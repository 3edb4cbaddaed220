import { readFileSync } from 'node:fs';
import { parse } from 'csv-parse/sync';
import { parseLossless } from '../../src/json.js';
import type { MappingFormat } from '../../src/map/mapping.js';
import { compilePath } from '../../src/map/path.js';
import type { RawRecord } from '../../src/types.js';

/** Reads a small, sound export in one go, as a mapping's format says: just enough to try mappings without src/read. */
export function readSimply(path: string, format: MappingFormat): RawRecord[] {
  const text = new TextDecoder(format.encoding ?? 'utf-8', { fatal: true }).decode(readFileSync(path));
  return parseAll(text, path, format).map((value, index) => ({
    at: { input: 0, record: index + 1, part: 0, line: index + 1, byte: 0 },
    end: 0,
    endLine: index + 1,
    value,
  }));
}

function parseAll(text: string, path: string, format: MappingFormat): unknown[] {
  const kind = format.format ?? path.slice(path.lastIndexOf('.') + 1);
  if (kind === 'csv') return parseCsv(text, format.csv ?? {});
  if (kind === 'jsonl') return text.split('\n').filter(Boolean).map(parseLossless);
  const document = parseLossless(text);
  return (format.records === undefined ? document : compilePath(format.records)(document)) as unknown[];
}

function parseCsv(text: string, dialect: NonNullable<MappingFormat['csv']>): unknown[] {
  const rows: Record<string, string | null>[] = parse(text, { columns: true, delimiter: dialect.delimiter ?? ',' });
  if (dialect.null === undefined) return rows;
  return rows.map((row) => {
    const cells = Object.entries(row).map(([name, cell]) => [name, cell === dialect.null ? null : cell]);
    return Object.fromEntries(cells);
  });
}
