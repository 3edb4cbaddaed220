import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { jsonByteLength, mayRound, parseLossless, stringifyLossless } from '../../src/json.js';

describe('lossless JSON', () => {
  it.each(['{"id":9007199254740993}', '{"ids":[1234567890123456789,-12345678901234567890]}', '[9007199254740993]'])(
    'keeps every digit of %s',
    (text) => {
      expect(mayRound(text)).toBe(true);
      expect(stringifyLossless(parseLossless(text))).toBe(text);
    },
  );

  it('leaves ordinary numbers numbers', () => {
    expect(parseLossless('{"a":1.5,"b":12,"c":1e3,"d":1699999999999}')).toEqual({
      a: 1.5,
      b: 12,
      c: 1000,
      d: 1699999999999,
    });
    expect(mayRound('{"time":1699999999999}')).toBe(false);
  });

  it('measures any JSON value to the byte', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.string({ unit: 'binary' }), (value, text) => {
        const long = text.repeat(60);
        const whole = { value, text, long, lone: `${text}\ud800`, other: `\udc00${text}`, missing: undefined };
        expect(jsonByteLength(whole)).toBe(Buffer.byteLength(JSON.stringify(whole)));
      }),
    );
  });
});
