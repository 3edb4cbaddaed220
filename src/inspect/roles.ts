import { objectOf } from '../map/kit/json-text.js';
import { plainName, type Role, usualColumns } from '../map/presets/table/columns.js';
import { pick } from '../map/presets/table/media.js';
import { CONVERSATION_WORDS, TYPE_WORDS } from '../map/presets/table/words.js';
import { type Column, isUnique } from './columns.js';
import { ENOUGH, type Guess, guess, share } from './guess.js';
import { lookOf } from './kinds.js';
import { FITTING_NAMED, guessTime, type TimeGuess, timeWords } from './time-guess.js';

/**
 * Which column is what. A usual name counts when the values agree with it; where names say nothing, values may: times by
 * their magnitude, ids by being different, people by being the same in two columns. Values cannot tell who wrote and who
 * read.
 */

export interface Roles {
  readonly found: Readonly<Partial<Record<Role, Guess<string>>>>;
  readonly time?: TimeGuess;
}

type Found = Partial<Record<Role, Guess<string>>>;

interface Search {
  readonly columns: readonly Column[];
  readonly nowMs: number;
  readonly found: Found;
}

export function guessRoles(columns: readonly Column[], nowMs: number): Roles {
  const search: Search = { columns, nowMs, found: {} };
  for (const role of BY_NAME) findByName(search, role);
  findTimeByValues(search);
  findPeopleByValues(search);
  findIdByValues(search);
  findKindsByWords(search);
  findBodyByValues(search);
  const time = columnOf(search, search.found.time?.value);
  const read = time && guessTime(time.filled, nowMs, FITTING_NAMED);
  return { found: search.found, ...(read ? { time: read } : {}) };
}

const BY_NAME: readonly Role[] = ['time', 'id', 'from', 'to', 'body', 'type', 'conversationKind', 'group'];

/** Why the values of a column cannot have the role its name says; undefined when they can. */
const CONTRADICTS: Partial<Record<Role, (column: Column, nowMs: number) => boolean>> = {
  time: ({ filled }, nowMs) => guessTime(filled, nowMs, FITTING_NAMED) === undefined,
  id: ({ filled, distinct }) => distinct.size < filled.length * 0.5,
  from: isNobody,
  to: isNobody,
  body: ({ filled }) => filled.every(saysNothing),
};

/** An object with neither a text nor anything known of a file in it: what is wanted stands deeper. */
function saysNothing(value: unknown): boolean {
  return typeof value === 'object' && lookOf(value) === undefined && pick(objectOf(value) ?? {}, 'text') === undefined;
}

/** Names that may mean somebody, or the record itself. */
const AMBIGUOUS = new Set(['uid', 'peer', 'target']);
/** Of so many records somebody must be the sender of two. */
const MANY = 50;

function isNobody(column: Column): boolean {
  return isEachOnce(column, AMBIGUOUS.has(plainName(column.name)) && column.isTop ? ENOUGH : MANY);
}

/** Nobody writes once only: a column in which no value comes again names something else. */
function isEachOnce({ filled, distinct }: Column, least = ENOUGH): boolean {
  return distinct.size === 0 || (filled.length >= least && distinct.size === filled.length);
}

function findByName({ columns, nowMs, found }: Search, role: Role): void {
  const names = columns.filter(({ filled }) => filled.length > 0).map(({ name }) => name);
  for (const name of usualColumns(role, names)) {
    const column = columns.find((one) => one.name === name)!;
    if (isTaken(found, name) || CONTRADICTS[role]?.(column, nowMs)) continue;
    const isClear = role !== 'id' || column.distinct.size === column.filled.length;
    found[role] = guess(name, isClear ? 'high' : 'likely', `a usual name; ${inWords(role, column, nowMs)}`);
    return;
  }
}

function inWords(role: Role, column: Column, nowMs: number): string {
  const { filled, values, distinct } = column;
  if (role === 'time') return timeWords(guessTime(filled, nowMs, FITTING_NAMED)!);
  if (role === 'id') return `${share(distinct.size, filled.length)} values are different`;
  return `filled in ${share(filled.length, values.length)} records, ${distinct.size} different`;
}

function isTaken(found: Found, name: string): boolean {
  return Object.values(found).some(({ value }) => value === name);
}

function columnOf({ columns }: Search, name: string | undefined): Column | undefined {
  return columns.find((column) => column.name === name);
}

function free({ columns, found }: Search): readonly Column[] {
  return columns.filter(({ name, filled }) => filled.length > 0 && !isTaken(found, name));
}

/** Finer units first: a coarse one may be a copy for sorting. Written times last. */
const UNITS = ['ms', 'us', 's', 'ns', 'text'];

function findTimeByValues(search: Search): void {
  if (search.found.time) return;
  const times = free(search)
    .filter(({ filled, values }) => filled.length >= values.length * 0.9)
    .flatMap(({ name, filled }) => {
      const time = guessTime(filled, search.nowMs);
      return time ? [{ name, time }] : [];
    })
    .sort((one, other) => UNITS.indexOf(one.time.unit) - UNITS.indexOf(other.time.unit));
  const [best, ...others] = times;
  if (!best) return;
  const rest = others.length > 0 ? `; so are ${others.map(({ name }) => name).join(', ')}` : '';
  search.found.time = guess(best.name, others.length > 0 ? 'unsure' : 'likely', `${timeWords(best.time)}${rest}`);
}

/** Longer or with blanks, and it is no account. */
const ACCOUNT = /^[^\s]{1,64}$/;
/** So much of the smaller set of people must be in the other, too: who is written to writes back. */
const SHARED = 0.3;

function findPeopleByValues(search: Search): void {
  const { found } = search;
  if (found.from && found.to) return;
  const candidates = free(search).filter(isLikePeople);
  const known = columnOf(search, (found.from ?? found.to)?.value);
  const pairs = known
    ? candidates.map((other) => [known, other] as const)
    : candidates.flatMap((one, index) => candidates.slice(index + 1).map((other) => [one, other] as const));
  const [best] = pairs
    .map(([one, other]) => ({ one, other, shared: sharedPart(one, other) }))
    .filter(({ one, other, shared }) => shared >= SHARED && differInRows(one, other))
    .sort((left, right) => right.shared - left.shared);
  if (!best) return;
  const { one, other } = best;
  const percent = `${Math.round(best.shared * 100)} % of the people of one are in the other`;
  if (known) {
    const role = found.from ? 'to' : 'from';
    found[role] = guess(other.name, 'likely', `has the same people as ${known.name}: ${percent}`);
    return;
  }
  const why = `${one.name} and ${other.name} hold the same people (${percent}); who of them wrote cannot be told by values`;
  found.from = guess(one.name, 'unsure', why);
  found.to = guess(other.name, 'unsure', why);
}

function isLikePeople(column: Column): boolean {
  const { filled, distinct, values } = column;
  if (filled.length < values.length * 0.5 || distinct.size < 2 || isEachOnce(column)) return false;
  const names = [...distinct.keys()];
  // Flags and kinds are few short numbers; people are more, or longer.
  return names.every((name) => ACCOUNT.test(name)) && !names.every((name) => /^(?:\d{1,2}|true|false)$/.test(name));
}

function sharedPart({ distinct: one }: Column, { distinct: other }: Column): number {
  const shared = [...one.keys()].filter((name) => other.has(name)).length;
  return shared / Math.max(1, Math.min(one.size, other.size));
}

function differInRows({ values: ones }: Column, { values: others }: Column): boolean {
  const same = ones.filter((value, index) => String(value) === String(others[index])).length;
  return same < ones.length * 0.5;
}

function findIdByValues(search: Search): void {
  if (search.found.id) return;
  const candidates = free(search).filter(
    (column) => isUnique(column) && [...column.distinct.keys()].every((text) => /^[^\s]{1,64}$/.test(text)),
  );
  const ids = candidates.filter(({ filled }) => guessTime(filled, search.nowMs) === undefined);
  const [best, ...others] = ids.filter(({ distinct }) => ![...distinct.keys()].some((text) => /^https?:/.test(text)));
  if (!best) return;
  const isEnough = best.filled.length >= 20 && others.length === 0;
  const rest =
    others.length > 0
      ? `; so are those of ${others
          .map(({ name }) => name)
          .slice(0, 5)
          .join(', ')}`
      : '';
  search.found.id = guess(
    best.name,
    isEnough ? 'likely' : 'unsure',
    `its values are all different in ${best.filled.length} records${rest}`,
  );
}

/** Kinds of messages and of conversations, by words both know. */
function findKindsByWords(search: Search): void {
  for (const [role, words] of [
    ['type', TYPE_WORDS],
    ['conversationKind', CONVERSATION_WORDS],
  ] as const) {
    if (search.found[role]) continue;
    for (const { name, distinct, filled } of free(search)) {
      const known = [...distinct.keys()].filter((word) => words.has(plainName(word.split('/')[0]!)));
      if (
        known.length === 0 ||
        known.length < distinct.size / 2 ||
        distinct.size > 40 ||
        distinct.size === filled.length
      )
        continue;
      search.found[role] = guess(name, 'likely', `holds words such as ${known.slice(0, 3).join(', ')}`);
      break;
    }
  }
}

function findBodyByValues(search: Search): void {
  if (search.found.body) return;
  const [best, second] = free(search)
    .filter(
      ({ filled, distinct, values }) => filled.length >= values.length * 0.3 && distinct.size >= filled.length * 0.3,
    )
    .map((column) => ({ column, score: textScore(column) }))
    .filter(({ score }) => score > 0)
    .sort((one, other) => other.score - one.score);
  if (!best) return;
  const isAlone = second === undefined || second.score < best.score / 2;
  search.found.body = guess(
    best.column.name,
    isAlone ? 'likely' : 'unsure',
    `holds the longest texts${isAlone || !second ? '' : `; so may ${second.column.name}`}`,
  );
}

/** How much its values look like what people write: long, with blanks or letters of other scripts, or JSON. */
function textScore({ filled }: Column): number {
  const texts = filled.filter((value) => typeof value === 'string');
  const written = texts.filter((text) => /\s|[^\x20-\x7e]|^[[{]/.test(text));
  const length = written.reduce((total, text) => total + Math.min(200, text.length), 0);
  return filled.length === 0 ? 0 : (length + written.length * 10) / filled.length;
}
