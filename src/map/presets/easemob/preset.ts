import type { Draft, TranslatedOne } from '../../draft.js';
import { entryOf } from '../../kit/entry-of.js';
import { listOf, objectOf } from '../../kit/json-text.js';
import { unwrap } from '../../kit/unwrap.js';
import { isGiven, wordOf } from '../../kit/values.js';
import type { Preset, PresetSettings } from '../../preset.js';
import { describe, problem } from '../../problem.js';
import { type Head, headOf, payloadOf, readMessage, withoutPayload } from './message.js';

/** Easemob, and Agora Chat, which is the same: hourly log files, callback bodies, and either in a column of a table. */
export const preset: Preset = {
  name: 'easemob',
  aliases: ['agora-chat'],
  version: 1,
  title: 'Easemob / Agora Chat: hourly message logs, callbacks',
  // Its user names ignore case.
  accounts: { lowerCase: true },
  options: {
    column: { value: 'NAME', help: 'column of a table that holds the record; found out by default' },
    copies: {
      value: 'mirror|keep',
      choices: ['mirror', 'keep'],
      default: 'mirror',
      help: 'second copies (event chat_offline, a direction other than outgoing): mirror leaves them out; keep sends them',
    },
  },
  recognise: (value) => {
    const record = unwrap(value, isRecord, undefined);
    if (!record) return 0;
    return objectOf(record.payload)?.bodies === undefined ? 0.6 : 1;
  },
  compile: (settings) => (value) => translate(value, settings),
};

function isRecord(value: Draft): boolean {
  return isGiven(value.msg_id) && isGiven(value.chat_type);
}

function translate(value: unknown, { options }: PresetSettings): TranslatedOne {
  const record = unwrap(value, isRecord, options.column);
  if (!record) return { problem: NO_RECORD };
  const chatType = wordOf(record.chat_type);
  const elsewhere = entryOf(LEFT_OUT, chatType) ?? (isGiven(record.group_id) ? 'group' : undefined);
  if (elsewhere !== undefined) return { skip: elsewhere };
  const payload = payloadOf(record);
  if (!payload) return withoutPayload(record);
  const head = headOf(record, payload);
  if (chatType === 'chat') return readChat(record, payload, head, options.copies === 'keep');
  if (chatType === 'recall') return readRecall(record, payload, head);
  return chatType === 'edit' ? readEdit(payload, head) : readOther(chatType, payload, head);
}

/** Kinds of conversations, and events, that are no one-to-one message whatever else they hold. */
const LEFT_OUT: Readonly<Record<string, string>> = {
  groupchat: 'group',
  chatroom: 'chatroom',
  muc: 'notice',
  notify: 'notice',
};

/** One message comes as several records: event `chat_offline` repeats `chat`, a direction of its own may repeat both. */
function readChat({ eventType, direction }: Draft, payload: Draft, head: Head, keepsCopies: boolean): TranslatedOne {
  const read = readMessage(payload, head, {});
  const isCopy = eventType === 'chat_offline' || (isGiven(direction) && direction !== 'outgoing');
  if (!isCopy || keepsCopies || !('drafts' in read)) return read;
  const [draft] = read.drafts;
  return { skip: 'mirror', control: { kind: 'mirror', target: head.id, ...(draft ? { draft } : {}) } };
}

function readRecall({ recall_id: recalled }: Draft, payload: Draft, { from, to }: Head): TranslatedOne {
  const target = isGiven(recalled) ? recalled : payload.ack_message_id;
  return { skip: 'recall', control: { kind: 'recall', target, from, to } };
}

/** The edit has an id and a time of its own; those of the message it changes stand inside. */
function readEdit(payload: Draft, { from, to }: Head): TranslatedOne {
  const target = payload.edit_message_id;
  const { send_time: time, edit_time: editedAt } = objectOf(objectOf(payload.meta)?.edit_msg) ?? {};
  const read = readMessage(payload, { id: target, from, to, time }, { editedAt });
  if (!('drafts' in read)) return read;
  const [draft] = read.drafts;
  return { skip: 'edit', control: { kind: 'edit', target, from, to, ...(draft ? { draft } : {}) } };
}

/** Events are many and grow; only what holds a message is worth a question. */
function readOther(chatType: string, payload: Draft, head: Head): TranslatedOne {
  if ((listOf(payload.bodies) ?? []).length === 0) return { skip: 'notice' };
  const reason = `chat_type ${describe(chatType)} is not known, and the record holds a message`;
  return {
    problem: problem('chat-type-unknown', reason, 'Look at the record; chat is one-to-one.'),
    head: { ...head },
  };
}

const NO_RECORD = problem(
  'not-easemob',
  'expected an Easemob record with msg_id and chat_type',
  'See docs/presets/easemob.md; a record inside a table’s column: --option column=NAME.',
);
