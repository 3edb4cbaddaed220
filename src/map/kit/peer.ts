import { type Problem, problem } from '../problem.js';
import { textOf } from './values.js';

/** Who is spoken to in a room, where the source knows rooms and members only. */
export type Peer = { readonly to: string } | { readonly skip: string } | { readonly problem: Problem };

/**
 * The other member of a room of exactly two; three and more are a group, whatever the room is called. `alone`: what a room
 * with one member is. Where members can leave it may be what is left of a conversation of two, and is a problem.
 */
export function peerOf(from: string | undefined, members: Iterable<unknown>, alone: 'self' | 'unknown'): Peer {
  const distinct = new Set<string>();
  for (const member of members) {
    const name = textOf(member);
    if (name !== undefined) distinct.add(name);
    if (distinct.size > 2) return { skip: 'group' };
  }
  if (distinct.size === 0) return { problem: NO_MEMBERS };
  if (from === undefined || !distinct.has(from)) return { problem: strangerAmong(distinct.size) };
  if (distinct.size === 1) return alone === 'self' ? { skip: 'self' } : { problem: ALONE };
  const [one, other] = distinct;
  return { to: (one === from ? other : one)! };
}

const ADVICE = 'Say who the two members were (docs of the preset: members), then run the rejects again.';

const NO_MEMBERS = problem('members-unknown', 'the export does not say who the members of the room are', ADVICE);

const ALONE = problem('peer-unknown', 'the sender is the only member of the room; the other one may have left', ADVICE);

function strangerAmong(count: number): Problem {
  return problem('peer-unknown', `the sender is none of the ${count} members of the room and may have left it`, ADVICE);
}
