import { isDraft } from '../../draft.js';
import { isGiven } from '../../kit/values.js';
import type { Preset } from '../../preset.js';
import { entityOf } from './entity.js';
import { gatherMembers } from './members.js';
import { compileMessages } from './messages.js';

/**
 * Stream Chat: lists of { type, item } as its import takes them, JSON array or JSON Lines; and exports of channels in the
 * shape of its interface. Who is in a channel may stand anywhere in an export, so all of it is looked through first.
 */
export const preset: Preset = {
  name: 'stream',
  aliases: ['getstream'],
  version: 1,
  title: 'Stream Chat: import files and channel exports',
  // A channel of the older export is one record with all its messages.
  format: { shape: { paths: ['channels'] }, maxRecordBytes: 64 * 1024 * 1024 },
  recognise: (value) => {
    const entity = entityOf(value);
    if (entity?.kind === 'message') {
      const { channel_member_ids, channel_type, cid } = entity.item;
      return [channel_member_ids, channel_type, cid].some(isGiven) ? 1 : 0.3;
    }
    if (!entity || !isDraft(value)) return 0;
    return isDraft(value.item) || Array.isArray(entity.item.messages) ? 0.8 : 0.2;
  },
  gather: gatherMembers,
  compile: ({ gathered }) => compileMessages(gathered),
};
