import type { Draft, TranslatedOne } from '../../draft.js';
import { isDraft } from '../../draft.js';
import { message } from '../../kit/content.js';
import { customData } from '../../kit/custom-data.js';
import { entryOf } from '../../kit/entry-of.js';
import { given, isGiven, isTrue, textOf, wordOf } from '../../kit/values.js';
import { contentsOf, quotesOf } from './contents.js';
import { idOf, type Rooms, receiver } from './rooms.js';

/** Messages as they stand in the collection rocketchat_message. */

export function isMessage(value: Draft): boolean {
  return isGiven(value._id) && isGiven(value.rid);
}

export function translateMessage(record: Draft, rooms: Rooms | undefined): TranslatedOne {
  const left = leftOut(record);
  if (left !== undefined) return { skip: left };
  const from = isDraft(record.u) ? idOf(record.u._id) : undefined;
  const peer = receiver(rooms, textOf(record.rid), from);
  if ('skip' in peer) return peer;
  const head = { id: idOf(record._id), from, time: timeOf(record.ts) };
  if ('problem' in peer) return { ...peer, head };
  const contents = contentsOf(record);
  if (contents.length === 0) return { skip: 'empty' };
  return { drafts: [message({ ...head, to: peer.to, customData: besides(record) }, contents)] };
}

/** A message that has a type is a notice, but for these. */
const TYPES: Readonly<Record<string, string>> = { rm: 'deleted', e2e: 'encrypted' };

/** Earlier versions of an edited message are kept as hidden rows. */
function leftOut({ _hidden: isHidden, t: type }: Draft): string | undefined {
  if (isTrue(isHidden)) return 'edit-history';
  if (!isGiven(type)) return undefined;
  return entryOf(TYPES, wordOf(type)) ?? 'system';
}

/** `{"$date": ISO text}` or `{"$date": {"$numberLong": ms}}`, by version of mongoexport. */
function timeOf(value: unknown): unknown {
  if (!isDraft(value)) return value;
  const date = value.$date;
  return isDraft(date) ? date.$numberLong : date;
}

function besides(record: Draft): unknown {
  const { tmid, customFields, editedAt } = record;
  const quotes = quotesOf(record);
  const own = given({ tmid, quoted: quotes.length > 0 ? quotes : undefined, customFields });
  return customData(own, { editedAt: timeOf(editedAt) });
}
