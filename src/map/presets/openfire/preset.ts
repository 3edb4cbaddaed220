import { createHash } from 'node:crypto';
import { type Draft, isDraft, type TranslatedOne } from '../../draft.js';
import { translateStanza, XMPP_OPTIONS } from '../../kit/archived-stanza.js';
import { type Jid, parseJid } from '../../kit/jid.js';
import { cellOf, hasColumns, rawCellOf } from '../../kit/row.js';
import { readStanza, type Stanza } from '../../kit/stanza.js';
import { idOfOther, isLasting } from '../../kit/stanza-id.js';
import { textOf } from '../../kit/values.js';
import type { Preset, PresetSettings } from '../../preset.js';
import { isProblem, type Problem, problem } from '../../problem.js';
import { compileRooms } from './rooms.js';

/** Openfire: rows of the table `ofMessageArchive` of the monitoring plugin, one per message. */
export const preset: Preset = {
  name: 'openfire',
  version: 1,
  title: 'Openfire: table ofMessageArchive of the monitoring plugin',
  options: {
    ...XMPP_OPTIONS,
    conference: {
      value: 'DOMAIN,DOMAIN',
      help: 'domains of chat rooms; by default every domain that begins with conference.',
    },
    rooms: {
      value: 'FILE',
      isFile: true,
      help: 'file with the conversationIDs of rooms, one a line: ofConversation where room is not null',
    },
  },
  recognise: (value) => (isDraft(value) && hasColumns(value, COLUMNS) ? 1 : 0),
  compile: (settings) => {
    const isRoom = compileRooms(settings);
    return (value) => translate(value, isRoom, settings);
  },
};

const COLUMNS = ['conversationID', 'fromJID', 'toJID', 'sentDate', 'body'];

type RoomTest = ReturnType<typeof compileRooms>;

function translate(value: unknown, isRoom: RoomTest, { options }: PresetSettings): TranslatedOne {
  if (!isDraft(value) || !hasColumns(value, ['fromJID', 'toJID', 'sentDate'])) return { problem: NO_ROW };
  const from = parseJid(cellOf(value, 'fromJID'));
  const to = parseJid(cellOf(value, 'toJID'));
  if (!from || !to) return { problem: NO_ADDRESSES };
  // A private message inside a room: its people are known by their nicknames there.
  if (cellOf(value, 'isPMforJID') !== undefined) return { skip: 'group' };
  if (isRoom(cellOf(value, 'conversationID'), from, to)) return { skip: 'group' };
  const stanza = stanzaOf(value);
  const time = cellOf(value, 'sentDate');
  if (isProblem(stanza)) return { problem: stanza, head: { id: cellOf(value, 'messageID'), time } };
  return translateStanza({ stanza, id: idOf(value, stanza, from), from, to, time, isCopy: false }, options);
}

/** Where the server keeps no stanzas, the body is all there is. */
function stanzaOf(row: Draft): Stanza | Problem {
  const kept = cellOf(row, 'stanza');
  if (kept !== undefined) return readStanza(kept);
  const body = rawCellOf(row, 'body');
  const text = typeof body === 'string' && body !== '' && body !== '\\N' ? body : undefined;
  const root = { name: 'message', namespace: undefined, attributes: {}, children: [] };
  return { root, from: undefined, to: undefined, nativeId: undefined, body: text };
}

/**
 * What the writer's program called the message, so that corrections find it; else the number of the row, which the server
 * counts up over all conversations. Rows of old servers have neither.
 */
function idOf(row: Draft, { nativeId, body }: Stanza, from: Jid): unknown {
  if (isLasting(nativeId)) return idOfOther(from, nativeId);
  const number = cellOf(row, 'messageID');
  if (number !== undefined) return number;
  const facts = ['conversationID', 'fromJID', 'toJID', 'sentDate'].map((column) => textOf(cellOf(row, column)));
  const digest = createHash('sha256')
    .update(JSON.stringify([...facts, body ?? '']))
    .digest('hex');
  return `${from.bare}//${digest.slice(0, 16)}`;
}

const NO_ADDRESSES = problem('address-missing', 'the row names no sender or no receiver', 'Correct the record.');
const NO_ROW = problem(
  'not-openfire',
  'expected a row of Openfire’s table ofMessageArchive with fromJID, toJID and sentDate',
  'See docs/presets/openfire.md; name the columns of a dump that has no header.',
);
