import { describe, expect, it } from 'vitest';
import { openingOf, type ReadOptions } from '../../../src/read/opening.js';
import { briefs, codes, readBytes } from './support.js';

const options: ReadOptions = { shape: { prefixed: true } };
const format = (text: string, name = 'x', more: ReadOptions = {}): string | undefined =>
  openingOf(Buffer.from(text), true, name, { ...options, ...more })?.format;

describe('lines with something before the object', () => {
  it('are parsed from their first { on; their place is that of the line', async () => {
    const text = '2023/05/06 14:03:22{"a":1}\n{"a":2}\r\n\n2023-05-06, 14:03:23 {"a":"{"}\n';
    expect(briefs(await readBytes(text, options))).toEqual([
      { record: 1, line: 1, byte: 0, end: 27, endLine: 2, value: { a: 1 } },
      { record: 2, line: 2, byte: 27, end: 36, endLine: 3, value: { a: 2 } },
      { record: 3, line: 4, byte: 37, end: 68, endLine: 5, value: { a: '{' } },
    ]);
  });

  it('without any { they are broken records, whole', async () => {
    const records = await readBytes('x{"a":1}\nserver restarted\nx{"a":2}\n', options);
    expect(codes(records)).toEqual(['ok', 'bad-json', 'ok']);
    expect(briefs(records)[1]).toMatchObject({ byte: 9, raw: 'server restarted', length: 16 });
  });

  it('what is told of a broken one counts from the beginning of the line', async () => {
    const [one] = await readBytes('12:00 {"a" 1}\n', options);
    expect(one?.broken?.reason).toContain('at its character 12');
    expect(Buffer.from(one!.broken!.raw).toString()).toBe('12:00 {"a" 1}');
    const [other] = await readBytes('备注 {"a" 1}\n', options);
    expect(other?.broken?.reason).toContain('at its character 9');
    const bad = Buffer.concat([Buffer.from('备 {"a":"'), Buffer.from([0xff]), Buffer.from('"}\n')]);
    const [third] = await readBytes(bad, options);
    expect(third?.broken?.reason).toContain(`from its byte ${bad.indexOf(0xff)} on`);
  });

  it('a prefix that is not UTF-8 costs nothing, an object that is not costs its line', async () => {
    const [bad, sound] = [Buffer.from([0xff]), Buffer.from('{"a":1}\n')];
    const text = Buffer.concat([bad, sound, Buffer.from('{"a":"'), bad, Buffer.from('"}\n'), sound]);
    expect(codes(await readBytes(text, options))).toEqual(['ok', 'bad-encoding', 'ok']);
  });

  it('a last line may be torn in its prefix, or whole without its line end', async () => {
    expect(briefs(await readBytes('x{"a":1}\n2023/05', options))[1]).toMatchObject({ code: 'bad-json', atEnd: true });
    expect(briefs(await readBytes('x{"a":1}', options))[0]).toMatchObject({ value: { a: 1 }, openEnd: true });
  });

  it.each([
    ['2023/05/06, 14:03:22{"a":1,"b":2}\n', 'jsonl'],
    ['\ufeff2023/05/06 14:03:22{"a":1}', 'jsonl'],
    ['[2023/05/06] {"a":1}\n', 'jsonl'],
    ['started, at last\n2023,{"a":1}\n', 'jsonl'],
    ['half a pref', 'jsonl'],
    ['{"a":1}\n', 'jsonl'],
    ['[{"a":1}]', 'json'],
    ['[\n  {"a":1}]', 'json'],
    ['[]', 'json'],
  ])('%j is %s', (text, expected) => {
    expect(format(text)).toBe(expected);
    expect(format(text, 'x.log')).toBe(expected);
  });

  it('a table by its name is one: its cells may hold objects', () => {
    const table = 'id,payload\n1,"{""a"":1}"\n';
    expect(format(table, 'x.csv')).toBe('csv');
    expect(format(table, 'x.tsv.gz')).toBe('csv');
    expect(format(table, 'x', { format: 'csv' })).toBe('csv');
  });

  it('a format or a path that is named wins', () => {
    expect(format('x{"a":1}\n', 'x', { format: 'csv' })).toBe('csv');
    expect(format('{"a":[]}\n', 'x', { recordsPath: 'a' })).toBe('json');
    expect(format('a,b\nx,{"a":1}', 'x', { shape: {} })).toBe('csv');
  });

  it('the text in a reject line may have a prefix, too', async () => {
    const line = {
      ...{
        input: 'a',
        record: 1,
        part: 0,
        line: 1,
        byte: 0,
        stage: 'read',
        code: 'c',
        reason: 'r',
        outcome: 'not-sent',
      },
      rawText: '2023/05/06 14:03:22{"id":1}',
    };
    const [record] = await readBytes(`${JSON.stringify(line)}\n`, options);
    expect(record).toMatchObject({ value: { id: 1 }, origin: { input: 'a', record: 1 } });
  });
});
