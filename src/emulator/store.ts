import { applyChange, type Change } from './changes.js';
import { Conversation, type Entry } from './conversation.js';
import { type Message, messageKey, type StoredMessage, sameContent } from './message.js';
import type { HistoryOrder } from './orders.js';

/** `repeat`: the triple and the content are known. `clash`: the triple is known with other content, which is lost. */
export type Stored = 'stored' | 'repeat' | 'clash';

/** Gets the JSON line of what was stored or changed, before anybody can see it. */
export type Written = (line: string) => void;

/** A message and where it is. */
export interface Held {
  readonly conversation: Conversation;
  readonly entry: Entry;
}

/** Everything the service holds, conversation by conversation. */
export class Store {
  readonly #conversations = new Map<string, Conversation>();
  readonly #byAccount = new Map<string, Set<Conversation>>();
  /** How conversations are sorted from now on. */
  order: HistoryOrder;
  #size = 0;
  #lastArrival = 0;

  constructor(order: HistoryOrder) {
    this.order = order;
  }

  /** Messages held. */
  get size(): number {
    return this.#size;
  }

  /** Conversations with at least one message. */
  get conversations(): number {
    return this.#conversations.size;
  }

  /** Takes an import in, unless its conversation knows the triple: then the first one stays as it is. */
  add(message: Message, written?: Written): Stored {
    const conversation = this.#conversation(message.From_Account, message.To_Account);
    const key = messageKey(message);
    const known = conversation.get(key);
    if (known !== undefined) return sameContent(JSON.parse(known.text), message) ? 'repeat' : 'clash';
    this.#store(conversation, key, message, written);
    return 'stored';
  }

  /** Takes in what was sent. A key that is already there makes no difference: this is another message. */
  send(message: Message, written?: Written): void {
    this.#store(this.#conversation(message.From_Account, message.To_Account), messageKey(message), message, written);
  }

  /** Takes back a line that `add` or `send` once wrote. An import whose key is already there is passed over. */
  restore(message: StoredMessage, text: string): void {
    const conversation = this.#conversation(message.From_Account, message.To_Account);
    const isImport = message.SyncFromOldSystem !== undefined;
    if (isImport && conversation.get(message.MsgKey) !== undefined) return;
    this.#insert(conversation, message.MsgKey, message, message.arrival, text);
  }

  /** Changes what is stored; answers how many messages it changed, and writes only if there were any. */
  change(change: Change, written?: Written): number {
    const conversation = this.find(change.from, change.to);
    if (conversation === undefined) return 0;
    const changed = applyChange(conversation, change);
    if (changed > 0) written?.(JSON.stringify(change));
    if (change.do === 'drop') this.#size -= changed;
    if (conversation.isEmpty) this.#forget(conversation);
    return changed;
  }

  /** The conversation of two accounts, in whichever order. */
  find(one: string, other: string): Conversation | undefined {
    return this.#conversations.get(pairName(one, other));
  }

  /** All conversations of an account. */
  of(account: string): Iterable<Conversation> {
    return this.#byAccount.get(account) ?? [];
  }

  /** All messages, conversation by conversation, each in the service's order. */
  *held(): Generator<Held> {
    for (const conversation of this.#conversations.values()) {
      for (const entry of conversation.inOrder(this.order)) yield { conversation, entry };
    }
  }

  #store(conversation: Conversation, key: string, message: Message, written: Written | undefined): void {
    const arrival = this.#lastArrival + 1;
    const text = JSON.stringify({ ...message, MsgKey: key, arrival });
    written?.(text);
    this.#insert(conversation, key, message, arrival, text);
  }

  #insert(conversation: Conversation, key: string, message: Message, arrival: number, text: string): void {
    conversation.insert(key, message, arrival, text);
    this.#size += 1;
    this.#lastArrival = Math.max(this.#lastArrival, arrival);
  }

  #conversation(one: string, other: string): Conversation {
    const name = pairName(one, other);
    let conversation = this.#conversations.get(name);
    if (conversation === undefined) {
      conversation = one < other ? new Conversation(one, other) : new Conversation(other, one);
      this.#conversations.set(name, conversation);
      for (const account of [one, other]) {
        const others = this.#byAccount.get(account);
        if (others === undefined) this.#byAccount.set(account, new Set([conversation]));
        else others.add(conversation);
      }
    }
    return conversation;
  }

  #forget(conversation: Conversation): void {
    const { first, second } = conversation;
    this.#conversations.delete(pairName(first, second));
    for (const account of [first, second]) this.#byAccount.get(account)?.delete(conversation);
  }
}

/** No account holds a line break, so two pairs never share a name. */
function pairName(one: string, other: string): string {
  return one < other ? `${one}\n${other}` : `${other}\n${one}`;
}
