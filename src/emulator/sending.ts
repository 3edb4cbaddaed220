import { crc32 } from 'node:zlib';
import type { Element } from '../im/wire.js';
import { checkContent, checkSeqAndRandom, shown } from './fields.js';
import type { Message } from './message.js';
import { REFUSALS, type Refusal, type Reply, refuse } from './reply.js';
import type { Body } from './world.js';

/** What sendmsg and batchsendmsg have in common: the optional fields, and what a message becomes of. */

type Check = (value: unknown) => boolean;

const isFlag: Check = (value) => value === 0 || value === 1;
const isSync: Check = (value) => value === 1 || value === 2;
/** More than seven days is cut to seven; nothing here depends on how long, only on 0. */
const isLifeTime: Check = (value) => Number.isInteger(value) && (value as number) >= 0;

function isListOf(...names: readonly string[]): Check {
  return (value) => Array.isArray(value) && value.every((name) => names.includes(name));
}

const PUSH_FIELDS: ReadonlyMap<string, Check> = new Map<string, Check>([
  ['PushFlag', isFlag],
  ['Title', (value) => typeof value === 'string'],
  ['Desc', (value) => typeof value === 'string'],
  ['Ext', (value) => typeof value === 'string'],
  ['AndroidInfo', isObject],
  ['ApnsInfo', isObject],
]);

function isPushInfo(value: unknown): boolean {
  return isObject(value) && Object.entries(value).every(([name, one]) => PUSH_FIELDS.get(name)?.(one) !== false);
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

interface Option {
  readonly name: string;
  readonly isGood: Check;
  readonly refusal: Refusal;
}

/** Where a field has no code of its own, it is 90010. */
const OPTIONS: readonly Option[] = [
  { name: 'SyncOtherMachine', isGood: isSync, refusal: REFUSALS.syncOther },
  { name: 'MsgLifeTime', isGood: isLifeTime, refusal: REFUSALS.lifeTime },
  { name: 'OnlineOnlyFlag', isGood: isFlag, refusal: REFUSALS.format },
  {
    name: 'SendMsgControl',
    isGood: isListOf('NoUnread', 'NoLastMsg', 'WithMuteNotifications'),
    refusal: REFUSALS.format,
  },
  {
    name: 'ForbidCallbackControl',
    isGood: isListOf('ForbidBeforeSendMsgCallback', 'ForbidAfterSendMsgCallback'),
    refusal: REFUSALS.format,
  },
  { name: 'SupportMessageExtension', isGood: isFlag, refusal: REFUSALS.format },
  { name: 'IsNeedReadReceipt', isGood: isFlag, refusal: REFUSALS.format },
  { name: 'OfflinePushInfo', isGood: isPushInfo, refusal: REFUSALS.pushInfo },
];

/** Everything but the accounts and the time. */
export function checkSending(body: Body): Reply | undefined {
  const refusal = checkSeqAndRandom(body);
  if (refusal !== undefined) return refusal;
  for (const { name, isGood, refusal: wrong } of OPTIONS) {
    if (body[name] !== undefined && !isGood(body[name])) return refuse(wrong, `${name} ${shown(body[name])}`);
  }
  return checkContent(body, 'send');
}

/** Neither in history nor unread: for those who are online. */
export function isOnlineOnly({ MsgLifeTime, OnlineOnlyFlag }: Body): boolean {
  return MsgLifeTime === 0 || OnlineOnlyFlag === 1;
}

/** Whose message, which numbers. */
export type Head = Pick<Message, 'From_Account' | 'To_Account' | 'MsgSeq' | 'MsgTimeStamp'>;

/** The body has passed every check. */
export function toMessage(head: Head, body: Body): Message {
  const { CloudCustomData: custom, SyncOtherMachine: sync, SendMsgControl: control } = body;
  return {
    ...head,
    MsgRandom: body.MsgRandom as number,
    MsgBody: body.MsgBody as Element[],
    ...(custom === undefined ? {} : { CloudCustomData: custom as string }),
    ...(sync === undefined ? {} : { SyncOtherMachine: sync as 1 | 2 }),
    ...(control === undefined ? {} : { SendMsgControl: control as string[] }),
  };
}

/** As `144115200000000001-1700000123-77120045`: a number of the sender, time and random. */
export function messageId({ From_Account, MsgTimeStamp, MsgRandom }: Message): string {
  return `14411${String(crc32(From_Account)).padStart(13, '0')}-${MsgTimeStamp}-${MsgRandom}`;
}
