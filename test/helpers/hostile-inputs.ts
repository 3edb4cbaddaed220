import { zipOf } from '../unit/read/support.js';
import { record, toLines } from './export-files.js';

/** Exports that want to break whoever reads them, small enough to be tried often. */
export interface HostileInput {
  readonly name: string;
  /** Name of the file, which tells its format. */
  readonly file: string;
  readonly bytes: () => Buffer;
  /** Messages that come of it. */
  readonly delivered: number;
  /** Codes of its rejects, in order. */
  readonly rejected: readonly string[];
  /** The error's code when it is refused as a whole. */
  readonly refused?: string;
}

const GOOD = JSON.stringify(record(1));
const MILLION = 1_000_000;
const LEVELS = 100_000;

const lines =
  (...values: readonly string[]): (() => Buffer) =>
  () =>
    Buffer.from(toLines(values));
/** A good record as JSON with other or more members; the first of two equal names is the good one. */
const withMembers = (...members: readonly string[]): string => `${GOOD.slice(0, -1)},${members.join(',')}}`;

/** Names that every object of JavaScript knows already. */
const KNOWN_NAMES = ['__proto__', 'constructor', 'toString', 'hasOwnProperty', 'valueOf'];

export const HOSTILE: readonly HostileInput[] = [
  {
    name: 'objects nested 100,000 levels deep',
    file: 'deep.jsonl',
    bytes: lines(withMembers(`"x":${'{"a":'.repeat(LEVELS)}1${'}'.repeat(LEVELS)}`), GOOD),
    delivered: 1,
    rejected: ['too-deep'],
  },
  {
    name: 'arrays nested 100,000 levels deep, not closed',
    file: 'open.jsonl',
    bytes: lines(GOOD, '['.repeat(LEVELS), withMembers(`"x":${'['.repeat(LEVELS)}`), GOOD),
    delivered: 2,
    rejected: ['too-deep', 'too-deep'],
  },
  {
    name: 'a deep element of an array',
    file: 'deep.json',
    bytes: () => Buffer.from(`[${'['.repeat(LEVELS)}${']'.repeat(LEVELS)},${GOOD}]`),
    delivered: 1,
    rejected: ['too-deep'],
  },
  {
    name: 'members with names every object knows',
    file: 'names.jsonl',
    bytes: lines(
      withMembers('"__proto__":{"id":"stolen","text":"stolen"}'),
      withMembers('"constructor":{"prototype":{"text":"stolen"}},"toString":1,"valueOf":null'),
    ),
    // They are the same message, which is no matter of a run.
    delivered: 2,
    rejected: [],
  },
  {
    name: 'accounts and ids with names every object knows',
    file: 'accounts.jsonl',
    bytes: lines(
      ...KNOWN_NAMES.map((name, index) => JSON.stringify({ ...record(index + 1), id: name, from: name })),
      ...KNOWN_NAMES.map((name, index) => JSON.stringify({ ...record(index + 9), id: `x${name}`, to: name })),
    ),
    delivered: 10,
    rejected: [],
  },
  {
    name: 'columns with names every object knows',
    file: 'columns.csv',
    bytes: lines('id,from,to,time,text,__proto__,constructor,toString', '1,ann,bob,1700000000000,hello,x,y,z'),
    delivered: 1,
    rejected: [],
  },
  {
    name: 'a member named twice: the last one counts',
    file: 'twice.jsonl',
    bytes: lines(withMembers('"text":"second"', '"text":"third"')),
    delivered: 1,
    rejected: [],
  },
  {
    name: 'NUL bytes, escaped and bare',
    file: 'nul.jsonl',
    bytes: () =>
      Buffer.concat([
        Buffer.from(`${withMembers('"text":"a\\u0000b"')}\n`),
        Buffer.from(`${withMembers('"text":"a\0b"')}\n`),
        Buffer.alloc(1_000),
        Buffer.from(`\n${GOOD}\n`),
      ]),
    delivered: 2,
    rejected: ['bad-json', 'bad-json'],
  },
  {
    name: 'halves of surrogate pairs',
    file: 'surrogates.jsonl',
    bytes: lines(withMembers('"text":"a\\ud800b"'), withMembers('"text":"\\udc00\\ud800"'), GOOD),
    delivered: 1,
    rejected: ['broken-text', 'broken-text'],
  },
  {
    name: 'numbers of any size',
    file: 'numbers.jsonl',
    bytes: lines(
      withMembers('"time":1e999'),
      withMembers(`"time":${'9'.repeat(400)}`),
      withMembers('"time":-1e308'),
      withMembers(`"id":${'7'.repeat(5_000)}`),
      withMembers(`"id":${'7'.repeat(60)}`),
      withMembers('"seq":1e999'),
      withMembers('"seq":-5'),
      GOOD,
    ),
    delivered: 3,
    rejected: ['time-invalid', 'time-invalid', 'time-before-2000', 'seq-invalid', 'seq-invalid'],
  },
  {
    name: 'a million blank lines',
    file: 'blank.jsonl',
    bytes: () => Buffer.from(`${GOOD}\n${'\n'.repeat(MILLION)}${' \t\r\n'.repeat(1_000)}${GOOD}\n`),
    delivered: 2,
    rejected: [],
  },
  {
    name: 'a million columns',
    file: 'wide.csv',
    bytes: () => Buffer.from(`id,from,to,time,text${',c'.repeat(MILLION)}\n1,ann,bob,1700000000000,hello\n`),
    delivered: 0,
    rejected: [],
    refused: 'no-header',
  },
  {
    name: 'a row of a million cells',
    file: 'cells.csv',
    bytes: () =>
      Buffer.from(`id,from,to,time,text\n1,ann,bob,1700000000000,a${','.repeat(MILLION)}\n2,ann,bob,1700000000000,b\n`),
    delivered: 1,
    rejected: ['wrong-column-count'],
  },
];

export interface Trick {
  readonly name: string;
  readonly files: readonly string[];
  readonly isRefused: boolean;
}

/** Names in archives that would lead out of a folder, if they were paths. Each is refused with a usage error, or is only a name. */
export const TRICKS: readonly Trick[] = [
  { name: '../', files: ['../../evil.jsonl'], isRefused: true },
  { name: 'an absolute path', files: ['/tmp/evil.jsonl'], isRefused: true },
  { name: 'a drive', files: ['C:\\evil.jsonl'], isRefused: true },
  { name: 'backslashes', files: ['..\\..\\evil.jsonl'], isRefused: true },
  { name: 'two files of one name', files: ['a.jsonl', 'a.jsonl'], isRefused: false },
  { name: 'a NUL in a name', files: ['a\0.jsonl'], isRefused: false },
  { name: 'a line end and an escape in a name', files: ['a\n\x1b[31m.jsonl'], isRefused: false },
  { name: 'a name every object knows', files: ['__proto__', 'constructor'], isRefused: false },
  { name: 'a name of 60,000 characters', files: [`${'n'.repeat(60_000)}.jsonl`], isRefused: false },
];

/** An archive with a record in each of its files. */
export function trickArchive({ files }: Trick): Buffer {
  return zipOf(files.map((name, index) => ({ name, bytes: Buffer.from(toLines([record(index + 1)])) })));
}
