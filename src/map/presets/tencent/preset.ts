import { isRecalled } from '../../../flag-bits.js';
import { type Draft, isDraft, type Translated, type TranslatedOne } from '../../draft.js';
import { movePoint } from '../../kit/decimal.js';
import { firstGiven } from '../../kit/first-given.js';
import { listOf } from '../../kit/json-text.js';
import { withNotes } from '../../kit/notes.js';
import { numberOf } from '../../kit/number.js';
import { unwrap } from '../../kit/unwrap.js';
import { isGiven, textOf } from '../../kit/values.js';
import type { Preset, PresetSettings } from '../../preset.js';
import { describe, problem } from '../../problem.js';
import { bodyOf } from './bodies.js';

/** Tencent Cloud IM itself, from another application or region: pages of history, messages, callbacks. */
export const preset: Preset = {
  name: 'tencent',
  version: 1,
  title: 'Tencent Cloud IM: history pages and files, callbacks',
  format: { shape: { glued: true }, maxRecordBytes: 64 * 1024 * 1024 },
  options: {
    column: { value: 'NAME', help: 'column of a table that holds the record; found out by default' },
  },
  recognise: (value) => (unwrap(value, isRecord, undefined) ? 1 : 0),
  compile: (settings) => (value) => translate(value, settings),
};

function isRecord(value: Draft): boolean {
  const { MsgList, From_Account, MsgBody, CallbackCommand, ActionStatus, ErrorCode } = value;
  if (Array.isArray(MsgList) || typeof CallbackCommand === 'string') return true;
  return (
    (From_Account !== undefined && MsgBody !== undefined) || (ActionStatus !== undefined && ErrorCode !== undefined)
  );
}

function translate(value: unknown, { options }: PresetSettings): Translated {
  const record = unwrap(value, isRecord, options.column);
  if (!record) return { problem: NO_RECORD };
  if (record.From_Account !== undefined || record.CallbackCommand !== undefined) return translateOne(record);
  if (record.ActionStatus === 'FAIL' || (isGiven(record.ErrorCode) && numberOf(record.ErrorCode) !== 0)) {
    return { problem: failedQuery(record.ErrorCode) };
  }
  const messages = listOf(record.MsgList) ?? [];
  if (messages.length === 0) return { skip: 'empty' };
  return { several: messages.map((message) => ({ value: message, becomes: translateOne(message) })) };
}

function translateOne(message: unknown): TranslatedOne {
  if (!isDraft(message)) return { problem: NO_RECORD };
  const { From_Account: from, To_Account: to, MsgBody, CloudCustomData } = message;
  const key = keyOf(message);
  if (message.CallbackCommand === WITHDRAWN) {
    return { skip: 'recall', control: { kind: 'recall', target: message.MsgKey, from, to } };
  }
  const left = whyLeftOut(message);
  if (left !== undefined) return { skip: left };
  const elements = listOf(MsgBody) ?? [];
  if (elements.length === 0) return { skip: 'empty' };
  const { body, notes } = bodyOf(elements);
  const head = { id: key, from, to, time: movePoint(secondsOf(message), SECONDS_TO_MS), seq: message.MsgSeq };
  const customData = isGiven(CloudCustomData) ? { customData: CloudCustomData } : {};
  return { drafts: [withNotes({ ...head, body, ...customData }, notes)] };
}

const SECONDS_TO_MS = 3;

/** Pages write MsgTimeStamp, files of history perhaps MsgTimestamp, callbacks MsgTime. */
function secondsOf({ MsgTimeStamp, MsgTimestamp, MsgTime }: Draft): unknown {
  return firstGiven(MsgTimeStamp, MsgTimestamp, MsgTime);
}

/** MsgKey is made of these three; where a record does not carry it, or only it, the same id comes out. */
function keyOf(message: Draft): unknown {
  const { MsgSeq, MsgRandom, MsgKey } = message;
  if (isGiven(MsgKey)) return MsgKey;
  const parts = [MsgSeq, MsgRandom, secondsOf(message)].map(textOf);
  return parts.includes(undefined) ? undefined : parts.join('_');
}

const WITHDRAWN = 'C2C.CallbackAfterMsgWithDraw';

/** Callbacks of one-to-one messages; those of groups and of everything else are told by their names. */
const CALLBACKS: Readonly<Record<string, string | undefined>> = {
  'C2C.CallbackAfterSendMsg': undefined,
  'C2C.CallbackBeforeSendMsg': 'before-send',
  'C2C.CallbackAfterMsgReport': 'receipt',
};

function whyLeftOut(message: Draft): string | undefined {
  const { CallbackCommand: callback, GroupId, ToGroupId, MsgFlagBits, SendMsgResult, OnlineOnlyFlag } = message;
  if (typeof callback === 'string' && !Object.hasOwn(CALLBACKS, callback)) {
    return callback.startsWith('Group.') ? 'group' : 'system';
  }
  if (typeof callback === 'string' && CALLBACKS[callback] !== undefined) return CALLBACKS[callback];
  if (isGiven(firstGiven(GroupId, ToGroupId))) return 'group';
  if (isRecalled({ MsgFlagBits: numberOf(MsgFlagBits) })) return 'recalled';
  if (isGiven(SendMsgResult) && numberOf(SendMsgResult) !== 0) return 'failed';
  // Only for who was online, kept nowhere.
  return numberOf(OnlineOnlyFlag) === 1 ? 'signalling' : undefined;
}

function failedQuery(code: unknown) {
  return problem(
    'query-failed',
    `the page is the answer to a query that failed, with ErrorCode ${describe(code)}`,
    'Query again: messages are missing from here on.',
  );
}

const NO_RECORD = problem(
  'not-tencent',
  'expected a message with From_Account and MsgBody, a page with MsgList, or a callback',
  'See docs/presets/tencent.md; a record inside a table’s column: --option column=NAME.',
);
