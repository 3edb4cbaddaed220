import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CALLS, type CallName, connect, custom, type ImApi, image, location, text } from '../../src/index.js';
import {
  type Answering,
  type ImService,
  startEmulated,
  startScripted,
  TARGET,
  TIMEOUT_MS,
} from '../helpers/im-service.js';

/** Each call with good input, against a service that is scripted here and against the emulator. */
const SECOND = 1_700_000_000;
const KEY = /^\d+_\d+_\d+$/;
const PLAIN = { ErrorCode: 0 };

/** What the documents show as answers (5.1 to 6.2 of the pages in im/wire). */
const ANSWERS: Readonly<Record<string, object>> = {
  'openim/sendmsg': { MsgTime: SECOND, MsgKey: `1_2_${SECOND}`, MsgId: 'x' },
  'openim/batchsendmsg': { MsgKey: `1_2_${SECOND}` },
  'openim/admin_getroammsg': {
    Complete: 1,
    MsgCnt: 1,
    LastMsgTime: SECOND,
    LastMsgKey: `1_2_${SECOND}`,
    MsgList: [
      {
        From_Account: 'ann',
        To_Account: 'bob',
        MsgSeq: 1,
        MsgRandom: 2,
        MsgTimeStamp: SECOND,
        MsgFlagBits: 0,
        IsPeerRead: 0,
        MsgKey: `1_2_${SECOND}`,
        MsgBody: [text('one')],
        CloudCustomData: '',
      },
    ],
  },
  'openim/get_c2c_unread_msg_num': { AllC2CUnreadMsgNum: 1 },
  'openim/modify_c2c_msg': { ErrorInfo: 'succeed' },
  'im_open_login_svc/multiaccount_import': { FailAccounts: [] },
  'im_open_login_svc/account_check': {
    ResultItem: [{ UserID: 'ann', ResultCode: 0, ResultInfo: '', AccountStatus: 'Imported' }],
  },
  'recentcontact/get_list': {
    SessionItem: [{ Type: 1, To_Account: 'bob', MsgTime: SECOND, TopFlag: 0 }],
    CompleteFlag: 1,
    TimeStamp: 0,
    StartIndex: 0,
    TopTimeStamp: 0,
    TopStartIndex: 0,
    ErrorDisplay: '',
  },
};

const answer: Answering = ({ command }) => ({
  ActionStatus: 'OK',
  ErrorInfo: '',
  ErrorCode: 0,
  ...(ANSWERS[command] ?? {}),
});

const SERVICES: readonly (readonly [string, () => Promise<ImService>])[] = [
  ['a scripted service', () => startScripted(answer)],
  ['the emulator', startEmulated],
];

let seq = 0;
/** A message of history from ann to bob, which the service then holds; its key. */
async function imported(api: ImApi): Promise<string> {
  seq += 1;
  const triple = { MsgSeq: seq, MsgRandom: 2, MsgTimeStamp: SECOND };
  await api.importMsg({
    SyncFromOldSystem: 5,
    From_Account: 'ann',
    To_Account: 'bob',
    ...triple,
    MsgBody: [text('one')],
  });
  return `${seq}_2_${SECOND}`;
}

const pair = { From_Account: 'ann', To_Account: 'bob' };
const sides = { Operator_Account: 'ann', Peer_Account: 'bob' };
const body = { MsgBody: [text('two'), custom({ data: '{}' })] };
const picture = image({
  uuid: 'u',
  format: 'png',
  original: { url: 'https://cdn.example/a.png', width: 1, height: 1 },
});

/** The method of each call, what it is given, and what it must answer. */
const GOOD: {
  readonly [Name in CallName]: { readonly use: (api: ImApi) => Promise<unknown>; readonly comes: unknown };
} = {
  importMsg: {
    use: (api) =>
      api.importMsg({
        SyncFromOldSystem: 2,
        ...pair,
        MsgSeq: 0,
        MsgRandom: 4_294_967_295,
        MsgTimeStamp: SECOND,
        MsgBody: [picture, location({ latitude: 1.5, longitude: -2 })],
        CloudCustomData: '{"legacy":1}',
      }),
    comes: expect.objectContaining(PLAIN),
  },
  sendMsg: {
    use: (api) =>
      api.sendMsg({
        ...pair,
        ...body,
        SyncOtherMachine: 1,
        MsgLifeTime: 604_800,
        SendMsgControl: ['NoUnread'],
        ForbidCallbackControl: ['ForbidBeforeSendMsgCallback'],
        OfflinePushInfo: { PushFlag: 1 },
      }),
    comes: expect.objectContaining({ MsgTime: expect.any(Number), MsgKey: expect.stringMatching(KEY) }),
  },
  batchSendMsg: {
    use: (api) => api.batchSendMsg({ From_Account: 'ann', To_Account: ['bob', 'cy'], ...body }),
    comes: {
      receipts: ['bob', 'cy'].map((account) =>
        expect.objectContaining({ account, state: 'sent', MsgKey: expect.stringMatching(KEY) }),
      ),
    },
  },
  getRoamMsg: {
    use: async (api) => {
      await imported(api);
      return api.getRoamMsg({ ...sides, MaxCnt: 100, MinTime: SECOND, MaxTime: SECOND });
    },
    comes: expect.objectContaining({
      Complete: 1,
      MsgList: expect.arrayContaining([
        expect.objectContaining({ From_Account: 'ann', MsgBody: [text('one')], MsgKey: expect.stringMatching(KEY) }),
      ]),
    }),
  },
  withdrawMsg: {
    use: async (api) => api.withdrawMsg({ ...pair, MsgKey: await imported(api) }),
    comes: expect.objectContaining(PLAIN),
  },
  setMsgRead: {
    use: async (api) => {
      await imported(api);
      await api.setMsgRead({ Report_Account: 'bob', Peer_Account: 'ann', MsgReadTime: `${SECOND}` });
      return api.setMsgRead({ Report_Account: 'bob', Peer_Account: 'ann', MsgReadTime: SECOND });
    },
    comes: expect.objectContaining(PLAIN),
  },
  getC2cUnreadMsgNum: {
    use: async (api) => {
      await imported(api);
      return api.getC2cUnreadMsgNum({ To_Account: 'bob' });
    },
    comes: expect.objectContaining({ AllC2CUnreadMsgNum: expect.any(Number) }),
  },
  modifyC2cMsg: {
    use: async (api) => api.modifyC2cMsg({ ...pair, ...body, MsgKey: await imported(api), CloudCustomData: 'x' }),
    comes: expect.objectContaining(PLAIN),
  },
  deleteC2cMsgRamble: {
    use: async (api) => api.deleteC2cMsgRamble({ ...sides, MsgKeyList: [await imported(api)] }),
    comes: expect.objectContaining(PLAIN),
  },
  accountImport: {
    use: async (api) => {
      await api.accountImport({ Identifier: 'dora' });
      return api.accountImport({ UserID: 'ann', Nick: 'Ann', FaceUrl: 'https://cdn.example/ann.png' });
    },
    comes: expect.objectContaining(PLAIN),
  },
  multiAccountImport: {
    use: async (api) => {
      await api.multiAccountImport({ Accounts: ['ann', 'bob'] });
      return api.multiAccountImport({ AccountList: [{ UserID: 'ann', Nick: 'Ann' }, { UserID: 'bob' }] });
    },
    comes: { ErrorCode: 0, FailAccounts: [] },
  },
  accountCheck: {
    use: (api) => api.accountCheck({ CheckItem: [{ UserID: 'ann' }] }),
    comes: {
      ErrorCode: 0,
      ResultItem: [expect.objectContaining({ UserID: 'ann', ResultCode: 0, AccountStatus: 'Imported' })],
    },
  },
  getRecentContacts: {
    use: async (api) => {
      await imported(api);
      const start = { TimeStamp: 0, StartIndex: 0, TopTimeStamp: 0, TopStartIndex: 0 };
      return api.getRecentContacts({ From_Account: 'ann', AssistFlags: 15, ...start });
    },
    comes: expect.objectContaining({
      CompleteFlag: 1,
      SessionItem: expect.arrayContaining([expect.objectContaining({ Type: 1, To_Account: 'bob' })]),
    }),
  },
};

describe.each(SERVICES)('%s', (_, start) => {
  let service: ImService;
  let api: ImApi;

  beforeAll(async () => {
    service = await start();
    api = connect({ ...TARGET, endpoint: service.url, ratePerSecond: 0, timeoutMs: TIMEOUT_MS * 5 });
  });
  afterAll(async () => {
    await api.close();
    await service.close();
  });

  it.each(Object.keys(GOOD) as CallName[])('%s', async (name) => {
    const { use, comes } = GOOD[name];
    expect(await use(api)).toEqual(comes);
  });

  it('conversations and history can be gone through', async () => {
    await imported(api);
    const contacts: (string | undefined)[] = [];
    for await (const { To_Account } of api.recentContacts({ account: 'ann' })) contacts.push(To_Account);
    expect(contacts).toContain('bob');
    const range = { operator: 'ann', peer: 'bob', fromSeconds: SECOND, untilSeconds: SECOND };
    for (const names of ['operator', 'from-to'] as const) {
      let count = 0;
      for await (const { MsgTimeStamp } of api.history({ ...range, names })) count += MsgTimeStamp === SECOND ? 1 : 0;
      expect(count).toBeGreaterThan(0);
    }
  });
});

it('each method asks the command of its call, and sends what it was given', async () => {
  const service = await startScripted(answer);
  const api = connect({ ...TARGET, endpoint: service.url, ratePerSecond: 0 });
  for (const name of Object.keys(GOOD) as CallName[]) {
    await GOOD[name].use(api);
    expect(service.received.at(-1)!.command, name).toBe(CALLS[name].command);
  }
  await api.sendMsg({ To_Account: 'bob', MsgRandom: 5, MsgSeq: 6, MsgBody: [text('ü')] });
  expect(service.received.at(-1)!.text).toBe(
    '{"To_Account":"bob","MsgRandom":5,"MsgSeq":6,"MsgBody":[{"MsgType":"TIMTextElem","MsgContent":{"Text":"ü"}}]}',
  );
  await api.close();
  await service.close();
});
