import { countsUnread, type Message } from './message.js';
import { type HistoryOrder, ORDERS } from './orders.js';

/** Bits of Entry.marks. */
export const MARK = {
  /** Sent by the second of the two accounts. */
  fromSecond: 1,
  recalled: 2,
  /** The receiver has read it. */
  read: 4,
  /** NoLastMsg: the conversation list does not show it. */
  notLast: 8,
  hiddenFromFirst: 16,
  hiddenFromSecond: 32,
} as const;

/** 0 = the first account of the conversation, 1 = the second. */
export type Side = 0 | 1;

const HIDDEN_FROM = [MARK.hiddenFromFirst, MARK.hiddenFromSecond] as const;

/** A message in its conversation, as small as can be: there may be millions. */
export interface Entry {
  readonly seconds: number;
  readonly seq: number;
  readonly arrival: number;
  /** The StoredMessage as JSON: smaller than the object, and what journal and read-out write anyway. */
  text: string;
  marks: number;
}

export function has(entry: Entry, mark: number): boolean {
  return (entry.marks & mark) !== 0;
}

export function isVisibleTo(entry: Entry, side: Side): boolean {
  return !has(entry, HIDDEN_FROM[side]);
}

export function senderOf(entry: Entry): Side {
  return has(entry, MARK.fromSecond) ? 1 : 0;
}

/**
 * All messages between two accounts. A key names one message, except when sendmsg or batchsendmsg gave it again:
 * then there are copies, and whoever names the key means them all.
 */
export class Conversation {
  readonly first: string;
  readonly second: string;
  readonly #byKey = new Map<string, Entry>();
  #copies: Map<string, Entry[]> | undefined;
  #unread: Set<Entry> | undefined;
  /** In the service's order; dropped by every new message. */
  #sorted: readonly Entry[] | undefined;
  #sortedBy: HistoryOrder | undefined;

  constructor(first: string, second: string) {
    this.first = first;
    this.second = second;
  }

  sideOf(account: string): Side {
    return account === this.first ? 0 : 1;
  }

  get isEmpty(): boolean {
    return this.#byKey.size === 0;
  }

  get(key: string): Entry | undefined {
    return this.#byKey.get(key);
  }

  /** Every message of that key. */
  all(key: string): readonly Entry[] {
    const entry = this.#byKey.get(key);
    return entry === undefined ? [] : [entry, ...(this.#copies?.get(key) ?? [])];
  }

  /** All of them, in no order. */
  entries(): Entry[] {
    const entries = [...this.#byKey.values()];
    for (const copies of this.#copies?.values() ?? []) entries.push(...copies);
    return entries;
  }

  insert(key: string, message: Message, arrival: number, text: string): void {
    const entry = { seconds: message.MsgTimeStamp, seq: message.MsgSeq, arrival, text, marks: this.#marksOf(message) };
    if (this.#byKey.has(key)) this.#addCopy(key, entry);
    else this.#byKey.set(key, entry);
    if (countsUnread(message)) this.#addUnread(entry);
    this.#sorted = undefined;
  }

  /** Forgets every message of that key; answers how many there were. */
  drop(key: string): number {
    const dropped = this.all(key);
    for (const entry of dropped) this.#unread?.delete(entry);
    this.#byKey.delete(key);
    this.#copies?.delete(key);
    this.#sorted = undefined;
    return dropped.length;
  }

  recall(entry: Entry): boolean {
    this.#unread?.delete(entry);
    return mark(entry, MARK.recalled);
  }

  hide(entry: Entry, side: Side): boolean {
    if (senderOf(entry) !== side) this.#unread?.delete(entry);
    return mark(entry, HIDDEN_FROM[side]);
  }

  read(entry: Entry): boolean {
    this.#unread?.delete(entry);
    return mark(entry, MARK.read);
  }

  /** Messages this side has not read. Recalled ones are not among them, nor those it deleted. */
  unreadOf(side: Side, oldestSeconds: number): number {
    let count = 0;
    for (const entry of this.#unread ?? []) {
      if (senderOf(entry) !== side && entry.seconds >= oldestSeconds) count += 1;
    }
    return count;
  }

  inOrder(order: HistoryOrder): readonly Entry[] {
    if (this.#sorted === undefined || this.#sortedBy !== order) {
      this.#sorted = this.entries().sort(ORDERS[order]);
      this.#sortedBy = order;
    }
    return this.#sorted;
  }

  #addCopy(key: string, entry: Entry): void {
    this.#copies ??= new Map();
    this.#copies.set(key, [...(this.#copies.get(key) ?? []), entry]);
  }

  #addUnread(entry: Entry): void {
    this.#unread ??= new Set();
    this.#unread.add(entry);
  }

  #marksOf(message: Message): number {
    const sender = this.sideOf(message.From_Account);
    let marks = sender === 1 ? MARK.fromSecond : 0;
    if (message.SyncOtherMachine === 2) marks |= HIDDEN_FROM[sender];
    if (message.SendMsgControl?.includes('NoLastMsg') === true) marks |= MARK.notLast;
    return marks;
  }
}

/** Answers whether it is new. */
function mark(entry: Entry, bit: number): boolean {
  const isNew = !has(entry, bit);
  entry.marks |= bit;
  return isNew;
}
