import { describe, expect, test } from 'vitest';
import type { Emulator } from '../../../src/emulator/server.js';
import { call, type Got, keyOf, message, page, post, twoLives, withEmulator } from './helpers.js';

const NOW_SECONDS = 1_700_000_000;
const clock = { wallMs: () => NOW_SECONDS * 1_000 };

/** Live messages of lan_mei to otto.brandt, one per second. */
async function fill(
  emulator: Emulator,
  seconds: readonly number[],
  changes: Record<string, unknown> = {},
): Promise<void> {
  for (const MsgTimeStamp of seconds) {
    const got = await call(emulator, message({ SyncFromOldSystem: 5, MsgTimeStamp, ...changes }));
    expect(got.code).toBe(0);
  }
}

function ask(emulator: Emulator, body: Record<string, unknown>): Promise<Got> {
  return post(emulator, 'openim/get_c2c_unread_msg_num', body);
}

async function total(emulator: Emulator, To_Account = 'otto.brandt'): Promise<unknown> {
  return (await ask(emulator, { To_Account })).answer.AllC2CUnreadMsgNum;
}

async function setRead(emulator: Emulator, changes: Record<string, unknown> = {}): Promise<number | undefined> {
  const good = { Report_Account: 'otto.brandt', Peer_Account: 'lan_mei' };
  return (await post(emulator, 'openim/admin_set_msg_read', { ...good, ...changes })).code;
}

describe('unread counters, reference 5.7', () => {
  test('live imports count at the receiver, history does not', async () => {
    await withEmulator({}, async (emulator) => {
      await fill(emulator, [1, 2, 3]);
      await fill(emulator, [4], { SyncFromOldSystem: 2 });
      await fill(emulator, [5], { From_Account: 'priya' });
      await fill(emulator, [2]);
      expect((await ask(emulator, { To_Account: 'otto.brandt' })).answer).toEqual({
        ActionStatus: 'OK',
        ErrorInfo: '',
        ErrorCode: 0,
        AllC2CUnreadMsgNum: 4,
      });
      expect(await total(emulator, 'lan_mei')).toBe(0);
      expect(
        (await ask(emulator, { To_Account: 'otto.brandt', Peer_Account: ['priya', 'lan_mei', 'bob'] })).answer,
      ).toEqual({
        ActionStatus: 'OK',
        ErrorInfo: '',
        ErrorCode: 0,
        C2CUnreadMsgNumList: [
          { Peer_Account: 'priya', C2CUnreadMsgNum: 1 },
          { Peer_Account: 'lan_mei', C2CUnreadMsgNum: 3 },
          { Peer_Account: 'bob', C2CUnreadMsgNum: 0 },
        ],
      });
    });
  });

  test('both directions of a conversation count apart, a message to oneself not at all', async () => {
    await withEmulator({}, async (emulator) => {
      await fill(emulator, [1, 2]);
      await fill(emulator, [3], { From_Account: 'otto.brandt', To_Account: 'lan_mei' });
      await fill(emulator, [4], { To_Account: 'lan_mei' });
      expect([await total(emulator, 'otto.brandt'), await total(emulator, 'lan_mei')]).toEqual([2, 1]);
    });
  });

  test('a peer nobody imported is told in ErrorList', async () => {
    await withEmulator({ accounts: 'strict' }, async (emulator) => {
      const Accounts = ['lan_mei', 'otto.brandt'];
      await post(emulator, 'im_open_login_svc/multiaccount_import', { Accounts });
      await fill(emulator, [1]);
      const got = await ask(emulator, { To_Account: 'otto.brandt', Peer_Account: ['ghost_1', 'lan_mei'] });
      expect(got.answer).toMatchObject({
        ActionStatus: 'OK',
        ErrorCode: 0,
        C2CUnreadMsgNumList: [{ Peer_Account: 'lan_mei', C2CUnreadMsgNum: 1 }],
        ErrorList: [{ Peer_Account: 'ghost_1', ErrorCode: 70107 }],
      });
      expect((await ask(emulator, { To_Account: 'ghost_1' })).code).toBe(90003);
    });
  });

  test.each<[string, Record<string, unknown>, number]>([
    ['To_Account missing', { To_Account: undefined }, 90003],
    ['To_Account a number', { To_Account: 5 }, 60015],
    ['Peer_Account no list', { Peer_Account: 'lan_mei' }, 90003],
    ['Peer_Account with a number', { Peer_Account: [5] }, 60015],
    ['a peer that cannot be', { Peer_Account: [''] }, 90003],
    ['10 peers', { Peer_Account: Array(10).fill('lan_mei') }, 0],
    ['11 peers', { Peer_Account: Array(11).fill('lan_mei') }, 90003],
  ])('%s', async (_name, changes, code) => {
    await withEmulator({}, async (emulator) => {
      expect((await ask(emulator, { To_Account: 'otto.brandt', ...changes })).code).toBe(code);
    });
  });

  test('an empty list of peers asks for the total', async () => {
    await withEmulator({}, async (emulator) => {
      expect((await ask(emulator, { To_Account: 'otto.brandt', Peer_Account: [] })).answer.AllC2CUnreadMsgNum).toBe(0);
    });
  });

  test('recalled and dropped ones count no more, nor those past the storage period', async () => {
    let nowMs = 10_000;
    await withEmulator({ retentionDays: 1, wallMs: () => nowMs }, async (emulator) => {
      await fill(emulator, [1, 2, 3, 4, 5]);
      const MsgKey = keyOf({ MsgTimeStamp: 5 });
      await post(emulator, 'openim/admin_msgwithdraw', { From_Account: 'lan_mei', To_Account: 'otto.brandt', MsgKey });
      expect(await total(emulator)).toBe(4);
      await fetch(`${emulator.url}/emulator/damage`, { method: 'POST', body: '[{"do":"drop","nth":4}]' });
      expect(await total(emulator)).toBe(3);
      nowMs = 86_402_500;
      expect(await total(emulator)).toBe(1);
    });
  });
});

describe('read marks, reference 5.6', () => {
  test('up to and with MsgReadTime, as a number or as digits', async () => {
    await withEmulator({}, async (emulator) => {
      await fill(emulator, [1, 2, 3, 4]);
      expect([await setRead(emulator, { MsgReadTime: 2 }), await total(emulator)]).toEqual([0, 2]);
      expect([await setRead(emulator, { MsgReadTime: '3' }), await total(emulator)]).toEqual([0, 1]);
      const read = (await page(emulator)).MsgList.map(({ IsPeerRead }) => IsPeerRead);
      expect(read).toEqual([1, 1, 1, 0]);
      expect([...emulator.messages()].map((one) => one.read)).toEqual([true, true, true, undefined]);
    });
  });

  test('without MsgReadTime up to now; what comes later is unread, also in the same second', async () => {
    await withEmulator(clock, async (emulator) => {
      await fill(emulator, [NOW_SECONDS, NOW_SECONDS + 1]);
      expect([await setRead(emulator), await total(emulator)]).toEqual([0, 1]);
      await fill(emulator, [NOW_SECONDS], { MsgRandom: 2 });
      expect(await total(emulator)).toBe(2);
    });
  });

  test('imported history becomes read as well, and the own messages of the reader do not', async () => {
    await withEmulator({}, async (emulator) => {
      await fill(emulator, [1], { SyncFromOldSystem: 2 });
      await fill(emulator, [2], { From_Account: 'otto.brandt', To_Account: 'lan_mei' });
      await setRead(emulator, { MsgReadTime: 5 });
      expect((await page(emulator)).MsgList.map(({ IsPeerRead }) => IsPeerRead)).toEqual([1, 0]);
      expect(await total(emulator, 'lan_mei')).toBe(1);
    });
  });

  test('a conversation without messages is read as well', async () => {
    await withEmulator({}, async (emulator) => expect(await setRead(emulator)).toBe(0));
  });

  test.each<[string, Record<string, unknown>, number]>([
    ['Report_Account missing', { Report_Account: undefined }, 90008],
    ['Report_Account a number', { Report_Account: 5 }, 60015],
    ['Peer_Account missing', { Peer_Account: undefined }, 90003],
    ['MsgReadTime with words', { MsgReadTime: 'now' }, 90001],
    ['MsgReadTime negative', { MsgReadTime: -1 }, 90001],
    ['MsgReadTime in milliseconds', { MsgReadTime: '1583020805123' }, 90001],
    ['MsgReadTime a fraction', { MsgReadTime: 1.5 }, 90001],
  ])('%s', async (_name, changes, code) => {
    await withEmulator({}, async (emulator) => {
      await fill(emulator, [1]);
      expect([await setRead(emulator, changes), await total(emulator)]).toEqual([code, 1]);
    });
  });

  test('unknown accounts are refused, each by the code of its side', async () => {
    await withEmulator({ accounts: 'strict' }, async (emulator) => {
      expect(await setRead(emulator, { Peer_Account: 'administrator' })).toBe(90008);
      expect(await setRead(emulator, { Report_Account: 'administrator' })).toBe(90003);
    });
  });

  test('a restart knows counters and marks', async () => {
    await twoLives(
      {},
      async (emulator) => {
        await fill(emulator, [1, 2, 3]);
        await setRead(emulator, { MsgReadTime: 2 });
        await fill(emulator, [1], { MsgRandom: 2 });
      },
      async (emulator) => {
        expect(await total(emulator)).toBe(2);
        const read = (await page(emulator)).MsgList.map(({ IsPeerRead }) => IsPeerRead);
        expect(read.toSorted()).toEqual([0, 0, 1, 1]);
      },
    );
  });
});
