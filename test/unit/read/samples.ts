import { gzipSync } from 'node:zlib';
import type { ReadOptions } from '../../../src/read/open.js';
import { zstdFrame } from './support.js';

/** One sample per format with everything in it that may stand at a chunk's edge. */
export interface Sample {
  readonly name: string;
  readonly text: string;
  readonly options: ReadOptions;
  /** Cannot be read from a pipe. */
  readonly needsFile?: boolean;
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
  {
    name: 'prefixed lines',
    text: `\ufeff2023/05/06 14:03:22{"id":1,"t":"你好😀"}\r\n\n[a, b] {"id":2}\n{"id":3}\nno object\n备注 {bad\nx{"t":"\\x0B"}\n${'x'.repeat(300)}{"id":4}\n x {"id":5}`,
    options: { shape: { prefixed: true, hexEscapes: true }, maxRecordBytes: 200 },
  },
  {
    name: 'glued objects',
    text: `\ufeff{"id":1,"t":"}{\\"好😀"}{"id":2}\r\n{\r\n  "id": 3,\r\n  "n": [\r\n    {\r\n      "x": "\\x0B"\r\n    }\r\n  ]\r\n}, {"id":4},\n{"q":"open},\n{"id":5}\n{"b":{"c":1}\n{"id":6}xyz{"id":7}\n{"l":[1\n{"id":8}\n{"id":9}\n{"u":"x}{"id":10}{"id":11}\n{"w":"${'x'.repeat(300)}"}\n5\n{"d":${'[1,'.repeat(40)}1${']'.repeat(40)}}}\n]{"id":12}`,
    options: { shape: { glued: true, hexEscapes: true }, maxRecordBytes: 200 },
  },
  {
    name: 'lists in a document',
    text: `\ufeff{"personal_information":{"x":{"user_id":9},"user_id":12345678901234567890,"bio":"chats.list[]"},\r\n"chats":{"about":"\\x0B","list":[{"name":"张三 😀","id":1,"messages":[{"id":1,"t":"}],[{好\\"😀"} , {"id":2\n,"messages":[{"a":[{}]}]},{"b" 1},{"c":"\\x0B"},5]},{"id":2},\n{"id":3,"name":null,"messages":[]},{"messages":[{"id":${'1'.repeat(300)}},{"id":4}],"id":4},{"id":5,"n":{"messages":[{}]},"messages":\n[\n{"e":"open},\n{"id":3},{"f":1,{"id":4}]}]},"left":{"list":[{"id":6,"messages":[{"id":5}]}]}}\n{"chats":{"list":[{"id":7,"messages":[{"id":6}]}]}}\n`,
    options: {
      shape: {
        paths: ['chats.list[].messages', 'left.list[].messages'],
        within: ['id', 'name', 'personal_information.user_id'],
        hexEscapes: true,
      },
      maxRecordBytes: 200,
    },
  },
  {
    name: 'a list with values behind it',
    text: `{"total":3,\n"messages":[{"id":1,"t":"}],[{好\\"😀"},\n{"id":2},{"b" 1},{"id":3}\n],"channel":{"id":"c1","members":[{"user_id":"a"},{"user_id":"b"}]},"more":[{"id":4},{"id":5}],"name":"behind"}\n`,
    options: { shape: { paths: ['messages', 'more'], within: ['total'], around: ['channel', 'name', 'absent'] } },
    needsFile: true,
  },
];

/** Ways the same text may come. */
export const PACKINGS: readonly { readonly name: string; readonly pack: (text: Buffer) => Buffer }[] = [
  { name: 'plain', pack: (text) => text },
  { name: 'gzip', pack: (text) => Buffer.concat([gzipSync(text.subarray(0, 77)), gzipSync(text.subarray(77))]) },
  { name: 'zstd', pack: (text) => Buffer.concat([zstdFrame(text.subarray(0, 77)), zstdFrame(text.subarray(77))]) },
];
