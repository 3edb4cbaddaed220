import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseLossless } from '../../../src/json.js';
import type { MapSettings } from '../../../src/map/mapper.js';
import { printsOf } from '../../../src/prints.js';
import { FlatScan } from '../../../src/read/flat-scan.js';
import type { Mapped, RawRecord } from '../../../src/types.js';
import { canonical, NOW_MS, raw, record } from './helpers.js';

const scan = new FlatScan('outcome');
/** Found by the quick way in all tests together. */
let found = 0;

/** The record as it comes unparsed, where it can. */
function flatRecord(value: unknown): RawRecord {
  const text = jsonOf(value);
  const bytes = Buffer.from(text);
  const flat = scan.find(bytes, 0, bytes.length);
  return { ...raw(parseLossless(text)), ...(flat ? { flat } : {}) };
}

/** JSON.stringify, with BigInt as the numbers that they are. */
function jsonOf(value: unknown): string {
  const text = JSON.stringify(value, (_, one) => (typeof one === 'bigint' ? `${one}n` : one));
  return text.replace(/"(\d+)n"/g, '$1');
}

/** What is told of a part, without where it came from. */
function facts(mapped: Mapped): unknown {
  if (mapped.kind !== 'message') return { ...mapped, source: undefined };
  const { kind, at, id, lane, timeUs, key, orderedBy, type, payload, bytes, from, to } = mapped;
  const people = { from: { name: from.name, original: from.original }, to: { name: to.name, original: to.original } };
  return {
    kind,
    at,
    id,
    lane,
    timeUs,
    key: { ...key },
    orderedBy,
    type,
    payload,
    bytes,
    ...people,
    prints: prints(mapped),
  };
}

/** Which of the two accounts comes first does not matter. */
function prints(mapped: Mapped & { kind: 'message' }): unknown {
  const { id, laneLow, laneHigh, oneLow, oneHigh, otherLow, otherHigh } = printsOf(mapped);
  return { id, laneLow, laneHigh, accounts: [`${oneLow} ${oneHigh}`, `${otherLow} ${otherHigh}`].sort() };
}

async function expectSame(values: readonly unknown[], settings: Partial<MapSettings> = {}): Promise<void> {
  const map = await canonical(settings);
  for (const value of values) {
    const asFlat = flatRecord(value);
    const { flat, ...asParsed } = asFlat;
    if (flat) found += 1;
    const quick = map(asFlat).map(facts);
    expect(quick).toEqual(map(asParsed).map(facts));
    const [mapped] = map(asParsed);
    if (mapped?.kind !== 'message') continue;
    expect(mapped.bytes).toBe(Buffer.byteLength(JSON.stringify(mapped.payload)));
  }
}

describe('messages of records that were not parsed are those of records that were', () => {
  it('usual records', async () => {
    await expectSame([
      record({ id: 1 }),
      record({ id: '0001', type: 'text' }),
      record({ id: 480_000_000_000, customData: '{"a":"b"}' }),
      record({ text: '' }),
      record({ text: 'say "hi"\n您好 😀' }),
      record({ customData: '' }),
      record({ seq: 7 }),
      record({ time: '2024-05-01T12:00:00+08:00' }),
      record({ time: '1717171717123' }),
      record({ anything: 'else' }),
      record({ id: 7_412_345_678_901_234_567n }),
      record({ id: 9_007_199_254_740_992n, seq: 7_412_345_678_901_234_567n }),
    ]);
    expect(found).toBe(12);
  });

  it('usual media', async () => {
    found = 0;
    const url = 'https://files.example.com/1?a="b\\c';
    const media = { text: undefined, url, uuid: 'u-1' };
    const thumb = { thumbUrl: url, thumbUuid: 'u-2', thumbWidth: 10, thumbHeight: 20 };
    await expectSame([
      ...['jpg', 'PNG', 'jpeg', '4', 'webp'].map((format) =>
        record({ ...media, type: 'image', width: 1080, height: 9, format }),
      ),
      record({ ...media, type: 'image', width: 1, height: 1, format: 'gif', size: 0, customData: 'é' }),
      record({ ...media, type: 'sound' }),
      record({ ...media, type: 'sound', size: 12_345, seconds: 0 }),
      record({ ...media, type: 'file', size: 1, name: '报告 "1".pdf' }),
      record({ ...media, ...thumb, type: 'video' }),
      record({
        ...media,
        ...thumb,
        type: 'video',
        size: 5,
        seconds: 61,
        format: 'mp4',
        thumbSize: 7,
        thumbFormat: 'x',
      }),
    ]);
    expect(found).toBe(11);
  });

  it('unusual media', async () => {
    const image = { type: 'image', url: 'https://a.b/c.png', uuid: 'u', width: 1, height: 2, format: 'png' };
    await expectSame([
      ...['', 'ftp://a', 'https:///a', 'http:// a', 'HTTP://a/b', 5].map((url) => record({ ...image, url })),
      ...[0, '', '12', 'x', 1e21, 10n ** 15n, 10n ** 16n, 10n ** 30n].map((width) => record({ ...image, width })),
      ...['', 1, 'é', 9].map((format) => record({ ...image, format })),
      ...['', 'é', 7].map((uuid) => record({ ...image, uuid })),
      ...['', '5', 'x', 10n ** 17n, 10n ** 30n].map((size) => record({ ...image, size })),
      record({ ...image, largeUrl: 'https://a/b', largeWidth: 1, largeHeight: 1 }),
      record({ ...image, thumbUrl: '' }),
      record({ ...image, uuid: undefined }),
      record({ ...image, format: undefined }),
      record({ ...image, type: 'sound', seconds: '1.6' }),
      record({ ...image, type: 'file', name: '' }),
      record({ ...image, type: 'video' }),
      record({ ...image, type: 'face', index: 5 }),
      record({ ...image, type: 'Image' }),
      record({ ...image, type: 'toString' }),
      record({ ...image, uuid: 'x'.repeat(12_000) }),
    ]);
  });

  it('unusual records', async () => {
    await expectSame([
      record({ id: '' }),
      record({ id: '1.79E+18' }),
      record({ id: 'a+b' }),
      record({ id: 'é' }),
      record({ from: 'bo' }),
      record({ from: '' }),
      record({ from: 5 }),
      record({ from: 'anna b' }),
      record({ from: '@TGS#1' }),
      record({ from: 'a'.repeat(33) }),
      record({ from: 'a@b.c' }),
      record({ time: 5 }),
      record({ time: NOW_MS + 2 * 86_400_000 }),
      record({ time: '' }),
      ...[10n ** 15n, 1_717_171_717_123_456n, 1_717_171_717_123_456_789n, 10n ** 31n].map((time) => record({ time })),
      record({ text: 5 }),
      record({ type: 'image' }),
      record({ type: '' }),
      record({ type: 5 }),
      record({ body: 'x' }),
      record({ elements: '' }),
      record({ seq: '7' }),
      record({ seq: 'x' }),
      record({ customData: 5 }),
      record({ text: 'x'.repeat(12_000) }),
      { id: 1 },
    ]);
  });

  it.each<Partial<MapSettings>>([
    { order: 'seq' },
    { order: 'time' },
    { order: 'id' },
    { order: 'position' },
    { generation: 3 },
    { mode: 5 },
    { sinceUs: 1_717_171_717_000_000, untilUs: 1_717_171_718_000_000 },
    { maxRequestBytes: 260 },
  ])('with %j', async (settings) => {
    const value = fc.record(
      {
        id: fc.oneof(fc.nat(), fc.bigInt({ min: 0n, max: 10n ** 25n }), fc.string(), fc.constantFrom('12', 'm-1', 'é')),
        from: fc.constantFrom('anna', 'bo', 'c.d', 'é', 'x y', ''),
        to: fc.constantFrom('anna', 'bo', 'c-d', 'é'),
        time: fc.oneof(fc.integer({ min: 1_717_171_716_000, max: 1_717_171_719_000 }), fc.nat(), fc.string()),
        text: fc.oneof(fc.string(), fc.string({ unit: 'grapheme' }), fc.nat()),
        type: fc.constantFrom('text', 'image', 'sound', 'video', 'file', ''),
        url: fc.constantFrom('https://a.b/c.png', 'http://a.b/c', 'http://é/', '', 'x'),
        uuid: fc.oneof(fc.constantFrom('u-1', ''), fc.string()),
        format: fc.constantFrom('jpg', 'BMP', '2', 'webp', '', 3),
        width: fc.oneof(fc.nat(), fc.constantFrom('', '5')),
        height: fc.nat(),
        size: fc.oneof(fc.nat(), fc.constantFrom('', '5')),
        seconds: fc.oneof(fc.nat(), fc.constantFrom('', '0.4')),
        name: fc.string(),
        thumbUrl: fc.constantFrom('https://a.b/t.png', 'https://a.b/t', ''),
        thumbUuid: fc.constantFrom('u-2', ''),
        thumbWidth: fc.nat(),
        thumbHeight: fc.nat(2),
        thumbSize: fc.nat(),
        largeUrl: fc.constantFrom('https://a.b/l.png', ''),
        seq: fc.oneof(fc.nat(), fc.bigInt({ min: 0n, max: 2n ** 70n }), fc.constantFrom('', '5', 'x')),
        customData: fc.oneof(fc.string(), fc.nat()),
      },
      { requiredKeys: ['id', 'from', 'to', 'time', 'text'] },
    );
    await expectSame(fc.sample(value, 400), settings);
  });
});
