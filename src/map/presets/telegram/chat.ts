import type { Draft } from '../../draft.js';
import { wordOf } from '../../kit/values.js';
import { type Problem, problem } from '../../problem.js';

/** Who talks to whom in a chat: the person whose account was exported, and the one whose id the chat has. */

/** Where a whole export names its owner. */
export const OWNER = 'personal_information.user_id';

/** By the type of a chat; what is not named here is a group or a channel. */
const LEFT_OUT: ReadonlyMap<unknown, string> = new Map([
  ['bot_chat', 'bot'],
  ['saved_messages', 'self'],
  ['replies', 'system'],
  ['verification_codes', 'system'],
]);

/** Why the messages of a chat are left out; undefined for a chat of two. */
export function leftOut({ type }: Draft): string | undefined {
  if (type === 'personal_chat') return undefined;
  return LEFT_OUT.get(type) ?? 'group';
}

/** Ids had this added at times before June 2021, users' and chats' not always together; none was as large by itself then. */
const OLD_SHIFT = 0x1_0000_0000n;

export interface Pair {
  readonly peer: string | undefined;
  readonly from: string | undefined;
  readonly to: string | Problem;
}

/** `given`: the owner as a person names it. In exports of before June 2021 `from_id` is a number. */
export function pairOf(chat: Draft, fromId: unknown, given: string | undefined): Pair {
  const isOld = typeof fromId === 'number' || typeof fromId === 'bigint';
  const [from, peer] = [plainId(fromId, isOld), plainId(chat.id, isOld)];
  const owner = plainId(chat[OWNER], isOld) ?? plainId(given, isOld);
  return { peer, from, to: receiver(from, peer, owner) };
}

function receiver(from: string | undefined, peer: string | undefined, owner: string | undefined): string | Problem {
  if (from === undefined || peer === undefined) return NO_SENDER;
  if (from === peer) return owner ?? OWNER_UNKNOWN;
  return owner === undefined || owner === from ? peer : STRANGER;
}

/** `user123` and 123 are one; channels have no account. */
function plainId(value: unknown, isOld: boolean): string | undefined {
  const digits = /^(?:user)?(\d{1,19})$/.exec(wordOf(value))?.[1];
  if (digits === undefined) return undefined;
  const id = BigInt(digits);
  return String(isOld && id >= OLD_SHIFT ? id - OLD_SHIFT : id);
}

const NO_SENDER = problem(
  'sender-unknown',
  'the message names no user as its sender, or the chat has no id',
  'Such messages come from deleted accounts and channels; correct from_id, or leave them.',
);

const OWNER_UNKNOWN = problem(
  'owner-unknown',
  'the message is from the other one, and the export does not say whose account it was',
  'Give --option owner=ID: the digits of from_id in the messages you have sent.',
);

const STRANGER = problem(
  'sender-unknown',
  'the sender is neither the owner of the account nor the one the chat is with',
  'Check --option owner; the sender of your own messages is your id.',
);
