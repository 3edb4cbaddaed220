import { FatalError } from '../errors.js';
import type { ContainerShape, CsvOptions } from '../types.js';
import { type Container, containerOf, MORE } from './container.js';
import { detectDelimiter } from './csv-dialect.js';
import type { CsvLayout } from './csv-layout.js';
import { csvLayout } from './csv-layout.js';
import { JsonWalk } from './json-walk.js';
import { HEAD_BYTES } from './limits.js';
import { noArray } from './no-array.js';
import { mayStartRejects, startsRejects } from './reject-lines.js';
import { isBlankByte } from './scan.js';
import type { Encoding } from './transcode.js';

export type Format = 'jsonl' | 'csv' | 'json';

export interface ReadOptions {
  /** Absent = recognised by content, then by name. */
  readonly format?: Format;
  /** For JSON: dotted path of the array inside an object, as `data.messages`. */
  readonly recordsPath?: string;
  readonly csv?: CsvOptions;
  readonly encoding?: Encoding;
  /** What is unusual about the files of the source. */
  readonly shape?: ContainerShape;
  /** A longer record is rejected. */
  readonly maxRecordBytes?: number;
}

/** What the beginning of an input tells: how its records are read, and where they begin. */
export interface Opening {
  readonly format: Format;
  readonly path: readonly string[];
  /** Of JSON: how the records stand in it, when neither the root nor `path` is their array. */
  readonly container?: 'glued' | 'document';
  readonly csv?: CsvLayout;
  /** First byte and line behind byte order mark and header. */
  readonly byte: number;
  readonly line: number;
}

const BYTE_ORDER_MARK = Buffer.from([0xef, 0xbb, 0xbf]);
const BRACE = 0x7b;
const BRACKET = 0x5b;
const LINE_FEED = 0x0a;

/**
 * Judges the beginning of an input, in UTF-8. Undefined = more bytes are needed; with `isWhole` or a head at its limit
 * there is always an answer. Throws FatalError `usage` when the input cannot be read as it is or as the options say.
 */
export function openingOf(head: Buffer, isWhole: boolean, name: string, options: ReadOptions): Opening | undefined {
  if (head.length < BYTE_ORDER_MARK.length && !isWhole) return undefined;
  checkEncoding(head, name, options.encoding);
  const mark = head.subarray(0, 3).equals(BYTE_ORDER_MARK) ? 3 : 0;
  const text = head.subarray(mark);
  const path = options.recordsPath === undefined || options.recordsPath === '' ? [] : options.recordsPath.split('.');
  if (!isWhole && mayStartRejects(text)) return undefined;
  const container = shapedContainer(text, isWhole, name, options);
  if (container === MORE) return undefined;
  const plain = { path, byte: mark, line: 1 };
  if (container === 'lines') return { ...plain, format: 'jsonl' };
  if (container !== undefined) return { ...plain, format: 'json', container };
  const format = formatOf(text, isWhole, name, options);
  if (format === undefined) return undefined;
  if (format !== 'csv') {
    if (format === 'json' && path.length === 0) checkRootArray(text, name, options.shape?.paths ?? []);
    return { ...plain, format };
  }
  const csv = csvLayout(text, isWhole, name, options.csv ?? {}, extensionOf(name) === 'tsv' ? '\t' : undefined);
  return csv && { format, path, csv, byte: mark + csv.bodyByte, line: csv.bodyLine };
}

/** What the shape of the source makes of an input. A rejects file, and a format or path that was named, go first. */
function shapedContainer(
  text: Buffer,
  isWhole: boolean,
  name: string,
  options: ReadOptions,
): Container | typeof MORE | undefined {
  const { format, recordsPath, shape } = options;
  if (!shape || startsRejects(text) || recordsPath !== undefined) return undefined;
  if (format === 'jsonl' || format === 'csv') return undefined;
  // Cells of a table hold objects, too, and its lines something before them.
  if (format === undefined && formatByName(name) === 'csv') return undefined;
  return containerOf(text, isWhole, format === 'json' ? { ...shape, prefixed: false } : shape);
}

function formatOf(text: Buffer, isWhole: boolean, name: string, options: ReadOptions): Format | undefined {
  if (startsRejects(text)) return 'jsonl';
  if (options.format) return options.format;
  if (options.recordsPath !== undefined) return 'json';
  const first = text.findIndex((byte) => !isBlankByte(byte));
  if (first === -1) return isWhole || text.length >= HEAD_BYTES ? 'jsonl' : undefined;
  if (text[first] === BRACKET) return 'json';
  const lineEnd = text.indexOf(LINE_FEED, first);
  if (lineEnd === -1 && !isWhole && text.length < HEAD_BYTES) return undefined;
  const line = text.toString('utf8', first, lineEnd === -1 ? text.length : lineEnd).trim();
  const byName = formatByName(name);
  if (text[first] === BRACE) return isObject(line) || line.endsWith('}') || byName === 'jsonl' ? 'jsonl' : 'json';
  if (byName) return byName;
  if ((options.csv?.delimiter ?? detectDelimiter(line)) !== undefined || options.csv?.columns) return 'csv';
  throw new FatalError(
    'usage',
    'unknown-format',
    `The format of ${name} cannot be told: its first line is no JSON and holds no delimiter (comma, semicolon, tab, bar).`,
    'Say it with --format jsonl, csv or json.',
  );
}

/** The name without a compression's ending. */
function extensionOf(name: string): string {
  const bare = name.toLowerCase().replace(/\.(gz|gzip|zst|zstd)$/, '');
  return bare.slice(bare.lastIndexOf('.') + 1);
}

function formatByName(name: string): Format | undefined {
  const extension = extensionOf(name);
  if (extension === 'jsonl' || extension === 'ndjson') return 'jsonl';
  if (extension === 'csv' || extension === 'tsv') return 'csv';
  return undefined;
}

function isObject(line: string): boolean {
  try {
    return typeof JSON.parse(line) === 'object';
  } catch {
    return false;
  }
}

/** A JSON file without a path must be an array itself. */
function checkRootArray(text: Buffer, name: string, paths: readonly string[]): void {
  const first = text.find((byte) => !isBlankByte(byte));
  if (first === undefined || first === BRACKET) return;
  throw noArray(name, first === BRACE ? rootArrays(text.subarray(0, HEAD_BYTES)) : [], paths);
}

/** Names of the arrays directly inside the root object, as far as the bytes go. */
function rootArrays(text: Buffer): readonly string[] {
  const walk = new JsonWalk([]);
  walk.scan(text, 0);
  return walk.arrays;
}

function checkEncoding(head: Buffer, name: string, encoding: Encoding | undefined): void {
  if (encoding !== undefined && encoding !== 'utf-8') return;
  const [a, b] = head;
  const isLittle = (a === 0xff && b === 0xfe) || (b === 0 && a !== undefined && a !== 0);
  const isBig = (a === 0xfe && b === 0xff) || (a === 0 && b !== undefined && b !== 0);
  if (!isLittle && !isBig) return;
  const found = isLittle ? 'utf-16le' : 'utf-16be';
  throw new FatalError(
    'usage',
    'wrong-encoding',
    `${name} is not UTF-8: it begins like ${found.toUpperCase()} text.`,
    `Name its encoding (format.encoding: ${found}), or export it again as UTF-8.`,
  );
}
