import { describe, expect, it } from 'vitest';
import { brief, briefs, codes, readBytes } from './support.js';

const csv = { format: 'csv' } as const;
const values = (records: Awaited<ReturnType<typeof readBytes>>): unknown[] => records.map(({ value }) => value);

describe('CSV', () => {
  it('tells record, line and bytes of every row; the header is none', async () => {
    const text = '\ufeffid,text\r\n1,"say ""hi"",\r\nyou"\r\n\r\n2,你好\n\n3,x';
    expect(briefs(await readBytes(text, csv))).toEqual([
      { record: 1, line: 2, byte: 12, end: 34, endLine: 4, value: { id: '1', text: 'say "hi",\r\nyou' } },
      { record: 2, line: 5, byte: 36, end: 45, endLine: 6, value: { id: '2', text: '你好' } },
      { record: 3, line: 7, byte: 46, end: 49, endLine: 7, value: { id: '3', text: 'x' }, openEnd: true },
    ]);
  });

  it.each([',', ';', '\t', '|'])('finds the delimiter %j in the header', async (mark) => {
    const records = await readBytes(
      ['"a,;|\tb"', 'id', 'text'].join(mark).concat('\n', ['1', '2', 'x'].join(mark)),
      csv,
    );
    expect(values(records)).toEqual([{ 'a,;|\tb': '1', id: '2', text: 'x' }]);
  });

  it('takes delimiter, quote and columns as they are given', async () => {
    const options = { ...csv, csv: { delimiter: '::', quote: "'", header: false, columns: ['id', 'text'] } };
    expect(values(await readBytes("1::'a::b''c'\n2::\"x\"\n", options))).toEqual([
      { id: '1', text: "a::b'c" },
      { id: '2', text: '"x"' },
    ]);
  });

  it('without a header and names, columns are numbers; given names replace a header', async () => {
    expect(values(await readBytes('a,b\nc,d\n', { ...csv, csv: { header: false } }))).toEqual([
      { 1: 'a', 2: 'b' },
      { 1: 'c', 2: 'd' },
    ]);
    expect(values(await readBytes('x,y\nc,d\n', { ...csv, csv: { columns: ['p', 'q'] } }))).toEqual([
      { p: 'c', q: 'd' },
    ]);
  });

  it('a null mark is null', async () => {
    expect(values(await readBytes('a,b\n\\N,x\n', { ...csv, csv: { null: '\\N' } }))).toEqual([{ a: null, b: 'x' }]);
    expect(values(await readBytes('a,b\n,x\n', { ...csv, csv: { null: '' } }))).toEqual([{ a: null, b: 'x' }]);
    expect(values(await readBytes('a,b\n,x\n', csv))).toEqual([{ a: '', b: 'x' }]);
  });

  it('a column named __proto__ is a column', async () => {
    const [record] = await readBytes('__proto__,b\n1,2\n', csv);
    expect(Object.entries(record!.value as object)).toEqual([
      ['__proto__', '1'],
      ['b', '2'],
    ]);
  });

  it('a name twice in the header is a usage error', async () => {
    await expect(readBytes('id,text,id\n1,2,3\n', csv)).rejects.toMatchObject({
      kind: 'usage',
      code: 'duplicate-column',
    });
  });

  it('a header whose quote is not closed is a usage error', async () => {
    await expect(readBytes('id,"text\n1,2\n', csv)).rejects.toMatchObject({ kind: 'usage', code: 'no-header' });
  });

  it('a row with too few or too many cells is rejected alone', async () => {
    const records = await readBytes('a,b\n1,2\n3\n4,5,6\n7,8\n', csv);
    expect(codes(records)).toEqual(['ok', 'wrong-column-count', 'wrong-column-count', 'ok']);
    expect(records[2]?.broken?.reason).toBe('expected 2 cells, got 3');
    expect(brief(records[1]!)).toMatchObject({ record: 2, line: 3, byte: 8, end: 10, raw: '3', atEnd: false });
  });

  it('stray quotes in a row are text', async () => {
    expect(values(await readBytes('a,b\nx "y" z,"p"q\n', csv))).toEqual([{ a: 'x "y" z', b: '"p"q' }]);
  });

  it('mixed line ends are fine', async () => {
    expect(codes(await readBytes('a,b\r\n1,2\n3,4\r\n5,6\n', csv))).toEqual(['ok', 'ok', 'ok']);
  });

  it('bytes that are not UTF-8 cost one row', async () => {
    const bytes = Buffer.concat([Buffer.from('a,b\n1,'), Buffer.from([0xc4, 0xe3]), Buffer.from('\n2,好\n')]);
    const records = await readBytes(bytes, csv);
    expect(codes(records)).toEqual(['bad-encoding', 'ok']);
    expect(records[0]?.broken?.advice).toContain('gb18030');
  });
});

describe('7.2: a missing quote costs its line, never the rows after it', () => {
  const rows = (from: number, to: number): string => {
    let text = '';
    for (let id = from; id <= to; id += 1) text += `${id},a,"text ${id}"\n`;
    return text;
  };

  it('when the next quote opens a cell', async () => {
    const records = await readBytes(`id,who,text\n${rows(1, 5)}6,a,"no end\n${rows(7, 20)}`, csv);
    expect(codes(records)).toEqual([...Array(5).fill('ok'), 'missing-quote', ...Array(14).fill('ok')]);
    expect(records[5]?.at).toMatchObject({ record: 6, line: 7 });
    expect(records[6]?.value).toEqual({ id: '7', who: 'a', text: 'text 7' });
  });

  it('when no quote follows at all', async () => {
    const plain = Array.from({ length: 500 }, (_, id) => `${id},a,b\n`).join('');
    const records = await readBytes(`id,who,text\nx,a,"no end\n${plain}`, csv);
    expect(codes(records)).toEqual(['missing-quote', ...Array(500).fill('ok')]);
    expect(records[500]).toMatchObject({ at: { line: 502 }, value: { id: '499' } });
  });

  it('when few rows follow and the file ends', async () => {
    const records = await readBytes('id,who,text\n1,a,"no end\n2,a,b\n3,a,c\n', csv);
    expect(codes(records)).toEqual(['missing-quote', 'ok', 'ok']);
    expect(records[0]?.broken?.atEnd).toBe(false);
  });

  it('when the swallowed rows bring the wrong number of cells', async () => {
    const records = await readBytes('id,who,text\n1,"a,x\n2,",b",y\n3,c,z\n', csv);
    expect(codes(records).at(-1)).toBe('ok');
    expect(records.at(-1)?.value).toEqual({ id: '3', who: 'c', text: 'z' });
    expect(records[0]?.broken).toMatchObject({ code: 'missing-quote' });
  });

  it('many in a row', async () => {
    const text = Array.from({ length: 50 }, (_, id) => `${id},a,"no end ${id}\n`).join('');
    const records = await readBytes(`id,who,text\n${text}${rows(100, 110)}`, csv);
    expect(codes(records)).toEqual([...Array(50).fill('missing-quote'), ...Array(11).fill('ok')]);
  });

  it('a text over many lines is a text, up to 200 of them', async () => {
    const lines = (count: number): string => `id,text\n1,"${'line\n'.repeat(count)}"\n2,x\n`;
    expect(codes(await readBytes(lines(199), csv))).toEqual(['ok', 'ok']);
    expect(codes(await readBytes(lines(200), csv))[0]).toBe('missing-quote');
    expect((await readBytes(lines(200), csv)).at(-1)?.value).toEqual({ id: '2', text: 'x' });
  });

  it('2.3: a file that ends inside a quoted cell touches the end, as one record', async () => {
    const records = await readBytes('id,text\n1,x\n2,"first\nsecond\nthi', csv);
    expect(briefs(records)[1]).toEqual({
      record: 2,
      line: 3,
      byte: 12,
      end: 31,
      endLine: 5,
      code: 'missing-quote',
      length: 19,
      atEnd: true,
      raw: '2,"first\nsecond\nthi',
    });
    expect(records).toHaveLength(2);
  });

  it('2.3: a torn last row touches the end', async () => {
    expect(briefs(await readBytes('a,b\n1,2\n3', csv))[1]).toMatchObject({ code: 'wrong-column-count', atEnd: true });
  });

  it('a line longer than a record may be is let go while it streams by', async () => {
    const long = `9,"${'x'.repeat(3_000_000)}`;
    const records = await readBytes(`id,text\n1,a\n${long}\n2,"b"\n`, csv);
    expect(codes(records)).toEqual(['ok', 'too-long', 'ok']);
    expect(records[1]?.broken?.length).toBe(long.length);
    expect(records[2]).toMatchObject({ at: { line: 4, byte: 12 + long.length + 1 }, value: { id: '2', text: 'b' } });
  });

  it('a row of several lines longer than a record may be costs its first line', async () => {
    const records = await readBytes(`id,text\n1,"${'x'.repeat(60)}\n${'y'.repeat(60)}\n2,b\n3,c\n`, {
      ...csv,
      maxRecordBytes: 100,
    });
    expect(codes(records)).toEqual(['missing-quote', 'wrong-column-count', 'ok', 'ok']);
  });
});

describe('CSV with backslash escapes', () => {
  const options = {
    ...csv,
    csv: { escape: 'backslash', delimiter: '\t', quote: '', columns: ['a', 'b'], header: false },
  } as const;

  it('reads what MySQL and PostgreSQL write', async () => {
    const text = 'x\\ty\t\\N\nline\\\nend\tq"\\"\\\\N\n\\N\\N\t\\\t\\r\\n\n';
    expect(values(await readBytes(text, options))).toEqual([
      { a: 'x\ty', b: null },
      { a: 'line\nend', b: 'q""\\N' },
      { a: 'NN', b: '\t\r\n' },
    ]);
  });

  it('knows quotes too, in which \\N is no null', async () => {
    const quoted = { ...csv, csv: { escape: 'backslash', null: 'nil' } } as const;
    const text = 'a,b\n"he said \\"hi\\", ok\nsecond","\\N"\n\\N,nil\r\n';
    expect(briefs(await readBytes(text, quoted))).toEqual([
      { record: 1, line: 2, byte: 4, end: 37, endLine: 4, value: { a: 'he said "hi", ok\nsecond', b: 'N' } },
      { record: 2, line: 4, byte: 37, end: 45, endLine: 5, value: { a: null, b: null } },
    ]);
  });

  it('a doubled quote is one; what stands behind a closing quote is not lost', async () => {
    const rows = [`"say ""hi"", \\"\\"","'"`, `"abc" ,"abc"x`, `"",""""`, `"a""b",aa`];
    const read = values(await readBytes(`a,b\n${rows.join('\r\n')}\n`, { ...csv, csv: { escape: 'backslash' } }));
    expect(read).toEqual([
      { a: 'say "hi", ""', b: "'" },
      { a: '"abc" ', b: '"abc"x' },
      { a: '', b: '"' },
      { a: 'a"b', b: 'aa' },
    ]);
  });

  it('the same row in both dialects is the same record', async () => {
    const doubled = await readBytes('a,b\n"q"" , \n\\ 😀",x\n', csv);
    const backslash = await readBytes('a,b\n"q\\" , \\\n\\\\ 😀",x\n', { ...csv, csv: { escape: 'backslash' } });
    expect(values(backslash)).toEqual(values(doubled));
  });

  it('a torn escape at the end touches the end', async () => {
    expect(briefs(await readBytes('x\ty\nz\tw\\', options))[1]).toMatchObject({ atEnd: true, code: 'missing-quote' });
  });

  it('marks of several bytes are a usage error', async () => {
    const failed = readBytes('a::b\n', { ...csv, csv: { escape: 'backslash', delimiter: '::' } });
    await expect(failed).rejects.toMatchObject({ kind: 'usage', code: 'bad-csv-dialect' });
  });
});
