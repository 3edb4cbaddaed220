import { readdirSync, readFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import type { ReadOptions } from '../../../src/read/open.js';
import { records, toLines } from '../../helpers/export-files.js';
import { SAMPLES } from '../../unit/read/samples.js';
import { zipOf, zstdFrame } from '../../unit/read/support.js';

/** What is fuzzed: whole inputs, mappings and settings, before anything of them is changed. */

export interface FuzzedInput {
  readonly name: string;
  readonly bytes: Buffer;
  readonly options: ReadOptions;
  /** Nothing that opens a record may stand between records. */
  readonly hasNoGaps?: boolean;
}

const ROOT = new URL('../../../', import.meta.url);
const chats = records(40, 4);

/** The same canonical records in each format. */
export const EXPORTS: Readonly<Record<string, string>> = {
  'chats.jsonl': toLines(chats),
  'chats.json': `[${chats.map((value) => JSON.stringify(value)).join(',\n')}]\n`,
  'chats.csv': `id,from,to,time,seq,text\n${chats
    .map(({ id, from, to, time, seq, text }) => `${id},${from},${to},${time},${seq},"${text}, ""quoted"""\n`)
    .join('')}`,
};

const PACKINGS: Readonly<Record<string, (text: Buffer) => Buffer>> = {
  gzip: (text) => gzipSync(text),
  zstd: zstdFrame,
  zip: (text) => zipOf([{ name: 'a.jsonl', bytes: text }]),
  stored: (text) => zipOf([{ name: 'a.jsonl', bytes: text, isStored: true }]),
};

export const INPUTS: readonly FuzzedInput[] = [
  ...SAMPLES.map(({ name, text, options }) => ({ name, bytes: Buffer.from(text), options })),
  { name: 'lines', bytes: Buffer.from(EXPORTS['chats.jsonl']!), options: { format: 'jsonl' }, hasNoGaps: true },
  { name: 'array', bytes: Buffer.from(EXPORTS['chats.json']!), options: { format: 'json' }, hasNoGaps: true },
  { name: 'table', bytes: Buffer.from(EXPORTS['chats.csv']!), options: { format: 'csv' } },
  ...Object.entries(PACKINGS).map(([name, pack]) => ({
    name,
    bytes: pack(Buffer.from(EXPORTS['chats.jsonl']!)),
    options: {},
  })),
];

/** Mapping files by path; what they name beside them is there, too. */
export const MAPPINGS: Readonly<Record<string, Buffer>> = Object.fromEntries(
  [...filesBelow('config'), ...filesBelow('test/cases')]
    .filter((path) => /mapping[^/]*\.(yaml|json)$/.test(path))
    .map((path) => [`/m/${path.replaceAll('/', '-')}`, readFileSync(new URL(path, ROOT))]),
);

export const BESIDE_MAPPINGS = { '/m/accounts.csv': readFileSync(new URL('config/accounts.csv', ROOT)) };

export const CONFIG = Buffer.from(
  `${readFileSync(new URL('config/tim.yaml', ROOT), 'utf8')}\nrate: 100\ntimeout: 10s\nmax-rejects: 5%\nzone: Asia/Shanghai\n`,
);

function filesBelow(folder: string): string[] {
  const names = readdirSync(new URL(folder, ROOT), { recursive: true, encoding: 'utf8' });
  return names.map((name) => `${folder}/${name}`);
}
