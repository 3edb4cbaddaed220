import { type Draft, isDraft, type TranslatedOne } from '../../draft.js';
import { customData } from '../../kit/custom-data.js';
import { firstGiven } from '../../kit/first-given.js';
import { objectOf } from '../../kit/json-text.js';
import { expiryOf } from '../../kit/media-links.js';
import { unwrap } from '../../kit/unwrap.js';
import { isGiven, wordOf } from '../../kit/values.js';
import type { Preset, PresetSettings } from '../../preset.js';
import { type Problem, problem } from '../../problem.js';
import { extensionOf, readContent } from './content.js';
import { otherConversation } from './conversation.js';

/** RongCloud: hourly log files, bodies of message routing, and either in a table. */
export const preset: Preset = {
  name: 'rongcloud',
  version: 1,
  title: 'RongCloud: hourly message logs, message routing',
  // A line is a date and the record; older ones have no blank between the two.
  format: { shape: { prefixed: true } },
  options: {
    column: { value: 'NAME', help: 'column of a table that holds the record; found out by default' },
    untyped: {
      value: 'reject|person',
      choices: ['reject', 'person'],
      default: 'reject',
      help: 'records that name no kind of conversation: reject, or take all of them for one-to-one (person)',
    },
  },
  recognise: (value) => {
    const record = unwrap(value, isRecord, undefined);
    if (!record) return 0;
    return isGiven(record.msgUID) ? 1 : 0.7;
  },
  compile: (settings) => (value) => translate(value, settings),
};

function isRecord(record: Draft): boolean {
  return isGiven(record.fromUserId) && classOf(record) !== undefined;
}

/** Logs say `classname`, everything else `objectName`. */
function classOf(record: Draft): unknown {
  return firstGiven(record.classname, record.objectName);
}

function translate(value: unknown, { options }: PresetSettings): TranslatedOne {
  const record = unwrap(value, isRecord, options.column);
  if (!record) return { problem: NO_RECORD };
  const head = headOf(record);
  const other = otherConversation(record, options.untyped === 'person');
  if (typeof other === 'string') return { skip: other };
  return other ? { problem: other, head } : readMessage(record, head);
}

function headOf(record: Draft): Draft {
  return {
    id: firstGiven(record.msgUID, record.msgUid),
    from: record.fromUserId,
    to: firstGiven(record.targetId, record.toUserId),
    time: firstGiven(record.timestamp, record.msgTimestamp) ?? beijingTime(record.dateTime),
  };
}

/** Old lines have a wall time only; it is that of Beijing. */
function beijingTime(text: unknown): unknown {
  return typeof text === 'string' && /\d$/.test(text) && !/[+-]\d\d:?\d\d$/.test(text) ? `${text}+08:00` : text;
}

function readMessage(record: Draft, head: Draft): TranslatedOne {
  const className = wordOf(classOf(record));
  if (className === 'RC:RcCmd') return readRecall(record, head);
  const content = readContent(className, record.content, head.id);
  if (typeof content === 'string') return { skip: content };
  if (!isDraft(content)) return { problem: BROKEN_CONTENT, head };
  const told = customData(extensionOf(className, record.content), expiryOf('rongcloud', [content]));
  return { drafts: [{ ...head, customData: told, ...content }] };
}

/** A line of its own, perhaps in the file of the next hour. */
function readRecall(record: Draft, { from, to }: Draft): TranslatedOne {
  const target = objectOf(record.content)?.messageUId;
  return { skip: 'recall', control: { kind: 'recall', target, from, to } };
}

const BROKEN_CONTENT: Problem = problem(
  'content-broken',
  'expected content as an object, or its JSON as text',
  'The content may have been cut by a column that is too short: export it again from where it is whole.',
);

const NO_RECORD: Problem = problem(
  'not-rongcloud',
  'expected a RongCloud record with fromUserId and classname or objectName',
  'See docs/presets/rongcloud.md; a record inside a table’s column: --option column=NAME.',
);
