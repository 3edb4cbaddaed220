import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseLossless } from '../../../src/json.js';
import { listInputs, openExport, type ReadOptions } from '../../../src/read/open.js';
import { openingOf } from '../../../src/read/opening.js';
import { brief, briefs, codes, drain, memoryDisk, openBytes, readBytes } from './support.js';

const glued: ReadOptions = { shape: { glued: true } };
const values = async (text: string | Buffer): Promise<unknown[]> =>
  (await readBytes(text, glued)).map(({ value, broken }) => broken?.code ?? value);

describe('objects one after another', () => {
  it('are records, whatever stands between them; places are those of the objects', async () => {
    const text = '\ufeff{"a":1}{"a":"}{"} , {\r\n "a":\r\n 3}\r\n\r\n{"a":4}';
    expect(briefs(await readBytes(text, glued))).toEqual([
      { record: 1, line: 1, byte: 3, end: 10, endLine: 1, value: { a: 1 } },
      { record: 2, line: 1, byte: 10, end: 20, endLine: 1, value: { a: '}{' } },
      { record: 3, line: 1, byte: 23, end: 36, endLine: 3, value: { a: 3 } },
      { record: 4, line: 5, byte: 40, end: 47, endLine: 5, value: { a: 4 } },
    ]);
  });

  it('on lines, give the records JSON Lines give', async () => {
    const object = fc.dictionary(fc.string(), fc.jsonValue({ maxDepth: 3 }), { noNullPrototype: true });
    await fc.assert(
      fc.asyncProperty(fc.array(object, { maxLength: 8 }), fc.integer({ min: 5, max: 60 }), async (objects, step) => {
        const text = objects.map((value) => `${JSON.stringify(value)}\n`).join('');
        const read = async (options: ReadOptions) => (await readBytes(text, options, { step: () => step })).map(place);
        expect(await read(glued)).toEqual(await read({ format: 'jsonl' }));
      }),
      { numRuns: 25 },
    );
  });

  it('pretty-printed in any way, come back as they went in', async () => {
    const object = fc.dictionary(fc.string(), fc.jsonValue({ maxDepth: 3 }), { noNullPrototype: true });
    const indent = fc.constantFrom('', ' ', '  ', '\t', '\n');
    const between = fc.constantFrom('', '\n', ',\n', ' ', '\r\n');
    await fc.assert(
      fc.asyncProperty(fc.array(object, { maxLength: 8 }), indent, between, async (objects, one, separator) => {
        const texts = objects.map((value) => JSON.stringify(value, null, one));
        expect(await values(texts.join(separator))).toEqual(texts.map((text) => parseLossless(text)));
      }),
      { numRuns: 50 },
    );
  });

  it('with nested objects that begin their lines are read whole', async () => {
    const text = '{\n"list":\n[\n{\n"x":1\n},\n{\n"y":\n{\n"z":2\n}\n}\n]\n}\n';
    const value = JSON.parse(text);
    expect(await values(text.repeat(3))).toEqual([value, value, value]);
  });

  it('a file that begins with [ is an array; a format that was named is that', async () => {
    expect(codes(await readBytes('[{"a":1},{"a":2}]', glued))).toEqual(['ok', 'ok']);
    const container = (text: string, options: ReadOptions) => openingOf(Buffer.from(text), true, 'x', options);
    expect(container('[{"a":1}]', glued)).toMatchObject({ format: 'json', path: [] });
    expect(container('{"a":1}', glued)).toMatchObject({ format: 'json', container: 'glued' });
    expect(container('{"a":1}', { ...glued, format: 'json' })).toMatchObject({ container: 'glued' });
    expect(container('{"a":1}', { ...glued, format: 'jsonl' })).toMatchObject({ format: 'jsonl' });
    expect(container('a,b\n', glued)).toMatchObject({ format: 'csv' });
    expect(await readBytes(' \n', glued)).toEqual([]);
  });

  it('a rejects file is one, whatever stands between its lines', async () => {
    const fields = { record: 1, part: 0, line: 1, byte: 0, stage: 'read', code: 'c', reason: 'r', outcome: 'not-sent' };
    const line = JSON.stringify({ input: 'a', ...fields, raw: { id: 7 } });
    for (const text of [`${line}\n`, `\n${line}\n${line}`])
      expect((await readBytes(text, glued))[0]).toMatchObject({ value: { id: 7 }, origin: { input: 'a', record: 1 } });
    for (const step of [1, 4])
      expect((await readBytes(`${line}\n`, glued, { step: () => step }))[0]?.value).toEqual({ id: 7 });
  });
});

describe('a broken object does not swallow its neighbours', () => {
  it.each([
    ['a missing brace, on lines', '{"a":{"x":1}\n{"b":2}\n{"c":3}\n'],
    ['a missing brace, on one line', '{"a":{"x":1}{"b":2}{"c":3}'],
    ['a missing brace before a comma', '{"a":1,{"b":2},{"c":3}'],
    ['a missing quote, on lines', '{"a":"x}\n{"b":2}\n{"c":3}\n'],
    ['a missing quote, on one line', '{"a":"x}{"b":2}{"c":3}'],
    ['a missing quote before a name', '{"a":"x,"y":"z"}{"b":2}{"c":3}'],
    ['a cut text, on lines', '{"a":[{"x":"1\n{"b":2}\n{"c":3}\n'],
    ['a cut list that the next line could belong to', '{"a":[1,\n{"b":2}\n{"c":3}\n'],
    ['a member without its value', '{"a":\n{"b":2}\n{"c":3}\n'],
    ['text that is no object', '{"a" 1}{"b":2} {"c":3}'],
    ['the end of an object', '{"a":0} y":1} {"b":2}{"c":3}'],
    ['a scalar', '{"a":0} 5 {"b":2}{"c":3}'],
    ['pretty-printed, a missing brace', '{\n  "a": {\n    "x": 1\n}\n{\n  "b": 2\n}\n{\n  "c": 3\n}\n'],
    ['pretty-printed, a missing quote', '{\n  "a": "x,\n  "y": "z"\n}\n{\n  "b": 2\n}\n{\n  "c": 3\n}\n'],
    ['longer than a record may be', `{"a":"${'x'.repeat(200)}"}{"b":2}{"c":3}`],
    ['an open list longer than a record may be', `{"a":["${'x'.repeat(30)}",\n${'{"b":2},\n'.repeat(12)}{"c":3}`],
    ['nested deeper than a record may be', `{"a":${'['.repeat(1500)}\n{"b":2}\n{"c":3}\n`],
  ])('%s', async (_, text) => {
    const records = await readBytes(text, { ...glued, maxRecordBytes: text.length > 1000 ? 5000 : 100 });
    const read = records.map(({ value }) => value);
    expect(read).toContainEqual({ b: 2 });
    expect(read.at(-1)).toEqual({ c: 3 });
    expect(records.every(({ broken }) => !broken?.atEnd)).toBe(true);
    expect(codes(records)).not.toEqual(Array(records.length).fill('ok'));
    let end = 0;
    for (const { at, end: next } of records) {
      expect(at.byte).toBeGreaterThanOrEqual(end);
      end = next;
    }
  });

  it('a line that begins inside of a string tells of a missing quote at once', async () => {
    expect(await values('{"a":"x}\n{}\n{}')).toEqual(['bad-json', {}, {}]);
  });

  it('one with sound brackets costs one record, its nested objects are none', async () => {
    expect(await values('{"l":[\n{"x":"\\q"},\n{"y":1}\n]}\n{"a":1}')).toEqual(['bad-json', { a: 1 }]);
  });

  it('bytes that are not UTF-8, and an array, cost one record', async () => {
    const bad = Buffer.concat([Buffer.from('{"a":"'), Buffer.from([0xff]), Buffer.from('"}[{"b":1}]{"c":3}')]);
    expect(await values(bad)).toEqual(['bad-encoding', 'not-an-object', { c: 3 }]);
  });
});

describe('the end of the input', () => {
  it('2.3: a cut last object is one broken record that touches the end, whatever it could be', async () => {
    for (const text of ['{"b":', '{\n"l":[\n{"x":1},\n{"y"', '{"b":"}{', '{"b":"x', '[1', 'xyz']) {
      const records = await readBytes(`{"a":1}\n${text}`, glued);
      expect(codes(records), text).toEqual(['ok', 'cut-object']);
      expect(brief(records[1]!)).toMatchObject({ byte: 8, raw: text, atEnd: true });
    }
  });

  it('an object that cannot go on as JSON gives its neighbours free there, too', async () => {
    const records = await readBytes('{"a":"x}{"b":2}{"c":3}{"d":', glued);
    expect(records.map(({ value, broken }) => broken?.code ?? value)).toEqual([
      'bad-json',
      { b: 2 },
      { c: 3 },
      'cut-object',
    ]);
    expect(records.map(({ broken }) => broken?.atEnd)).toEqual([false, undefined, undefined, true]);
  });

  it('a whole object at the end is a record; a file that goes on is read on', async () => {
    const before = '{"a":1}\n{\n "a":2}';
    const opened = await openBytes(before, glued);
    const records = await drain(opened);
    expect(records.map(({ openEnd }) => openEnd)).toEqual([undefined, undefined]);
    const { end, endLine } = records[1]!;
    const fingerprint = opened.fingerprint(0, end);
    expect(fingerprint.openRecord).toBeUndefined();
    const resume = [{ from: { record: 3, part: 0, line: endLine, byte: end }, fingerprint }];
    expect(await readBytes(before, glued, { resume })).toEqual([]);
    for (const more of ['{"a":3}', '\n{"a":3}', ',{"a":3}']) {
      const rest = await readBytes(before + more, glued, { resume });
      expect(rest.map(({ at, value }) => [at.record, value])).toEqual([[3, { a: 3 }]]);
    }
  });

  it('a cut archive is told where it ends', async () => {
    const disk = memoryDisk({ 'a.zst': Buffer.from([0x28, 0xb5, 0x2f, 0xfd, 0x00, 0x58, 0x40]) });
    const { inputs } = await listInputs(['a.zst'], disk.port);
    const records = await drain(await openExport(inputs, { ...glued, format: 'json' }, { files: disk.port }));
    expect(codes(records)).toEqual(['cut-archive']);
  });
});

function place({ at, value }: { at: { record: number; line: number; byte: number }; value: unknown }): unknown {
  return [at.record, at.line, at.byte, value];
}
