import { describe, expect, test } from 'vitest';
import type { Emulator } from '../../../src/emulator/server.js';
import { ADMIN, type Got, page, post, textBody, twoLives, withEmulator } from './helpers.js';

const NOW_SECONDS = 1_700_000_000;
const clock = { wallMs: () => NOW_SECONDS * 1_000 };
const KEY = `7_99_${NOW_SECONDS}`;

function users(count: number, from = 0): string[] {
  return Array.from({ length: count }, (_, n) => `user_${from + n}`);
}

function send(emulator: Emulator, changes: Readonly<Record<string, unknown>> = {}): Promise<Got> {
  const numbers = { MsgSeq: 7, MsgRandom: 99 };
  const good = {
    From_Account: 'lan_mei',
    To_Account: ['otto.brandt', 'priya'],
    ...numbers,
    MsgBody: textBody('hello'),
  };
  return post(emulator, 'openim/batchsendmsg', { ...good, ...changes });
}

function receivers(emulator: Emulator): string[] {
  return [...emulator.messages()].map(({ To_Account }) => To_Account);
}

describe('batchsendmsg, reference 5.3', () => {
  test('one message to each receiver, under one key', async () => {
    await withEmulator(clock, async (emulator) => {
      const got = await send(emulator);
      expect(got.answer).toEqual({
        ActionStatus: 'OK',
        ErrorInfo: '',
        ErrorCode: 0,
        MsgKey: KEY,
        MsgId: expect.stringMatching(/^14411\d{13}-1700000000-99$/),
      });
      for (const Peer_Account of ['otto.brandt', 'priya']) {
        const item = { From_Account: 'lan_mei', To_Account: Peer_Account, MsgKey: KEY };
        expect((await page(emulator, { Peer_Account })).MsgList).toMatchObject([item]);
      }
      const peers = { To_Account: 'priya', Peer_Account: ['lan_mei'] };
      expect((await post(emulator, 'openim/get_c2c_unread_msg_num', peers)).answer).toMatchObject({
        C2CUnreadMsgNumList: [{ C2CUnreadMsgNum: 1 }],
      });
    });
  });

  test('a repeat doubles', async () => {
    await withEmulator(clock, async (emulator) => {
      await send(emulator);
      await send(emulator);
      expect(await page(emulator)).toMatchObject({ MsgCnt: 2, MsgList: [{ MsgKey: KEY }, { MsgKey: KEY }] });
      expect(receivers(emulator)).toEqual(['otto.brandt', 'otto.brandt', 'priya', 'priya']);
    });
  });

  test('without From_Account the administrator is the sender, without MsgSeq one is made up', async () => {
    await withEmulator({}, async (emulator) => {
      const keys = [await send(emulator, { MsgSeq: undefined }), await send(emulator, { MsgSeq: undefined })];
      expect(keys[0]!.answer.MsgKey).not.toBe(keys[1]!.answer.MsgKey);
      await send(emulator, { From_Account: undefined, To_Account: ['otto.brandt'] });
      expect((await page(emulator, { Operator_Account: ADMIN })).MsgCnt).toBe(1);
    });
  });

  test.each([{ MsgLifeTime: 0 }, { OnlineOnlyFlag: 1 }])('%j: answered, in no history', async (online) => {
    await withEmulator(clock, async (emulator) => {
      expect((await send(emulator, online)).answer.MsgKey).toBe(KEY);
      expect(receivers(emulator)).toEqual([]);
    });
  });

  test('unknown receivers are told, the others have the message', async () => {
    await withEmulator({ accounts: 'strict', ...clock }, async (emulator) => {
      await post(emulator, 'im_open_login_svc/multiaccount_import', { Accounts: ['lan_mei', 'priya'] });
      const got = await send(emulator, { To_Account: ['ghost_1', 'priya', ''] });
      expect(got.answer).toMatchObject({
        ActionStatus: 'SomeError',
        ErrorInfo: '',
        ErrorCode: 0,
        MsgKey: KEY,
        ErrorList: [
          { To_Account: 'ghost_1', ErrorCode: 70107 },
          { To_Account: '', ErrorCode: 70107 },
        ],
      });
      expect(receivers(emulator)).toEqual(['priya']);
      const none = await send(emulator, { To_Account: ['ghost_1', 'ghost_2'] });
      expect(none.answer).toEqual({ ActionStatus: 'FAIL', ErrorInfo: 'invalid To_Account', ErrorCode: 90012 });
      expect((await send(emulator, { From_Account: 'ghost_1' })).code).toBe(90048);
    });
  });

  test.each<[string, Record<string, unknown>, number]>([
    ['To_Account missing', { To_Account: undefined }, 90001],
    ['To_Account a text', { To_Account: 'otto.brandt' }, 90001],
    ['To_Account empty', { To_Account: [] }, 90001],
    ['501 receivers', { To_Account: users(501) }, 90011],
    ['a receiver that is no text', { To_Account: ['priya', 5] }, 60015],
    ['From_Account empty', { From_Account: '' }, 90008],
    ['MsgSeq as text', { MsgSeq: '7' }, 90010],
    ['MsgRandom missing', { MsgRandom: undefined }, 90005],
    ['SyncOtherMachine as text', { SyncOtherMachine: '2' }, 90031],
    ['MsgLifeTime as text', { MsgLifeTime: '0' }, 90044],
    ['OfflinePushInfo a list', { OfflinePushInfo: [] }, 90043],
    ['SendMsgControl of another name', { SendMsgControl: ['NoPush'] }, 90010],
    ['MsgBody a text', { MsgBody: 'hello' }, 90007],
    ['MsgBody empty', { MsgBody: [] }, 90002],
    ['a message too long', { CloudCustomData: 'x'.repeat(12_288) }, 90055],
  ])('%s', async (_name, changes, code) => {
    await withEmulator({}, async (emulator) => {
      expect([(await send(emulator, changes)).code, emulator.stats().stored]).toEqual([code, 0]);
    });
  });

  test('500 receivers with the longest names and a message of the largest size', async () => {
    await withEmulator({}, async (emulator) => {
      const To_Account = users(500).map((user) => user.padEnd(32, 'x'));
      expect((await send(emulator, { To_Account, CloudCustomData: 'x'.repeat(12_000) })).code).toBe(0);
      expect(emulator.stats()).toMatchObject({ stored: 500, conversations: 500 });
    });
  });

  test('a restart knows every message, doubled ones too', async () => {
    await twoLives(
      clock,
      async (emulator) => {
        await send(emulator, { SyncOtherMachine: 2 });
        await send(emulator);
      },
      async (emulator) => {
        expect(emulator.stats().loaded).toBe(4);
        const pair = { Operator_Account: 'priya', Peer_Account: 'lan_mei' };
        expect([(await page(emulator, pair)).MsgCnt, (await page(emulator)).MsgCnt]).toEqual([2, 1]);
      },
    );
  });
});

describe('12,000 receivers in any sliding minute', () => {
  test('over it the whole call is refused, and nothing is sent', async () => {
    let nowMs = 0;
    await withEmulator({ limitPerSecond: 200, monotonicMs: () => nowMs }, async (emulator) => {
      for (let batch = 0; batch < 24; batch += 1) {
        nowMs += 10;
        expect((await send(emulator, { To_Account: users(500), OnlineOnlyFlag: 1 })).code).toBe(0);
      }
      const sendAt = async (atMs: number, count: number) => {
        nowMs = atMs;
        return (await send(emulator, { To_Account: users(count) })).code;
      };
      expect(await sendAt(60_009, 1)).toBe(60007);
      expect(await sendAt(60_010, 501)).toBe(90011);
      expect(await sendAt(60_010, 499)).toBe(0);
      expect(await sendAt(60_011, 2)).toBe(60007);
      expect(await sendAt(60_012, 1)).toBe(0);
      expect(emulator.stats()).toMatchObject({ stored: 500, overLimit: 2, throttled: 2 });
    });
  });

  test('a limit of 0 lifts it', async () => {
    await withEmulator({ limitPerSecond: 0, monotonicMs: () => 0 }, async (emulator) => {
      for (let batch = 0; batch < 25; batch += 1) {
        expect((await send(emulator, { To_Account: users(500), OnlineOnlyFlag: 1 })).code).toBe(0);
      }
    });
  });
});
