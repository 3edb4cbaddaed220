import type { CallName } from './calls.js';

/** What is relied on in each answer, beside ErrorCode: looked at once, when it comes. */

type Check = (value: unknown) => boolean;
type Shape = Readonly<Record<string, Check>>;

const integer: Check = (value) => Number.isInteger(value);
const text: Check = (value) => typeof value === 'string';
const optional =
  (check: Check): Check =>
  (value) =>
    value === undefined || check(value);
const listOf =
  (shape: Shape): Check =>
  (value) =>
    Array.isArray(value) && value.every((one) => wrongMember(one, shape) === undefined);
const texts: Check = (value) => Array.isArray(value) && value.every(text);
const list: Check = (value) => Array.isArray(value);

const MESSAGE: Shape = {
  From_Account: text,
  To_Account: text,
  MsgSeq: integer,
  MsgRandom: integer,
  MsgTimeStamp: integer,
  MsgFlagBits: optional(integer),
  MsgKey: text,
  MsgBody: list,
  CloudCustomData: optional(text),
};

const SHAPES: Readonly<Partial<Record<CallName, Shape>>> = {
  sendMsg: { MsgTime: integer, MsgKey: text },
  batchSendMsg: { ErrorList: optional(listOf({ To_Account: text, ErrorCode: integer })) },
  getRoamMsg: {
    Complete: integer,
    LastMsgTime: optional(integer),
    LastMsgKey: optional(text),
    MsgList: listOf(MESSAGE),
  },
  getC2cUnreadMsgNum: {
    AllC2CUnreadMsgNum: optional(integer),
    C2CUnreadMsgNumList: optional(listOf({ Peer_Account: text, C2CUnreadMsgNum: integer })),
    ErrorList: optional(listOf({ Peer_Account: text, ErrorCode: integer })),
  },
  multiAccountImport: { FailAccounts: optional(texts) },
  accountCheck: { ResultItem: listOf({ UserID: text, ResultCode: integer, AccountStatus: optional(text) }) },
  getRecentContacts: {
    SessionItem: optional(listOf({ Type: integer, To_Account: optional(text), MsgTime: integer })),
    CompleteFlag: integer,
    TimeStamp: integer,
    StartIndex: integer,
    TopTimeStamp: integer,
    TopStartIndex: integer,
  },
};

/** What is not as documented, in words; undefined = nothing. */
export function findWrongShape(name: CallName, answer: object): string | undefined {
  const wrong = wrongMember(answer, SHAPES[name] ?? {});
  return wrong && `the answer is JSON, but not as documented for ${name}: ${wrong}`;
}

function wrongMember(value: unknown, shape: Shape): string | undefined {
  if (typeof value !== 'object' || value === null) return 'an object is missing';
  for (const [name, check] of Object.entries(shape)) {
    if (!check((value as Readonly<Record<string, unknown>>)[name])) return `${name} is missing or of another type`;
  }
  return undefined;
}
