import { type Draft, isDraft, type Translated, type TranslatedOne, type Translator } from '../../draft.js';
import { message } from '../../kit/content.js';
import { customData } from '../../kit/custom-data.js';
import { entryOf } from '../../kit/entry-of.js';
import { numberOf } from '../../kit/number.js';
import { type Peer, peerOf } from '../../kit/peer.js';
import { given, isGiven, isTrue, wordOf } from '../../kit/values.js';
import { problem } from '../../problem.js';
import { contentsOf } from './contents.js';
import { channelKey, entityOf, userId } from './entity.js';
import { customFields } from './fields.js';
import { type Members, membersOf } from './members.js';

/** Stream's records, with what was gathered of channels and their members. */
export function compileMessages(gathered: unknown): Translator {
  const known: Members = gathered instanceof Map ? gathered : new Map();
  return (value): Translated => {
    const entity = entityOf(value);
    if (!entity) return { problem: NO_RECORD };
    const { kind, item, channel } = entity;
    if (kind === 'message') return translate(item, channel);
    if (kind !== 'channel' || !Array.isArray(item.messages) || item.messages.length === 0)
      return { skip: 'not-a-message' };
    return severalOf(item, item.messages);
  };

  /** Each message with its channel is a record of its own. */
  function severalOf({ messages: _, ...whole }: Draft, messages: readonly unknown[]): Translated {
    const { id, type, cid, member_count } = whole;
    const channel = { id, type, cid, member_count, member_ids: membersOf(whole)?.slice(0, 3) };
    return {
      several: messages.map((one) => ({
        value: { message: one, channel },
        becomes: isDraft(one) ? translate(one, channel) : { problem: NO_RECORD },
      })),
    };
  }

  function translate(item: Draft, channel: Draft | undefined): TranslatedOne {
    const left = leftOut(item);
    if (left !== undefined) return { skip: left };
    const from = userId(item.user) ?? userId(item.user_id);
    const head = { id: item.id, from, time: item.created_at };
    const peer = receiver(from, item, channel);
    if ('skip' in peer) return peer;
    if ('problem' in peer) return { ...peer, head };
    const contents = contentsOf(item);
    if (contents.length === 0) return { skip: 'empty' };
    return { drafts: [message({ ...head, to: peer.to, customData: besides(item) }, contents)] };
  }

  function receiver(from: string | undefined, item: Draft, channel: Draft | undefined): Peer {
    const whole = channel ?? (isDraft(item.channel) ? item.channel : {});
    if ((numberOf(whole.member_count) ?? 0) > 2) return { skip: 'group' };
    const key = channelKey(item.channel_type ?? whole.type, item.channel_id ?? whole.id, item.cid ?? whole.cid);
    // The list a message carries is all of a channel that is defined by its members: one id is oneself.
    if (Array.isArray(item.channel_member_ids)) return peerOf(from, item.channel_member_ids, DEFINED_BY_MEMBERS);
    const members = membersOf(whole) ?? (key === undefined ? undefined : known.get(key)) ?? [];
    return peerOf(from, members, { alone: 'unknown', advice: ADD_MEMBERS });
  }
}

const ADD_MEMBERS =
  'Add a line {"type":"member","item":{"channel_type":…,"channel_id":…,"user_id":…}} for each member who is missing.';

const DEFINED_BY_MEMBERS = { alone: 'self', advice: ADD_MEMBERS } as const;

/** By the type of a message; what was seen by its sender alone was never a message to the other. */
const LEFT_OUT: Readonly<Record<string, string>> = {
  deleted: 'deleted',
  system: 'system',
  ephemeral: 'notice',
  error: 'notice',
};

function leftOut(item: Draft): string | undefined {
  if (isGiven(item.deleted_at)) return 'deleted';
  if (isTrue(item.shadowed)) return 'shadowed';
  return entryOf(LEFT_OUT, wordOf(item.type));
}

function besides(item: Draft): unknown {
  const { parent_id, quoted_message_id, message_text_updated_at: editedAt } = item;
  return customData({ ...given({ parent_id, quoted_message_id }), ...customFields(item) }, { editedAt });
}

const NO_RECORD = problem(
  'not-stream',
  'expected { type, item } of a Stream import, or a message, member or channel in the shape of its interface',
  'See docs/presets/stream.md for what is read.',
);
