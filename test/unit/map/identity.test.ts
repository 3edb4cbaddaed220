import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { keyBasis, keyText, parseKey } from '../../../src/key.js';
import { placeOf, randomOf, readId, readSeq } from '../../../src/map/identity.js';
import { KEY_VECTORS } from './vectors.js';

const HALF = 1_717_171_717_500_000;

describe('keys: published vectors', () => {
  it.each(KEY_VECTORS)('$rule $id part $part generation $generation', (vector) => {
    const seq = vector.seq === undefined ? undefined : BigInt(vector.seq);
    const place = placeOf(vector.rule, vector.id, seq, vector.timeUs, vector.record);
    const random = randomOf(vector.id, vector.part, vector.generation);
    expect(place).toHaveProperty('seq');
    const key = { seq: (place as { seq: number }).seq, random, seconds: Math.floor(vector.timeUs / 1_000_000) };
    expect(keyText(key)).toBe(vector.key);
    expect(parseKey(vector.key)).toEqual(key);
  });

  it('docs/keys.md shows the same vectors', () => {
    const page = readFileSync(new URL('../../../docs/keys.md', import.meta.url), 'utf8');
    const rows = page.split('\n').map((line) =>
      line
        .split('|')
        .map((cell) => cell.trim().replaceAll('`', ''))
        .slice(1, -1),
    );
    for (const { rule, id, seq, timeUs, record, part, generation, key } of KEY_VECTORS) {
      expect(rows).toContainEqual([rule, id, seq ?? '', ...[timeUs, record, part, generation].map(String), key]);
    }
    expect(page).toContain(keyBasis('m-1', 'anna\nbo', 1_717_171_717_123_000));
  });
});

describe('keys: ids (semantics 3.2)', () => {
  it('5 and "5" are one id, 64-bit integers keep every digit', () => {
    expect(readId(5)).toBe('5');
    expect(readId('5')).toBe('5');
    expect(readId(9_007_199_254_740_993n)).toBe('9007199254740993');
  });

  it.each([[undefined], [null], ['']])('%j is no id', (value) => {
    expect(readId(value)).toMatchObject({ code: 'id-missing' });
  });

  it.each(['1.23457E+18', '1,23457E+18', '7E+15', '1.5e+20'])('%s is spreadsheet damage', (text) => {
    expect(readId(text)).toMatchObject({ code: 'id-damaged' });
  });

  it('a double that lost digits is damage, a fraction is no id', () => {
    expect(readId(2 ** 60)).toMatchObject({ code: 'id-damaged' });
    expect(readId(1.5)).toMatchObject({ code: 'id-invalid' });
    expect(readId({})).toMatchObject({ code: 'id-invalid' });
    expect(readId('A+E+1')).toBe('A+E+1');
  });
});

describe('keys: MsgSeq by rule (semantics 3.1)', () => {
  const decimal = fc.bigInt({ min: 0n, max: 10n ** 40n });

  it('id rule: any decimal id mod 2^32, exactly', () => {
    fc.assert(
      fc.property(decimal, (id) => {
        expect(placeOf('id', String(id), undefined, HALF, 1)).toEqual({
          seq: Number(id % 4_294_967_296n),
          orderedBy: 'source',
        });
      }),
    );
  });

  it('seq rule: number, BigInt and text give one MsgSeq', () => {
    fc.assert(
      fc.property(fc.nat({ max: Number.MAX_SAFE_INTEGER }), (seq) => {
        const expected = Number(BigInt(seq) % 4_294_967_296n);
        for (const form of [seq, BigInt(seq), String(seq)]) expect(readSeq(form)).toBe(expected);
      }),
    );
    for (const wrong of [-1, 1.5, '-1', 'x', -1n, true, {}])
      expect(readSeq(wrong)).toMatchObject({ code: 'seq-invalid' });
    for (const absent of [undefined, null, '']) expect(readSeq(absent)).toBeUndefined();
  });

  it('time rule: every MsgSeq is an unsigned 32-bit integer and grows with the microsecond', () => {
    const micro = fc.nat({ max: 999_999 });
    fc.assert(
      fc.property(micro, micro, fc.string({ minLength: 1 }), fc.string({ minLength: 1 }), (left, right, one, other) => {
        const first = placeOf('time', one, undefined, 1_717_171_717_000_000 + left, 1) as { seq: number };
        const second = placeOf('time', other, undefined, 1_717_171_717_000_000 + right, 1) as { seq: number };
        expect(Number.isInteger(first.seq) && first.seq >= 0 && first.seq <= 0xffff_ffff).toBe(true);
        if (left !== right) expect(first.seq < second.seq).toBe(left < right);
      }),
    );
  });

  it('the default takes seq where the record has it, else time', () => {
    expect(placeOf(undefined, 'a', 7, HALF, 1)).toEqual(placeOf('seq', 'a', 7, HALF, 1));
    expect(placeOf(undefined, '12', undefined, HALF, 1)).toEqual(placeOf('time', '12', undefined, HALF, 1));
    expect(placeOf('time', '12', 7, HALF, 1)).toEqual({ seq: 500_000 * 4000 + 12, orderedBy: 'time' });
    expect(placeOf('time', 'x12', 7, HALF, 1)).toMatchObject({ orderedBy: 'none' });
  });

  it('a rule without what it needs refuses the record', () => {
    expect(placeOf('seq', '1', undefined, HALF, 1)).toMatchObject({ code: 'seq-missing' });
    expect(placeOf('id', 'm-1', undefined, HALF, 1)).toMatchObject({ code: 'id-not-decimal' });
    expect(placeOf('id', '-1', undefined, HALF, 1)).toMatchObject({ code: 'id-not-decimal' });
  });
});

describe('keys: text form', () => {
  it.each(['', '1_2', '4294967296_1_1', '1_4294967296_1', '-1_1_1', '1_1_1_1', 'a_b_c'])('%j is no key', (text) => {
    expect(parseKey(text)).toBeUndefined();
  });
});
