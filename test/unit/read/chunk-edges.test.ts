import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseLossless } from '../../../src/json.js';
import { SAMPLES } from './samples.js';
import { briefs, codes, readBytes } from './support.js';

describe.each(SAMPLES)('$name, cut anywhere', ({ text, options }) => {
  const bytes = Buffer.from(text);

  it('gives the same records, places included, however few bytes a read brings', async () => {
    const whole = briefs(await readBytes(bytes, options));
    for (const step of [1, 2, 3, 7, 64, 1000]) {
      expect(briefs(await readBytes(bytes, options, { step: () => step })), `reads of ${step}`).toEqual(whole);
    }
    await fc.assert(
      fc.asyncProperty(fc.array(fc.integer({ min: 1, max: 90 }), { minLength: 1, maxLength: 20 }), async (steps) => {
        let turn = 0;
        const step = (): number => steps[turn++ % steps.length]!;
        expect(briefs(await readBytes(bytes, options, { step }))).toEqual(whole);
      }),
      { numRuns: 25 },
    );
  });

  it('places are those of the text: lines are counted by line feeds, spans follow one another', async () => {
    const records = await readBytes(bytes, options);
    expect(codes(records).filter((code) => code === 'ok').length).toBeGreaterThan(2);
    let before = 0;
    for (const [index, { at, end, endLine }] of records.entries()) {
      const lineOf = (byte: number): number => bytes.subarray(0, byte).filter((value) => value === 0x0a).length + 1;
      expect(at.record).toBe(index + 1);
      expect(at.byte).toBeGreaterThanOrEqual(before);
      expect(at.line).toBe(lineOf(at.byte));
      expect(endLine).toBe(lineOf(end));
      before = end;
    }
    expect(before).toBeLessThanOrEqual(bytes.length);
  });

  it('a text cut anywhere gives the records before the cut, and at most one broken one that touches the end', async () => {
    const whole = briefs(await readBytes(bytes, options));
    for (let cut = bytes.indexOf('}') + 1; cut < bytes.length; cut += 3) {
      const records = await readBytes(bytes.subarray(0, cut), options).catch((error: unknown) => {
        expect(error).toMatchObject({ kind: 'usage' });
        return [];
      });
      const touching = records.filter(({ broken }) => broken?.atEnd);
      expect(touching.length).toBeLessThanOrEqual(1);
      if (touching.length > 0) expect(touching[0]).toBe(records.at(-1));
      const settled = briefs(records).filter(
        ({ atEnd, openEnd, end }) => !atEnd && !openEnd && Number(end) < cut - 200,
      );
      expect(settled, `cut at ${cut}`).toEqual(whole.slice(0, settled.length));
    }
  });
});

describe('random JSON lines', () => {
  it('come back as they went in, at the bytes they went to', async () => {
    const object = fc.dictionary(fc.string(), fc.jsonValue({ maxDepth: 2 }), { noNullPrototype: true });
    await fc.assert(
      fc.asyncProperty(fc.array(object, { maxLength: 20 }), fc.integer({ min: 1, max: 50 }), async (objects, step) => {
        const lines = objects.map((value) => JSON.stringify(value));
        const text = Buffer.from(lines.map((line) => `${line}\n`).join(''));
        const asLines = await readBytes(text, { format: 'jsonl' }, { step: () => step });
        const asArray = await readBytes(`[${lines.join(',\n')}]`, { format: 'json' }, { step: () => step });
        const back = lines.map((line) => parseLossless(line));
        expect(asLines.map(({ value }) => value)).toEqual(back);
        expect(asArray.map(({ value }) => value)).toEqual(back);
        expect(asLines.map(({ at, end }) => text.toString('utf8', at.byte, end))).toEqual(
          lines.map((line) => `${line}\n`),
        );
      }),
      { numRuns: 25 },
    );
  });
});

describe('random CSV', () => {
  const cell = fc.string({ unit: fc.constantFrom('a', '好', '😀', '"', ',', '\n', '\r', '\\', '\t', ' ') });
  const row = fc.tuple(cell, cell, cell);

  it('comes back as it went in, in both dialects', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(row, { maxLength: 12 }), fc.integer({ min: 1, max: 60 }), async (rows, step) => {
        const doubled = rows.map((cells) => `${cells.map((text) => `"${text.replaceAll('"', '""')}"`).join(',')}\n`);
        const escaped = rows.map((cells) => `${cells.map((text) => text.replace(/[\\,\n"\r]/g, '\\$&')).join(',')}\n`);
        const expected = rows.map(([a, b, c]) => ({ a, b, c }));
        const one = await readBytes(`a,b,c\n${doubled.join('')}`, { format: 'csv' }, { step: () => step });
        const other = await readBytes(
          `a,b,c\n${escaped.join('')}`,
          { format: 'csv', csv: { escape: 'backslash' } },
          { step: () => step },
        );
        expect(one.map(({ value }) => value)).toEqual(expected);
        expect(other.map(({ value }) => value)).toEqual(expected);
      }),
      { numRuns: 60 },
    );
  });
});
