import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Emulator } from '../../../src/emulator/server.js';
import {
  call,
  type Item,
  keyOf,
  message,
  type PageAnswer,
  page,
  post,
  start,
  steer,
  textBody,
  withEmulator,
} from './helpers.js';

const COMMAND = 'openim/admin_getroammsg';

/** Imports one message after another. */
async function fill(emulator: Emulator, several: readonly Readonly<Record<string, unknown>>[]): Promise<void> {
  for (const changes of several) expect((await call(emulator, message(changes))).code).toBe(0);
}

/** Reads all pages as the documents say, newest page first. */
async function readPages(emulator: Emulator, changes: Readonly<Record<string, unknown>>): Promise<PageAnswer[]> {
  const pages: PageAnswer[] = [];
  let next: Readonly<Record<string, unknown>> = {};
  for (;;) {
    const got = await page(emulator, { ...changes, ...next });
    pages.push(got);
    if (got.Complete === 1) return pages;
    if (pages.length > 2_000) throw new Error('no end of pages');
    next = { MaxTime: got.LastMsgTime, LastMsgKey: got.LastMsgKey };
  }
}

function inOrder(pages: readonly PageAnswer[]): Item[] {
  return [...pages].reverse().flatMap(({ MsgList }) => MsgList);
}

describe('history of a conversation, reference 5.4', () => {
  let emulator: Emulator;
  beforeAll(async () => {
    emulator = await start();
    await fill(emulator, [
      { MsgTimeStamp: 100, MsgSeq: 2, MsgRandom: 1 },
      { MsgTimeStamp: 100, MsgSeq: 1, MsgRandom: 2, From_Account: 'otto.brandt', To_Account: 'lan_mei' },
      { MsgTimeStamp: 101, MsgSeq: 1, MsgRandom: 3, CloudCustomData: '{"id":7}' },
      { MsgTimeStamp: 109, MsgSeq: 1, MsgRandom: 4 },
    ]);
  });
  afterAll(() => emulator.close());

  test('all of it: old to new, by time and MsgSeq, each with its own direction', async () => {
    const { answer } = await post(emulator, COMMAND, {
      Operator_Account: 'lan_mei',
      Peer_Account: 'otto.brandt',
      MaxCnt: 3,
      MinTime: 100,
      MaxTime: 101,
    });
    const { MsgBody } = message();
    const plain = { MsgFlagBits: 0, IsPeerRead: 0, MsgBody };
    const mine = { From_Account: 'lan_mei', To_Account: 'otto.brandt', ...plain };
    expect(answer).toEqual({
      ActionStatus: 'OK',
      ErrorInfo: '',
      ErrorCode: 0,
      Complete: 1,
      MsgCnt: 3,
      LastMsgTime: 100,
      LastMsgKey: '1_2_100',
      MsgList: [
        {
          ...plain,
          From_Account: 'otto.brandt',
          To_Account: 'lan_mei',
          MsgSeq: 1,
          MsgRandom: 2,
          MsgTimeStamp: 100,
          MsgKey: '1_2_100',
          CloudCustomData: '',
        },
        { ...mine, MsgSeq: 2, MsgRandom: 1, MsgTimeStamp: 100, MsgKey: '2_1_100', CloudCustomData: '' },
        { ...mine, MsgSeq: 1, MsgRandom: 3, MsgTimeStamp: 101, MsgKey: '1_3_101', CloudCustomData: '{"id":7}' },
      ],
    });
  });

  test('the names of older editions mean the same', async () => {
    const older = { Operator_Account: undefined, Peer_Account: undefined };
    const swapped = { ...older, From_Account: 'otto.brandt', To_Account: 'lan_mei' };
    expect(await page(emulator, swapped)).toEqual(await page(emulator));
  });

  test.each([
    [100, 109, 4],
    [101, 109, 2],
    [101, 108, 1],
    [102, 108, 0],
    [109, 100, 0],
  ])('from %i to %i, both ends inclusive: %i', async (MinTime, MaxTime, MsgCnt) => {
    expect(await page(emulator, { MinTime, MaxTime })).toMatchObject({ MsgCnt, Complete: 1 });
  });

  test('pages run from new to old, and the first message of each is what the next begins behind', async () => {
    const pages = await readPages(emulator, { MaxCnt: 2 });
    const short = pages.map((one) => [one.Complete, one.LastMsgTime, one.MsgList.map(({ MsgKey }) => MsgKey)]);
    expect(short).toEqual([
      [0, 101, ['1_3_101', '1_4_109']],
      [1, 100, ['1_2_100', '2_1_100']],
    ]);
    expect(pages.map(({ LastMsgKey }) => LastMsgKey)).toEqual(['1_3_101', '1_2_100']);
  });

  test('nothing there: an empty page, and it is the last', async () => {
    const nothing = { Complete: 1, MsgCnt: 0, LastMsgTime: 0, LastMsgKey: '', MsgList: [] };
    expect(await page(emulator, { Peer_Account: 'priya' })).toMatchObject(nothing);
    expect(await page(emulator, { MaxTime: 99 })).toMatchObject(nothing);
  });

  test('a LastMsgKey that is not known, or is of another second, skips nothing', async () => {
    for (const LastMsgKey of ['9_9_100', 'nonsense', '1_3_101', '']) {
      expect((await page(emulator, { MaxTime: 100, LastMsgKey })).MsgCnt).toBe(2);
    }
  });

  test.each<[string, Record<string, unknown>, number]>([
    ['Operator_Account missing', { Operator_Account: undefined }, 90008],
    ['Operator_Account empty', { Operator_Account: '' }, 90008],
    ['Operator_Account a number', { Operator_Account: 5 }, 60015],
    ['Peer_Account missing', { Peer_Account: undefined }, 90003],
    ['Peer_Account of 33 bytes', { Peer_Account: 'x'.repeat(33) }, 90003],
    ['MaxCnt missing', { MaxCnt: undefined }, 90001],
    ['MaxCnt 0', { MaxCnt: 0 }, 90001],
    ['MinTime as text', { MinTime: '0' }, 90001],
    ['MaxTime missing', { MaxTime: undefined }, 90001],
    ['MaxTime in milliseconds', { MaxTime: 1_583_020_805_123 }, 90001],
    ['LastMsgKey a number', { LastMsgKey: 5 }, 90001],
  ])('%s', async (_name, changes, code) => {
    const good = { Operator_Account: 'lan_mei', Peer_Account: 'otto.brandt', MaxCnt: 1, MinTime: 0, MaxTime: 200 };
    expect((await post(emulator, COMMAND, { ...good, ...changes })).code).toBe(code);
  });
});

test('accounts nobody imported are refused, each by the code of its side', async () => {
  await withEmulator({ accounts: 'strict' }, async (emulator) => {
    const range = { MaxCnt: 1, MinTime: 0, MaxTime: 200 };
    const ask = async (Operator_Account: string, Peer_Account: string) =>
      (await post(emulator, COMMAND, { Operator_Account, Peer_Account, ...range })).code;
    expect([await ask('nobody', 'administrator'), await ask('administrator', 'nobody')]).toEqual([90008, 90003]);
  });
});

describe('paging', () => {
  test('1,000 messages of one second come once each and in order', async () => {
    await withEmulator({}, async (emulator) => {
      const several = Array.from({ length: 1_000 }, (_, n) => ({
        MsgTimeStamp: 5_000,
        MsgSeq: (n * 7) % 1_000,
        MsgRandom: n,
      }));
      await Promise.all(several.map((changes) => call(emulator, message(changes))));
      for (const MaxCnt of [1_000, 37]) {
        const pages = await readPages(emulator, { MaxCnt });
        expect(pages.length).toBeGreaterThanOrEqual(20);
        expect(inOrder(pages).map(({ MsgSeq }) => MsgSeq)).toEqual(Array.from({ length: 1_000 }, (_, n) => n));
      }
    });
  });

  test('an answer is at most 13,312 bytes, and yet holds a message that alone is larger', async () => {
    await withEmulator({}, async (emulator) => {
      const sizes = [100, 11_900, 5_000, 8_000, 300, 200, 6_000, 6_000];
      await fill(
        emulator,
        sizes.map((size, n) => ({ MsgTimeStamp: 100 + n, MsgBody: textBody('x'.repeat(size)) })),
      );
      // A control character is 6 bytes in the answer, as in the request.
      await fill(emulator, [{ MsgTimeStamp: 200, MsgBody: textBody('\u0001'.repeat(1_950)) }]);
      const texts: string[] = [];
      let next: Record<string, unknown> = { MaxTime: 300 };
      for (let complete = 0; complete === 0; ) {
        const wanted = { Operator_Account: 'lan_mei', Peer_Account: 'otto.brandt', MaxCnt: 100, MinTime: 0, ...next };
        const got = await post(emulator, COMMAND, wanted);
        texts.push(got.text);
        const { LastMsgTime, LastMsgKey, Complete } = got.answer as unknown as PageAnswer;
        next = { MaxTime: LastMsgTime, LastMsgKey };
        complete = Complete;
      }
      expect(texts.map((text) => JSON.parse(text).MsgCnt)).toEqual([1, 3, 2, 1, 2]);
      for (const text of texts) expect(Buffer.byteLength(text)).toBeLessThanOrEqual(13_312);
      // Numbers come back in more digits than they were written with.
      const digits = Array.from({ length: 2_000 }, () => '1e20').join();
      const body = JSON.stringify(message({ MsgTimeStamp: 250 })).replace('"Text"', `"Extra":[${digits}],"Text"`);
      expect((await call(emulator, body)).code).toBe(0);
      expect(await page(emulator)).toMatchObject({ MsgCnt: 1, Complete: 0 });
    });
  });

  test('the bytes are counted, not the characters', async () => {
    await withEmulator({}, async (emulator) => {
      await fill(
        emulator,
        [1, 2, 3].map((MsgTimeStamp) => ({ MsgTimeStamp, MsgBody: textBody('文'.repeat(2_000)) })),
      );
      expect((await readPages(emulator, {})).map(({ MsgCnt }) => MsgCnt)).toEqual([2, 1]);
    });
  });
});

describe('what history shows', () => {
  test('messages past the storage period are hidden, whatever is asked', async () => {
    const wallMs = () => 1_700_000_000_000;
    const edge = 1_700_000_000 - 7 * 86_400;
    await withEmulator({ retentionDays: 7, wallMs }, async (emulator) => {
      await fill(emulator, [{ MsgTimeStamp: edge - 1 }, { MsgTimeStamp: edge }]);
      const pages = await readPages(emulator, { MaxCnt: 1 });
      expect(inOrder(pages).map(({ MsgTimeStamp }) => MsgTimeStamp)).toEqual([edge]);
    });
  });

  test.each([
    ['key', [1, 2, 3]],
    ['arrival', [2, 3, 1]],
    ['reverse-in-second', [3, 2, 1]],
  ] as const)('historyOrder %s: inside a second %j', async (historyOrder, seqs) => {
    await withEmulator({ historyOrder }, async (emulator) => {
      await fill(
        emulator,
        [2, 3, 1].map((MsgSeq) => ({ MsgTimeStamp: 100, MsgSeq })),
      );
      await fill(emulator, [{ MsgTimeStamp: 99, MsgSeq: 9 }]);
      for (const MaxCnt of [100, 1]) {
        expect(inOrder(await readPages(emulator, { MaxCnt })).map(({ MsgSeq }) => MsgSeq)).toEqual([9, ...seqs]);
      }
      expect([...emulator.messages()].map(({ MsgSeq }) => MsgSeq)).toEqual([9, ...seqs]);
    });
  });

  test('POST /emulator/history-order changes it in the middle', async () => {
    await withEmulator({}, async (emulator) => {
      await fill(
        emulator,
        [2, 3, 1].map((MsgSeq) => ({ MsgTimeStamp: 100, MsgSeq })),
      );
      const seqs = async () => (await page(emulator)).MsgList.map(({ MsgSeq }) => MsgSeq);
      expect(await seqs()).toEqual([1, 2, 3]);
      expect(await steer(emulator, 'history-order', { order: 'arrival' })).toEqual({ order: 'arrival' });
      expect(await seqs()).toEqual([2, 3, 1]);
      expect(await steer(emulator, 'history-order', { order: 'random' })).toEqual({
        error: '"order" is one of key, arrival, reverse-in-second',
      });
      expect(await seqs()).toEqual([2, 3, 1]);
    });
  });

  test('an unknown order is a usage error', async () => {
    const options = { historyOrder: 'random' } as unknown as Parameters<typeof start>[0];
    await expect(start(options)).rejects.toMatchObject({ kind: 'usage', message: expect.stringContaining('arrival') });
  });

  test('a recalled message stays in its place, marked with 8', async () => {
    await withEmulator({}, async (emulator) => {
      await fill(emulator, [{ MsgTimeStamp: 1 }, { MsgTimeStamp: 2 }, { MsgTimeStamp: 3 }]);
      const pair = { From_Account: 'lan_mei', To_Account: 'otto.brandt' };
      await post(emulator, 'openim/admin_msgwithdraw', { ...pair, MsgKey: keyOf({ MsgTimeStamp: 2 }) });
      expect((await page(emulator)).MsgList.map(({ MsgFlagBits }) => MsgFlagBits)).toEqual([0, 8, 0]);
    });
  });
});
