import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { CsvDialect, RowParser } from '../../../src/read/csv-dialect.js';
import { doubledQuoteRows } from '../../../src/read/csv-rows.js';
import { quickRows } from '../../../src/read/quick-rows.js';

type Row = [cells: (string | null)[], end: number];

function rowsOf(parser: RowParser, block: Buffer, isLast: boolean, most = Number.POSITIVE_INFINITY): Row[] {
  const rows: Row[] = [];
  parser.rows(block, isLast, (cells, end) => {
    rows.push([cells, end]);
    return rows.length < most;
  });
  return rows;
}

const DIALECTS: readonly CsvDialect[] = [
  { delimiter: ',', quote: '"', escape: 'doubled' },
  { delimiter: '\t', quote: "'", escape: 'doubled' },
  { delimiter: ';', quote: '', escape: 'doubled' },
  { delimiter: '||', quote: '"', escape: 'doubled' },
  { delimiter: '，', quote: '"', escape: 'doubled' },
  { delimiter: ',', quote: '＂', escape: 'doubled' },
];

describe.each(DIALECTS)('rows of the dialect %j that are cut quickly', (dialect) => {
  const general = doubledQuoteRows(dialect);
  const quick = quickRows(dialect, general);
  const { delimiter: d, quote: q } = dialect;

  function expectSame(text: string): void {
    const block = Buffer.from(text);
    for (const isLast of [true, false]) expect(rowsOf(quick, block, isLast)).toEqual(rowsOf(general, block, isLast));
    expect(rowsOf(quick, block, true, 2)).toEqual(rowsOf(general, block, true, 2));
  }

  it('are those of the general parser', () => {
    const piece = fc.constantFrom(
      'a',
      'bc',
      '您好',
      '😀',
      '',
      d,
      d,
      q,
      q,
      q + q,
      '\n',
      '\n',
      '\r\n',
      '\r',
      ' ',
      '\ufeff',
      '\\',
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 40 }), (pieces) => expectSame(pieces.join(''))),
      { numRuns: 5_000 },
    );
  });

  it('also where rows are well written', () => {
    const quoted = fc.array(fc.constantFrom('a', '您', d, q + q, '\n', '\r\n', ' '), { maxLength: 6 });
    const cell = fc.oneof(
      fc.constantFrom('', 'x', '1234', '文'),
      quoted.map((parts) => (q === '' ? 'y' : q + parts.join('') + q)),
    );
    const row = fc.tuple(fc.array(cell, { minLength: 1, maxLength: 5 }), fc.constantFrom('\n', '\r\n', '\n\n'));
    const text = fc
      .array(row, { maxLength: 10 })
      .map((rows) => rows.map(([cells, end]) => cells.join(d) + end).join(''));
    fc.assert(
      fc.property(text, (whole) => expectSame(whole)),
      { numRuns: 2_000 },
    );
  });
});
