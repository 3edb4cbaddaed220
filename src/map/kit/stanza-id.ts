import { createHash } from 'node:crypto';
import type { Jid } from './jid.js';
import { numberOf } from './number.js';

/**
 * Ids of stanzas, the same in both mailboxes. A stanza carries what its writer's program called it, which anybody may
 * choose: so the writer's address stands before it, and nobody can take back or change what another one wrote. Short ids
 * are counters of a session and come again: sender, receiver, text and minute are digested into them. Where there is no id
 * at all, the digest stands alone, with the second: the clocks of two mailboxes differ by less, save at its very edge.
 */

/** Random ids are at least this long. */
const LONG_ENOUGH = 12;

/** Whether what a program called its message is called so once, and not a counter of a session. */
export function isLasting(nativeId: string | undefined): nativeId is string {
  return nativeId !== undefined && nativeId.length >= LONG_ENOUGH;
}

export interface Named {
  readonly nativeId: string | undefined;
  readonly from: Jid;
  readonly to: Jid;
  readonly body: string | undefined;
  /** As a draft has it: milliseconds, whole or not. */
  readonly time: unknown;
}

export function stanzaId({ nativeId, from, to, body, time }: Named): string {
  if (isLasting(nativeId)) return idOfOther(from, nativeId);
  const spanMs = nativeId === undefined ? 1_000 : 60_000;
  const span = Math.floor((numberOf(time) ?? 0) / spanMs);
  const digest = createHash('sha256')
    .update(JSON.stringify([from.bare, to.bare, body ?? '', span]))
    .digest('hex');
  return `${idOfOther(from, nativeId ?? '')}/${digest.slice(0, 16)}`;
}

/** The id of another message of the same writer. */
export function idOfOther(from: Jid, nativeId: string): string {
  return `${from.bare}/${nativeId}`;
}
