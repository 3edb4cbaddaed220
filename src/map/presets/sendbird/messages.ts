import { type Draft, isDraft, type TranslatedOne, type Translator } from '../../draft.js';
import { message } from '../../kit/content.js';
import { customData } from '../../kit/custom-data.js';
import { objectOf } from '../../kit/json-text.js';
import { numberOf } from '../../kit/number.js';
import { type Peer, peerOf } from '../../kit/peer.js';
import { given, isGiven, isTrue, textOf, wordOf } from '../../kit/values.js';
import { problem } from '../../problem.js';
import { contentsOf } from './contents.js';
import { isSurelyGroup, type Members, membersOf } from './members.js';

/** Sendbird's messages, alone or in the frame of their channel. */
export function compileMessages(known: Members, alone: 'self' | 'unknown'): Translator {
  return (value) => {
    const framed = isDraft(value) && isDraft(value.record);
    const record = framed ? (value.record as Draft) : value;
    const channel = objectOf(framed ? objectOf(value.within)?.channel : (record as Draft | undefined)?.channel) ?? {};
    if (!isDraft(record)) return { problem: NO_RECORD };
    return isGiven(record.message_id) ? translate(record, channel) : leaveOut(record);
  };

  function translate(record: Draft, channel: Draft): TranslatedOne {
    const left = leftOut(record);
    if (left !== undefined) return { skip: left };
    const url = textOf(record.channel_url ?? channel.channel_url);
    if (url?.startsWith(OPEN_CHANNEL)) return { skip: 'chatroom' };
    const from = senderOf(record);
    const head = { id: record.message_id, from, time: record.created_at };
    const peer = receiver(from, channel, url);
    if ('skip' in peer) return peer;
    if ('problem' in peer) return { ...peer, head };
    const contents = contentsOf(record);
    if (contents.length === 0) return { skip: 'empty' };
    return { drafts: [message({ ...head, to: peer.to, customData: besides(record) }, contents)] };
  }

  function receiver(from: string | undefined, channel: Draft, url: string | undefined): Peer {
    if (isSurelyGroup(channel)) return { skip: 'group' };
    // What a person says in a file wins over the export, which no longer knows members who left.
    const members = (url === undefined ? undefined : known.get(url)) ?? membersOf(channel) ?? [];
    return peerOf(from, members, { alone, advice: NAME_MEMBERS });
  }
}

const NAME_MEMBERS =
  'Name both members of the channel in a file and give it with --option members=FILE; docs/presets/sendbird.md shows it.';

const OPEN_CHANNEL = 'sendbird_open_channel_';

/** `user` is an object, its JSON, or, in tables, a column of its own. */
function senderOf(record: Draft): string | undefined {
  const user = objectOf(record.user) ?? objectOf(record.sender);
  return textOf(user ? user.user_id : (record['user.user_id'] ?? record.user_id ?? record.sender_id));
}

/** Messages of administrators are notices of the app. */
const ADMIN = ['ADMM', 'BRDM'];

function leftOut(record: Draft): string | undefined {
  if (isTrue(record.is_removed)) return 'deleted';
  return ADMIN.includes(wordOf(record.type)) ? 'system' : undefined;
}

/** Channels and users out of the other lists of the export. */
function leaveOut(record: Draft): TranslatedOne {
  const isOther = isGiven(record.channel_url) || isGiven(record.user_id);
  return isOther ? { skip: 'not-a-message' } : { problem: NO_RECORD };
}

function besides(record: Draft): unknown {
  const { data, custom_type, parent_message_id: parent, updated_at: updated } = record;
  const isReply = isGiven(parent) && wordOf(parent) !== '0';
  const own = given({ custom_type, data, parent_message_id: isReply ? parent : undefined });
  return customData(own, { editedAt: numberOf(updated) === 0 ? undefined : updated });
}

const NO_RECORD = problem(
  'not-sendbird',
  'expected a Sendbird message with message_id, channel_url and created_at',
  'See docs/presets/sendbird.md for what is read.',
);
