import { describe, expect, it } from 'vitest';
import { briefs, codes, readBytes } from './support.js';

const json = { format: 'json' } as const;

describe('JSON arrays', () => {
  it('tells record, line and bytes of every element; separators belong to none', async () => {
    const text = '\ufeff[{"a":"x,]}\\""},\n {"b":[1,{"c":"[{"}]}\n,\n{"d":\n4}]\n';
    expect(briefs(await readBytes(text))).toEqual([
      { record: 1, line: 1, byte: 4, end: 18, endLine: 1, value: { a: 'x,]}"' } },
      { record: 2, line: 2, byte: 21, end: 41, endLine: 2, value: { b: [1, { c: '[{' }] } },
      { record: 3, line: 4, byte: 44, end: 52, endLine: 5, value: { d: 4 } },
    ]);
  });

  it('keeps every digit of long integers', async () => {
    const [record] = await readBytes('[{"id":12345678901234567890}]');
    expect(record?.value).toEqual({ id: 12345678901234567890n });
  });

  it('finds the array inside an object by its path, past everything that looks like it', async () => {
    const text =
      '{"messages":[{"no":1}],"x":"\\"data\\":{","data":{"deep":{"messages":[0]},"n":null,"messages":[{"a":1},{"a":2}],"t":[1]},"z":2}';
    const records = await readBytes(text, { recordsPath: 'data.messages' });
    expect(records.map(({ value }) => value)).toEqual([{ a: 1 }, { a: 2 }]);
    expect(records[0]?.at.byte).toBe(text.indexOf('{"a":1}'));
  });

  it('a path that is not there is a usage error that names the arrays that are', async () => {
    const text = '{"users":[],"meta":{"x":[]},"chats":[{}]}';
    const failed = readBytes(text, { recordsPath: 'messages' });
    await expect(failed).rejects.toMatchObject({
      kind: 'usage',
      code: 'no-array',
      message: expect.stringContaining('users, chats'),
    });
    await expect(readBytes(text, { recordsPath: 'meta' })).rejects.toMatchObject({
      code: 'no-array',
      message: expect.stringContaining('is no array'),
    });
    await expect(readBytes('[1]', { recordsPath: 'meta' })).rejects.toMatchObject({ code: 'no-array' });
  });

  it('an object without a path is a usage error that names the arrays seen', async () => {
    const failed = readBytes('{"users":[],\n"chats":[{}]}', {}, { name: 'result.json' });
    await expect(failed).rejects.toMatchObject({
      kind: 'usage',
      message: expect.stringContaining('users, chats'),
      hint: expect.stringContaining('format.records'),
    });
  });

  it('7.1: a broken element is rejected and reading goes on at the next comma', async () => {
    const records = await readBytes('[{"a":1},{"a" 2},{"a":[1,2}, 5, "x", [1], {"a":3}]');
    expect(codes(records)).toEqual([
      'ok',
      'bad-json',
      'bad-json',
      'not-an-object',
      'not-an-object',
      'not-an-object',
      'ok',
    ]);
    expect(briefs(records)[1]).toMatchObject({ byte: 9, end: 16, length: 7, raw: '{"a" 2}', atEnd: false });
  });

  it('7.1: a missing closing brace costs one element only', async () => {
    const records = await readBytes('[{"a":1},{"b":{"x":1},{"c":3},{"d":4}]');
    expect(codes(records)).toEqual(['ok', 'bad-json', 'ok', 'ok']);
    expect(records.slice(2).map(({ value }) => value)).toEqual([{ c: 3 }, { d: 4 }]);
  });

  it('7.1: a missing closing quote costs one element where elements begin their lines', async () => {
    const records = await readBytes('[\n{"a":"x"},\n{"b":"y},\n{"c":"z"},\n{"d":"w"}\n]\n');
    expect(codes(records)).toEqual(['ok', 'bad-json', 'ok', 'ok']);
    expect(records[2]?.at).toMatchObject({ record: 3, line: 4 });
  });

  it('7.1: a line feed inside a text costs one element', async () => {
    const records = await readBytes('[{"a":"x\ny"},{"a":"\\ny"}]');
    expect(codes(records)).toEqual(['bad-json', 'ok']);
    expect(records[1]?.at.line).toBe(2);
  });

  it('a last element without its brackets ends with the array', async () => {
    expect(codes(await readBytes('[{"a":1},{"b":2]'))).toEqual(['ok', 'bad-json']);
  });

  it('a stray bracket does not end the array', async () => {
    expect(codes(await readBytes('[{"a":1}},{"b":2}]'))).toEqual(['ok', 'bad-json', 'ok']);
  });

  it('trailing and doubled commas are let pass', async () => {
    expect(codes(await readBytes('[,{"a":1},,{"b":2},]'))).toEqual(['ok', 'ok']);
  });

  it('2.3: a cut array ends with one broken record at the end', async () => {
    expect(briefs(await readBytes('[{"a":1},\n{"b":'))[1]).toMatchObject({
      record: 2,
      line: 2,
      byte: 10,
      end: 15,
      code: 'cut-array',
      raw: '{"b":',
      atEnd: true,
    });
    expect(briefs(await readBytes('[{"a":1},\n'))[1]).toMatchObject({
      byte: 10,
      end: 10,
      endLine: 2,
      code: 'cut-array',
      length: 0,
      atEnd: true,
    });
    expect(codes(await readBytes('[{"a":1}'))).toEqual(['ok', 'cut-array']);
    expect(codes(await readBytes('['))).toEqual(['cut-array']);
  });

  it('something behind the array is told at the end', async () => {
    const records = await readBytes('[{"a":1}]\n[{"b":2}]\n');
    expect(briefs(records)[1]).toMatchObject({
      record: 2,
      line: 2,
      byte: 10,
      code: 'after-array',
      length: 10,
      atEnd: true,
    });
    expect(codes(await readBytes('[{"a":1}] \r\n\t'))).toEqual(['ok']);
  });

  it('behind an array inside an object the rest is none of our business', async () => {
    expect(codes(await readBytes('{"m":[{"a":1}],"next":[{}]}', { recordsPath: 'm' }))).toEqual(['ok']);
  });

  it('an element over the limit, or nested too deep, is rejected', async () => {
    const long = `{"a":"${'x'.repeat(300)}"}`;
    const records = await readBytes(`[{"a":1},${long},{"a":2}]`, { maxRecordBytes: 200 });
    expect(codes(records)).toEqual(['ok', 'too-long', 'ok']);
    expect(records[1]?.broken?.length).toBe(long.length);
    const deep = `{"a":${'['.repeat(1000)}${']'.repeat(1000)}}`;
    expect(codes(await readBytes(`[${deep},{"a":1}]`))).toEqual(['too-deep', 'ok']);
  });

  it('bytes that are not UTF-8 cost one element', async () => {
    const text = Buffer.concat([Buffer.from('[{"a":"'), Buffer.from([0xff]), Buffer.from('"},{"a":"好"}]')]);
    expect(codes(await readBytes(text))).toEqual(['bad-encoding', 'ok']);
  });

  it('an empty file and an empty array are no records; anything else is no array', async () => {
    expect(await readBytes('', json)).toEqual([]);
    expect(await readBytes(' \n', json)).toEqual([]);
    expect(await readBytes(' [ ] ', json)).toEqual([]);
    await expect(readBytes('5', json)).rejects.toMatchObject({ kind: 'usage', code: 'no-array' });
  });
});
