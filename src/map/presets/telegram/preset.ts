import { isDraft } from '../../draft.js';
import { isGiven } from '../../kit/values.js';
import type { Preset } from '../../preset.js';
import { OWNER } from './chat.js';
import { compileMessages } from './messages.js';

/** Telegram Desktop's result.json: one chat, or everything an account has. */
export const preset: Preset = {
  name: 'telegram',
  version: 1,
  title: 'Telegram Desktop: result.json of one chat or of an account',
  format: {
    format: 'json',
    shape: {
      paths: ['messages', 'chats.list[].messages', 'left_chats.list[].messages'],
      within: ['id', 'type', 'name', OWNER],
      hexEscapes: true,
    },
  },
  options: {
    owner: {
      value: 'ID',
      help: 'user id of whose account it was, in digits; needed for an export of one chat, which does not name it',
    },
  },
  recognise: (value) => {
    if (!isDraft(value)) return 0;
    const record = isDraft(value.record) ? value.record : value;
    if (!isGiven(record.id) || !isGiven(record.date) || !('text' in record)) return 0;
    return isGiven(record.from_id) || isGiven(record.actor_id) ? 1 : 0.3;
  },
  compile: ({ options }) => compileMessages(options.owner),
};
