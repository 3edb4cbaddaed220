import { type Draft, type Held, isDraft, type Translated, type TranslatedOne } from '../../draft.js';
import { customData } from '../../kit/custom-data.js';
import { objectOf } from '../../kit/json-text.js';
import { withNotes } from '../../kit/notes.js';
import { unwrap } from '../../kit/unwrap.js';
import { textOf } from '../../kit/values.js';
import type { Preset, PresetSettings } from '../../preset.js';
import { problem } from '../../problem.js';
import { quoteOf, readContent } from './contents.js';
import { fieldOf, wordOf } from './fields.js';
import { whyLeftOut } from './left-out.js';

/** OpenIM: documents of the collection `msg`, single messages of it, rows of old servers, callbacks. */
export const preset: Preset = {
  name: 'openim',
  version: 1,
  title: 'OpenIM: collection msg of MongoDB, rows, callbacks',
  format: { shape: { glued: true }, maxRecordBytes: 64 * 1024 * 1024 },
  options: {
    column: { value: 'NAME', help: 'column of a table that holds the record; found out by default' },
    single: { value: 'NUMBER', default: '1', help: 'session_type of one-to-one messages' },
    voice: { value: 's|ms', choices: ['s', 'ms'], default: 's', help: 'unit of the length of voice messages' },
  },
  recognise: (value) => {
    const record = unwrap(value, isRecord, undefined);
    if (!record) return 0;
    if (isDocument(record)) return record.doc_id === undefined ? 0.9 : 1;
    const message = messageOf(record);
    return fieldOf(message, 'contentType') !== undefined && fieldOf(message, 'session') !== undefined ? 0.9 : 0.6;
  },
  compile: (settings) => (value) => translate(value, settings),
};

function isRecord(value: Draft): boolean {
  if (isDocument(value)) return true;
  const message = messageOf(value);
  const isMessage = fieldOf(message, 'sendId') !== undefined && fieldOf(message, 'contentType') !== undefined;
  return isMessage || typeof value.callbackCommand === 'string';
}

function isDocument({ msgs }: Draft): boolean {
  return Array.isArray(msgs) && msgs.every((entry) => entry === null || (isDraft(entry) && 'msg' in entry));
}

/** An entry of a document has the message inside, beside what happened to it. */
function messageOf(value: Draft): Draft {
  return isDraft(value.msg) ? value.msg : value;
}

function translate(value: unknown, settings: PresetSettings): Translated {
  const record = unwrap(value, isRecord, settings.options.column);
  if (!record) return { problem: NO_RECORD };
  if (!isDocument(record)) return translateOne(record, settings);
  // A document has a hundred places, of which those that are not used yet hold nothing.
  const entries = (record.msgs as readonly unknown[]).filter((entry) => isDraft(entry) && isDraft(entry.msg));
  const several: Held[] = entries.map((entry) => ({ value: entry, becomes: translateOne(entry as Draft, settings) }));
  return several.length === 0 ? { skip: 'empty' } : { several };
}

function translateOne(record: Draft, { options }: PresetSettings): TranslatedOne {
  const message = messageOf(record);
  const left = whyLeftOut(record, message, options.single!);
  if (left !== undefined) return { skip: left };
  const people = { from: fieldOf(message, 'sendId'), to: fieldOf(message, 'receiveId') };
  const type = wordOf(message, 'contentType') ?? 'unknown';
  const content = fieldOf(message, 'content');
  const revoked = revokedId(type, content);
  if (revoked !== undefined) return { skip: 'recall', control: { kind: 'recall', target: revoked, ...people } };
  const body = readContent(type, content, options.voice);
  if (typeof body === 'string') return { skip: body };
  const ex = fieldOf(message, 'ex');
  const seq = wordOf(message, 'seq');
  const notes = Array.isArray(record.del_list) && record.del_list.length > 0 ? ['deleted-for-one'] : [];
  const head = {
    id: fieldOf(message, 'clientId') ?? fieldOf(message, 'serverId'),
    ...people,
    time: timeOf(message),
    // Callbacks come before a message has its place.
    ...(seq === undefined || seq === '0' ? {} : { seq }),
    customData: customData(objectOf(ex) ?? ex, { quote: quoteOf(content) }),
  };
  return { drafts: [withNotes({ ...head, ...body }, notes)] };
}

function timeOf(message: Draft): unknown {
  const sent = fieldOf(message, 'sendTime');
  return sent === undefined || textOf(sent) === '0' ? fieldOf(message, 'createTime') : sent;
}

/** The message another one takes back: its id as the content, in the content, or in the detail of a notification. */
function revokedId(type: string, content: unknown): unknown {
  if (type === '111') return objectOf(content)?.clientMsgID ?? content;
  if (type === '118') return objectOf(content)?.clientMsgID;
  return type === '2101' ? objectOf(objectOf(content)?.detail)?.clientMsgID : undefined;
}

const NO_RECORD = problem(
  'not-openim',
  'expected an OpenIM document with msgs, or a message with send_id and content_type',
  'See docs/presets/openim.md; a record inside a table’s column: --option column=NAME.',
);
