import { type Draft, isDraft } from '../../draft.js';
import { type Peer, peerOf } from '../../kit/peer.js';
import { objectsOf } from '../../kit/side-file.js';
import { isTrue, textOf, wordOf } from '../../kit/values.js';
import type { PresetFile } from '../../preset.js';
import { problem } from '../../problem.js';

/** The rooms of a server, of which direct ones are conversations. */

export interface Room {
  /** `d` direct, `c` channel, `p` private group, `l` live chat. */
  readonly type: string;
  readonly isEncrypted: boolean;
  readonly members: readonly string[];
  /** How many names are listed beside the members: they should be as many. */
  readonly names: number | undefined;
}

export type Rooms = ReadonlyMap<string, Room>;

/** Throws FatalError('usage', 'side-file') naming the line. */
export function readRooms(file: PresetFile): Rooms {
  return new Map(objectsOf(file, ['rooms']).map((room) => [wordOf(idOf(room._id)), roomOf(room)]));
}

function roomOf({ t, encrypted, uids, usernames }: Draft): Room {
  return {
    type: wordOf(t),
    isEncrypted: isTrue(encrypted),
    members: Array.isArray(uids) ? uids.flatMap((id) => textOf(id) ?? []) : [],
    names: Array.isArray(usernames) ? usernames.length : undefined,
  };
}

/** Ids are texts, or, where something else has written them, `{"$oid": …}`. */
export function idOf(value: unknown): string | undefined {
  return textOf(isDraft(value) ? value.$oid : value);
}

const LEFT_OUT: ReadonlyMap<string, string> = new Map([
  ['l', 'livechat'],
  ['v', 'livechat'],
]);

/** Who a message of `from` in the room is for. */
export function receiver(rooms: Rooms | undefined, room: string | undefined, from: string | undefined): Peer {
  const found = room === undefined ? undefined : rooms?.get(room);
  if (!found) return { problem: rooms ? NOT_IN_FILE : NO_FILE };
  if (found.type !== 'd') return { skip: LEFT_OUT.get(found.type) ?? 'group' };
  if (found.isEncrypted) return { skip: 'encrypted' };
  const { members, names } = found;
  // Both lists are kept by hand in the database; where they disagree neither is to be trusted.
  if (members.length <= 2 && names !== undefined && names !== members.length) return { problem: CONTRADICTION };
  return peerOf(from, members, { alone: 'self', advice: CORRECT_ROOM });
}

const CORRECT_ROOM =
  'Correct uids of the room in the rooms file: a direct room of two lists both, the author included.';

const NO_FILE = problem(
  'rooms-missing',
  'a message names its room, and no file of rooms was given',
  'Export the rooms, too: mongoexport --collection rocketchat_room, and give them with --option rooms=FILE.',
);

const NOT_IN_FILE = problem(
  'room-unknown',
  'the room of the message is not in the file of rooms',
  'Export rocketchat_room again, all of it, and give it with --option rooms=FILE.',
);

const CONTRADICTION = problem(
  'room-contradicts',
  'the room lists another number of usernames than of uids',
  CORRECT_ROOM,
);
