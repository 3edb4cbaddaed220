import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Emulator } from '../../../src/emulator/server.js';
import { call, message, start, textBody, withEmulator } from './helpers.js';

let emulator: Emulator;
beforeAll(async () => {
  emulator = await start();
});
afterAll(() => emulator.close());

const file = { Url: 'https://media.example/a', UUID: 'a1', Download_Flag: 2 };
const video = {
  VideoUrl: 'https://media.example/v',
  VideoUUID: 'v1',
  VideoDownloadFlag: 2,
  ThumbUrl: 'https://media.example/t',
  ThumbUUID: 't1',
  ThumbWidth: 40,
  ThumbHeight: 30,
  ThumbDownloadFlag: 2,
};
const image = {
  UUID: 'i1',
  ImageFormat: 1,
  ImageInfoArray: [{ Type: 1, URL: 'https://m.example/i', Width: 4, Height: 3 }],
};

function element(type: string, content: unknown): unknown {
  return { MsgType: type, MsgContent: content };
}

const GOOD: Readonly<Record<string, unknown>> = {
  TIMTextElem: { Text: '' },
  TIMLocationElem: { Latitude: -33.9, Longitude: 18.4, Desc: 'harbour' },
  TIMFaceElem: { Index: 3 },
  TIMCustomElem: { Data: '{}', Desc: 'a', Ext: 'b', Sound: 'c' },
  TIMSoundElem: { ...file, Size: 100, Second: 2 },
  TIMImageElem: image,
  TIMFileElem: { ...file, FileSize: 5, FileName: 'plan.pdf' },
  TIMVideoFileElem: { ...video, VideoSize: 1, VideoSecond: 2, VideoFormat: 'mp4', ThumbSize: 9, ThumbFormat: 'jpg' },
};

describe('field checks of importmsg, reference 5.1 and 8', () => {
  test.each<[string, Record<string, unknown>, number]>([
    ['SyncFromOldSystem missing', { SyncFromOldSystem: undefined }, 90030],
    ['SyncFromOldSystem as text', { SyncFromOldSystem: '2' }, 90030],
    ['SyncFromOldSystem 1', { SyncFromOldSystem: 1 }, 90030],
    ['SyncFromOldSystem 5', { SyncFromOldSystem: 5 }, 0],
    ['From_Account missing', { From_Account: undefined }, 90008],
    ['From_Account empty', { From_Account: '' }, 90008],
    ['From_Account of 33 bytes', { From_Account: 'x'.repeat(33) }, 90008],
    ['From_Account of 32 bytes', { From_Account: 'x'.repeat(32) }, 0],
    ['From_Account of 33 bytes in 11 characters', { From_Account: '文'.repeat(11) }, 90008],
    ['From_Account with a line break', { From_Account: 'lan\nmei' }, 90008],
    ['From_Account a number', { From_Account: 1007 }, 60015],
    ['To_Account missing', { To_Account: undefined }, 90003],
    ['To_Account empty', { To_Account: '' }, 90003],
    ['To_Account an array', { To_Account: ['otto.brandt'] }, 60015],
    ['to oneself', { To_Account: 'lan_mei' }, 0],
    ['MsgSeq absent', { MsgSeq: undefined }, 0],
    ['MsgSeq as text', { MsgSeq: '1' }, 90010],
    ['MsgSeq negative', { MsgSeq: -1 }, 90010],
    ['MsgSeq beyond 32 bits', { MsgSeq: 4_294_967_296 }, 90010],
    ['MsgSeq largest', { MsgSeq: 4_294_967_295 }, 0],
    ['MsgRandom missing', { MsgRandom: undefined }, 90005],
    ['MsgRandom a fraction', { MsgRandom: 1.5 }, 90005],
    ['MsgRandom beyond 32 bits', { MsgRandom: 4_294_967_296 }, 90005],
    ['MsgRandom 0', { MsgRandom: 0 }, 0],
    ['MsgTimeStamp missing', { MsgTimeStamp: undefined }, 90006],
    ['MsgTimeStamp in milliseconds', { MsgTimeStamp: 1_583_020_805_123 }, 90006],
    ['MsgTimeStamp as text', { MsgTimeStamp: '1583020805' }, 90006],
    ['MsgTimeStamp null', { MsgTimeStamp: null }, 90006],
    ['MsgBody missing', { MsgBody: undefined }, 90007],
    ['MsgBody an object', { MsgBody: { MsgType: 'TIMTextElem' } }, 90007],
    ['MsgBody empty', { MsgBody: [] }, 90002],
    ['CloudCustomData an object', { CloudCustomData: { id: 1 } }, 90010],
    ['CloudCustomData a text', { CloudCustomData: '{"id":1}' }, 0],
  ])('%s', async (_name, changes, code) => {
    expect((await call(emulator, message(changes))).code).toBe(code);
  });
});

describe('element types, reference 7', () => {
  test.each(Object.entries(GOOD))('%s is accepted and kept as it came', async (type, content) => {
    const MsgBody = [element(type, content)];
    const random = 1_000 + Object.keys(GOOD).indexOf(type);
    expect((await call(emulator, message({ MsgBody, MsgRandom: random }))).code).toBe(0);
    expect([...emulator.messages()].find((stored) => stored.MsgRandom === random)?.MsgBody).toEqual(MsgBody);
  });

  test('several elements, of which one is custom', async () => {
    const MsgBody = Object.entries(GOOD).map(([type, content]) => element(type, content));
    expect((await call(emulator, message({ MsgBody }))).code).toBe(0);
  });

  const REQUIRED: readonly (readonly [string, readonly string[]])[] = [
    ['TIMTextElem', ['Text']],
    ['TIMLocationElem', ['Latitude', 'Longitude']],
    ['TIMFaceElem', ['Index']],
    ['TIMCustomElem', ['Data']],
    ['TIMSoundElem', ['Url', 'UUID', 'Download_Flag']],
    ['TIMImageElem', ['UUID', 'ImageInfoArray']],
    ['TIMFileElem', ['Url', 'UUID', 'Download_Flag']],
    ['TIMVideoFileElem', Object.keys(video)],
  ];
  test.each(REQUIRED)('%s needs %j', async (type, names) => {
    for (const name of names) {
      const content = { ...(GOOD[type] as object), [name]: undefined };
      const got = await call(
        emulator,
        message({ MsgBody: [element('TIMTextElem', { Text: 'a' }), element(type, content)] }),
      );
      expect([name, got.code]).toEqual([name, 90002]);
      expect(got.info).toContain(`MsgBody[1].MsgContent.${name} is missing`);
    }
  });

  test.each<[string, unknown]>([
    ['no object', 'hello'],
    ['null', null],
    ['no MsgType', { MsgContent: { Text: 'a' } }],
    ['no MsgContent', { MsgType: 'TIMTextElem' }],
    ['MsgContent an array', element('TIMTextElem', [])],
    ['an unknown type', element('TIMStickerElem', {})],
    ['a type of Object.prototype', element('constructor', {})],
    ['a relayed bundle, which the import page does not list', element('TIMRelayElem', { Title: 'a' })],
    ['text as number', element('TIMTextElem', { Text: 5 })],
    ['latitude as text', element('TIMLocationElem', { Latitude: '1', Longitude: 2 })],
    ['flag 1', element('TIMFileElem', { ...file, Download_Flag: 1 })],
    ['the flag of another element', element('TIMSoundElem', { Url: 'u', UUID: 'i', DownloadFlag: 2 })],
    ['URL instead of Url', element('TIMFileElem', { URL: 'u', UUID: 'i', Download_Flag: 2 })],
    ['empty Url', element('TIMFileElem', { ...file, Url: '' })],
    ['negative size', element('TIMFileElem', { ...file, FileSize: -1 })],
    ['no image', element('TIMImageElem', { ...image, ImageInfoArray: [] })],
    ['image without URL', element('TIMImageElem', { ...image, ImageInfoArray: [{ Width: 1, Height: 1 }] })],
    ['image format 9', element('TIMImageElem', { ...image, ImageFormat: 9 })],
    [
      'image type 4',
      element('TIMImageElem', { ...image, ImageInfoArray: [{ Type: 4, URL: 'u', Width: 1, Height: 1 }] }),
    ],
    ['duration as text', element('TIMVideoFileElem', { ...video, VideoSecond: '3' })],
  ])('%s is refused', async (_name, bad) => {
    expect((await call(emulator, message({ MsgBody: [bad] }))).code).toBe(90002);
  });

  test('two custom elements are one too many', async () => {
    const custom = element('TIMCustomElem', { Data: 'a' });
    expect((await call(emulator, message({ MsgBody: [custom, custom] }))).code).toBe(90002);
  });
});

describe('accounts', () => {
  test('strict: only imported accounts and the administrator exist', async () => {
    await withEmulator({ accounts: 'strict' }, async (strict) => {
      expect((await call(strict, message())).code).toBe(90048);
      expect((await call(strict, message({ From_Account: 'administrator' }))).code).toBe(90012);
      expect((await call(strict, message({ From_Account: 'administrator', To_Account: 'administrator' }))).code).toBe(
        0,
      );
      expect(strict.stats().stored).toBe(1);
    });
  });

  test('a file with one account per line', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'emulator-'));
    const path = join(folder, 'accounts');
    await writeFile(path, '\ufefflan_mei\r\n\r\notto.brandt\nno_end');
    await withEmulator({ accounts: path }, async (listed) => {
      expect((await call(listed, message())).code).toBe(0);
      expect((await call(listed, message({ From_Account: 'no_end' }))).code).toBe(0);
      expect((await call(listed, message({ To_Account: 'Lan_Mei' }))).code).toBe(90012);
    });
    await rm(folder, { recursive: true });
  });

  test('a file that is not there is a usage error', async () => {
    await expect(start({ accounts: '/nowhere/accounts' })).rejects.toMatchObject({ kind: 'usage' });
  });
});

describe('dedup, reference 5.1: MsgSeq, MsgRandom and MsgTimeStamp inside one conversation', () => {
  test('a repeat answers OK and nothing changes', async () => {
    await withEmulator({}, async (fresh) => {
      for (let time = 0; time < 3; time += 1) expect((await call(fresh, message())).code).toBe(0);
      expect(fresh.stats()).toMatchObject({ stored: 1, duplicates: 2, duplicatesWithOtherContent: 0 });
    });
  });

  test('the first import wins, and other content under the triple is counted', async () => {
    await withEmulator({}, async (fresh) => {
      await call(fresh, message({ CloudCustomData: 'first' }));
      expect((await call(fresh, message({ CloudCustomData: 'second' }))).code).toBe(0);
      expect((await call(fresh, message({ MsgBody: textBody('second') }))).code).toBe(0);
      expect([...fresh.messages()]).toMatchObject([{ CloudCustomData: 'first', MsgBody: textBody('see you at nine') }]);
      expect(fresh.stats()).toMatchObject({ duplicates: 2, duplicatesWithOtherContent: 2 });
    });
  });

  test('both directions share the triples', async () => {
    await withEmulator({}, async (fresh) => {
      await call(fresh, message());
      await call(fresh, message({ From_Account: 'otto.brandt', To_Account: 'lan_mei' }));
      expect([...fresh.messages()]).toMatchObject([{ From_Account: 'lan_mei' }]);
      expect(fresh.stats()).toMatchObject({ duplicates: 1, duplicatesWithOtherContent: 1, conversations: 1 });
    });
  });

  test('key order and number spelling are not other content', async () => {
    await withEmulator({}, async (fresh) => {
      const MsgBody = [element('TIMLocationElem', { Latitude: 0, Longitude: 2 })];
      await call(fresh, JSON.stringify(message({ MsgBody })).replace('"Latitude":0', '"Latitude":-0'));
      const swapped = [{ MsgContent: { Longitude: 2, Latitude: 0 }, MsgType: 'TIMLocationElem' }];
      await call(fresh, JSON.stringify(message({ MsgBody: swapped })).replace('"Longitude":2', '"Longitude":2.0'));
      expect(fresh.stats()).toMatchObject({ duplicates: 1, duplicatesWithOtherContent: 0 });
    });
  });

  test.each([['MsgSeq'], ['MsgRandom'], ['MsgTimeStamp']])('another %s is another message', async (field) => {
    await withEmulator({}, async (fresh) => {
      await call(fresh, message());
      await call(fresh, message({ [field]: 5 }));
      expect(fresh.stats()).toMatchObject({ stored: 2, duplicates: 0 });
    });
  });

  test('other conversations have their own triples, also where joined names are equal', async () => {
    await withEmulator({}, async (fresh) => {
      for (const [From_Account, To_Account] of [
        ['a', 'b_c'],
        ['a_b', 'c'],
        ['a b', 'c'],
        ['a', 'b c'],
        ['A', 'b_c'],
      ]) {
        await call(fresh, message({ From_Account, To_Account }));
      }
      expect(fresh.stats()).toMatchObject({ stored: 5, conversations: 5, duplicates: 0 });
    });
  });

  test('without MsgSeq a retry becomes a second copy', async () => {
    await withEmulator({}, async (fresh) => {
      await call(fresh, message({ MsgSeq: undefined }));
      await call(fresh, message({ MsgSeq: undefined }));
      const seqs = [...fresh.messages()].map((stored) => stored.MsgSeq);
      expect(new Set(seqs).size).toBe(2);
      expect(seqs.every((seq) => Number.isInteger(seq) && seq >= 0 && seq < 2 ** 32)).toBe(true);
    });
  });
});

describe('order, reference 3', () => {
  test('by MsgTimeStamp, then MsgSeq, then arrival, whatever the order of import', async () => {
    const small = fc.nat(3);
    const records = fc.array(fc.record({ MsgTimeStamp: small, MsgSeq: small, MsgRandom: small, swap: fc.boolean() }), {
      minLength: 1,
      maxLength: 25,
    });
    await fc.assert(
      fc.asyncProperty(records, async (list) => {
        await withEmulator({}, async (fresh) => {
          const expected = new Map<string, { readonly sort: readonly number[]; readonly key: string }>();
          for (const { swap, ...triple } of list) {
            const pair = swap ? { From_Account: 'otto.brandt', To_Account: 'lan_mei' } : {};
            await call(fresh, message({ ...triple, ...pair }));
            const key = `${triple.MsgSeq}_${triple.MsgRandom}_${triple.MsgTimeStamp}`;
            if (expected.has(key)) continue;
            expected.set(key, { sort: [triple.MsgTimeStamp, triple.MsgSeq, expected.size + 1], key });
          }
          const sorted = [...expected.values()].sort(
            (a, b) => a.sort[0]! - b.sort[0]! || a.sort[1]! - b.sort[1]! || a.sort[2]! - b.sort[2]!,
          );
          const stored = [...fresh.messages()];
          expect(stored.map((one) => one.MsgKey)).toEqual(sorted.map((one) => one.key));
          expect(stored.map((one) => one.arrival)).toEqual(sorted.map((one) => one.sort[2]));
        });
      }),
      { numRuns: 15 },
    );
  });
});
