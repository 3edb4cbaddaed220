import { isDraft, type Translator } from '../../draft.js';
import { problem } from '../../problem.js';
import { isCsvRow, translateRow } from './csv-rows.js';
import { isMessage, translateMessage } from './messages.js';
import type { Rooms } from './rooms.js';

/** Rocket.Chat's records. */
export function compileRecords(rooms: Rooms | undefined): Translator {
  return (value) => {
    if (!isDraft(value)) return { problem: NO_RECORD };
    if (isMessage(value)) return translateMessage(value, rooms);
    return isCsvRow(value) ? translateRow(value) : { problem: NO_RECORD };
  };
}

const NO_RECORD = problem(
  'not-rocketchat',
  'expected a message of rocketchat_message with _id, rid and u, or a row of from, to, ts, text',
  'See docs/presets/rocketchat.md for what is read.',
);
