import { isDeepStrictEqual } from 'node:util';
import type { ImportMsg } from '../im/wire.js';

/** A message as the service holds it. */
export interface StoredMessage extends ImportMsg {
  /** `<MsgSeq>_<MsgRandom>_<MsgTimeStamp>`. */
  readonly MsgKey: string;
  /** Number of the message in the order in which they were stored, from 1. */
  readonly arrival: number;
  /** Past the storage period: no client of the service would see it. */
  readonly expired?: true;
}

/** `repeat`: the triple and the content are known. `clash`: the triple is known with other content, which is lost. */
export type Stored = 'stored' | 'repeat' | 'clash';

interface Entry {
  readonly seconds: number;
  readonly seq: number;
  readonly arrival: number;
  /** The StoredMessage as JSON: smaller than the object, and what journal and read-out write anyway. */
  readonly text: string;
}

interface Conversation {
  readonly byKey: Map<string, Entry>;
  /** In the service's order; dropped by every new message. */
  sorted?: readonly Entry[];
}

/** Everything the service holds, conversation by conversation. */
export class Store {
  readonly #conversations = new Map<string, Conversation>();
  #size = 0;
  #lastArrival = 0;

  /** Messages held. */
  get size(): number {
    return this.#size;
  }

  /** Conversations with at least one message. */
  get conversations(): number {
    return this.#conversations.size;
  }

  /**
   * Takes a message in, unless its conversation knows the triple: then the first one stays as it is.
   * @param written gets the JSON line of a message that was stored, before anybody can see it
   */
  add(message: ImportMsg, written?: (text: string) => void): Stored {
    const conversation = this.#conversation(message.From_Account, message.To_Account);
    const key = messageKey(message);
    const known = conversation.byKey.get(key);
    if (known !== undefined) return sameContent(JSON.parse(known.text), message) ? 'repeat' : 'clash';
    const arrival = this.#lastArrival + 1;
    const text = JSON.stringify({ ...message, MsgKey: key, arrival });
    written?.(text);
    this.#insert(conversation, key, message, arrival, text);
    return 'stored';
  }

  /** Takes back a line that `add` once wrote. A key that is already there is passed over. */
  restore(message: StoredMessage, text: string): void {
    const conversation = this.#conversation(message.From_Account, message.To_Account);
    if (conversation.byKey.has(message.MsgKey)) return;
    this.#insert(conversation, message.MsgKey, message, message.arrival, text);
  }

  /** JSON of all messages: conversation by conversation, each by (MsgTimeStamp, MsgSeq, arrival). */
  *texts(): Generator<{ readonly seconds: number; readonly text: string }> {
    for (const conversation of this.#conversations.values()) yield* inOrder(conversation);
  }

  #insert(conversation: Conversation, key: string, message: ImportMsg, arrival: number, text: string): void {
    conversation.byKey.set(key, { seconds: message.MsgTimeStamp, seq: message.MsgSeq, arrival, text });
    delete conversation.sorted;
    this.#size += 1;
    this.#lastArrival = Math.max(this.#lastArrival, arrival);
  }

  #conversation(one: string, other: string): Conversation {
    // No account holds a line break, so two pairs never share a name.
    const name = one < other ? `${one}\n${other}` : `${other}\n${one}`;
    let conversation = this.#conversations.get(name);
    if (conversation === undefined) {
      conversation = { byKey: new Map() };
      this.#conversations.set(name, conversation);
    }
    return conversation;
  }
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
export function messageKey(message: ImportMsg): string {
  return `${message.MsgSeq}_${message.MsgRandom}_${message.MsgTimeStamp}`;
}

function inOrder(conversation: Conversation): readonly Entry[] {
  conversation.sorted ??= [...conversation.byKey.values()].sort(
    (one, other) => one.seconds - other.seconds || one.seq - other.seq || one.arrival - other.arrival,
  );
  return conversation.sorted;
}

/** Direction, body and custom data; SyncFromOldSystem says how to deliver, not what. */
function sameContent(known: ImportMsg, message: ImportMsg): boolean {
  return (
    known.From_Account === message.From_Account &&
    known.To_Account === message.To_Account &&
    known.CloudCustomData === message.CloudCustomData &&
    isDeepStrictEqual(known.MsgBody, JSON.parse(JSON.stringify(message.MsgBody)))
  );
}
