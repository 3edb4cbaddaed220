import type { CallName } from '../../../src/im/calls.js';

/** What the service answers each call, in full. */

const DONE = { ActionStatus: 'OK', ErrorInfo: '', ErrorCode: 0 };
const MESSAGE = {
  From_Account: 'lan_mei',
  To_Account: 'otto.brandt',
  MsgSeq: 4_294_967_295,
  MsgRandom: 17,
  MsgTimeStamp: 1_700_000_000,
  MsgFlagBits: 0,
  MsgKey: '4294967295_17_1700000000',
  MsgBody: [{ MsgType: 'TIMTextElem', MsgContent: { Text: '你好 😀' } }],
  CloudCustomData: '{"a":1}',
};

const ANSWERS: Readonly<Record<CallName, object>> = {
  importMsg: DONE,
  sendMsg: { ...DONE, MsgTime: 1_700_000_000, MsgKey: '1_2_3' },
  batchSendMsg: {
    ...DONE,
    ActionStatus: 'SomeError',
    MsgKey: '1_2_3',
    ErrorList: [{ To_Account: 'a', ErrorCode: 90012 }],
  },
  getRoamMsg: {
    ...DONE,
    Complete: 0,
    MsgCnt: 2,
    LastMsgTime: 1_700_000_000,
    LastMsgKey: '1_2_3',
    MsgList: [MESSAGE, { ...MESSAGE, MsgFlagBits: 8 }],
  },
  withdrawMsg: DONE,
  setMsgRead: DONE,
  getC2cUnreadMsgNum: {
    ...DONE,
    AllC2CUnreadMsgNum: 7,
    C2CUnreadMsgNumList: [{ Peer_Account: 'a', C2CUnreadMsgNum: 7 }],
    ErrorList: [{ Peer_Account: 'b', ErrorCode: 70107 }],
  },
  modifyC2cMsg: DONE,
  deleteC2cMsgRamble: DONE,
  accountImport: DONE,
  multiAccountImport: { ...DONE, FailAccounts: ['a', 'b'] },
  accountCheck: {
    ...DONE,
    ResultItem: [{ UserID: 'a', ResultCode: 0, ResultInfo: '', AccountStatus: 'Imported' }],
  },
  getRecentContacts: {
    ...DONE,
    SessionItem: [{ Type: 1, To_Account: 'a', MsgTime: 1_700_000_000, TopFlag: 0 }],
    CompleteFlag: 0,
    TimeStamp: 1,
    StartIndex: 2,
    TopTimeStamp: 3,
    TopStartIndex: 4,
  },
};

/** A whole HTTP reply for each call. */
export const REPLIES = Object.entries(ANSWERS).map(([name, answer]) => {
  const body = JSON.stringify(answer);
  const head = `HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: ${Buffer.byteLength(body)}\r\n\r\n`;
  return { name: name as CallName, bytes: Buffer.from(head + body) };
});
