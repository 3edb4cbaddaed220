import { type Draft, isDraft } from '../../draft.js';
import { textOf } from '../../kit/values.js';

/** What one record of an export is about. */
export interface Entity {
  readonly kind: 'message' | 'channel' | 'member' | 'other';
  readonly item: Draft;
  /** Of a message that comes with its channel. */
  readonly channel?: Draft;
}

/** Under which names the two shapes of an export, and the lists of the interface, keep what an entity holds. */
const HOLDERS = ['item', 'data'];

/** Undefined for what is no record of Stream. */
export function entityOf(value: unknown): Entity | undefined {
  if (!isDraft(value)) return undefined;
  const { type, message, channel, member } = value;
  const held = HOLDERS.map((name) => value[name]).find(isDraft);
  if (typeof type === 'string' && held) return { kind: kindOf(type), item: held };
  if (isDraft(message)) return { kind: 'message', item: message, ...(isDraft(channel) ? { channel } : {}) };
  if (isDraft(channel)) return { kind: 'channel', item: { ...channel, ...given(value) } };
  if (isDraft(member)) return { kind: 'member', item: member };
  if (value.id !== undefined && value.user !== undefined && value.created_at !== undefined)
    return { kind: 'message', item: value };
  const members = Object.values(value);
  return members.length === 1 && isDraft(members[0]) ? { kind: 'other', item: members[0] } : undefined;
}

function kindOf(type: string): Entity['kind'] {
  return type === 'message' || type === 'channel' || type === 'member' ? type : 'other';
}

/** The older export keeps members and messages beside the channel. */
function given({ members, messages }: Draft): Draft {
  return { ...(Array.isArray(members) ? { members } : {}), ...(Array.isArray(messages) ? { messages } : {}) };
}

/** A user as an id, or as an object that has one. */
export function userId(user: unknown): string | undefined {
  return textOf(isDraft(user) ? user.id : user);
}

/** `type:id` of the channel a message or a member names, or of a channel itself. */
export function channelKey(type: unknown, id: unknown, cid: unknown): string | undefined {
  if (textOf(cid) !== undefined) return textOf(cid);
  return textOf(id) === undefined ? undefined : `${textOf(type) ?? 'messaging'}:${textOf(id)}`;
}
