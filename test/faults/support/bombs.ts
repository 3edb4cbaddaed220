import { createWriteStream, writeFileSync } from 'node:fs';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGzip, deflateRawSync, gzipSync } from 'node:zlib';
import { record } from '../../helpers/export-files.js';
import { zipOf } from '../../unit/read/support.js';

/** Files that are far larger inside than outside, or in one line than a memory. */
export interface Bomb {
  readonly name: string;
  readonly file: string;
  readonly make: (path: string) => Promise<void> | void;
  /** Exit code, messages, and codes of rejects that come of it. */
  readonly code: number;
  readonly delivered: number;
  readonly rejected: readonly string[];
}

const BLOCK_BYTES = 16 * 1024 * 1024;
const GIGABYTE_BLOCKS = 64;
const [FIRST, LAST] = [`${JSON.stringify(record(1))}\n`, `${JSON.stringify(record(2))}\n`];

/** A first record, a gigabyte of one byte, an end. */
function* inflated(byte: number, begin: string, end: string): Generator<Buffer> {
  yield Buffer.from(FIRST + begin);
  const block = Buffer.alloc(BLOCK_BYTES, byte);
  for (let n = 0; n < GIGABYTE_BLOCKS; n += 1) yield block;
  yield Buffer.from(end + LAST);
}

function gzipped(byte: number, begin: string, end: string): (path: string) => Promise<void> {
  return (path) =>
    pipeline(Readable.from(inflated(byte, begin, end)), createGzip({ level: 1 }), createWriteStream(path));
}

/** Many gzip files one behind the other are one: four gigabytes of zeros in four megabytes. */
function members(path: string): void {
  const zeros = gzipSync(Buffer.alloc(BLOCK_BYTES));
  const all = Array.from({ length: 4 * GIGABYTE_BLOCKS }, () => zeros);
  writeFileSync(path, Buffer.concat([gzipSync(Buffer.from(FIRST)), ...all, gzipSync(Buffer.from(`\n${LAST}`))]));
}

/** Says that it is small and is not: 256 MB of zeros behind a name that promises a hundred bytes. */
function liar(path: string): void {
  const zip = zipOf([
    { name: 'a.jsonl', bytes: Buffer.from(FIRST) },
    { name: 'b.jsonl', bytes: Buffer.alloc(100) },
  ]);
  const honest = deflateRawSync(Buffer.alloc(100));
  const huge = deflateRawSync(Buffer.alloc(16 * BLOCK_BYTES));
  const at = zip.indexOf(honest);
  const local = at - 'b.jsonl'.length - 30;
  const bytes = Buffer.concat([zip.subarray(0, at), huge, zip.subarray(at + honest.length)]);
  bytes.writeUInt32LE(huge.length, local + 18);
  const grown = huge.length - honest.length;
  const central = bytes.indexOf('PK\x01\x02', at + huge.length + 4, 'latin1');
  bytes.writeUInt32LE(huge.length, bytes.indexOf('b.jsonl', central) - 46 + 20);
  const end = bytes.lastIndexOf('PK\x05\x06', undefined, 'latin1');
  bytes.writeUInt32LE(bytes.readUInt32LE(end + 16) + grown, end + 16);
  writeFileSync(path, bytes);
}

const GIGABYTE = 'a gigabyte';

export const BOMBS: readonly Bomb[] = [
  {
    name: `${GIGABYTE} of zeros in a gzip`,
    file: 'zeros.jsonl.gz',
    make: gzipped(0, '', '\n'),
    code: 1,
    delivered: 2,
    rejected: ['too-long'],
  },
  {
    name: 'four gigabytes of zeros in a gzip of many members',
    file: 'members.jsonl.gz',
    make: members,
    code: 1,
    delivered: 2,
    rejected: ['too-long'],
  },
  {
    name: `${GIGABYTE} of one text in a gzip`,
    file: 'text.jsonl.gz',
    make: gzipped(0x61, '{"id":"x","text":"', '"}\n'),
    code: 1,
    delivered: 2,
    rejected: ['too-long'],
  },
  {
    name: `${GIGABYTE} of line ends in a gzip`,
    file: 'ends.jsonl.gz',
    make: gzipped(0x0a, '', '\n'),
    code: 0,
    delivered: 2,
    rejected: [],
  },
  {
    name: `a line of ${GIGABYTE} in a plain file`,
    file: 'line.jsonl',
    make: (path) => pipeline(Readable.from(inflated(0x61, '{"id":"x","text":"', '"}\n')), createWriteStream(path)),
    code: 1,
    delivered: 2,
    rejected: ['too-long'],
  },
  {
    name: `an element of ${GIGABYTE} in an array`,
    file: 'element.json',
    make: (path) => pipeline(Readable.from(arrayed()), createWriteStream(path)),
    code: 1,
    delivered: 2,
    rejected: ['too-long'],
  },
  {
    name: `a cell of ${GIGABYTE} in a table`,
    file: 'cell.csv',
    make: (path) => pipeline(Readable.from(tabled()), createWriteStream(path)),
    code: 1,
    delivered: 2,
    rejected: ['too-long'],
  },
  {
    name: 'a zip whose file is larger than it says',
    file: 'liar.zip',
    make: liar,
    code: 1,
    delivered: 1,
    rejected: ['corrupt-archive'],
  },
];

function* arrayed(): Generator<Buffer> {
  yield Buffer.from(`[${FIRST},{"id":"x","text":"`);
  const block = Buffer.alloc(BLOCK_BYTES, 0x61);
  for (let n = 0; n < GIGABYTE_BLOCKS; n += 1) yield block;
  yield Buffer.from(`"},${LAST}]`);
}

function* tabled(): Generator<Buffer> {
  yield Buffer.from('id,from,to,time,text\n1,ann,bob,1700000000000,first\n2,ann,bob,1700000000000,');
  const block = Buffer.alloc(BLOCK_BYTES, 0x61);
  for (let n = 0; n < GIGABYTE_BLOCKS; n += 1) yield block;
  yield Buffer.from('\n3,ann,bob,1700000000000,last\n');
}
