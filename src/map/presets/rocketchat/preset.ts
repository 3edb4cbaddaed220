import { isDraft } from '../../draft.js';
import { isGiven } from '../../kit/values.js';
import type { Preset } from '../../preset.js';
import { isCsvRow } from './csv-rows.js';
import { isMessage } from './messages.js';
import { readRooms } from './rooms.js';
import { compileRecords } from './translate.js';

/** Rocket.Chat: its messages as mongoexport writes them, with its rooms from a file; and the files of its CSV importer. */
export const preset: Preset = {
  name: 'rocketchat',
  aliases: ['rocket.chat'],
  version: 1,
  title: 'Rocket.Chat: mongoexport of rocketchat_message, or CSV files of direct messages',
  // Files for the CSV importer have no header.
  format: { csv: { header: false, columns: ['from', 'to', 'ts', 'text'] } },
  options: {
    rooms: {
      value: 'FILE',
      isFile: true,
      help: 'mongoexport of rocketchat_room: who is in which room; needed for messages of rocketchat_message',
    },
  },
  recognise: (value) => {
    if (!isDraft(value)) return 0;
    if (isMessage(value)) return isDraft(value.u) && isGiven(value.ts) ? 1 : 0.4;
    return isCsvRow(value) ? 0.1 : 0;
  },
  compile: ({ files }) => compileRecords(files.rooms ? readRooms(files.rooms) : undefined),
};
