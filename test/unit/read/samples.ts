import { gzipSync } from 'node:zlib';
import type { ReadOptions } from '../../../src/read/open.js';
import { zstdFrame } from './support.js';

/** One sample per format with everything in it that may stand at a chunk's edge. */
export interface Sample {
  readonly name: string;
  readonly text: string;
  readonly options: ReadOptions;
}

const swallowed = Array.from({ length: 30 }, (_, id) => `${id},"row ${id}\nof two lines 好😀",c\n`).join('');

export const SAMPLES: readonly Sample[] = [
  {
    name: 'jsonl',
    text: `\ufeff{"id":1,"t":"你好😀"}\r\n\n{"id":12345678901234567890}\n{bad\n${'x'.repeat(300)}\n[1]\n{"id":3,"t":"\\u0000"}\r\n{"id":4}`,
    options: { maxRecordBytes: 200 },
  },
  {
    name: 'json',
    text: `{"x":{"m":[1]},"d":{"m":\n[{"id":1,"t":"}],[{好\\"😀"} , {"id":2\n,"n":{"a":[{}]}},{"b" 1},{"c":${'[1,'.repeat(90)}1${']'.repeat(90)}},5,\n{"e":"open},\n{"id":3},{"f":1,{"id":4}],"y":[]}}`,
    options: { recordsPath: 'd.m', maxRecordBytes: 200 },
  },
  {
    name: 'csv',
    text: `\ufeffid,text,c\r\n1,"say ""hi"",\r\nyou 好😀",x\r\n\r\n2,short\n3,"no end,y\n${swallowed}4,${'x'.repeat(300)},z\n5,"${'line\n'.repeat(5)}",q\r\n6,a "b" c,d`,
    options: { format: 'csv', maxRecordBytes: 200 },
  },
  {
    name: 'csv with backslashes',
    text: 'id\ttext\n1\tq"\\"\\\nnext\\\\\n\n2\t\\N\r\n3\n"4\\""\t"x\ty\nz"\n5\tend',
    options: { format: 'csv', csv: { escape: 'backslash', delimiter: '\t' } },
  },
];

/** Ways the same text may come. */
export const PACKINGS: readonly { readonly name: string; readonly pack: (text: Buffer) => Buffer }[] = [
  { name: 'plain', pack: (text) => text },
  { name: 'gzip', pack: (text) => Buffer.concat([gzipSync(text.subarray(0, 77)), gzipSync(text.subarray(77))]) },
  { name: 'zstd', pack: (text) => Buffer.concat([zstdFrame(text.subarray(0, 77)), zstdFrame(text.subarray(77))]) },
];
