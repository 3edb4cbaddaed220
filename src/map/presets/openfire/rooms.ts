import type { Jid } from '../../kit/jid.js';
import { textOf } from '../../kit/values.js';
import type { PresetSettings } from '../../preset.js';

/**
 * Which rows belong to chat rooms. The table itself does not say: a room is known by the domain it lives on, or by the
 * conversation's number, which the table ofConversation has a room for.
 */
export function compileRooms({
  options,
  files,
}: PresetSettings): (conversation: unknown, from: Jid, to: Jid) => boolean {
  const domains = options.conference
    ?.toLowerCase()
    .split(',')
    .map((domain) => domain.trim());
  const lines = (files.rooms?.text ?? '').split('\n');
  const numbers = new Set(lines.flatMap((line) => /^\s*"?(\d+)/.exec(line)?.[1] ?? []));
  const isConference = ({ domain }: Jid): boolean => domains?.includes(domain) ?? domain.startsWith('conference.');
  return (conversation, from, to) => isConference(to) || isConference(from) || numbers.has(textOf(conversation) ?? '');
}
