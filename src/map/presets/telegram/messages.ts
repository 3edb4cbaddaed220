import { type Draft, isDraft, type TranslatedOne, type Translator } from '../../draft.js';
import { message } from '../../kit/content.js';
import { customData } from '../../kit/custom-data.js';
import { numberOf } from '../../kit/number.js';
import { given, isGiven, textOf } from '../../kit/values.js';
import { problem } from '../../problem.js';
import { leftOut, pairOf } from './chat.js';
import { contentsOf } from './contents.js';
import { linksOf } from './text.js';

/** Telegram's messages in the frame of their chat. */
export function compileMessages(owner: string | undefined): Translator {
  return (value): TranslatedOne => {
    const record = isDraft(value) ? value.record : undefined;
    const chat = isDraft(value) ? value.within : undefined;
    if (!isDraft(record) || !isDraft(chat) || !isGiven(chat.type)) return { problem: NO_RECORD };
    const left = leftOut(chat);
    if (left !== undefined) return { skip: left };
    if (record.type === 'service') return { skip: 'system' };
    if (record.type === 'unsupported') return { problem: UNSUPPORTED };
    return translate(record, chat);
  };

  function translate(record: Draft, chat: Draft): TranslatedOne {
    const { peer, from, to } = pairOf(chat, record.from_id, owner);
    const head = { id: idOf(peer, record.id), from, time: timeOf(record), seq: seqOf(record) };
    if (typeof to !== 'string') return { problem: to, head };
    const contents = contentsOf(record);
    if (contents.length === 0) return { skip: 'empty' };
    return { drafts: [message({ ...head, to, customData: besides(record) }, contents)] };
  }
}

/** Numbers of messages are told apart by their chat. */
function idOf(peer: string | undefined, id: unknown): string | undefined {
  const number = textOf(id);
  return peer === undefined || number === undefined ? undefined : `${peer}:${number}`;
}

/** Numbers grow with time inside a chat, and times are whole seconds. */
function seqOf({ id }: Draft): unknown {
  return (numberOf(id) ?? 0) > 0 ? id : undefined;
}

/** Whole seconds; older exports have the wall time of the computer that exported only. */
function timeOf({ date, date_unixtime: seconds }: Draft): unknown {
  if (!isGiven(seconds)) return date;
  const text = textOf(seconds);
  return text === undefined ? seconds : `${text}000`;
}

function besides(record: Draft): unknown {
  const { reply_to_message_id, forwarded_from, via_bot } = record;
  const links = linksOf(record.text);
  const own = given({ reply_to_message_id, forwarded_from, via_bot, links: links.length > 0 ? links : undefined });
  return customData(own, { editedAt: editedAt(record) });
}

/** Older exports write the beginning of 1970 for what was never edited. */
function editedAt({ edited, edited_unixtime: seconds }: Draft): unknown {
  const editedSeconds = numberOf(seconds) ?? 0;
  if (isGiven(seconds)) return editedSeconds > 0 ? editedSeconds * 1000 : undefined;
  return typeof edited === 'string' && !/^19(?:69|70)-/.test(edited) ? edited : undefined;
}

const NO_RECORD = problem(
  'not-telegram',
  'expected a message in its chat, as they stand in result.json of Telegram Desktop',
  'See docs/presets/telegram.md for what is read.',
);

const UNSUPPORTED = problem(
  'message-unsupported',
  'Telegram Desktop could not export this message: it has neither sender nor time',
  'Export again with a newer Telegram Desktop.',
);
