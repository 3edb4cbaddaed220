import { type Conversation, type Entry, has, isVisibleTo, MARK, type Side } from './conversation.js';
import type { StoredMessage } from './message.js';
import type { HistoryOrder } from './orders.js';

/**
 * One page of a conversation's history. Pages run from new to old, inside a page messages run from old to new, so a
 * page is gathered backwards from the last message wanted and turned round. It ends when the count or the bytes are
 * used up, never before its first message, and never between two messages of one key, since the key is where the
 * next page begins.
 */

/** What is asked for. Seconds are Unix seconds, both ends inclusive. */
export interface Wanted {
  readonly side: Side;
  readonly order: HistoryOrder;
  readonly maxCount: number;
  readonly maxBytes: number;
  readonly minSeconds: number;
  readonly maxSeconds: number;
  /** The last key of the page before; '' for the first page. */
  readonly lastKey: string;
}

/** A message as history shows it. */
export interface HistoryItem {
  readonly From_Account: string;
  readonly To_Account: string;
  readonly MsgSeq: number;
  readonly MsgRandom: number;
  readonly MsgTimeStamp: number;
  readonly MsgFlagBits: 0 | 8;
  readonly IsPeerRead: 0 | 1;
  readonly MsgKey: string;
  readonly MsgBody: StoredMessage['MsgBody'];
  readonly CloudCustomData: string;
}

export interface Page {
  /** Whether there is nothing older. */
  readonly isLast: boolean;
  readonly items: readonly HistoryItem[];
}

export function readPage(conversation: Conversation, wanted: Wanted): Page {
  const entries = conversation.inOrder(wanted.order);
  const items: HistoryItem[] = [];
  let bytes = 0;
  for (let index = endOf(entries, conversation, wanted) - 1; index >= 0; index -= 1) {
    const entry = entries[index]!;
    if (entry.seconds < wanted.minSeconds) break;
    if (!isVisibleTo(entry, wanted.side)) continue;
    const item = toItem(entry);
    bytes += Buffer.byteLength(JSON.stringify(item)) + 1;
    const isFull = items.length >= wanted.maxCount || bytes > wanted.maxBytes;
    if (items.length > 0 && isFull && item.MsgKey !== items.at(-1)!.MsgKey) {
      return { isLast: false, items: items.reverse() };
    }
    items.push(item);
  }
  return { isLast: true, items: items.reverse() };
}

/**
 * The index behind the last message of the page. The last key says how far the second of MaxTime was delivered, and
 * nothing about other seconds. One that is not known there is passed over: that second comes again, and a reader who
 * looks at keys loses nothing.
 */
function endOf(entries: readonly Entry[], conversation: Conversation, { maxSeconds, lastKey }: Wanted): number {
  const end = firstAfter(entries, maxSeconds);
  const last = conversation.all(lastKey);
  if (last.length === 0) return end;
  let found = end;
  for (let index = end - 1; index >= 0 && entries[index]!.seconds === maxSeconds; index -= 1) {
    if (last.includes(entries[index]!)) found = index;
  }
  return found;
}

/** The index of the first message after that second. */
function firstAfter(entries: readonly Entry[], seconds: number): number {
  let low = 0;
  let high = entries.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (entries[middle]!.seconds <= seconds) low = middle + 1;
    else high = middle;
  }
  return low;
}

function toItem(entry: Entry): HistoryItem {
  const message = JSON.parse(entry.text) as StoredMessage;
  return {
    From_Account: message.From_Account,
    To_Account: message.To_Account,
    MsgSeq: message.MsgSeq,
    MsgRandom: message.MsgRandom,
    MsgTimeStamp: message.MsgTimeStamp,
    MsgFlagBits: has(entry, MARK.recalled) ? 8 : 0,
    IsPeerRead: has(entry, MARK.read) ? 1 : 0,
    MsgKey: message.MsgKey,
    MsgBody: message.MsgBody,
    CloudCustomData: message.CloudCustomData ?? '',
  };
}
