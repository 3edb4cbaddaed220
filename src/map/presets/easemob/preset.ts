import type { Draft, TranslatedOne } from '../../draft.js';
import { isDraft } from '../../draft.js';
import { message } from '../../kit/content.js';
import { customData } from '../../kit/custom-data.js';
import { listOf, objectOf } from '../../kit/json-text.js';
import { unwrap } from '../../kit/unwrap.js';
import type { Preset, PresetSettings } from '../../preset.js';
import { problem } from '../../problem.js';
import { readBody } from './bodies.js';

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
    offline: {
      value: 'mirror|keep',
      choices: ['mirror', 'keep'],
      default: 'mirror',
      help: 'callbacks of event chat_offline repeat those of event chat: mirror leaves them out; keep, where only they were kept',
    },
  },
  recognise: (value) => {
    const record = unwrap(value, isRecord, undefined);
    if (!record) return 0;
    return record.payload !== undefined ? 1 : 0.6;
  },
  compile: (settings) => (value) => translate(value, settings),
};

function isRecord(value: Draft): boolean {
  return value.msg_id !== undefined && value.chat_type !== undefined;
}

function translate(value: unknown, { options }: PresetSettings): TranslatedOne {
  const record = unwrap(value, isRecord, options.column);
  if (!record) return { problem: NO_RECORD };
  const { chat_type: chatType, recall_id: recalled } = record;
  const payload = objectOf(record.payload) ?? {};
  const { from, to } = peopleOf(record, payload);
  if (chatType === 'recall') return { skip: 'recall', control: { kind: 'recall', target: recalled, from, to } };
  if (isGiven(record.group_id)) return { skip: 'group' };
  if (chatType !== 'chat') return { skip: LEFT_OUT[String(chatType)] ?? 'notice' };
  const contents = (listOf(payload.bodies) ?? []).map(readBody);
  const kept = contents.filter(isDraft);
  if (kept.length === 0) return { skip: contents.find((content) => typeof content === 'string') ?? 'empty' };
  const expires = kept.some(({ notes }) => Array.isArray(notes));
  const head = {
    id: record.msg_id,
    from,
    to,
    time: record.timestamp,
    customData: customData(objectOf(payload.ext), expires ? { src: 'easemob', link: 'expires' } : {}),
  };
  const draft = message(head, kept);
  if (record.eventType !== 'chat_offline' || options.offline === 'keep') return { drafts: [draft] };
  return { skip: 'mirror', control: { kind: 'mirror', target: record.msg_id, draft } };
}

const LEFT_OUT: Readonly<Record<string, string>> = { groupchat: 'group', chatroom: 'chatroom' };

/** The pair inside counts; the one outside is called internal by the newer documents. */
function peopleOf(record: Draft, payload: Draft): { from: unknown; to: unknown } {
  return {
    from: isGiven(payload.from) ? payload.from : record.from,
    to: isGiven(payload.to) ? payload.to : record.to,
  };
}

function isGiven(value: unknown): boolean {
  return value !== undefined && value !== null && value !== '';
}

const NO_RECORD = problem(
  'not-easemob',
  'expected an Easemob record with msg_id and chat_type',
  'See docs/presets/easemob.md; a record inside a table’s column: --option column=NAME.',
);
