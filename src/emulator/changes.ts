import type { Element } from '../im/wire.js';
import { type Conversation, type Entry, senderOf } from './conversation.js';
import type { StoredMessage } from './message.js';

/** What happens to messages after they were stored. Each is a line of the journal, too. `from` and `to` name the pair. */
export type Change =
  | (Pair & { readonly do: 'recall' | 'drop'; readonly key: string })
  | (Pair & { readonly do: 'edit'; readonly key: string } & Edit)
  /** The messages vanish from the side of `from`. */
  | (Pair & { readonly do: 'hide'; readonly keys: readonly string[] })
  /** `from` has read what `to` sent, up to and with that second. */
  | (Pair & { readonly do: 'read'; readonly until: number });

interface Pair {
  readonly from: string;
  readonly to: string;
}

/** What is absent stays as it is. */
export interface Edit {
  readonly MsgBody?: readonly Element[];
  readonly CloudCustomData?: string;
}

/** Carries a change out; answers how many messages it changed. */
export function applyChange(conversation: Conversation, change: Change): number {
  switch (change.do) {
    case 'recall':
      return count(conversation.all(change.key), (entry) => conversation.recall(entry));
    case 'drop':
      return conversation.drop(change.key);
    case 'edit':
      return count(conversation.all(change.key), (entry) => edit(entry, change));
    case 'hide': {
      const side = conversation.sideOf(change.from);
      const entries = change.keys.flatMap((key) => conversation.all(key));
      return count(entries, (entry) => conversation.hide(entry, side));
    }
    case 'read':
      return markRead(conversation, change.to, change.until);
  }
}

function count(entries: readonly Entry[], changes: (entry: Entry) => boolean): number {
  let changed = 0;
  for (const entry of entries) if (changes(entry)) changed += 1;
  return changed;
}

function edit(entry: Entry, { MsgBody, CloudCustomData }: Edit): boolean {
  const message = JSON.parse(entry.text) as StoredMessage;
  const edited = {
    ...message,
    ...(MsgBody === undefined ? {} : { MsgBody }),
    ...(CloudCustomData === undefined ? {} : { CloudCustomData }),
  };
  entry.text = JSON.stringify(edited);
  return true;
}

function markRead(conversation: Conversation, sender: string, until: number): number {
  const side = conversation.sideOf(sender);
  const sent = conversation.entries().filter((entry) => entry.seconds <= until && senderOf(entry) === side);
  return count(sent, (entry) => conversation.read(entry));
}

type Check = (value: unknown) => boolean;
const isText: Check = (value) => typeof value === 'string';
const isTextOrAbsent: Check = (value) => value === undefined || typeof value === 'string';
const isListOrAbsent: Check = (value) => value === undefined || Array.isArray(value);
const isTexts: Check = (value) => Array.isArray(value) && value.every(isText);

const SHAPES: ReadonlyMap<unknown, Readonly<Record<string, Check>>> = new Map([
  ['recall', { key: isText }],
  ['drop', { key: isText }],
  ['edit', { key: isText, MsgBody: isListOrAbsent, CloudCustomData: isTextOrAbsent }],
  ['hide', { keys: isTexts }],
  ['read', { until: Number.isInteger }],
]);

/** Whether a line of a data file is a change this emulator once wrote. */
export function isChange(value: unknown): value is Change {
  if (typeof value !== 'object' || value === null) return false;
  const fields = value as Record<string, unknown>;
  const shape = SHAPES.get(fields.do);
  if (shape === undefined || !isText(fields.from) || !isText(fields.to)) return false;
  return Object.entries(shape).every(([name, check]) => check(fields[name]));
}
