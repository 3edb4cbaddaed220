import { isDeepStrictEqual } from 'node:util';
import type { ImportMsg } from '../im/wire.js';

/** What importmsg, sendmsg and batchsendmsg have in common. Only an import has SyncFromOldSystem. */
export interface Message extends Omit<ImportMsg, 'SyncFromOldSystem'> {
  readonly SyncFromOldSystem?: ImportMsg['SyncFromOldSystem'];
  /** 2 = the sender's side does not have it. */
  readonly SyncOtherMachine?: 1 | 2;
  readonly SendMsgControl?: readonly string[];
  /** When sendmsg took it, in Unix milliseconds: resends are known by it in another life, too. */
  readonly sentMs?: number;
}

/** A message as the service holds it. */
export interface StoredMessage extends Message {
  /** `<MsgSeq>_<MsgRandom>_<MsgTimeStamp>`. */
  readonly MsgKey: string;
  /** Number of the message in the order in which they were stored, from 1. */
  readonly arrival: number;
  /** Past the storage period: no client of the service would see it. */
  readonly expired?: true;
  readonly recalled?: true;
  /** The receiver has read it. */
  readonly read?: true;
  /** Accounts whose side of the conversation does not have it. */
  readonly hiddenFrom?: readonly string[];
}

/** Whether a line of a data file is a message this store once wrote. */
export function isStoredMessage(value: unknown): value is StoredMessage {
  if (typeof value !== 'object' || value === null) return false;
  const message = value as Partial<Record<keyof StoredMessage, unknown>>;
  return (
    typeof message.From_Account === 'string' &&
    typeof message.To_Account === 'string' &&
    typeof message.MsgKey === 'string' &&
    Number.isInteger(message.MsgSeq) &&
    Number.isInteger(message.MsgTimeStamp) &&
    Number.isInteger(message.arrival) &&
    Array.isArray(message.MsgBody)
  );
}

/** The key the service gives a one-to-one message. */
export function messageKey(message: Message): string {
  return `${message.MsgSeq}_${message.MsgRandom}_${message.MsgTimeStamp}`;
}

const KEY = /^\d{1,10}_\d{1,10}_\d{1,10}$/;

export function isMessageKey(value: unknown): value is string {
  return typeof value === 'string' && KEY.test(value);
}

/** Direction, body and custom data; SyncFromOldSystem says how to deliver, not what. */
export function sameContent(known: Message, message: Message): boolean {
  return (
    known.From_Account === message.From_Account &&
    known.To_Account === message.To_Account &&
    known.CloudCustomData === message.CloudCustomData &&
    isDeepStrictEqual(known.MsgBody, JSON.parse(JSON.stringify(message.MsgBody)))
  );
}

/** Whether it counts as unread at the receiver until it is read. */
export function countsUnread(message: Message): boolean {
  if (message.SyncFromOldSystem !== undefined) return message.SyncFromOldSystem === 5;
  return message.SendMsgControl?.includes('NoUnread') !== true;
}
