import type { Draft, TranslatedOne } from '../../draft.js';
import { madeId } from '../../kit/made-id.js';
import { isGiven } from '../../kit/values.js';

/** Rows of the files of direct messages the CSV importer takes: from, to, time in ms, text. */

const COLUMNS = ['from', 'to', 'ts', 'text'];

export function isCsvRow(value: Draft): boolean {
  return COLUMNS.every((name) => Object.hasOwn(value, name)) && Object.keys(value).length === COLUMNS.length;
}

/** Rows have no id: what makes one is all there is. */
export function translateRow({ from, to, ts, text }: Draft): TranslatedOne {
  if (!isGiven(text)) return { skip: 'empty' };
  return { drafts: [{ id: madeId([from, to, ts, text].map(String)), from, to, time: ts, type: 'text', text }] };
}
