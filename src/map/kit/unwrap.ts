import { type Draft, isDraft } from '../draft.js';
import { objectOf } from './json-text.js';

/** A provider's record inside a row of somebody's table. */

/** Columns in which teams keep what a provider sent them, tried in this order. */
const COLUMNS = ['payload', 'body', 'data', 'content', 'message', 'msg', 'raw', 'json', 'callback', 'record'];

/**
 * The provider's record: the value itself where it is one, else the object in the column named, else in the first usual
 * column that holds one. Undefined when there is none. `isRecord` knows the provider's records by their fields.
 */
export function unwrap(
  value: unknown,
  isRecord: (value: Draft) => boolean,
  column: string | undefined,
): Draft | undefined {
  if (!isDraft(value)) return undefined;
  if (column === undefined && isRecord(value)) return value;
  for (const name of column === undefined ? COLUMNS : [column]) {
    if (!Object.hasOwn(value, name)) continue;
    const inside = objectOf(value[name]);
    if (inside && isRecord(inside)) return inside;
  }
  return undefined;
}
