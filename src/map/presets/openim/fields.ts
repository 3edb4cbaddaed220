import { type Draft, isDraft } from '../../draft.js';
import { isGiven, textOf } from '../../kit/values.js';

/** Fields of an OpenIM message: in the database in one spelling, in callbacks and SDKs in another. */

const SPELLINGS = {
  sendId: ['send_id', 'sendID'],
  receiveId: ['recv_id', 'recvID'],
  groupId: ['group_id', 'groupID'],
  clientId: ['client_msg_id', 'clientMsgID'],
  serverId: ['server_msg_id', 'serverMsgID'],
  session: ['session_type', 'sessionType'],
  contentType: ['content_type', 'contentType'],
  content: ['content'],
  seq: ['seq'],
  sendTime: ['send_time', 'sendTime'],
  createTime: ['create_time', 'createTime'],
  status: ['status'],
  ex: ['ex'],
} as const;

type Field = keyof typeof SPELLINGS;

/** The value, integers as mongoexport's canonical form has them as their text; undefined when there is none. */
export function fieldOf(message: Draft, field: Field): unknown {
  for (const name of SPELLINGS[field]) {
    const value = Object.hasOwn(message, name) ? plain(message[name]) : undefined;
    if (isGiven(value)) return value;
  }
  return undefined;
}

const EXTENDED = ['$numberLong', '$numberInt', '$numberDouble'];

function plain(value: unknown): unknown {
  if (!isDraft(value)) return value;
  const name = EXTENDED.find((candidate) => Object.hasOwn(value, candidate));
  return name === undefined ? value : value[name];
}

/** A number of the protocol, as text: CSV and mongoexport write them so. */
export function wordOf(message: Draft, field: Field): string | undefined {
  return textOf(fieldOf(message, field));
}
