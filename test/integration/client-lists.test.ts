import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { connect, type Emulator, type ImApi, type RoamMsg, startEmulator, text } from '../../src/index.js';
import { TARGET } from '../helpers/im-service.js';

/** What comes in pages or goes out in pieces, against the emulator. */
const SECOND = 1_700_000_000;
const RANGE = { operator: 'ann', peer: 'bob', fromSeconds: SECOND - 9, untilSeconds: SECOND + 9 };
const COUNT = 1_000;

let emulator: Emulator;
let api: ImApi;

async function start(options: Parameters<typeof startEmulator>[0] = TARGET): Promise<void> {
  emulator = await startEmulator({ limitPerSecond: 0, ...options });
  api = connect({ ...TARGET, endpoint: emulator.url, ratePerSecond: 0 });
}
async function stop(): Promise<void> {
  await api.close();
  await emulator.close();
}

async function all<Item>(items: AsyncIterable<Item>): Promise<Item[]> {
  const list: Item[] = [];
  for await (const item of items) list.push(item);
  return list;
}

/** COUNT messages in one second of one conversation, both directions, imported in no order; some before and after. */
async function importAll(): Promise<void> {
  const numbers = Array.from({ length: COUNT }, (_, index) => (index * 7) % COUNT);
  const one = (MsgSeq: number, MsgTimeStamp: number) => {
    const [From_Account, To_Account] = MsgSeq % 3 === 0 ? (['bob', 'ann'] as const) : (['ann', 'bob'] as const);
    const MsgBody = [text(`message ${MsgSeq}${' of many'.repeat(MsgSeq % 40)}`)];
    return api.importMsg({
      SyncFromOldSystem: 2,
      From_Account,
      To_Account,
      MsgSeq,
      MsgRandom: 1,
      MsgTimeStamp,
      MsgBody,
    });
  };
  await Promise.all(numbers.map((number) => one(number, SECOND)));
  await Promise.all([1, 2, 3].map((number) => one(number, SECOND - 1)));
  await Promise.all([4, 5].map((number) => one(number, SECOND + 1)));
}

/** Keys from new to old: by second, then by MsgSeq. */
const EXPECTED = [
  `5_1_${SECOND + 1}`,
  `4_1_${SECOND + 1}`,
  ...Array.from({ length: COUNT }, (_, index) => `${COUNT - 1 - index}_1_${SECOND}`),
  ...[3, 2, 1].map((seq) => `${seq}_1_${SECOND - 1}`),
];
const keysOf = (messages: readonly RoamMsg[]) => messages.map(({ MsgKey }) => MsgKey);

describe('1,000 messages in one second of one conversation', () => {
  beforeAll(async () => {
    await start();
    await importAll();
  });
  afterAll(stop);

  it('come back complete, once and in order', async () => {
    expect(keysOf(await all(api.history(RANGE)))).toEqual(EXPECTED);
  });

  it.each([1, 7, 100_000])('in pages of %i, too', async (pageMessages) => {
    const few = { ...RANGE, untilSeconds: pageMessages === 1 ? SECOND - 1 : RANGE.untilSeconds };
    const pages = await all(api.historyPages({ ...few, pageMessages }));
    expect(pages.flatMap((page) => keysOf(page.toReversed()))).toEqual(
      pageMessages === 1 ? EXPECTED.slice(-3) : EXPECTED,
    );
    for (const page of pages) expect(page.length).toBeLessThanOrEqual(pageMessages);
  });

  it('seen from the other side, and asked with the older names', async () => {
    const range = { ...RANGE, operator: 'bob', peer: 'ann', names: 'from-to' as const };
    expect(keysOf(await all(api.history(range)))).toEqual(EXPECTED);
  });

  it.each(['arrival', 'reverse-in-second'])(
    'from a service that sorts a second by %s: complete and once',
    async (order) => {
      await post('history-order', { order });
      const keys = keysOf(await all(api.history(RANGE)));
      await post('history-order', { order: 'key' });
      expect(keys).toHaveLength(EXPECTED.length);
      expect(new Set(keys)).toEqual(new Set(EXPECTED));
    },
  );

  it('while requests fail', async () => {
    await post('faults', ['lost-before:0.1', 'cut:0.1', 'throttle:0.1', 'http-502:0.1']);
    const keys = keysOf(await all(api.history({ ...RANGE, pageMessages: 60 })));
    await post('faults', []);
    expect(keys).toEqual(EXPECTED);
  });

  it('a recalled message comes, marked', async () => {
    await api.withdrawMsg({ From_Account: 'ann', To_Account: 'bob', MsgKey: `5_1_${SECOND + 1}` });
    const again = await api.withdrawMsg({ From_Account: 'ann', To_Account: 'bob', MsgKey: `5_1_${SECOND + 1}` });
    expect(again.ErrorCode).toBe(20_023);
    const [first, second] = await all(api.history(RANGE));
    expect(first).toMatchObject({ MsgKey: EXPECTED[0], MsgFlagBits: 8 });
    expect(second).toMatchObject({ MsgKey: EXPECTED[1], MsgFlagBits: 0 });
  });
});

async function post(what: string, value: unknown): Promise<void> {
  const answer = await fetch(`${emulator.url}/emulator/${what}`, { method: 'POST', body: JSON.stringify(value) });
  if (!answer.ok) throw new Error(await answer.text());
}

it('each call keeps its own limit: the service pushes nobody back', async () => {
  const own = await startEmulator(TARGET);
  const paced = connect({ ...TARGET, endpoint: own.url });
  const begunMs = performance.now();
  await Promise.all(
    Array.from({ length: 150 }, (_, index) => [
      paced.accountCheck({ CheckItem: [{ UserID: `user${index}` }] }),
      paced.withdrawMsg({ From_Account: 'ann', To_Account: 'bob', MsgKey: `${index}_1_1` }).catch(() => undefined),
    ]).flat(),
  );
  expect(performance.now() - begunMs).toBeGreaterThan(1_000);
  expect(own.stats()).toMatchObject({ throttled: 0, perCommand: { account_check: 150, admin_msgwithdraw: 150 } });
  await paced.close();
  await own.close();
});

describe('where only imported accounts exist', () => {
  beforeAll(() => start({ ...TARGET, accounts: 'strict' }));
  afterAll(stop);
  const names = Array.from({ length: 750 }, (_, index) => `user${index}`);

  it('750 accounts are imported in pieces, and looked up', async () => {
    const bad = 'x'.repeat(33);
    const AccountList = [...names.slice(0, 700), bad].map((UserID) => ({ UserID }));
    expect((await api.multiAccountImport({ AccountList })).FailAccounts).toEqual([bad]);
    const { ResultItem } = await api.accountCheck({ CheckItem: names.map((UserID) => ({ UserID })) });
    expect(ResultItem.map(({ UserID }) => UserID)).toEqual(names);
    const missing = ResultItem.filter(({ AccountStatus }) => AccountStatus === 'NotImported');
    expect(missing.map(({ UserID }) => UserID)).toEqual(names.slice(700));
  });

  it('a batch to 750 reaches those that exist, once, and says who does not', async () => {
    const { receipts } = await api.batchSendMsg({
      From_Account: 'user0',
      To_Account: names.slice(1),
      MsgBody: [text('open on Sunday')],
    });
    expect(receipts.filter(({ state }) => state === 'sent').map(({ account }) => account)).toEqual(names.slice(1, 700));
    const failed = receipts.filter((receipt) => receipt.state === 'failed');
    expect(failed.map(({ account }) => account)).toEqual(names.slice(700));
    for (const receipt of failed) expect(['70107', '90012']).toContain(receipt.state === 'failed' && receipt.code);
    const stored = [...emulator.messages()];
    expect(stored.map(({ To_Account }) => To_Account).sort()).toEqual(names.slice(1, 700).sort());
  });

  it('699 conversations come once, in pages', async () => {
    const found = await all(api.recentContacts({ account: 'user0' }));
    expect(found.map(({ To_Account }) => To_Account).sort()).toEqual(names.slice(1, 700).sort());
  });

  it('what is unread is counted for more peers than one request may name', async () => {
    await Promise.all(
      Array.from({ length: 25 }, (_, index) =>
        api.sendMsg({ From_Account: `user${index + 1}`, To_Account: 'user0', MsgBody: [text('hi')] }),
      ),
    );
    const Peer_Account = names.slice(1, 26);
    const { C2CUnreadMsgNumList } = await api.getC2cUnreadMsgNum({ To_Account: 'user0', Peer_Account });
    expect(C2CUnreadMsgNumList).toEqual(Peer_Account.map((name) => ({ Peer_Account: name, C2CUnreadMsgNum: 1 })));
    await api.setMsgRead({ Report_Account: 'user0', Peer_Account: 'user1' });
    expect(await api.getC2cUnreadMsgNum({ To_Account: 'user0' })).toMatchObject({ AllC2CUnreadMsgNum: 24 });
  });
});
