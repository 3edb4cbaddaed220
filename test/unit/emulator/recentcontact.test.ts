import { describe, expect, test } from 'vitest';
import type { Emulator } from '../../../src/emulator/server.js';
import { call, type Got, message, post, textBody, twoLives, withEmulator } from './helpers.js';

function ask(emulator: Emulator, changes: Readonly<Record<string, unknown>> = {}): Promise<Got> {
  const first = { TimeStamp: 0, StartIndex: 0, TopTimeStamp: 0, TopStartIndex: 0, AssistFlags: 15 };
  return post(emulator, 'recentcontact/get_list', { From_Account: 'lan_mei', ...first, ...changes });
}

async function conversations(emulator: Emulator, From_Account = 'lan_mei'): Promise<unknown[]> {
  const { SessionItem } = (await ask(emulator, { From_Account })).answer as {
    SessionItem: { To_Account: string; MsgTime: number }[];
  };
  return SessionItem.map(({ To_Account, MsgTime }) => [To_Account, MsgTime]);
}

async function fill(emulator: Emulator, several: readonly (readonly [string, number])[]): Promise<void> {
  for (const [To_Account, MsgTimeStamp] of several) await call(emulator, message({ To_Account, MsgTimeStamp }));
}

describe('conversation list, reference 6.2', () => {
  test('newest first, each with the time of its last message', async () => {
    await withEmulator({}, async (emulator) => {
      await fill(emulator, [
        ['otto.brandt', 5],
        ['otto.brandt', 3],
        ['priya', 4],
        ['lan_mei', 9],
      ]);
      expect((await ask(emulator)).answer).toEqual({
        ActionStatus: 'OK',
        ErrorInfo: '',
        ErrorCode: 0,
        ErrorDisplay: '',
        SessionItem: [
          { Type: 1, To_Account: 'lan_mei', MsgTime: 9, TopFlag: 0 },
          { Type: 1, To_Account: 'otto.brandt', MsgTime: 5, TopFlag: 0 },
          { Type: 1, To_Account: 'priya', MsgTime: 4, TopFlag: 0 },
        ],
        CompleteFlag: 1,
        TimeStamp: 4,
        StartIndex: 1,
        TopTimeStamp: 0,
        TopStartIndex: 0,
      });
      expect(await conversations(emulator, 'priya')).toEqual([['lan_mei', 4]]);
      expect(await conversations(emulator, 'bob')).toEqual([]);
    });
  });

  test('pages of 100, through many conversations of one second', async () => {
    await withEmulator({}, async (emulator) => {
      const peers = Array.from({ length: 250 }, (_, n) => `user_${String(n).padStart(3, '0')}`);
      const sent = peers.map((To_Account, n) => call(emulator, message({ To_Account, MsgTimeStamp: n < 230 ? 0 : 7 })));
      await Promise.all(sent);
      const pages: string[][] = [];
      let next: Record<string, unknown> = {};
      for (let complete: unknown = 0; complete === 0; ) {
        const { answer } = await ask(emulator, next);
        pages.push((answer.SessionItem as { To_Account: string }[]).map(({ To_Account }) => To_Account));
        const { TimeStamp, StartIndex, TopTimeStamp, TopStartIndex } = answer;
        next = { TimeStamp, StartIndex, TopTimeStamp, TopStartIndex };
        complete = answer.CompleteFlag;
        if (pages.length === 2) await fill(emulator, [['user_000', 9]]);
      }
      expect(pages.map(({ length }) => length)).toEqual([100, 100, 49]);
      expect(new Set(pages.flat()).size).toBe(249);
    });
  });

  test('NoLastMsg does not move a conversation, and alone makes none', async () => {
    await withEmulator({}, async (emulator) => {
      await fill(emulator, [['otto.brandt', 5]]);
      const numbers = { MsgRandom: 1, MsgTimeStamp: 50, SendMsgControl: ['NoLastMsg'] };
      for (const To_Account of ['otto.brandt', 'priya']) {
        const sent = { From_Account: 'lan_mei', To_Account, MsgSeq: To_Account.length, ...numbers };
        expect((await post(emulator, 'openim/sendmsg', { ...sent, MsgBody: textBody('quiet') })).code).toBe(0);
      }
      expect(await conversations(emulator)).toEqual([['otto.brandt', 5]]);
    });
  });

  test('the sender does not see what was sent with SyncOtherMachine 2', async () => {
    await withEmulator({}, async (emulator) => {
      const sent = {
        From_Account: 'lan_mei',
        To_Account: 'priya',
        MsgRandom: 1,
        MsgTimeStamp: 50,
        SyncOtherMachine: 2,
      };
      await post(emulator, 'openim/sendmsg', { ...sent, MsgBody: textBody('one-sided') });
      expect([await conversations(emulator), await conversations(emulator, 'priya')]).toEqual([[], [['lan_mei', 50]]]);
    });
  });

  test('a conversation disappears when its last message expires', async () => {
    let nowMs = 1_000_000;
    await withEmulator({ retentionDays: 1, wallMs: () => nowMs }, async (emulator) => {
      await fill(emulator, [
        ['otto.brandt', 1_000],
        ['priya', 2_000],
      ]);
      nowMs += 86_400_001;
      expect(await conversations(emulator)).toEqual([['priya', 2_000]]);
    });
  });

  test.each<[string, Record<string, unknown>, number]>([
    ['AssistFlags 7', { AssistFlags: 7 }, 0],
    ['AssistFlags 63', { AssistFlags: 63 }, 0],
    ['AssistFlags missing', { AssistFlags: undefined }, 50002],
    ['TimeStamp missing', { TimeStamp: undefined }, 50002],
    ['StartIndex as text', { StartIndex: '0' }, 50002],
    ['TopTimeStamp negative', { TopTimeStamp: -1 }, 50002],
    ['TopStartIndex a fraction', { TopStartIndex: 0.5 }, 50002],
    ['From_Account missing', { From_Account: undefined }, 50002],
    ['From_Account a number', { From_Account: 5 }, 60015],
  ])('%s', async (_name, changes, code) => {
    await withEmulator({}, async (emulator) => {
      const { answer } = await ask(emulator, changes);
      expect([answer.ErrorCode, answer.ErrorDisplay]).toEqual([code, '']);
    });
  });

  test('an account nobody imported is 50001', async () => {
    await withEmulator({ accounts: 'strict' }, async (emulator) => expect((await ask(emulator)).code).toBe(50001));
  });

  test('a restart knows it', async () => {
    await twoLives(
      {},
      (emulator) => fill(emulator, [['priya', 5]]),
      async (emulator) => expect(await conversations(emulator)).toEqual([['priya', 5]]),
    );
  });
});
