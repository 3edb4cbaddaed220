import { describe, expect, it } from 'vitest';
import { text } from '../../../src/im/elements.js';
import type { RecentContact, RoamMsg } from '../../../src/im/wire.js';
import { done, fakeApi } from '../../helpers/fake-api.js';

const RANGE = { operator: 'a', peer: 'b', fromSeconds: 0, untilSeconds: 9 };
const MsgBody = [text('hello')];

const message = (seconds: number, seq: number): RoamMsg => ({
  From_Account: 'a',
  To_Account: 'b',
  MsgSeq: seq,
  MsgRandom: 1,
  MsgTimeStamp: seconds,
  MsgKey: `${seq}_1_${seconds}`,
  MsgBody: [],
});

async function all<Item>(items: AsyncIterable<Item>): Promise<Item[]> {
  const list: Item[] = [];
  for await (const item of items) list.push(item);
  return list;
}

describe('sendMsg', () => {
  it('fills in MsgRandom and MsgSeq once: another try is the identical request', async () => {
    const lost = { kind: 'again', why: 'w', code: 'connection', advice: 'a', exhausted: 'reject' } as const;
    const { api, asked, inTime } = fakeApi((_, index) =>
      index < 2 ? { verdict: lost } : done({ MsgTime: 1, MsgKey: 'k' }),
    );
    expect(await inTime(api.sendMsg({ To_Account: 'b', MsgBody }))).toMatchObject({ MsgKey: 'k' });
    expect(asked).toHaveLength(3);
    expect(new Set(asked.map(({ request }) => JSON.stringify(request))).size).toBe(1);
    expect(asked[0]!.request).toEqual({ To_Account: 'b', MsgBody, MsgRandom: 2 ** 31, MsgSeq: 2 ** 31 });
  });

  it('keeps what the caller chose, 0 too', async () => {
    const { api, asked, inTime } = fakeApi(() => done({ MsgTime: 1, MsgKey: 'k' }));
    await inTime(api.sendMsg({ To_Account: 'b', MsgBody, MsgRandom: 0, MsgSeq: 7 }));
    expect(asked[0]!.request).toMatchObject({ MsgRandom: 0, MsgSeq: 7 });
  });

  it('a code that counts as done says nothing of the message: that is an error', async () => {
    const { api, inTime } = fakeApi(() => ({ verdict: { kind: 'ok' }, code: 33333 }));
    const sending = inTime(api.sendMsg({ To_Account: 'b', MsgBody }));
    await expect(sending).rejects.toMatchObject({ code: '33333', outcome: 'unknown' });
  });
});

describe('history', () => {
  const pages = [
    { Complete: 0, LastMsgTime: 7, LastMsgKey: '1_1_7', MsgList: [message(7, 1), message(7, 2), message(8, 1)] },
    { Complete: 0, LastMsgTime: 7, LastMsgKey: '0_1_7', MsgList: [message(7, 0)] },
    { Complete: 1, LastMsgTime: 3, LastMsgKey: '4_1_3', MsgList: [message(3, 4), message(5, 2)] },
  ];

  it('goes from page to page with the place of the oldest message', async () => {
    const { api, asked, inTime } = fakeApi((_, index) => done(pages[index]!));
    const keys = (await inTime(all(api.historyPages(RANGE)))).map((page) => page.map(({ MsgKey }) => MsgKey));
    expect(keys).toEqual([['1_1_7', '2_1_7', '1_1_8'], ['0_1_7'], ['4_1_3', '2_1_5']]);
    expect(asked.map(({ request }) => [request.MaxTime, request.LastMsgKey, request.MaxCnt])).toEqual([
      [9, undefined, 100],
      [7, '1_1_7', 100],
      [7, '0_1_7', 100],
    ]);
    expect(asked[0]!.request).toMatchObject({ Operator_Account: 'a', Peer_Account: 'b', MinTime: 0 });
  });

  it('message by message runs from new to old throughout', async () => {
    const { api, inTime } = fakeApi((_, index) => done(pages[index]!));
    const keys = (await inTime(all(api.history(RANGE)))).map(({ MsgKey }) => MsgKey);
    expect(keys).toEqual(['1_1_8', '2_1_7', '1_1_7', '0_1_7', '2_1_5', '4_1_3']);
  });

  it('asks with the older names when it is told to', async () => {
    const { api, asked, inTime } = fakeApi(() => done({ Complete: 1, MsgList: [] }));
    await inTime(all(api.history({ ...RANGE, names: 'from-to', pageMessages: 5 })));
    expect(asked[0]!.request).toEqual({ From_Account: 'a', To_Account: 'b', MinTime: 0, MaxTime: 9, MaxCnt: 5 });
  });

  it('who stops reading asks for no further page', async () => {
    const { api, asked, inTime } = fakeApi((_, index) => done(pages[index]!));
    const first = (async () => {
      for await (const one of api.history(RANGE)) return one.MsgKey;
      return undefined;
    })();
    expect(await inTime(first)).toBe('1_1_8');
    expect(asked).toHaveLength(1);
  });

  it.each([
    ['the same page again and again', pages[1]!, 2],
    ['an empty page, and more to come', { Complete: 0, MsgList: [] }, 1],
  ])('%s is an error, not an endless loop', async (_, page, requests) => {
    const { api, asked, inTime } = fakeApi(() => done(page));
    await expect(inTime(all(api.history(RANGE)))).rejects.toMatchObject({
      name: 'ServiceError',
      code: 'history-stuck',
    });
    expect(asked).toHaveLength(requests);
  });
});

describe('recentContacts', () => {
  const contact = (name: string): RecentContact => ({ Type: 1, To_Account: name, MsgTime: 5, TopFlag: 0 });
  const page = (names: readonly string[], CompleteFlag: number, StartIndex: number) =>
    done({
      SessionItem: names.map(contact),
      CompleteFlag,
      TimeStamp: 9,
      StartIndex,
      TopTimeStamp: 9,
      TopStartIndex: 1,
    });

  it('goes on from the place the service names', async () => {
    const { api, asked, inTime } = fakeApi((_, index) => (index === 0 ? page(['b', 'c'], 0, 2) : page(['d'], 1, 0)));
    const found = await inTime(all(api.recentContacts({ account: 'a' })));
    expect(found.map(({ To_Account }) => To_Account)).toEqual(['b', 'c', 'd']);
    const start = { TimeStamp: 0, StartIndex: 0, TopTimeStamp: 0, TopStartIndex: 0 };
    expect(asked[0]!.request).toEqual({ From_Account: 'a', AssistFlags: 15, ...start });
    expect(asked[1]!.request).toMatchObject({ TimeStamp: 9, StartIndex: 2, TopTimeStamp: 9, TopStartIndex: 1 });
  });

  it('the flags of other editions can be chosen', async () => {
    const { api, asked, inTime } = fakeApi(() => page([], 1, 0));
    await inTime(all(api.recentContacts({ account: 'a', assistFlags: 7 })));
    expect(asked[0]!.request.AssistFlags).toBe(7);
  });

  it('a service that leads back to a page that was read is an error, not an endless loop', async () => {
    const { api, asked, inTime } = fakeApi((_, index) => page(['b'], 0, index % 3));
    const reading = inTime(all(api.recentContacts({ account: 'a' })));
    await expect(reading).rejects.toMatchObject({ code: 'contacts-stuck' });
    expect(asked).toHaveLength(4);
  });
});

describe('calls with a limit in one request are split', () => {
  const names = (count: number) => Array.from({ length: count }, (_, index) => `u${index}`);

  it('accountCheck above 100', async () => {
    const { api, asked, inTime } = fakeApi(({ request }) =>
      done({ ResultItem: (request.CheckItem as object[]).map((item) => ({ ...item, ResultCode: 0 })) }),
    );
    const CheckItem = names(205).map((UserID) => ({ UserID }));
    const { ResultItem } = await inTime(api.accountCheck({ CheckItem }));
    expect(ResultItem.map(({ UserID }) => UserID)).toEqual(names(205));
    expect(asked.map(({ request }) => (request.CheckItem as object[]).length)).toEqual([100, 100, 5]);
  });

  it.each(['Accounts', 'AccountList'] as const)('multiAccountImport above 100, as %s', async (form) => {
    const { api, asked, inTime } = fakeApi((_, index) => done(index === 1 ? {} : { FailAccounts: [`bad${index}`] }));
    const list = names(201);
    const request = form === 'Accounts' ? { Accounts: list } : { AccountList: list.map((UserID) => ({ UserID })) };
    expect((await inTime(api.multiAccountImport(request))).FailAccounts).toEqual(['bad0', 'bad2']);
    expect(asked.map((one) => (one.request[form] as unknown[]).length)).toEqual([100, 100, 1]);
  });

  it('deleteC2cMsgRamble above 30', async () => {
    const { api, asked, inTime } = fakeApi(() => done({}));
    await inTime(api.deleteC2cMsgRamble({ Operator_Account: 'a', Peer_Account: 'b', MsgKeyList: names(31) }));
    expect(asked.map(({ request }) => (request.MsgKeyList as string[]).length)).toEqual([30, 1]);
    expect(asked[1]!.request).toMatchObject({ Operator_Account: 'a', Peer_Account: 'b', MsgKeyList: ['u30'] });
  });

  it('getC2cUnreadMsgNum above 10 peers; without peers it is one request', async () => {
    const { api, asked, inTime } = fakeApi(({ request }) => {
      const peers = request.Peer_Account as string[] | undefined;
      if (peers === undefined) return done({ AllC2CUnreadMsgNum: 7 });
      const [first, ...rest] = peers;
      return done({
        C2CUnreadMsgNumList: rest.map((Peer_Account) => ({ Peer_Account, C2CUnreadMsgNum: 1 })),
        ErrorList: [{ Peer_Account: first, ErrorCode: 70107 }],
      });
    });
    const answer = await inTime(api.getC2cUnreadMsgNum({ To_Account: 'a', Peer_Account: names(12) }));
    expect(answer.C2CUnreadMsgNumList).toHaveLength(10);
    expect(answer.ErrorList?.map(({ Peer_Account }) => Peer_Account)).toEqual(['u0', 'u10']);
    expect(await inTime(api.getC2cUnreadMsgNum({ To_Account: 'a' }))).toMatchObject({ AllC2CUnreadMsgNum: 7 });
    expect(asked).toHaveLength(3);
  });
});
