import { type Draft, isDraft } from '../../draft.js';
import { isGiven } from '../../kit/values.js';
import { fieldOf, wordOf } from './fields.js';

/** Why a message of OpenIM is not imported, whatever it says. */

/** The callback that tells of a message that was sent. */
const SENT = 'callbackAfterSendSingleMsgCommand';

/** status of a message that was never sent, or is deleted. */
const STATES: Readonly<Record<string, string>> = { 3: 'failed', 4: 'deleted' };

/** session_type of what the server itself tells. */
const NOTIFICATIONS = '4';

/** `record`: what may stand round the message: whether it was taken back, and who deleted it. Undefined = it may be imported. */
export function whyLeftOut(record: Draft, message: Draft, single: string): string | undefined {
  return (
    whyNoMessage(message.callbackCommand) ??
    whyNotPrivate(message, single) ??
    whyGone(record, message) ??
    STATES[wordOf(message, 'status') ?? '']
  );
}

function whyNoMessage(callback: unknown): string | undefined {
  if (typeof callback !== 'string' || callback === SENT) return undefined;
  if (/GroupMsgCommand$/i.test(callback)) return 'group';
  return /BeforeSend|MsgModify/i.test(callback) ? 'before-send' : 'system';
}

function whyNotPrivate(message: Draft, single: string): string | undefined {
  const session = wordOf(message, 'session');
  if (session === single) return undefined;
  if (session === undefined) return fieldOf(message, 'groupId') === undefined ? undefined : 'group';
  return session === NOTIFICATIONS ? 'notice' : 'group';
}

function whyGone({ revoke, del_list: deleters }: Draft, message: Draft): string | undefined {
  // Who took it back stands inside; servers also write an empty object.
  if (isDraft(revoke) && isGiven(revoke.user_id ?? revoke.userID)) return 'recalled';
  const people = [fieldOf(message, 'sendId'), fieldOf(message, 'receiveId')];
  return Array.isArray(deleters) && people.every((person) => deleters.includes(person)) ? 'deleted' : undefined;
}
