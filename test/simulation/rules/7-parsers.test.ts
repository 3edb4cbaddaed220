import { describe, expect, it } from 'vitest';
import { openExport } from '../../../src/read/open.js';
import { codes, drain, memoryDisk, readBytes, standardInput, streamOf, zipOf } from '../../unit/read/support.js';

const values = (records: Awaited<ReturnType<typeof readBytes>>) => records.flatMap(({ value }) => value ?? []);

describe('7 parsers', () => {
  it.each([
    ['no JSON', '[{"a":1},{"b" 2},{"c":3}]', 'bad-json'],
    ['a missing brace', '[{"a":1},{"b":{"x":1},{"c":3}]', 'bad-json'],
    ['a line feed in a text', '[{"a":1},{"b":"x\ny"},{"c":3}]', 'bad-json'],
    ['no object', '[{"a":1},"b",{"c":3}]', 'not-an-object'],
  ])(
    '7.1 a broken element of an array (%s) is rejected, and reading goes on behind its comma',
    async (_, text, code) => {
      const records = await readBytes(text, { format: 'json' });
      expect(codes(records)).toEqual(['ok', code, 'ok']);
      expect(values(records)).toEqual([{ a: 1 }, { c: 3 }]);
      const [, broken, last] = records;
      // Bounds and offsets are those of the elements, whatever a read brings.
      expect(text.slice(last!.at.byte, last!.end)).toMatch(/^\{"c":3\}/);
      expect(text.slice(broken!.at.byte)).toMatch(/^(\{"b|"b)/);
      const inBytes = await readBytes(text, { format: 'json' }, { step: () => 1 });
      expect(inBytes.map(({ at, end }) => [at.byte, end])).toEqual(records.map(({ at, end }) => [at.byte, end]));
    },
  );

  it('7.1 an element is parsed without losing a digit', async () => {
    expect(values(await readBytes('[{"id":9007199254740993}]'))).toEqual([{ id: 9007199254740993n }]);
  });

  describe('7.2 a row that swallows others costs its first line only', () => {
    const row = (id: number) => `${id},a,text ${id}\n`;
    const rows = (from: number, to: number) => Array.from({ length: to - from }, (_, n) => row(from + n)).join('');

    it.each([
      ['no quote follows', `1,a,"no end\n${rows(2, 500)}`],
      ['a quote follows that opens a cell', `1,a,"no end\n${rows(2, 20)}20,"b",c\n${rows(21, 500)}`],
    ])('7.2 a missing quote: %s', async (_, text) => {
      const records = await readBytes(`id,who,text\n${text}`, { format: 'csv' });
      expect(codes(records)).toEqual(['missing-quote', ...Array(498).fill('ok')]);
      expect(records.map(({ at }) => at.line)).toEqual(Array.from({ length: 499 }, (__, n) => n + 2));
      expect(values(records).at(-1)).toEqual({ id: '499', who: 'a', text: 'text 499' });
    });

    it.each([
      ['bytes', `1,a,"${'x'.repeat(3_000)}\n${'y'.repeat(3_000)}"\n`],
      ['lines', `1,a,"${'x\n'.repeat(300)}"\n`],
    ])('7.2 a row of too many %s', async (_, long) => {
      const records = await readBytes(`id,who,text\n${long}${rows(2, 20)}`, { format: 'csv', maxRecordBytes: 4_000 });
      expect(codes(records)[0]).not.toBe('ok');
      expect(values(records).slice(-18)).toEqual(
        Array.from({ length: 18 }, (__, n) => ({ id: `${n + 2}`, who: 'a', text: `text ${n + 2}` })),
      );
    });
  });

  it('7.3 a zip archive on standard input is spooled to the state folder, and gone at the end', async () => {
    const archive = zipOf([
      { name: 'b.jsonl', bytes: Buffer.from('{"b":1}\n') },
      { name: 'a.jsonl', bytes: Buffer.from('{"a":1}\n') },
    ]);
    const disk = memoryDisk({ '/state/x': '' });
    const stdin = streamOf(archive);
    const opened = await openExport([standardInput], {}, { files: disk.port, stdin, spoolFolder: '/state' });
    const [spool, ...others] = [...disk.files.keys()].filter((path) => path !== '/state/x');
    expect(spool).toMatch(/^\/state\//);
    expect(others).toEqual([]);
    expect(values(await drain(opened))).toEqual([{ a: 1 }, { b: 1 }]);
    expect([...disk.files.keys()]).toEqual(['/state/x']);
  });
});
