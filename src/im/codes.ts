/**
 * Every error code of the service with a decision and plain advice, as data.
 * Sources: error table (cloud.tencent.com/document/product/269/1671), endpoint pages; the decisions are ours.
 */

export type Decision =
  /** Send the identical request again after a short wait. */
  | 'retry'
  /** As retry, and slow everybody down: the service asks for it. */
  | 'throttled'
  /** The signature is refused: renew it once, then stop. */
  | 'refresh'
  /** Hits every record: stop, keep the checkpoint. */
  | 'stop'
  /** This record will never pass. */
  | 'reject'
  /** This record will not pass; when many in a row do not, it is no matter of the record. */
  | 'reject-or-stop'
  /** The wanted state is reached. */
  | 'done';

export interface CodeRule {
  readonly decision: Decision;
  readonly meaning: string;
  readonly advice: string;
  /** The service says so before it does anything: sending again doubles nothing. */
  readonly nothingDone: boolean;
}

const WAIT = 'It is tried again on its own; if it lasts, look at the console whether the service is healthy.';
const KEY = 'Check --sdk-app-id, --identifier and TIM_SECRET_KEY against the console: they must belong together.';
const BUG = 'The request is built wrongly; please report this.';
const ACCOUNT =
  'Import both accounts first (tim-migrate accounts --import), or map them to accounts that exist; then run rejects.jsonl again.';
const ACCOUNT_IN_MAPPING = 'Look at the account in the raw record and at the mapping; then run rejects.jsonl again.';
const RECORD = 'Look at the raw record and the mapping; then run rejects.jsonl again.';
const ADMIN = 'Use an administrator account of the application as --identifier.';
const SHORTEN = 'Shorten the message, or lower --max-body so that it is found before sending.';
const CONTENT =
  'The content was blocked by the application’s own rules; change the rules in the console or the record.';
const FASTER = 'Something else uses the same quota, or the limit is lower than --rate: lower --rate if it goes on.';

type Row = readonly [code: number, decision: Decision, meaning: string, advice: string];

const ROWS: readonly Row[] = [
  [10002, 'retry', 'internal error', WAIT],
  [10006, 'throttled', 'over the frequency limit', FASTER],
  [20001, 'reject', 'illegal request; do both accounts exist?', ACCOUNT],
  [20002, 'refresh', 'signature or internal ticket invalid', KEY],
  [20003, 'reject', 'sender or receiver invalid or not imported', ACCOUNT],
  [20004, 'retry', 'network error inside the service', WAIT],
  [20005, 'retry', 'internal error', WAIT],
  [20006, 'reject', 'refused by the application’s callback', CONTENT],
  [20007, 'reject', 'blocked: one side is on the other’s blocklist', 'Look at the relation of the two accounts.'],
  [20008, 'stop', 'sender and receiver are in different applications', KEY],
  [20009, 'reject', 'the two are not friends', 'Look at the relation of the two accounts.'],
  [20010, 'reject', 'the sender is no friend of the receiver', 'Look at the relation of the two accounts.'],
  [20011, 'reject', 'the receiver is no friend of the sender', 'Look at the relation of the two accounts.'],
  [20012, 'reject', 'the sender is muted', 'Lift the mute, then run rejects.jsonl again.'],
  [20016, 'reject', 'too late to recall', RECORD],
  [20018, 'retry', 'internal error', WAIT],
  [20022, 'reject', 'no such message', RECORD],
  [20023, 'done', 'already recalled', ''],
  [22006, 'throttled', 'over the frequency limit', FASTER],
  [40005, 'reject', 'sensitive words in the profile', RECORD],
  [40006, 'retry', 'internal error while setting the profile', WAIT],
  [40601, 'reject', 'a profile value is too long', RECORD],
  [50001, 'reject', 'no such account', ACCOUNT],
  [50002, 'reject', 'a parameter is wrong', RECORD],
  [50003, 'stop', 'administrator rights are needed', ADMIN],
  [50004, 'retry', 'internal error', WAIT],
  [50005, 'retry', 'timeout inside the service', WAIT],
  [60002, 'stop', 'the request could not be parsed', 'Check --endpoint; if it is right, please report this.'],
  [60003, 'reject-or-stop', 'the service could not parse the request’s JSON', RECORD],
  [60004, 'refresh', 'account or signature wrong', KEY],
  [60005, 'refresh', 'account or signature wrong', KEY],
  [60006, 'stop', 'the application id is invalid', 'Check --sdk-app-id.'],
  [60007, 'throttled', 'this call is over its frequency limit', FASTER],
  [60008, 'retry', 'the service timed out, or the request was malformed', WAIT],
  [
    60009,
    'stop',
    'the requested resource does not exist',
    'Check --endpoint: the host must be the one of the application’s region.',
  ],
  [60010, 'stop', 'administrator rights are needed', ADMIN],
  [60011, 'throttled', 'the application is over its frequency limit', FASTER],
  [60012, 'stop', 'the application id is missing', BUG],
  [60013, 'retry', 'the service could not parse its own answer', WAIT],
  [60014, 'retry', 'timeout inside the service', WAIT],
  [60015, 'reject', 'an account is not a text', ACCOUNT_IN_MAPPING],
  [60016, 'stop', 'the application is disabled', 'Enable the application in the console.'],
  [60017, 'stop', 'the request is forbidden', 'Ask the service’s support why the application may not call this.'],
  [60018, 'throttled', 'too frequent', FASTER],
  [60019, 'throttled', 'too frequent', FASTER],
  [
    60020,
    'stop',
    'the plan has expired or is not active yet',
    'Renew the plan; it takes effect about five minutes after purchase.',
  ],
  [60021, 'stop', 'this machine’s address is not allowed', 'Add the address to the allow-list in the console.'],
  [70001, 'refresh', 'the signature has expired', `${KEY} Check this machine’s clock, too.`],
  [70002, 'stop', 'the signature is empty', BUG],
  [70003, 'stop', 'the signature is illegal', KEY],
  [70005, 'stop', 'the signature is illegal', KEY],
  [70009, 'stop', 'the signature was made with another application’s key', KEY],
  [70013, 'stop', 'the signature is for another account', KEY],
  [70014, 'stop', 'the signature is for another application', KEY],
  [
    70016,
    'stop',
    'the application still uses the old kind of signature',
    'Upgrade the application to HMAC-SHA256 signatures in the console.',
  ],
  [70020, 'stop', 'no such application', 'Check --sdk-app-id and --endpoint: is it the right region?'],
  [70032, 'stop', 'the signature was refused for a reason the documents do not name', KEY],
  [70050, 'stop', 'too many wrong signatures; refused for a minute', `Wait a minute. ${KEY}`],
  [70051, 'stop', 'the administrator account is blocked', ADMIN],
  [70052, 'refresh', 'the signature was made invalid', KEY],
  [70107, 'reject', 'no such account', ACCOUNT],
  [70114, 'stop', 'restricted for security reasons', 'Ask the service’s support.'],
  [70169, 'retry', 'timeout inside the service', WAIT],
  [70202, 'retry', 'timeout inside the service', WAIT],
  [70206, 'stop', 'wrong number of accounts in one call', BUG],
  [70346, 'stop', 'the signature was refused for a reason the documents do not name', KEY],
  [70398, 'stop', 'too many accounts (the trial edition holds 100)', 'Upgrade the edition, or delete accounts.'],
  [70399, 'reject', 'the account was deleted and cannot be made again yet', ACCOUNT],
  [70402, 'reject', 'illegal parameter', RECORD],
  [70403, 'stop', 'administrator rights are needed', ADMIN],
  [70500, 'retry', 'internal error', WAIT],
  [
    71000,
    'reject',
    'this edition cannot delete accounts',
    'Delete the account in the console, or upgrade the edition.',
  ],
  [80001, 'reject', 'blocked by content security', CONTENT],
  [80002, 'reject', 'the message is too long', SHORTEN],
  [80003, 'retry', 'the application’s own callback failed', 'Check the callback server of the application.'],
  [90001, 'reject-or-stop', 'the service could not parse the request’s JSON', RECORD],
  [90002, 'reject', 'the message body does not follow the format', RECORD],
  [90003, 'reject', 'the receiver is missing, no text, or unknown', ACCOUNT],
  [90005, 'reject', 'MsgRandom is missing or no integer', BUG],
  [90006, 'reject', 'MsgTimeStamp is missing or no integer', RECORD],
  [90007, 'reject', 'the message body is no array', RECORD],
  [90008, 'reject', 'the sender is missing, no text, or unknown', ACCOUNT],
  [90009, 'stop', 'administrator rights are needed', ADMIN],
  [90010, 'reject', 'the request does not follow the message format', RECORD],
  [90011, 'stop', 'more than 500 receivers', BUG],
  [90012, 'reject', 'the receiver is not registered', ACCOUNT],
  [90018, 'stop', 'too many accounts in the request', BUG],
  [90026, 'reject', 'offline retention over seven days', RECORD],
  [90030, 'stop', 'SyncFromOldSystem is missing or no integer', BUG],
  [90031, 'reject', 'SyncOtherMachine is no integer', RECORD],
  [90043, 'reject', 'OfflinePushInfo is malformed', RECORD],
  [90044, 'reject', 'MsgLifeTime is no integer', RECORD],
  [90048, 'reject', 'an account does not exist', ACCOUNT],
  [90054, 'reject', 'the message key is illegal', RECORD],
  [90055, 'reject', 'the batch’s body is too long', SHORTEN],
  [
    90992,
    'retry',
    'internal error; if it lasts, the application’s callback server',
    'Check the callback server of the application.',
  ],
  [90994, 'retry', 'internal error', WAIT],
  [90995, 'retry', 'internal error', WAIT],
  [91000, 'retry', 'internal error', WAIT],
  [93000, 'reject', 'the message is too long', SHORTEN],
];

/** An internal error may come after the deed; a push-back and a refused signature do not, nor does a callback that failed before. */
const NOTHING_DONE: ReadonlySet<Decision> = new Set(['throttled', 'refresh', 'stop', 'reject', 'reject-or-stop']);
const CALLBACK_FAILED_BEFORE = 80003;

const RULES: ReadonlyMap<number, CodeRule> = new Map(
  ROWS.map(([code, decision, meaning, advice]) => {
    const nothingDone = NOTHING_DONE.has(decision) || code === CALLBACK_FAILED_BEFORE;
    return [code, { decision, meaning, advice, nothingDone }];
  }),
);

/** Codes an application's own callback may choose. */
const CALLBACK_CODES = { first: 120_001, last: 130_000 };

/** There is no such message to recall; it is recalled already. */
export const NO_SUCH_MESSAGE = 20_022;
export const ALREADY_RECALLED = 20_023;

/** What is said of a code without a rule. */
export const UNDOCUMENTED = {
  meaning: 'a code that no document names',
  advice: 'Ask the service’s support what it means.',
};

/** The rule for a code; undefined when no document names it. */
export function ruleFor(code: number): CodeRule | undefined {
  if (code >= CALLBACK_CODES.first && code <= CALLBACK_CODES.last) {
    return {
      decision: 'reject',
      meaning: 'refused by the application’s callback',
      advice: CONTENT,
      nothingDone: true,
    };
  }
  return RULES.get(code);
}

/** Whether another try may succeed. */
export function isPassing(code: number): boolean {
  const decision = ruleFor(code)?.decision;
  return decision === 'retry' || decision === 'throttled';
}

/** All codes that have a rule, for tests and docs. */
export function knownCodes(): readonly number[] {
  return ROWS.map(([code]) => code);
}
