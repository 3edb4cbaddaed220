import { describe, expect, it } from 'vitest';
import { openingOf, type ReadOptions } from '../../../src/read/opening.js';
import { codes, readBytes } from './support.js';

const format = (text: string, name = 'x', options: ReadOptions = {}): string | undefined =>
  openingOf(Buffer.from(text), true, name, options)?.format;

describe('the format is told by content, then by name', () => {
  it.each([
    ['{"a":1}\n{"a":2}\n', 'x', 'jsonl'],
    ['\ufeff \n {"a":1}', 'x', 'jsonl'],
    [' [\n{"a":1}]', 'x.jsonl', 'json'],
    ['a,b\n1,2\n', 'x', 'csv'],
    ['a\tb\n', 'x.txt', 'csv'],
    ['id\n1\n', 'x.CSV', 'csv'],
    ['prefix {"a":1}\n', 'x.jsonl.gz', 'jsonl'],
    ['{"a":1\n', 'x.ndjson', 'jsonl'],
    ['{"a":1}{"a":2}\n', 'x', 'jsonl'],
    ['', 'x.csv', 'jsonl'],
  ])('%j named %s is %s', (text, name, expected) => {
    expect(format(text, name)).toBe(expected);
  });

  it('what is given wins', () => {
    expect(format('{"a":1}\n', 'x', { format: 'csv' })).toBe('csv');
    expect(format('{"a":[]}', 'x', { recordsPath: 'a' })).toBe('json');
    expect(format('[1,2]\n', 'x', { format: 'jsonl' })).toBe('jsonl');
  });

  it('a first line that says nothing is a usage error that names the option', () => {
    expect(() => format('hello\nworld\n')).toThrow(
      expect.objectContaining({ code: 'unknown-format', hint: expect.stringContaining('--format') }),
    );
  });

  it('is told from as little as there must be', () => {
    expect(openingOf(Buffer.from('{"a'), false, 'x', {})).toBeUndefined();
    expect(openingOf(Buffer.from('{"a":1}\n'), false, 'x', {})).toMatchObject({ format: 'jsonl' });
    expect(openingOf(Buffer.from('a,"b\nc'), false, 'x', {})).toBeUndefined();
    expect(openingOf(Buffer.from('\ufeffa,"b\nc"\r\n'), false, 'x', {})).toMatchObject({
      format: 'csv',
      byte: 12,
      line: 3,
    });
  });
});

describe('encodings', () => {
  const text = '{"id":1,"t":"你好😀\ufffd"}\r\n{"id":2}\n';
  const swapped = (bytes: Buffer): Buffer => Buffer.from(bytes).swap16();
  const little = Buffer.from(`\ufeff${text}`, 'utf16le');
  const gb18030 = Buffer.concat([
    Buffer.from('{"id":1,"t":"'),
    Buffer.from([0xc4, 0xe3, 0xba, 0xc3, 0x94, 0x39, 0xfc, 0x36]),
    Buffer.from('"}\n{"id":2}\n'),
  ]);

  it.each([1, 2, 3, 5, 1000])('UTF-16 of both kinds, read %i bytes at a time', async (step) => {
    for (const [encoding, bytes] of [
      ['utf-16le', little],
      ['utf-16be', swapped(little)],
    ] as const) {
      const records = await readBytes(bytes, { encoding }, { step: () => step });
      expect(records.map(({ value }) => value)).toEqual([{ id: 1, t: '你好😀\ufffd' }, { id: 2 }]);
      expect(records[1]?.at.byte).toBe(Buffer.byteLength(`\ufeff${text.split('\n')[0]}\n`));
    }
  });

  it.each([1, 2, 3, 1000])('GB18030, read %i bytes at a time', async (step) => {
    const records = await readBytes(gb18030, { encoding: 'gb18030' }, { step: () => step });
    expect(records.map(({ value }) => value)).toEqual([{ id: 1, t: '你好😀' }, { id: 2 }]);
  });

  it('U+FFFD made by decoding costs its line only', async () => {
    const torn = Buffer.concat([
      Buffer.from('{"a":"', 'utf16le'),
      Buffer.from([0x00, 0xd8]),
      Buffer.from('"}\n{"a":1}\n{"a":"\ufffd"}\n', 'utf16le'),
    ]);
    expect(codes(await readBytes(torn, { encoding: 'utf-16le' }))).toEqual(['bad-encoding', 'ok', 'ok']);
    const bad = Buffer.concat([Buffer.from('{"a":"'), Buffer.from([0x81]), Buffer.from('\n{"a":1}\n')]);
    expect(codes(await readBytes(bad, { encoding: 'gb18030', format: 'jsonl' }))).toEqual(['bad-encoding', 'ok']);
    const odd = Buffer.concat([Buffer.from('{"a":1}\n', 'utf16le'), Buffer.from([0x7b])]);
    expect(codes(await readBytes(odd, { encoding: 'utf-16le' }))).toEqual(['ok', 'bad-encoding']);
  });

  it('UTF-16 that nobody named is a usage error', async () => {
    for (const bytes of [little, swapped(little), little.subarray(2), swapped(little).subarray(2)]) {
      await expect(readBytes(bytes)).rejects.toMatchObject({
        kind: 'usage',
        code: 'wrong-encoding',
        hint: expect.stringMatching(/utf-16[lb]e/),
      });
    }
  });
});
