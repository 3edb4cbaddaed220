import { type Problem, problem } from '../problem.js';
import { textOf } from './values.js';

/** Who is spoken to in a room, where the source knows rooms and members only. */
export type Peer = { readonly to: string } | { readonly skip: string } | { readonly problem: Problem };

/** What the source's preset knows of its rooms. */
export interface RoomRules {
  /** What a room with one member is. Where members can leave, it may be what is left of two, and is a problem. */
  readonly alone: 'self' | 'unknown';
  /** What to do about a room whose members are not known. */
  readonly advice: string;
}

/** The other member of a room of exactly two; three and more are a group, whatever the room is called. */
export function peerOf(from: string | undefined, members: Iterable<unknown>, { alone, advice }: RoomRules): Peer {
  const distinct = new Set<string>();
  for (const member of members) {
    const name = textOf(member);
    if (name !== undefined) distinct.add(name);
    if (distinct.size > 2) return { skip: 'group' };
  }
  if (distinct.size === 0) {
    const reason = 'the export does not say who the members of the room are';
    return { problem: problem('members-unknown', reason, advice) };
  }
  if (from === undefined || !distinct.has(from)) {
    const reason = 'the sender is not among the members of the room and may have left it';
    return { problem: problem('peer-unknown', reason, advice) };
  }
  if (distinct.size === 2) return { to: [...distinct].find((name) => name !== from)! };
  if (alone === 'self') return { skip: 'self' };
  const reason = 'the sender is the only member of the room; the other one may have left it';
  return { problem: problem('peer-unknown', reason, advice) };
}
