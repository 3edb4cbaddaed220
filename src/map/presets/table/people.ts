import { comparable } from '../../condition.js';
import type { Draft } from '../../draft.js';
import { describe, type Problem, problem } from '../../problem.js';
import { isEmpty, type Place, placeNamed } from './columns.js';
import type { Layout } from './layout.js';
import { columnMissing, rolesMissing } from './missing.js';
import { wrongOption } from './rules.js';

/** Who wrote to whom: two columns; a sender and a pair that is stored sorted; a sender and a name made of both. */

export interface People {
  readonly from: unknown;
  readonly to: unknown;
}

export type PeopleReader = (row: Draft, layout: Layout) => People | Problem;

export function compilePeople(options: Readonly<Record<string, string>>): PeopleReader {
  const receiver = compileReceiver(options);
  return (row, layout) => {
    if (layout.missing.length > 0 || !layout.from) return rolesMissing(layout.missing, row);
    if (!layout.from.isIn(row)) return columnMissing('from', layout.from.name, row);
    const from = layout.from.read(row);
    const to = receiver(row, layout, comparable(from));
    if (isProblemLike(to)) return to;
    return damaged('from', from) ?? damaged('to', to.value) ?? { from: accountOf(from), to: accountOf(to.value) };
  };
}

type Receiver = (row: Draft, layout: Layout, from: string) => { readonly value: unknown } | Problem;

function compileReceiver({ pair, conversation, to }: Readonly<Record<string, string>>): Receiver {
  if (pair !== undefined) return otherOfPair(pair);
  if (conversation !== undefined && to === undefined) return restOfName(conversation);
  // Where there is none, reading people has ended before.
  return (row, layout) =>
    layout.to?.isIn(row) ? { value: layout.to.read(row) } : columnMissing('to', layout.to?.name ?? 'to', row);
}

function otherOfPair(option: string): Receiver {
  const names = option.split(',').map((name) => name.trim());
  if (names.length !== 2 || names.includes('')) throw wrongOption('pair', option, 'two columns, as min_uid,max_uid');
  const [one, other] = names.map(placeNamed) as [Place, Place];
  return (row, _, from) => {
    const missing = [one, other].find((place) => !place.isIn(row));
    if (missing) return columnMissing('pair', missing.name, row);
    const [left, right] = [one.read(row), other.read(row)];
    if (comparable(left) === from) return { value: right };
    if (comparable(right) === from) return { value: left };
    return problem(
      'sender-not-in-pair',
      `the sender ${describe(from)} is neither ${one.name} nor ${other.name}`,
      'See whether --option from names the column of the sender, and pair those of the two people.',
    );
  };
}

const SEPARATOR = /^[_\-:#@|,;/.~]$/;

/**
 * `1001_1002`: without the sender the receiver is left. What names begin with is said (`COLUMN:single_`) and never guessed:
 * `si_anna_bo` may be anna's chat with bo, or si_anna's.
 */
function restOfName(option: string): Receiver {
  const [column = '', ...rest] = option.split(':');
  const place = placeNamed(column);
  const beginning = rest.join(':');
  return (row, _, from) => {
    if (!place.isIn(row)) return columnMissing('conversation', place.name, row);
    const whole = comparable(place.read(row));
    const rests = new Set(restsOf(whole.startsWith(beginning) ? whole.slice(beginning.length) : whole, from));
    if (rests.size === 1) return { value: [...rests][0] };
    return problem(
      'receiver-unknown',
      `the receiver cannot be told from ${place.name} and the sender ${describe(from)}`,
      'It must be the two accounts with one of _ - : # @ | , ; / . ~ between, perhaps behind a beginning that is said (COLUMN:single_).',
    );
  };
}

function restsOf(name: string, from: string): string[] {
  if (from === '') return [];
  const rests: string[] = [];
  if (name.startsWith(from) && SEPARATOR.test(name.charAt(from.length))) rests.push(name.slice(from.length + 1));
  if (name.endsWith(from) && SEPARATOR.test(name.charAt(name.length - from.length - 1))) {
    rests.push(name.slice(0, name.length - from.length - 1));
  }
  return rests.filter((rest) => rest !== '');
}

/** Tables number their users; the service wants texts. */
function accountOf(value: unknown): unknown {
  if (isEmpty(value)) return undefined;
  return typeof value === 'bigint' || Number.isSafeInteger(value) ? String(value) : value;
}

/** Two accounts that a spreadsheet has rounded are one, and their chats would be mixed. */
function damaged(role: 'from' | 'to', value: unknown): Problem | undefined {
  if (typeof value !== 'string' || !/^\d(?:[.,]\d+)?E\+\d+$/i.test(value)) return undefined;
  return problem(
    'account-damaged',
    `${role}: ${describe(value)} has lost its last digits, as a spreadsheet leaves it`,
    'Export again with accounts as text; different people would share one account.',
  );
}

function isProblemLike(value: { readonly value: unknown } | Problem): value is Problem {
  return 'advice' in value;
}
