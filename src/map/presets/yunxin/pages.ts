import { type Draft, type Held, isDraft, type Translated, type TranslatedOne } from '../../draft.js';
import { listOf, objectOf } from '../../kit/json-text.js';
import { textOf } from '../../kit/values.js';
import { problem } from '../../problem.js';
import { isHistoryMessage, isItem, readHistoryMessage, readItem } from './messages.js';

/**
 * Answers of history queries. Those of the first version do not say whom a message was sent to: it is the other one of the
 * two the query was about, who must be told from beside the page.
 */

/** The two accounts of a conversation. */
export type Pair = readonly [string, string];

/** The entries of a page: messages of the first version, or items. */
export function entriesOf(page: Draft): readonly unknown[] | undefined {
  const items = listOf(page.items) ?? listOf(objectOf(page.data)?.items);
  // The name of the list is a common one.
  if (items && (items.length > 0 ? items.some((item) => isDraft(item) && isItem(item)) : 'code' in page)) return items;
  return listOf(page.msgs);
}

/** `from` and `to`, or `pair` as a list or a text, of a page or of what it stands in. */
export function pairIn({ pair, from, to }: Draft): Pair | undefined {
  return typeof pair === 'string' && !pair.startsWith('[')
    ? pairFrom(pair.split(','))
    : pairFrom(listOf(pair) ?? [from, to]);
}

function pairFrom(list: readonly unknown[]): Pair | undefined {
  const [one, other, ...more] = list.map((name) => textOf(typeof name === 'string' ? name.trim() : name));
  return one !== undefined && other !== undefined && more.length === 0 ? [one, other] : undefined;
}

/** Each entry can be read alone again: those of the first version with the receiver, where it is known. */
export function readPage(entries: readonly unknown[], pair: Pair | undefined): Translated {
  if (entries.length === 0) return { skip: 'empty' };
  return { several: entries.map((entry) => held(entry, pair)) };
}

function held(entry: unknown, pair: Pair | undefined): Held {
  if (!isDraft(entry)) return { value: entry, becomes: { problem: NO_ENTRY } };
  if (isItem(entry)) return { value: entry, becomes: readItem(entry) };
  if (!isHistoryMessage(entry)) return { value: entry, becomes: { problem: NO_ENTRY } };
  const to = textOf(entry.to) ?? peerOf(entry.from, pair);
  return { value: to === undefined ? entry : { ...entry, to }, becomes: readAlone(entry, pair) };
}

/** A message of the first version by itself. */
export function readAlone(entry: Draft, pair: Pair | undefined): TranslatedOne {
  const to = textOf(entry.to) ?? peerOf(entry.from, pair);
  if (to !== undefined) return readHistoryMessage(entry, to);
  const { msgid: id, from, sendtime: time } = entry;
  return { problem: pair ? NOT_OF_THE_PAIR : NO_PAIR, head: { id, from, time } };
}

/** Names of accounts ignore case. */
function peerOf(from: unknown, pair: Pair | undefined): string | undefined {
  const name = textOf(from)?.toLowerCase();
  const place = pair?.findIndex((account) => account.toLowerCase() === name) ?? -1;
  return place === -1 ? undefined : pair![1 - place];
}

const NO_ENTRY = problem(
  'not-yunxin',
  'expected each entry of a page to be a message with msgid and sendtime, or message_server_id',
  'Export the page again.',
);
const NO_PAIR = problem(
  'peer-unknown',
  'the history page does not say whom the message was sent to',
  'Say which two accounts the query was about: --option pair=ONE,OTHER, or {"from":ONE,"to":OTHER,"page":…} per page.',
);
const NOT_OF_THE_PAIR = problem(
  'peer-unknown',
  'the sender is none of the two accounts the page is said to be about',
  'Correct the pair: it names the two accounts the history query was about.',
);
