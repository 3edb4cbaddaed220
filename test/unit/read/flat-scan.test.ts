import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { flatModulo, flatNumber, isFlatText, isShortNumber, plainFlatText } from '../../../src/flat-object.js';
import { parseLossless, stringifyLossless } from '../../../src/json.js';
import { FlatRecord } from '../../../src/read/flat-record.js';
import { FlatScan } from '../../../src/read/flat-scan.js';

function find(text: string) {
  const line = Buffer.from(`{}${text}\n`);
  return new FlatScan('outcome').find(line, 2, line.length - 1);
}

/** The members that were found, as values; texts as JSON has them. */
function members(text: string): unknown {
  const flat = find(text);
  if (!flat) return undefined;
  const entries = flat.shape.names.map((name, member) => {
    const [from, end] = [flat.spans[flat.first + 2 * member]!, flat.spans[flat.first + 2 * member + 1]!];
    const value = flat.bytes.toString('utf8', from, end);
    if (isFlatText(flat, member)) return [name, JSON.parse(`"${value}"`)];
    return [name, isShortNumber(flat, member) ? flatNumber(flat, member) : parseLossless(value)];
  });
  return Object.fromEntries(entries);
}

describe('objects that are found without being parsed', () => {
  it.each([
    '{"a":1}',
    '{"a":0,"b":"","c":"x"}',
    '{ "id" : 480000000000 ,\t"text":"say \\"hi\\"\\n" } \r',
    '{"text":"您好 😀","é":"\\\\"}',
    '{"a":999999999999999}',
    '{"a":9007199254740993,"b":123456789012345678901234567890}',
  ])('%s', (text) => {
    expect(members(text)).toEqual(parseLossless(text));
  });

  it.each([
    '{}',
    '{"a":1,"a":2}',
    '{"a":1',
    '{"a":1}}',
    '{"a":1,}',
    '{"a" 1}',
    '{"a":01}',
    '{"a":-1}',
    '{"a":1.5}',
    '{"a":1e3}',
    '{"a":null}',
    '{"a":{"b":1}}',
    '{"a":[]}',
    '{"a":"\\u0041"}',
    '{"a":"\\/"}',
    '{"a":"\\x"}',
    '{"a":"\\"}',
    '{"a":"\t"}',
    '{"a":"b',
    '{"a\\n":1}',
    '{"a":1} x',
    '{"outcome":"x"}',
    '["a"]',
    '"a"',
  ])('%s is left to the parser', (text) => {
    expect(find(text)).toBeUndefined();
  });

  it('whatever is found, the parser finds too, and what a text is in the line it is in compact JSON', () => {
    const value = fc.oneof(
      fc.string(),
      fc.string({ unit: 'binary' }),
      fc.nat(),
      fc.constantFrom('', '"', '\\', '\n', '\u0001', '\ud800', 'a😀'),
      fc.maxSafeInteger(),
      fc.bigInt({ min: 0n, max: 10n ** 30n }),
      fc.double(),
      fc.boolean(),
      fc.constant(null),
      fc.array(fc.nat(), { maxLength: 2 }),
    );
    const line = fc.tuple(fc.dictionary(fc.string({ maxLength: 3 }), value, { maxKeys: 5 }), fc.integer(), fc.nat(255));
    fc.assert(
      fc.property(line, ([object, place, byte]) => {
        const text = stringifyLossless(object);
        expectSame(text);
        // One byte of it is another, or gone: what is no JSON any more must not be found.
        const bytes = Buffer.from(text);
        const index = Math.abs(place) % bytes.length;
        const changed = Buffer.concat([bytes.subarray(0, index), Buffer.of(byte % 128), bytes.subarray(index + 1)]);
        expectSame(changed.toString('utf8'));
        expectSame(Buffer.concat([bytes.subarray(0, index), bytes.subarray(index + 1)]).toString('utf8'));
      }),
      { numRuns: 2_000 },
    );
  });

  function expectSame(text: string): void {
    if (text.includes('\n')) return;
    const flat = find(text);
    if (!flat) return;
    const parsed = parseLossless(text) as Record<string, unknown>;
    expect(new FlatRecord({ input: 0, record: 1, line: 1, byte: 0, part: 0 }, flat.to, 1, flat).value).toEqual(parsed);
    expect(members(text)).toEqual(Object.fromEntries(Object.entries(parsed)));
    for (const [member, name] of flat.shape.names.entries()) {
      const size = flat.spans[flat.first + 2 * member + 1]! - flat.spans[flat.first + 2 * member]!;
      if (isFlatText(flat, member)) expect(Buffer.byteLength(JSON.stringify(parsed[name])) - 2).toBe(size);
    }
  }

  it('numbers of any length are divided exactly', () => {
    const anyNumber = fc.oneof(
      fc.bigInt({ min: 0n, max: 10n ** 40n }),
      fc.maxSafeInteger().map((one) => BigInt(Math.abs(one))),
    );
    fc.assert(
      fc.property(anyNumber, fc.integer({ min: 1, max: 2 ** 32 }), (number, modulus) => {
        expect(flatModulo(find(`{"a":${number}}`)!, 0, modulus)).toBe(Number(number % BigInt(modulus)));
      }),
    );
  });

  it('shapes are known again, whatever comes between', () => {
    const scan = new FlatScan('outcome');
    const shapeOf = (text: string) => scan.find(Buffer.from(text), 0, Buffer.byteLength(text))?.shape;
    const first = shapeOf('{"a":1,"b":2}');
    expect(shapeOf('{"b":2,"a":1}')).not.toBe(first);
    expect(shapeOf('{"a":1}')?.names).toEqual(['a']);
    expect(shapeOf('{"ab":1}')?.names).toEqual(['ab']);
    expect(shapeOf('{"a":3,"b":"x"}')).toBe(first);
  });

  it('objects with ever new names are left to the parser in the end', () => {
    const scan = new FlatScan('outcome');
    const isFound = (text: string) => scan.find(Buffer.from(text), 0, text.length) !== undefined;
    for (let index = 0; index < 5_000; index += 1) isFound(`{"n${index}":1}`);
    expect(isFound('{"new":1}')).toBe(false);
    expect(isFound('{"n0":1}')).toBe(true);
  });

  it('texts are given out when they are ASCII without escapes', () => {
    const flat = find('{"a":"x y","b":"é","c":"\\n","d":12}')!;
    expect([0, 1, 2, 3].map((member) => plainFlatText(flat, member))).toEqual(['x y', undefined, undefined, '12']);
  });
});
