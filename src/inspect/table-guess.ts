import { isDraft } from '../map/draft.js';
import { objectOf } from '../map/kit/json-text.js';
import { plainName, usualColumns } from '../map/presets/table/columns.js';
import type { Column } from './columns.js';
import { columnsOf } from './columns.js';
import { type Flags, flagsOf, type OneToOne, oneToOneOf } from './flags.js';
import { type Guess, guess } from './guess.js';
import { areTextsJson, guessDuration, guessType, htmlTexts, type KindFound, kindsOf } from './kinds.js';
import { guessMailboxes, guessPair, type Mailboxes } from './mailboxes.js';
import { guessRoles, type Roles } from './roles.js';

/** What is known of somebody's own table, from its records alone. */

export interface TableGuess {
  readonly roles: Roles['found'];
  readonly time?: Roles['time'];
  readonly pair?: Guess<readonly [string, string]>;
  readonly mailboxes?: Guess<Mailboxes>;
  readonly kinds: readonly KindFound[];
  /** The numbers for kinds look as if they meant something else. */
  readonly kindsDoubtful: boolean;
  readonly oneToOne?: OneToOne;
  readonly flags: Flags;
  readonly duration?: Guess<'ms'>;
  readonly html?: Guess<'yes'>;
  readonly bodyJson?: Guess<'yes'>;
  /** A number that might be the order inside a conversation. */
  readonly sequence?: string;
  /** Columns whose role is not known. */
  readonly unknown: readonly string[];
  /** Records whose content is an object, as JSON or as it is, where nothing tells kinds. */
  readonly objectsWithoutKind: number;
}

export function guessTable(records: readonly unknown[], nowMs: number): TableGuess {
  const columns = columnsOf(records);
  const named = (name: string | undefined) => columns.find((column) => column.name === name);
  const { found: byColumn, time } = guessRoles(columns, nowMs);
  const contents = contentsOf(records, columns, byColumn.body?.value);
  const found = withType(byColumn, columns, contents);
  const [from, to, type] = [named(found.from?.value), named(found.to?.value), named(found.type?.value)];
  const pair = from && found.to?.sure !== 'high' ? guessPair(columns, from) : undefined;
  const roles = pair ? withoutReceiver(found) : found;
  const timeColumn = named(found.time?.value);
  const mailboxes = from && to && timeColumn ? guessMailboxes(columns, from, to, timeColumn) : undefined;
  const kinds = type ? kindsOf(type, contents) : [];
  const texts = textsOf(type, kinds, named(found.body?.value)?.values ?? []);
  const html = htmlTexts(texts);
  const kind = named(found.conversationKind?.value) ?? spareKind(columns, found);
  const oneToOne =
    kind &&
    oneToOneOf(
      kind,
      named(found.group?.value),
      [from, to].filter((one) => one !== undefined),
    );
  const taken = takenBy(roles, pair, mailboxes, oneToOne);
  const flags = flagsOf(columns, taken);
  const sequence = columns.find(
    ({ name }) => !taken.has(name) && /seq(?:uence|no|num|id)?$/.test(plainName(name)),
  )?.name;
  const duration = guessDuration(contents);
  return {
    roles,
    ...(time ? { time } : {}),
    ...(pair ? { pair } : {}),
    ...(mailboxes ? { mailboxes } : {}),
    kinds,
    kindsDoubtful: areDoubtful(kinds, oneToOne),
    ...(oneToOne ? { oneToOne } : {}),
    flags,
    ...(duration ? { duration } : {}),
    ...(html > 0 ? { html: guess('yes', 'likely', `${html} texts hold entities such as &amp;`) } : {}),
    ...(areTextsJson(texts) ? { bodyJson: guess('yes', 'likely', 'all texts stand inside JSON') } : {}),
    ...(sequence === undefined ? {} : { sequence }),
    unknown: unknownColumns(columns, taken, flags),
    objectsWithoutKind: type ? 0 : contents.filter((content) => objectOf(content) !== undefined).length,
  };
}

function withType(found: Roles['found'], columns: readonly Column[], contents: readonly unknown[]): Roles['found'] {
  if (found.type) return found;
  const taken = new Set(Object.values(found).map(({ value }) => value));
  const type = guessType(
    columns.filter(({ name }) => !taken.has(name)),
    contents,
  );
  return type ? { ...found, type } : found;
}

function withoutReceiver({ to: _, ...roles }: Roles['found']): Roles['found'] {
  return roles;
}

/** By record: what describes the file, where something does; else the body. */
function contentsOf(
  records: readonly unknown[],
  columns: readonly Column[],
  body: string | undefined,
): readonly unknown[] {
  const others = usualColumns(
    'body',
    columns.filter(({ isTop }) => isTop).map(({ name }) => name),
  );
  const bodies = columns.find(({ name }) => name === body)?.values ?? [];
  return records.map((record, row) => {
    const candidates = [bodies[row], ...others.map((name) => (isDraft(record) ? record[name] : undefined))];
    return candidates.find((value) => objectOf(value) !== undefined) ?? bodies[row];
  });
}

function textsOf(
  type: Column | undefined,
  kinds: readonly KindFound[],
  bodies: readonly unknown[],
): readonly unknown[] {
  if (!type) return bodies;
  const words = new Set(kinds.filter(({ means }) => means?.value === 'text').map(({ value }) => value));
  return bodies.filter((_, row) => words.has(String(type.values[row])));
}

const MOST_CONVERSATION_KINDS = 8;

/** A second column called `type`, beside that of the kinds of messages, tells kinds of conversations. */
function spareKind(columns: readonly Column[], found: Roles['found']): Column | undefined {
  const taken = new Set(Object.values(found).map(({ value }) => value));
  return columns.find(
    ({ name, distinct, isTop }) =>
      isTop &&
      !taken.has(name) &&
      plainName(name) === 'type' &&
      distinct.size > 0 &&
      distinct.size <= MOST_CONVERSATION_KINDS,
  );
}

/** Several numbers, and all such rows look alike: the column tells something else than the kind of message. */
function areDoubtful(kinds: readonly KindFound[], oneToOne: OneToOne | undefined): boolean {
  const numbers = kinds.filter(({ value }) => /^\d+$/.test(value));
  if (oneToOne || numbers.length < 2 || numbers.length < kinds.length) return false;
  const looks = new Set(numbers.map(({ means }) => means?.value));
  return looks.size === 1;
}

function takenBy(
  roles: Roles['found'],
  pair: Guess<readonly [string, string]> | undefined,
  mailboxes: Guess<Mailboxes> | undefined,
  oneToOne: OneToOne | undefined,
): ReadonlySet<string> {
  const named = Object.values(roles).map(({ value }) => value);
  const boxes = mailboxes ? [mailboxes.value.owner, mailboxes.value.id ?? ''] : [];
  return new Set([...named, ...(pair?.value ?? []), ...boxes, oneToOne?.column ?? '']);
}

const SHOWN = 40;

/** At the top only: what stands deeper belongs to what is above it. */
function unknownColumns(columns: readonly Column[], taken: ReadonlySet<string>, flags: Flags): readonly string[] {
  const flagged = new Set([...flags.known.map(([name]) => name), ...flags.open.map(({ column }) => column)]);
  return columns
    .filter(({ name, isTop }) => isTop && !taken.has(name) && !flagged.has(name))
    .filter(({ name }) => ![...taken].some((path) => path.startsWith(`${name}.`) || path.startsWith(`${name}[`)))
    .map(({ name }) => name)
    .slice(0, SHOWN);
}
