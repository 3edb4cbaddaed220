import { describe, expect, test } from 'vitest';
import type { Emulator } from '../../../src/emulator/server.js';
import { ADMIN, call, type Got, message, page, post, textBody, twoLives, withEmulator } from './helpers.js';

const NOW_SECONDS = 1_700_000_000;
const clock = { wallMs: () => NOW_SECONDS * 1_000 };

function send(emulator: Emulator, changes: Readonly<Record<string, unknown>> = {}): Promise<Got> {
  const pair = { From_Account: 'lan_mei', To_Account: 'otto.brandt' };
  const numbers = { MsgSeq: 7, MsgRandom: 99 };
  return post(emulator, 'openim/sendmsg', { ...pair, ...numbers, MsgBody: textBody('see you at nine'), ...changes });
}

async function unread(emulator: Emulator): Promise<unknown> {
  const got = await post(emulator, 'openim/get_c2c_unread_msg_num', { To_Account: 'otto.brandt' });
  return got.answer.AllC2CUnreadMsgNum;
}

const fromReceiver = { Operator_Account: 'otto.brandt', Peer_Account: 'lan_mei' };

describe('sendmsg, reference 5.2', () => {
  test('a message is in the history of both sides, and unread at the receiver', async () => {
    await withEmulator(clock, async (emulator) => {
      const got = await send(emulator, { CloudCustomData: '{"id":1}' });
      expect(got.answer).toEqual({
        ActionStatus: 'OK',
        ErrorInfo: '',
        ErrorCode: 0,
        MsgTime: NOW_SECONDS,
        MsgKey: `7_99_${NOW_SECONDS}`,
        MsgId: expect.stringMatching(/^14411\d{13}-1700000000-99$/),
      });
      const item = {
        From_Account: 'lan_mei',
        To_Account: 'otto.brandt',
        MsgKey: `7_99_${NOW_SECONDS}`,
        MsgBody: textBody('see you at nine'),
        CloudCustomData: '{"id":1}',
      };
      expect((await page(emulator)).MsgList).toMatchObject([item]);
      expect((await page(emulator, fromReceiver)).MsgList).toMatchObject([item]);
      expect(await unread(emulator)).toBe(1);
    });
  });

  test('without From_Account the administrator is the sender', async () => {
    await withEmulator({}, async (emulator) => {
      await send(emulator, { From_Account: undefined });
      expect([...emulator.messages()]).toMatchObject([{ From_Account: ADMIN, To_Account: 'otto.brandt' }]);
    });
  });

  test('MsgTimeStamp is the time of the message when it is given', async () => {
    await withEmulator(clock, async (emulator) => {
      expect((await send(emulator, { MsgTimeStamp: 500 })).answer).toMatchObject({ MsgTime: 500, MsgKey: '7_99_500' });
    });
  });

  test('without MsgSeq one is made up', async () => {
    await withEmulator(clock, async (emulator) => {
      const first = await send(emulator, { MsgSeq: undefined });
      const second = await send(emulator, { MsgSeq: undefined });
      expect(first.answer.MsgKey).not.toBe(second.answer.MsgKey);
      expect(emulator.stats().stored).toBe(2);
    });
  });

  test('SyncOtherMachine 2: only the receiver has it', async () => {
    await withEmulator({}, async (emulator) => {
      await send(emulator, { SyncOtherMachine: 2, MsgSeq: 1 });
      await send(emulator, { SyncOtherMachine: 1, MsgSeq: 2 });
      expect((await page(emulator)).MsgList.map(({ MsgSeq }) => MsgSeq)).toEqual([2]);
      expect((await page(emulator, fromReceiver)).MsgList.map(({ MsgSeq }) => MsgSeq)).toEqual([1, 2]);
      const older = { Operator_Account: undefined, Peer_Account: undefined };
      const asked = { ...older, From_Account: 'otto.brandt', To_Account: 'lan_mei' };
      expect((await page(emulator, asked)).MsgCnt).toBe(2);
      expect([...emulator.messages()].map(({ hiddenFrom }) => hiddenFrom)).toEqual([['lan_mei'], undefined]);
    });
  });

  test.each([{ MsgLifeTime: 0 }, { OnlineOnlyFlag: 1 }])('%j: answered, in no history, not unread', async (online) => {
    await withEmulator(clock, async (emulator) => {
      const got = await send(emulator, online);
      expect(got.answer).toMatchObject({ ErrorCode: 0, MsgKey: `7_99_${NOW_SECONDS}` });
      expect([(await page(emulator, fromReceiver)).MsgCnt, await unread(emulator)]).toEqual([0, 0]);
    });
  });

  test('NoUnread does not count', async () => {
    await withEmulator({}, async (emulator) => {
      await send(emulator, { SendMsgControl: ['NoUnread', 'WithMuteNotifications'] });
      expect([(await page(emulator)).MsgCnt, await unread(emulator)]).toEqual([1, 0]);
    });
  });

  test('everything optional at once, and a merged forward', async () => {
    await withEmulator({}, async (emulator) => {
      const content = { Title: 'a', MsgNum: 1, CompatibleText: 'b', AbstractList: ['c'], MsgList: [{}] };
      const got = await send(emulator, {
        MsgLifeTime: 9_999_999,
        OnlineOnlyFlag: 0,
        ForbidCallbackControl: ['ForbidBeforeSendMsgCallback', 'ForbidAfterSendMsgCallback'],
        SendMsgControl: [],
        SupportMessageExtension: 1,
        IsNeedReadReceipt: 0,
        OfflinePushInfo: { PushFlag: 0, Title: 'a', Desc: 'b', Ext: '{}', AndroidInfo: {}, ApnsInfo: {} },
        MsgBody: [{ MsgType: 'TIMRelayElem', MsgContent: content }],
      });
      expect([got.code, (await page(emulator)).MsgCnt]).toEqual([0, 1]);
    });
  });

  test.each<[string, Record<string, unknown>, number]>([
    ['From_Account empty', { From_Account: '' }, 20003],
    ['From_Account a number', { From_Account: 5 }, 60015],
    ['To_Account missing', { To_Account: undefined }, 90003],
    ['To_Account a list', { To_Account: ['otto.brandt'] }, 60015],
    ['MsgSeq beyond 32 bits', { MsgSeq: 4_294_967_296 }, 90010],
    ['MsgRandom missing', { MsgRandom: undefined }, 90005],
    ['MsgTimeStamp in milliseconds', { MsgTimeStamp: 1_583_020_805_123 }, 90006],
    ['MsgTimeStamp as text', { MsgTimeStamp: '5' }, 90006],
    ['SyncOtherMachine as text', { SyncOtherMachine: '1' }, 90031],
    ['SyncOtherMachine 3', { SyncOtherMachine: 3 }, 90031],
    ['MsgLifeTime as text', { MsgLifeTime: '60' }, 90044],
    ['MsgLifeTime a fraction', { MsgLifeTime: 0.5 }, 90044],
    ['OnlineOnlyFlag 2', { OnlineOnlyFlag: 2 }, 90010],
    ['SendMsgControl a text', { SendMsgControl: 'NoUnread' }, 90010],
    ['SendMsgControl of another name', { SendMsgControl: ['NoPush'] }, 90010],
    ['ForbidCallbackControl of another name', { ForbidCallbackControl: ['All'] }, 90010],
    ['IsNeedReadReceipt true', { IsNeedReadReceipt: true }, 90010],
    ['SupportMessageExtension 2', { SupportMessageExtension: 2 }, 90010],
    ['OfflinePushInfo a text', { OfflinePushInfo: 'push' }, 90043],
    ['OfflinePushInfo with PushFlag 2', { OfflinePushInfo: { PushFlag: 2 } }, 90043],
    ['OfflinePushInfo with a Title of 5', { OfflinePushInfo: { Title: 5 } }, 90043],
    ['OfflinePushInfo with ApnsInfo as list', { OfflinePushInfo: { ApnsInfo: [] } }, 90043],
    ['MsgBody missing', { MsgBody: undefined }, 90007],
    ['MsgBody with an unknown element', { MsgBody: [{ MsgType: 'TIMTextElement', MsgContent: {} }] }, 90002],
    ['a merged forward without title', { MsgBody: [{ MsgType: 'TIMRelayElem', MsgContent: {} }] }, 90002],
    ['CloudCustomData an object', { CloudCustomData: {} }, 90010],
    ['a body too long', { CloudCustomData: 'x'.repeat(12_288) }, 93000],
  ])('%s', async (_name, changes, code) => {
    await withEmulator({}, async (emulator) => {
      const got = await send(emulator, changes);
      expect([got.code, emulator.stats().stored]).toEqual([code, 0]);
      expect(Object.keys(got.answer)).toEqual(['ActionStatus', 'ErrorInfo', 'ErrorCode']);
    });
  });

  test('unknown accounts are refused, each by its code', async () => {
    await withEmulator({ accounts: 'strict' }, async (emulator) => {
      expect((await send(emulator, { To_Account: ADMIN })).code).toBe(90048);
      expect((await send(emulator, { From_Account: undefined })).code).toBe(90012);
    });
  });
});

describe('resends, reference 5.2', () => {
  test('the same sender, MsgSeq, MsgRandom and content within 120 seconds is the same message', async () => {
    let nowMs = NOW_SECONDS * 1_000;
    await withEmulator({ wallMs: () => nowMs }, async (emulator) => {
      const first = await send(emulator);
      nowMs += 119_999;
      const again = await send(emulator, { MsgTimeStamp: 5 });
      expect(again.answer).toEqual(first.answer);
      expect([emulator.stats().stored, await unread(emulator)]).toEqual([1, 1]);
      nowMs += 1;
      expect((await send(emulator)).answer).toMatchObject({ MsgTime: NOW_SECONDS + 120 });
      expect(emulator.stats().stored).toBe(2);
    });
  });

  test('a resend does not make the window longer', async () => {
    let nowMs = NOW_SECONDS * 1_000;
    await withEmulator({ wallMs: () => nowMs }, async (emulator) => {
      for (const afterMs of [0, 80_000, 80_000]) {
        nowMs += afterMs;
        await send(emulator);
      }
      expect(emulator.stats().stored).toBe(2);
    });
  });

  test('any difference is another message, except in the receiver', async () => {
    await withEmulator(clock, async (emulator) => {
      const differences = [
        {},
        { MsgSeq: 8 },
        { MsgRandom: 100 },
        { MsgBody: textBody('at ten') },
        { From_Account: 'priya' },
      ];
      for (const changes of differences) await send(emulator, changes);
      expect(emulator.stats().stored).toBe(5);
      await send(emulator, { To_Account: 'priya' });
      expect(emulator.stats().stored).toBe(5);
    });
  });

  test('what is online only is sent again without harm, too', async () => {
    await withEmulator(clock, async (emulator) => {
      const first = await send(emulator, { OnlineOnlyFlag: 1 });
      expect((await send(emulator, { OnlineOnlyFlag: 1 })).answer).toEqual(first.answer);
    });
  });

  test('a message applied twice by a proxy is there once', async () => {
    await withEmulator({ faults: ['doubled:1/sendmsg'] }, async (emulator) => {
      await send(emulator);
      expect(emulator.stats()).toMatchObject({ stored: 1, faults: { 'doubled/sendmsg': 1 } });
    });
  });

  test('a restart knows messages and resends', async () => {
    await twoLives(
      clock,
      async (emulator) => {
        await send(emulator, { SyncOtherMachine: 2 });
        await send(emulator, { MsgSeq: 8, SendMsgControl: ['NoUnread'] });
      },
      async (emulator) => {
        expect([(await page(emulator)).MsgCnt, (await page(emulator, fromReceiver)).MsgCnt]).toEqual([1, 2]);
        expect(await unread(emulator)).toBe(1);
        await send(emulator);
        expect(emulator.stats()).toMatchObject({ loaded: 2, stored: 2 });
      },
    );
  });
});

describe('messages of one key', () => {
  test('other content under a key is another message; who names the key means both', async () => {
    await withEmulator(clock, async (emulator) => {
      await send(emulator);
      await send(emulator, { MsgBody: textBody('at ten') });
      const MsgKey = `7_99_${NOW_SECONDS}`;
      for (const MaxCnt of [100, 1]) {
        expect(await page(emulator, { MaxCnt })).toMatchObject({ MsgCnt: 2, Complete: 1 });
      }
      const pair = { From_Account: 'lan_mei', To_Account: 'otto.brandt', MsgKey };
      expect((await post(emulator, 'openim/admin_msgwithdraw', pair)).code).toBe(0);
      expect((await page(emulator)).MsgList.map(({ MsgFlagBits }) => MsgFlagBits)).toEqual([8, 8]);
      expect(await unread(emulator)).toBe(0);
    });
  });

  test('an import under the key of a sent message is a duplicate, a sent one under that of an import is not', async () => {
    await twoLives(
      clock,
      async (emulator) => {
        const numbers = { MsgSeq: 7, MsgRandom: 99, MsgTimeStamp: NOW_SECONDS };
        await call(emulator, message(numbers));
        await send(emulator);
        await call(emulator, message(numbers));
        expect(emulator.stats()).toMatchObject({ stored: 2, duplicates: 1 });
      },
      async (emulator) => expect((await page(emulator)).MsgCnt).toBe(2),
    );
  });
});
