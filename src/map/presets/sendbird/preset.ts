import { isDraft } from '../../draft.js';
import { objectOf } from '../../kit/json-text.js';
import type { Preset } from '../../preset.js';
import { readMembers } from './members.js';
import { compileMessages } from './messages.js';

/**
 * Sendbird's data export: documents of one channel's messages together with the channel, packed in a zip; and messages as
 * JSON Lines or CSV, whose channels come from a file of their own.
 */
export const preset: Preset = {
  name: 'sendbird',
  version: 1,
  title: 'Sendbird: data export of group channels, messages with their channel',
  format: {
    // Lists of channels and users lie in the same archive; what they hold is passed over.
    shape: {
      paths: ['messages', 'group_channels', 'channels', 'active_users', 'users'],
      around: ['channel'],
    },
  },
  options: {
    members: {
      value: 'FILE',
      isFile: true,
      help: 'JSON or JSON Lines of channels with channel_url and members, for messages that come without their channel',
    },
    alone: {
      value: 'reject|self',
      choices: ['reject', 'self'],
      default: 'reject',
      help: 'a channel with a single member: what is left of a conversation whose other member left, or notes to oneself',
    },
  },
  recognise: (value) => {
    if (!isDraft(value)) return 0;
    const record = isDraft(value.record) ? value.record : value;
    if (record.message_id === undefined || record.channel_url === undefined) return 0;
    return typeof objectOf(record.user)?.user_id === 'string' ? 1 : 0.7;
  },
  compile: ({ options, files }) =>
    compileMessages(
      files.members ? readMembers(files.members) : new Map(),
      options.alone === 'self' ? 'self' : 'unknown',
    ),
};
