import { describe, expect, it } from 'vitest';
import type { ReadOptions } from '../../../src/read/open.js';
import { briefs, codes, readBytes } from './support.js';

const hexEscapes: ReadOptions = { shape: { hexEscapes: true } };

describe('\\xHH in strings', () => {
  it.each([
    ['lines', '{"t":"a\\x0Bb"}\n{"t":1}\n', 2],
    ['an array', '[{"t":"a\\x0Bb"},{"t":1}]', 2],
  ])('means \\u00HH, in %s; places stay those of the text', async (_, text, count) => {
    const records = await readBytes(text, hexEscapes);
    expect(codes(records)).toEqual(Array(count).fill('ok'));
    expect(records[0]?.value).toEqual({ t: 'a\u000bb' });
    expect(records[1]?.at.byte).toBe(text.indexOf('{"t":1}'));
  });

  it('is left alone behind a backslash that is escaped itself, however many stand there', async () => {
    const text = String.raw`{"a":"\\x0B","b":"\\\x0b","c":"\\\\x0B","d":"\x1f\x7E\"\\x"}`;
    const [record] = await readBytes(`${text}\n`, hexEscapes);
    expect(record?.value).toEqual({ a: '\\x0B', b: '\\\u000b', c: '\\\\x0B', d: '\u001f~"\\x' });
  });

  it('without the shape is no JSON; with it, neither is another wrong escape', async () => {
    expect(codes(await readBytes('{"t":"\\x0B"}\n'))).toEqual(['bad-json']);
    expect(codes(await readBytes('{"t":"\\x0"}\n{"t":"\\q"}\n{"t":"\\xg0"}\n', hexEscapes))).toEqual(
      Array(3).fill('bad-json'),
    );
  });

  it('a fault elsewhere is told at its own place', async () => {
    const [record] = await readBytes('{"t":"\\x0B\\x0C","u" 1}\n', hexEscapes);
    expect(record?.broken?.reason).toContain('at its character 21');
    expect(Buffer.from(record!.broken!.raw).toString()).toBe('{"t":"\\x0B\\x0C","u" 1}');
  });

  it('keeps long integers, and the bytes of a last line', async () => {
    const records = await readBytes('{"id":12345678901234567890,"t":"\\x0B"}', hexEscapes);
    expect(briefs(records)).toMatchObject([{ value: { id: 12345678901234567890n, t: '\u000b' }, end: 38 }]);
  });
});
