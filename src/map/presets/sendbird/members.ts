import type { Draft } from '../../draft.js';
import { listOf, objectOf } from '../../kit/json-text.js';
import { numberOf } from '../../kit/number.js';
import { objectsOf } from '../../kit/side-file.js';
import { textOf } from '../../kit/values.js';
import type { PresetFile } from '../../preset.js';

/** Who is in a channel: from the channel itself, or from a file of channels. */

/** Members by the address of their channel. */
export type Members = ReadonlyMap<string, readonly string[]>;

/** Lists of channels, as the export and the interface of Sendbird name them. */
const LISTS = ['group_channels', 'channels'];

/** Throws FatalError('usage', 'side-file') naming the line. */
export function readMembers(file: PresetFile): Members {
  const members = new Map<string, readonly string[]>();
  for (const channel of objectsOf(file, LISTS)) {
    const url = textOf(channel.channel_url);
    const found = membersOf(channel);
    if (url !== undefined && found) members.set(url, found);
  }
  return members;
}

/** Ids of the members a channel lists; undefined when it lists none. */
export function membersOf(channel: Draft): readonly string[] | undefined {
  return listOf(channel.members)?.flatMap((member) => textOf(objectOf(member)?.user_id ?? member) ?? []);
}

/** Large channels list some of their members only. */
export function isSurelyGroup({ member_count: count }: Draft): boolean {
  return (numberOf(count) ?? 0) > 2;
}
