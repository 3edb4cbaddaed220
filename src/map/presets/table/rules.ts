import { FatalError } from '../../../errors.js';
import { comparable } from '../../condition.js';
import type { Draft } from '../../draft.js';
import { type Place, placeNamed } from './columns.js';

/** Options that are more than a name: `column:value|value`, `value:type,value:type`, several columns. */

/** Rows whose column has one of some values. */
export interface Rule {
  readonly place: Place;
  readonly holds: (row: Draft) => boolean;
}

/** `chat_type:1|single`. Throws FatalError('usage', 'preset-option'). */
export function compileRule(option: string, text: string | undefined): Rule | undefined {
  if (text === undefined) return undefined;
  const colon = text.indexOf(':');
  const values = new Set(text.slice(colon + 1).split('|'));
  if (colon < 1 || values.has('')) throw wrongOption(option, text, 'COLUMN:VALUE|VALUE, as chat_type:1|single');
  const place = placeNamed(text.slice(0, colon));
  return { place, holds: (row) => values.has(comparable(place.read(row))) };
}

/** `1:text,2:image,*:stand-in`, `:text` for an empty cell: the source's words to ours. `allowed`: ours. */
export function compileDictionary(
  option: string,
  text: string | undefined,
  allowed: readonly string[],
): ReadonlyMap<string, string> {
  if (text === undefined) return new Map();
  const rows = text.split(',').map((row): [string, string] => {
    const colon = row.lastIndexOf(':');
    return [row.slice(0, Math.max(0, colon)).trim(), colon < 0 ? '' : row.slice(colon + 1).trim()];
  });
  const wrong = rows.find(([, word]) => !allowed.includes(word));
  if (wrong) throw wrongOption(option, text, `VALUE:TYPE with commas between, TYPE one of ${allowed.join(', ')}`);
  return new Map(rows);
}

/** `a+b`: columns whose values are joined. A column whose own name holds a plus cannot be named. */
export function placesNamed(text: string): readonly Place[] {
  return text.split('+').map(placeNamed);
}

export function wrongOption(option: string, text: string, expected: string): FatalError {
  return new FatalError(
    'usage',
    'preset-option',
    `option ${option}: expected ${expected}, got ${JSON.stringify(text)}.`,
    'Correct --option, or `options` in the mapping; docs/presets/table.md has examples.',
  );
}
