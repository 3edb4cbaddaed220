import { describe, expect, it } from 'vitest';
import { RAW_KEPT_BYTES } from '../../../src/read/limits.js';
import { brief, briefs, codes, readBytes } from './support.js';

describe('JSONL', () => {
  it('tells record, line and byte of every line, past blank lines, CRLF and a byte order mark', async () => {
    const records = await readBytes('\ufeff{"a":1}\r\n\r\n  \n{"a":"张三"}\n{"a":3}');
    expect(briefs(records)).toEqual([
      { record: 1, line: 1, byte: 3, end: 12, endLine: 2, value: { a: 1 } },
      { record: 2, line: 4, byte: 17, end: 32, endLine: 5, value: { a: '张三' } },
      { record: 3, line: 5, byte: 32, end: 39, endLine: 5, value: { a: 3 }, openEnd: true },
    ]);
  });

  it('keeps every digit of integers of any size', async () => {
    const [record] = await readBytes(
      '{"id":1234567890123456789,"n":-9007199254740993,"s":"1234567890123456789","f":1.5}\n',
    );
    expect(record?.value).toEqual({
      id: 1234567890123456789n,
      n: -9007199254740993n,
      s: '1234567890123456789',
      f: 1.5,
    });
  });

  it('splits at line feeds only, so U+2028 and a lone CR stay in texts', async () => {
    const records = await readBytes('{"a":"x\u2028y"}\n{"a":1}\r{"a":2}\n{"a":3}\n');
    expect(codes(records)).toEqual(['ok', 'bad-json', 'ok']);
    expect(records[0]?.value).toEqual({ a: 'x\u2028y' });
  });

  it('rejects what is no object, and names what came', async () => {
    const records = await readBytes('{"a":1}\n[1]\n"x"\n5\nnull\ntrue\n{"a":2}\n');
    expect(codes(records)).toEqual(['ok', ...Array(5).fill('not-an-object'), 'ok']);
    expect(records.slice(1, 6).map(({ broken }) => broken?.reason)).toEqual([
      'expected a JSON object, got an array',
      'expected a JSON object, got a string',
      'expected a JSON object, got a number',
      'expected a JSON object, got null',
      'expected a JSON object, got a boolean',
    ]);
  });

  it('rejects a broken line with its bytes and goes on; the reason holds no text of it', async () => {
    const records = await readBytes(
      '{"a":1}\n{"text":"geheim" "b":2}\n{"text":geheim}\n{"a":1}{"geheim":2}\n{"a":2}\n',
    );
    expect(codes(records)).toEqual(['ok', 'bad-json', 'bad-json', 'bad-json', 'ok']);
    expect(brief(records[1]!)).toEqual({
      record: 2,
      line: 2,
      byte: 8,
      end: 32,
      endLine: 3,
      code: 'bad-json',
      length: 23,
      atEnd: false,
      raw: '{"text":"geheim" "b":2}',
    });
    expect(JSON.stringify(records.map(({ broken }) => [broken?.reason, broken?.advice]))).not.toContain('geheim');
    const sly = await readBytes('{"a":geheim at position 5}\n', { format: 'jsonl' });
    expect(sly[0]?.broken?.reason).not.toContain('geheim');
    expect(records[1]?.broken?.reason).toContain('at its character 18');
    expect(records[3]?.broken?.advice).toContain('one object per line');
  });

  it('tells bytes that are not UTF-8 from a U+FFFD that is really there', async () => {
    const bad = Buffer.concat([Buffer.from('{"a":"你'), Buffer.from([0xc4, 0xe3]), Buffer.from('"}\n')]);
    const records = await readBytes(Buffer.concat([Buffer.from('{"a":"\ufffd"}\n'), bad, Buffer.from('{"a":3}\n')]));
    expect(codes(records)).toEqual(['ok', 'bad-encoding', 'ok']);
    expect(records[0]?.value).toEqual({ a: '\ufffd' });
    expect(records[1]?.broken?.reason).toContain('from its byte 9 on');
    expect(Buffer.from(records[1]!.broken!.raw)).toEqual(bad.subarray(0, -1));
  });

  it('advises GB18030 where the bytes read as that', async () => {
    const bytes = Buffer.concat([Buffer.from('{"a":"'), Buffer.from([0xc4, 0xe3, 0xba, 0xc3]), Buffer.from('"}\n')]);
    const [record] = await readBytes(bytes, { format: 'jsonl' });
    expect(record?.broken?.advice).toContain('gb18030');
  });

  it('rejects a line over the limit, keeps its first 64 KiB, tells its length, reads on', async () => {
    const long = `{"a":"${'x'.repeat(3_000_000)}"}`;
    const records = await readBytes(`{"a":1}\n${long}\n{"a":2}\n`);
    expect(codes(records)).toEqual(['ok', 'too-long', 'ok']);
    expect(records[1]?.broken).toMatchObject({ length: long.length, atEnd: false });
    expect(records[1]?.broken?.raw.length).toBe(RAW_KEPT_BYTES);
    expect(records[2]?.at).toMatchObject({ record: 3, line: 3, byte: 8 + long.length + 1 });
  });

  it('the limit is exact, wherever the line lies', async () => {
    const line = (length: number): string => `{"a":"${'x'.repeat(length - 8)}"}`;
    const records = await readBytes(`${line(100)}\n${line(101)}\n${line(100)}`, { maxRecordBytes: 100 });
    expect(codes(records)).toEqual(['ok', 'too-long', 'ok']);
  });

  it('rejects JSON nested too deep, whatever its brackets in strings, and does not crash on 100,000 levels', async () => {
    const nested = (levels: number): string => `{"a":${'['.repeat(levels - 1)}${']'.repeat(levels - 1)}}`;
    const text = `{"a":"${'['.repeat(5000)}\\"{"}`;
    const lines = [nested(1000), nested(1001), nested(100_000), text, `{"a":${'['.repeat(100_000)}`];
    expect(codes(await readBytes(lines.join('\n')))).toEqual(['ok', 'too-deep', 'too-deep', 'ok', 'too-deep']);
  });

  it('2.3: a torn last line touches the end of its input; a whole one without line end is a record', async () => {
    expect(briefs(await readBytes('{"a":1}\n{"a":'))[1]).toMatchObject({
      code: 'bad-json',
      atEnd: true,
      byte: 8,
      end: 13,
      endLine: 2,
    });
    expect(briefs(await readBytes('{"a":1}\n{"a":\n'))[1]).toMatchObject({ code: 'bad-json', atEnd: false });
    expect(briefs(await readBytes('{"a":1}'))[0]).toMatchObject({ value: { a: 1 }, openEnd: true, end: 7, endLine: 1 });
    const overlong = await readBytes(`{"a":1}\n${'x'.repeat(200)}`, { maxRecordBytes: 100 });
    expect(briefs(overlong)[1]).toMatchObject({ code: 'too-long', length: 200, atEnd: true });
  });

  it('a member named __proto__ is a member', async () => {
    const [record] = await readBytes('{"__proto__":{"x":1}}\n');
    expect(Object.keys(record!.value as object)).toEqual(['__proto__']);
  });

  it('an empty file, blanks and a lone byte order mark are no records', async () => {
    expect(await readBytes('')).toEqual([]);
    expect(await readBytes('\n \r\n\t')).toEqual([]);
    expect(await readBytes('\ufeff')).toEqual([]);
  });

  it('what is kept of a broken record is a copy of its own', async () => {
    const [record] = await readBytes('{x\n{"a":1}\n', { format: 'jsonl' });
    expect(record?.broken?.raw.buffer.byteLength).toBe(2);
  });
});
