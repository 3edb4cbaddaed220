import { type Draft, type Held, isDraft, type Translated, type TranslatedOne } from '../../draft.js';
import { customData } from '../../kit/custom-data.js';
import { movePoint } from '../../kit/decimal.js';
import { listOf, objectOf } from '../../kit/json-text.js';
import { isGiven, textOf, wordOf } from '../../kit/values.js';
import { describe, isProblem, type Problem, problem } from '../../problem.js';
import { readContent } from './content.js';

/** Messages of JMessage's reports, and the pages they come in. */

export function isMessage(value: Draft): boolean {
  return isGiven(value.msgid) && isGiven(value.target_type) && isGiven(value.from_id);
}

/** The messages of a page. The name of the list is a common one. */
export function entriesOf(page: Draft): readonly unknown[] | undefined {
  const list = listOf(page.messages);
  const isPage =
    list?.length === 0 ? 'total' in page && 'count' in page : list?.some((one) => isDraft(one) && isMessage(one));
  return isPage ? list : undefined;
}

export function readPage(entries: readonly unknown[], keepsCrossApp: boolean): Translated {
  if (entries.length === 0) return { skip: 'empty' };
  return { several: entries.map((entry) => held(entry, keepsCrossApp)) };
}

function held(entry: unknown, keepsCrossApp: boolean): Held {
  const isOne = isDraft(entry) && isMessage(entry);
  return { value: entry, becomes: isOne ? readMessage(entry, keepsCrossApp) : { problem: NO_ENTRY } };
}

/** Kinds of targets that are no person. */
const LEFT_OUT: ReadonlyMap<unknown, string> = new Map([
  ['group', 'group'],
  ['chatroom', 'chatroom'],
]);

export function readMessage(message: Draft, keepsCrossApp: boolean): TranslatedOne {
  const { msgid: id, from_id: from, target_id: to, target_type: target, from_type: sender } = message;
  const skip = LEFT_OUT.get(target);
  if (skip !== undefined) return { skip };
  const time = timeOf(message);
  const head = { id, from, to, ...(isProblem(time) ? {} : { time }) };
  if (target !== 'single') return { problem: unknownTarget(target), head };
  if (isProblem(time)) return { problem: time, head };
  if (isCrossApp(message) && !keepsCrossApp) return { problem: CROSS_APP, head };
  const body = objectOf(message.msg_body);
  if (!body) return { problem: BROKEN_BODY, head };
  const told = customData(objectOf(body.extras) ?? body.extras, { fromType: sender === 'user' ? undefined : sender });
  return { drafts: [{ ...head, customData: told, ...readContent(message.msg_type, body) }] };
}

const DIGITS_OF_SECONDS = 10;

/** When the server had it, in milliseconds; else when the sender says, in seconds. */
function timeOf({ msg_ctime: received, create_time: sent }: Draft): unknown {
  if (isGiven(received)) return received;
  const digits = textOf(sent);
  if (digits === undefined || !/^\d+$/.test(digits) || digits.length === DIGITS_OF_SECONDS) return movePoint(sent, 3);
  return problem(
    'time-unclear',
    `there is no msg_ctime, and create_time has ${digits.length} digits; seconds have ${DIGITS_OF_SECONDS}`,
    'Export the message with msg_ctime (reports of version 2 have it), or correct create_time.',
  );
}

/** Names of users are unique in one app only. */
function isCrossApp({ msg_level: level, from_appkey: sender, target_appkey: receiver }: Draft): boolean {
  return wordOf(level) === '1' || (isGiven(sender) && isGiven(receiver) && sender !== receiver);
}

function unknownTarget(target: unknown): Problem {
  return problem(
    'conversation-unknown',
    `expected target_type single, group or chatroom, got ${describe(target)}`,
    'Look at the record; single is one-to-one.',
  );
}

const NO_ENTRY = problem(
  'not-jmessage',
  'expected each entry of a page to be a message with msgid, target_type and from_id',
  'Export the page again.',
);
const BROKEN_BODY = problem(
  'body-broken',
  'expected msg_body as an object, or its JSON as text',
  'It may have been cut by a column that is too short: export it again from where it is whole.',
);
const CROSS_APP = problem(
  'cross-app',
  'sender and receiver are users of two apps, in which the same name may be two people',
  'If names are unique in all your apps: --option cross-app=keep.',
);
