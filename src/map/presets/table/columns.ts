import type { Draft } from '../../draft.js';
import { type Accessor, compilePath, parsePath } from '../../path.js';

/** Where in a row things stand: the names teams give their columns, and columns a person names. */

/**
 * Usual names by role, the more telling first: where a table has two of them, the first in the list is taken. A number
 * that counts rows (`id`) comes behind the names of the message itself, a time of insertion behind that of sending.
 * Compared without case and punctuation: `msgId`, `MSG_ID` and `msg_id` are one.
 */
export const COLUMN_NAMES = {
  id: 'msg_id message_id server_msg_id msg_uid message_uid msg_uuid message_uuid mid id uuid',
  from: 'from from_id from_uid from_user from_user_id from_account sender sender_id sender_uid sender_user_id sender_account send_id send_uid send_user_id uid',
  to: 'to to_id to_uid to_user to_user_id to_account receiver receiver_id receiver_uid receiver_user_id receiver_account receive_id receive_uid recv_id recv_uid recv_user_id recipient recipient_id target target_id target_uid peer peer_id peer_uid',
  time: 'time send_time sent_time sent_at send_at msg_time message_time msg_timestamp timestamp ts created_at create_time created_time create_at gmt_create ctime dt',
  type: 'msg_type message_type content_type media_type msg_kind message_kind type kind',
  body: 'content body msg_content message_content msg_body message_body msg message text msg_text payload attach attachment extra',
  /** Says whether a row belongs to a one-to-one conversation. */
  conversationKind: 'chat_type session_type conversation_type conv_type target_type is_group',
  /** Holds the group's id in rows of groups, and nothing in others. */
  group: 'group_id gid to_group to_group_id team_id chatroom_id',
  state: 'status state msg_status message_status',
} as const;

export type Role = keyof typeof COLUMN_NAMES;

/** Roles without which a row cannot become a message. */
export const NEEDED: readonly Role[] = ['id', 'from', 'to', 'time', 'body'];

/** A name as it is compared. */
export function plainName(name: string): string {
  return name.toLowerCase().replace(/[^\p{L}\p{N}]/gu, '');
}

const RANKS = new Map(
  Object.entries(COLUMN_NAMES).map(([role, names]) => [
    role as Role,
    new Map(names.split(' ').map((name, rank) => [plainName(name), rank])),
  ]),
);

/** The columns that have a usual name of the role, the most telling first. */
export function usualColumns(role: Role, columns: readonly string[]): readonly string[] {
  const ranks = RANKS.get(role)!;
  return columns
    .filter((name) => ranks.has(plainName(name)))
    .sort((one, other) => ranks.get(plainName(one))! - ranks.get(plainName(other))!);
}

/** A column, or a place inside one. */
export interface Place {
  readonly name: string;
  readonly read: Accessor;
  readonly isIn: (row: Draft) => boolean;
}

/** The column of that name; in rows that have none, a path such as `sender.uid`. */
export function placeNamed(name: string): Place {
  const isPath = (parsePath(name)?.length ?? 0) > 1;
  const inside = isPath ? compilePath(name) : () => undefined;
  const read = (row: unknown) => (Object.hasOwn(row as Draft, name) ? (row as Draft)[name] : inside(row));
  return { name, read, isIn: (row) => Object.hasOwn(row, name) || inside(row) !== undefined };
}

/** Nothing, null, and an empty cell are one. */
export function isEmpty(value: unknown): boolean {
  return value === undefined || value === null || value === '';
}
