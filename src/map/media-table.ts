import { FatalError } from '../errors.js';
import { parseLossless } from '../json.js';
import { type Draft, isDraft } from './draft.js';
import { KINDS } from './elements.js';
import { wordOf } from './kit/values.js';
import { parseYaml } from './yaml.js';

/** Canonical fields a medium may have. */
const FIELDS = new Set(['image', 'sound', 'video', 'file'].flatMap((type) => [...KINDS[type]!.fields]));

/**
 * A table of media: for each old address, or the source's own name of a file, canonical fields that replace those of the
 * message. `.json`: an object by key. `.jsonl`: lines {"key": …, fields}. Anything else: tab-separated lines with a
 * header that names the fields, one of them `key`. Throws FatalError('usage', 'media-table') naming the line.
 */
export function readMediaTable(text: string, path: string): ReadonlyMap<string, Draft> {
  if (path.endsWith('.json')) return readObject(text, path);
  return path.endsWith('.jsonl') ? readJsonLines(text, path) : readTabs(text, path);
}

function readObject(text: string, path: string): ReadonlyMap<string, Draft> {
  const { value, place } = parseYaml(text, path);
  if (!isDraft(value)) throw wrong(`${path}: expected an object of media by key`);
  return new Map(Object.entries(value).map(([key, fields]) => [key, checkFields(fields, place([key]))]));
}

function readJsonLines(text: string, path: string): ReadonlyMap<string, Draft> {
  const table = new Map<string, Draft>();
  for (const [line, place] of lines(text, path)) {
    const { key, ...fields } = parseLine(line, place);
    add(table, wordOf(key), checkFields(fields, place), place);
  }
  return table;
}

function parseLine(line: string, place: string): Draft {
  try {
    const value = parseLossless(line);
    if (isDraft(value)) return value;
  } catch {
    // Told below.
  }
  throw wrong(`${place}: expected a JSON object`);
}

function readTabs(text: string, path: string): ReadonlyMap<string, Draft> {
  const [header, ...rows] = lines(text, path);
  const names = header?.[0].split('\t') ?? [];
  if (!names.includes('key')) throw wrong(`${path}:1: expected tab-separated names of columns, one of them key`);
  const table = new Map<string, Draft>();
  for (const [line, place] of rows) {
    const cells = line.split('\t');
    if (cells.length !== names.length) throw wrong(`${place}: expected ${names.length} cells, got ${cells.length}`);
    const row = Object.fromEntries(names.map((name, index) => [name, cells[index]!]).filter(([, cell]) => cell !== ''));
    const { key, ...fields } = row;
    add(table, key ?? '', checkFields(fields, place), place);
  }
  return table;
}

function lines(text: string, path: string): [line: string, place: string][] {
  return text
    .split(/\r?\n/)
    .map((line, index): [string, string] => [line, `${path}:${index + 1}`])
    .filter(([line]) => line.trim() !== '');
}

function checkFields(fields: unknown, place: string): Draft {
  if (!isDraft(fields)) throw wrong(`${place}: expected an object of fields`);
  const unknown = Object.keys(fields).find((name) => !FIELDS.has(name));
  if (unknown === undefined) return fields;
  throw wrong(`${place}: there is no field ${JSON.stringify(unknown)}; fields: ${[...FIELDS].join(', ')}`);
}

function add(table: Map<string, Draft>, key: string, fields: Draft, place: string): void {
  if (key === '') throw wrong(`${place}: the key is missing`);
  if (table.has(key)) throw wrong(`${place}: ${JSON.stringify(key)} stands there twice`);
  table.set(key, fields);
}

function wrong(message: string): FatalError {
  return new FatalError('usage', 'media-table', message, 'Correct the media table; docs/media.md shows its forms.');
}
