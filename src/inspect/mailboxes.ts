import { plainName } from '../map/presets/table/columns.js';
import type { Column } from './columns.js';
import { ENOUGH, type Guess, guess, share } from './guess.js';

/** Two shapes of tables that do not have one row with sender and receiver for each message. */

/** Two columns, one of which is the sender in every row: the pair is stored sorted. */
export function guessPair(columns: readonly Column[], from: Column): Guess<readonly [string, string]> | undefined {
  const candidates = columns.filter((column) => column !== from && isInRows(column, from));
  for (const [index, one] of candidates.entries()) {
    for (const other of candidates.slice(index + 1)) {
      const fitting = from.values.filter((sender, row) => isOneOf(sender, one.values[row], other.values[row])).length;
      if (fitting < from.values.length * 0.6 || !isSorted(one, other)) continue;
      const why = `the sender is one of the two in ${share(fitting, from.values.length)} records, and they are sorted`;
      return guess([one.name, other.name], fitting >= ENOUGH ? 'likely' : 'unsure', why);
    }
  }
  return undefined;
}

function isInRows(column: Column, from: Column): boolean {
  return column.values.some((value, row) => String(value) === String(from.values[row]));
}

function isOneOf(sender: unknown, one: unknown, other: unknown): boolean {
  return String(one) !== String(other) && (String(sender) === String(one) || String(sender) === String(other));
}

function isSorted(one: Column, other: Column): boolean {
  const ways = new Set(one.values.map((value, row) => compare(value, other.values[row])));
  return ways.size === 1;
}

function compare(one: unknown, other: unknown): number {
  const [left, right] = [Number(one), Number(other)];
  if (Number.isFinite(left) && Number.isFinite(right)) return Math.sign(left - right);
  return String(one) < String(other) ? -1 : 1;
}

export interface Mailboxes {
  readonly owner: string;
  /** The column with the id both rows share, where there is one. */
  readonly id?: string;
}

/** A column that is sender or receiver in every row, where the same message is there twice. */
export function guessMailboxes(
  columns: readonly Column[],
  from: Column,
  to: Column,
  time: Column,
): Guess<Mailboxes> | undefined {
  const messages = from.values.map((sender, row) => `${sender}\n${to.values[row]}\n${time.values[row]}`);
  const counts = new Map<string, number>();
  for (const message of messages) counts.set(message, (counts.get(message) ?? 0) + 1);
  const twice = messages.filter((message) => counts.get(message) === 2).length;
  if (twice < messages.length * 0.3) return undefined;
  const owner = columns.find((column) => column !== from && column !== to && isOwner(column, from, to));
  if (!owner) return undefined;
  const others = columns.filter((column) => ![owner, from, to, time].includes(column) && isLikeIds(column));
  const shared = others.filter((column) => isShared(column, messages, counts));
  const id = shared.find(({ name }) => /(?:id|key|no)$/.test(plainName(name))) ?? shared[0];
  return guess(
    { owner: owner.name, ...(id ? { id: id.name } : {}) },
    id ? 'likely' : 'unsure',
    `${share(twice, messages.length)} records are there twice with the same people and time, once for each ${owner.name}`,
  );
}

function isLikeIds({ distinct }: Column): boolean {
  return [...distinct.keys()].every((text) => /^\S{1,64}$/.test(text));
}

function isOwner(column: Column, from: Column, to: Column): boolean {
  const fits = column.values.every((owner, row) => {
    const name = String(owner);
    return name === String(from.values[row]) || name === String(to.values[row]);
  });
  const differs = column.values.some((owner, row) => String(owner) !== String(from.values[row]));
  return fits && differs && column.values.some((owner, row) => String(owner) === String(from.values[row]));
}

/** Equal in both copies of a message, and different from one message to the next. */
function isShared({ values }: Column, messages: readonly string[], counts: ReadonlyMap<string, number>): boolean {
  const byValue = new Map<string, Set<string>>();
  const byMessage = new Map<string, Set<string>>();
  for (const [row, message] of messages.entries()) {
    if (counts.get(message) !== 2) continue;
    const value = String(values[row] ?? '');
    if (value === '') return false;
    byValue.set(value, (byValue.get(value) ?? new Set()).add(message));
    byMessage.set(message, (byMessage.get(message) ?? new Set()).add(value));
  }
  const single = (groups: ReadonlyMap<string, Set<string>>) => [...groups.values()].every(({ size }) => size === 1);
  return single(byValue) && single(byMessage);
}
