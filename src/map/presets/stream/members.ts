import { FatalError } from '../../../errors.js';
import { type Draft, isDraft } from '../../draft.js';
import type { Gatherer } from '../../preset.js';
import { channelKey, entityOf, userId } from './entity.js';

/** Members by channel; of groups no more than tell that they are groups. */
export type Members = ReadonlyMap<string, readonly string[]>;

/** Channels whose members are remembered, about 300 bytes each. */
const MOST_CHANNELS = 1_000_000;
/** Three members are a group. */
const TELLING_MEMBERS = 3;

/** Looks through an export for who is in which channel. */
export function gatherMembers(): Gatherer {
  const channels = new Map<string, string[]>();
  return {
    take: (value) => {
      const entity = entityOf(value);
      if (entity?.kind === 'channel') {
        const { type, id, cid } = entity.item;
        for (const member of membersOf(entity.item) ?? []) add(channelKey(type, id, cid), member);
      } else if (entity?.kind === 'member') {
        const { channel_type: type, channel_id: id, channel_cid: cid, user_id: user } = entity.item;
        add(channelKey(type, id, cid), userId(user) ?? userId(entity.item.user));
      }
    },
    result: () => channels,
  };

  function add(channel: string | undefined, member: string | undefined): void {
    if (channel === undefined || member === undefined) return;
    const known = channels.get(channel);
    if (!known && channels.size >= MOST_CHANNELS) throw tooMany();
    if (!known) channels.set(channel, [member]);
    else if (known.length < TELLING_MEMBERS && !known.includes(member)) known.push(member);
  }
}

/** Members a channel, or a message, lists itself; undefined when it lists none. */
export function membersOf(item: Draft): readonly string[] | undefined {
  const list = [item.channel_member_ids, item.member_ids, item.members].find(Array.isArray);
  if (!list || list.length === 0) return undefined;
  return list.flatMap((one) => (isDraft(one) ? (userId(one.user_id) ?? userId(one.user)) : userId(one)) ?? []);
}

function tooMany(): FatalError {
  return new FatalError(
    'usage',
    'too-many-channels',
    `The export has more than ${MOST_CHANNELS} channels whose members stand apart from their messages.`,
    'Split the export by channels, members and messages of a channel together, and import the parts one by one.',
  );
}
