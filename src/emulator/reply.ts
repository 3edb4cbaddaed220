/** What a command answers. */
export interface Reply {
  readonly code: number;
  /** Says what was wrong; empty on success. */
  readonly info: string;
  /** Beside the three common fields. An ActionStatus among them replaces the common one. */
  readonly fields?: Readonly<Record<string, unknown>>;
}

/** One way a request is refused: the service's number and a text. */
export interface Refusal {
  readonly code: number;
  readonly text: string;
}

/**
 * The service's error codes as this emulator uses them. Texts seen in public material are kept word for word.
 * Where the documents leave the choice open, a comment says what was chosen.
 */
export const REFUSALS = {
  /** The documents have none for a message that cannot be edited or a MsgKey that modify_c2c_msg does not know. */
  request: { code: 20001, text: 'illegal request packet' },
  /** modify_c2c_msg and sendmsg list no 90008. */
  partyInvalid: { code: 20003, text: 'sender or receiver UserID invalid or not imported' },
  recallUnknown: { code: 20022, text: 'message to recall does not exist' },
  recallAgain: { code: 20023, text: 'message was already recalled' },
  profileSize: { code: 40601, text: 'profile value over 500 bytes' },
  contactUnknown: { code: 50001, text: 'account does not exist' },
  contactParameter: { code: 50002, text: 'wrong parameters' },
  /** Method, query text, `random` and `contenttype`: the URL cannot be understood. */
  httpParse: { code: 60002, text: 'HTTP parse Error' },
  /** An empty body, or one that is not UTF-8: refused before any command looks at it. */
  requestJson: { code: 60003, text: 'request body could not be parsed' },
  account: { code: 60004, text: 'identifier missing in URL' },
  sdkAppIdInvalid: { code: 60006, text: 'sdkappid in URL invalid' },
  frequency: { code: 60007, text: 'REST interface called too often' },
  path: { code: 60009, text: 'requested resource not found, check the URL' },
  administrator: { code: 60010, text: 'administrator rights needed' },
  sdkAppIdMissing: { code: 60012, text: 'sdkappid missing in URL' },
  accountType: { code: 60015, text: 'body account invalid' },
  sigExpired: { code: 70001, text: 'UserSig expired' },
  sigEmpty: { code: 70002, text: 'UserSig empty' },
  sigIllegal: {
    code: 70003,
    text: 'The UserSig in use is illegal. Please regenerate UserSig through official API',
  },
  sigKey: { code: 70009, text: 'UserSig verification failed, key of another SDKAppID' },
  sigUser: { code: 70013, text: 'UserID in request differs from the one signed' },
  sigApp: { code: 70014, text: 'SDKAppID in request differs from the one signed' },
  sdkAppIdUnknown: { code: 70020, text: 'SDKAppID not found' },
  batchSize: { code: 70206, text: 'illegal batch size' },
  tooManyAccounts: { code: 70398, text: 'too many accounts' },
  parameter: { code: 70402, text: 'illegal parameter' },
  /** A body that is UTF-8 but no JSON object; the text is from the sendmsg page. */
  json: { code: 90001, text: 'Fail to Parse json data of body, Please check it' },
  element: { code: 90002, text: 'MsgBody does not follow the message format' },
  toAccount: { code: 90003, text: 'To_Account missing or invalid' },
  random: { code: 90005, text: 'MsgRandom missing or not an unsigned 32-bit integer' },
  timestamp: { code: 90006, text: 'MsgTimeStamp missing or not Unix seconds' },
  body: { code: 90007, text: 'MsgBody is not an Array' },
  fromAccount: { code: 90008, text: 'From_Account missing or invalid' },
  /** MsgSeq and CloudCustomData have no code of their own. */
  format: { code: 90010, text: 'request does not follow the message format' },
  receivers: { code: 90011, text: 'over 500 receivers' },
  toUnknown: { code: 90012, text: 'invalid To_Account' },
  /** Documented for a missing value or one of another type; a wrong integer is not documented and gets it too. */
  sync: { code: 90030, text: 'SyncFromOldSystem missing or neither 2 nor 5' },
  /** Documented for what is no Integer; another Integer than 1 and 2 is not documented and gets it, too. */
  syncOther: { code: 90031, text: 'SyncOtherMachine is neither 1 nor 2' },
  pushInfo: { code: 90043, text: 'OfflinePushInfo malformed' },
  lifeTime: { code: 90044, text: 'MsgLifeTime is no Integer of 0 or more' },
  fromUnknown: { code: 90048, text: 'account does not exist' },
  messageKey: { code: 90054, text: 'MsgKey illegal' },
  batchBody: { code: 90055, text: 'batch body too long' },
  internal: { code: 91000, text: 'internal error, please retry' },
  size: { code: 93000, text: 'JSON packet too long' },
} as const satisfies Record<string, Refusal>;

/** In the ErrorList of a call that went well otherwise. */
export const NO_SUCH_ACCOUNT = 70107;

/** The plain success of every command. */
export const OK: Reply = { code: 0, info: '' };

/** Success with fields of its own. */
export function succeed(fields: Readonly<Record<string, unknown>>): Reply {
  return { code: 0, info: '', fields };
}

/** A refusal, with what exactly was wrong. */
export function refuse(refusal: Refusal, detail?: string): Reply {
  return { code: refusal.code, info: detail === undefined ? refusal.text : `${refusal.text}: ${detail}` };
}

const OK_BYTES = Buffer.from('{"ActionStatus":"OK","ErrorInfo":"","ErrorCode":0}');

/** The body of the HTTP answer. */
export function encodeReply(reply: Reply): Buffer {
  if (reply === OK) return OK_BYTES;
  const status = reply.code === 0 ? 'OK' : 'FAIL';
  const common = { ActionStatus: status, ErrorInfo: reply.info, ErrorCode: reply.code };
  return Buffer.from(JSON.stringify({ ...common, ...reply.fields }));
}
