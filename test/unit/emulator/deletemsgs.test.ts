import { describe, expect, test } from 'vitest';
import type { Emulator } from '../../../src/emulator/server.js';
import { call, keyOf, message, page, post, twoLives, withEmulator } from './helpers.js';

const fromReceiver = { Operator_Account: 'otto.brandt', Peer_Account: 'lan_mei' };

function keyAt(MsgTimeStamp: number): string {
  return keyOf({ MsgTimeStamp });
}

async function fill(emulator: Emulator): Promise<void> {
  for (const MsgTimeStamp of [1, 2, 3]) await call(emulator, message({ SyncFromOldSystem: 5, MsgTimeStamp }));
}

async function remove(emulator: Emulator, changes: Readonly<Record<string, unknown>>): Promise<number | undefined> {
  const pair = { Operator_Account: 'lan_mei', Peer_Account: 'otto.brandt' };
  return (await post(emulator, 'openim/delete_c2c_msg_ramble', { ...pair, ...changes })).code;
}

async function timesOf(emulator: Emulator, side: Readonly<Record<string, unknown>> = {}): Promise<number[]> {
  return (await page(emulator, side)).MsgList.map(({ MsgTimeStamp }) => MsgTimeStamp);
}

async function unread(emulator: Emulator): Promise<unknown> {
  const got = await post(emulator, 'openim/get_c2c_unread_msg_num', { To_Account: 'otto.brandt' });
  return got.answer.AllC2CUnreadMsgNum;
}

describe('one-sided delete, reference 5.9', () => {
  test('the operator has them no more, the peer has', async () => {
    await withEmulator({}, async (emulator) => {
      await fill(emulator);
      expect(await remove(emulator, { MsgKeyList: [keyAt(1), keyAt(3), '7_7_7'] })).toBe(0);
      expect([await timesOf(emulator), await timesOf(emulator, fromReceiver)]).toEqual([[2], [1, 2, 3]]);
      expect([...emulator.messages()].map(({ hiddenFrom }) => hiddenFrom)).toEqual([
        ['lan_mei'],
        undefined,
        ['lan_mei'],
      ]);
      expect(await unread(emulator)).toBe(3);
    });
  });

  test('what the receiver deletes is unread no more', async () => {
    await withEmulator({}, async (emulator) => {
      await fill(emulator);
      await remove(emulator, { ...fromReceiver, MsgKeyList: [keyAt(1)] });
      expect([await timesOf(emulator), await timesOf(emulator, fromReceiver)]).toEqual([
        [1, 2, 3],
        [2, 3],
      ]);
      expect(await unread(emulator)).toBe(2);
    });
  });

  test('a page goes on behind a message that was deleted in between', async () => {
    await withEmulator({}, async (emulator) => {
      for (const MsgSeq of [1, 2, 3]) await call(emulator, message({ MsgTimeStamp: 5, MsgSeq }));
      const first = await page(emulator, { MaxCnt: 2 });
      await remove(emulator, { MsgKeyList: [first.LastMsgKey] });
      const next = await page(emulator, { MaxTime: first.LastMsgTime, LastMsgKey: first.LastMsgKey });
      expect(next.MsgList.map(({ MsgSeq }) => MsgSeq)).toEqual([1]);
    });
  });

  test.each<[string, Record<string, unknown>, number]>([
    ['30 keys', { MsgKeyList: Array.from({ length: 30 }, (_, n) => keyAt(n)) }, 0],
    ['31 keys', { MsgKeyList: Array.from({ length: 31 }, (_, n) => keyAt(n)) }, 90010],
    ['no key', { MsgKeyList: [] }, 90010],
    ['no list', { MsgKeyList: undefined }, 90010],
    ['a key that cannot be', { MsgKeyList: [keyAt(1), '1_2'] }, 90054],
    ['a key that is no text', { MsgKeyList: [5] }, 90054],
    ['Operator_Account missing', { Operator_Account: undefined }, 90008],
    ['Peer_Account empty', { Peer_Account: '' }, 90003],
    ['Peer_Account a number', { Peer_Account: 5 }, 60015],
  ])('%s', async (_name, changes, code) => {
    await withEmulator({}, async (emulator) => {
      await fill(emulator);
      expect(await remove(emulator, { MsgKeyList: [keyAt(1)], ...changes })).toBe(code);
      expect(await timesOf(emulator)).toEqual(code === 0 ? [] : [1, 2, 3]);
    });
  });

  test('a restart knows it', async () => {
    await twoLives(
      {},
      async (emulator) => {
        await fill(emulator);
        await remove(emulator, { MsgKeyList: [keyAt(2)] });
      },
      async (emulator) => {
        expect([await timesOf(emulator), await timesOf(emulator, fromReceiver)]).toEqual([
          [1, 3],
          [1, 2, 3],
        ]);
      },
    );
  });
});
