import { type Draft, isDraft, type TranslatedOne } from '../../draft.js';
import { customData } from '../../kit/custom-data.js';
import { objectOf } from '../../kit/json-text.js';
import { numberOf } from '../../kit/number.js';
import { isGiven, wordOf } from '../../kit/values.js';
import { describe, isProblem, type Problem, problem } from '../../problem.js';
import { type Holding, readContent } from './content.js';

/** Single messages of Yunxin, in three forms: copies for the app's server, messages of history pages, items of V2. */

/** A copy, or the copy of some other event. */
export function isCopy(value: Draft): boolean {
  return /^\d{1,4}$/.test(wordOf(value.eventType)) || (isGiven(value.convType) && isGiven(value.msgidServer));
}

export function isHistoryMessage(value: Draft): boolean {
  return isGiven(value.msgid) && isGiven(value.sendtime);
}

export function isItem(value: Draft): boolean {
  return isGiven(value.message_server_id) && Object.hasOwn(value, 'conversation_type');
}

/** Conversations by their word in copies, their number in V2: the name they are left out under; null = of two. */
const CONVERSATIONS: Readonly<Record<string, string | null>> = {
  PERSON: null,
  TEAM: 'group',
  SUPER_TEAM: 'group',
  CHATROOM: 'chatroom',
  CUSTOM_PERSON: 'notice',
  CUSTOM_TEAM: 'notice',
  1: null,
  2: 'group',
  3: 'group',
};

export function readCopy(copy: Draft): TranslatedOne {
  const { eventType, convType, msgidServer: id, fromAccount: from, to, msgTimestamp: time } = copy;
  if (isGiven(eventType) && wordOf(eventType) !== '1') return readEvent(copy, wordOf(eventType));
  const left = leftOut(convType, 'convType', { id, from, to, time });
  if (left) return left;
  const holding = { type: copy.msgType, text: copy.body, attach: copy.attach };
  return message({ id, from, to, time, customData: besides(copy.ext) }, holding);
}

/** Copies of other events. Those of recalls name the message, and are no copies of it. */
const RECALL = '7';
const RECALL_IN_GROUP = '8';

function readEvent({ msgId: target, from, to }: Draft, eventType: string): TranslatedOne {
  if (eventType === RECALL) return { skip: 'recall', control: { kind: 'recall', target, from, to } };
  return { skip: eventType === RECALL_IN_GROUP ? 'group' : 'notice' };
}

/** Whom it was sent to is not part of such a message. */
export function readHistoryMessage(entry: Draft, to: unknown): TranslatedOne {
  const { msgid: id, from, sendtime: time, body } = entry;
  const inside = objectOf(body);
  const holding = { type: entry.type, text: inside ? inside.msg : body, attach: inside };
  return message({ id, from, to, time, customData: besides(entry.ext) }, holding);
}

export function readItem(item: Draft): TranslatedOne {
  const { message_server_id: id, sender_id: from, receiver_id: to, create_time: time } = item;
  const left = leftOut(item.conversation_type, 'conversation_type', { id, from, to, time });
  if (left) return left;
  const editedAt =
    (numberOf(item.modify_time) ?? 0) > (numberOf(time) ?? Number.POSITIVE_INFINITY) ? item.modify_time : undefined;
  const holding = { type: item.message_type, text: item.text, attach: item.attachment };
  return message({ id, from, to, time, customData: besides(item.extension, { editedAt }) }, holding);
}

function leftOut(kind: unknown, field: string, head: Draft): TranslatedOne | undefined {
  const word = wordOf(kind).trim();
  const skip = Object.hasOwn(CONVERSATIONS, word) ? CONVERSATIONS[word] : unknownConversation(field, kind);
  if (skip === null) return undefined;
  return isProblem(skip) ? { problem: skip, head } : { skip: skip! };
}

function unknownConversation(field: string, kind: unknown): Problem {
  return problem(
    'conversation-unknown',
    `expected ${field} to tell what kind of conversation it is, got ${describe(kind)}`,
    'Look at the record; PERSON, or 1, is one-to-one.',
  );
}

function message(head: Draft, holding: Holding): TranslatedOne {
  const content = readContent(holding);
  if (isProblem(content)) return { problem: content, head };
  return 'skip' in content && isSkip(content) ? content : { drafts: [{ ...head, ...content }] };
}

function isSkip(content: Draft): content is Draft & { readonly skip: string } {
  return typeof content.skip === 'string';
}

/** What the app put beside a message is a text, mostly JSON. */
function besides(extension: unknown, migrated: Draft = {}): unknown {
  return customData(objectOf(extension) ?? (isDraft(extension) ? undefined : extension), migrated);
}
