import type { Draft } from '../../draft.js';
import { COLUMN_NAMES, NEEDED, type Place, placeNamed, plainName, type Role, usualColumns } from './columns.js';
import { placesNamed } from './rules.js';
import { STATE_FLAGS, STATE_TIMES } from './words.js';

/** What the columns of rows of one shape are. */
export interface Layout {
  /** Several = their values are joined. */
  readonly id: readonly Place[];
  readonly from?: Place;
  /** Absent also where the receiver is not in a column of its own. */
  readonly to?: Place;
  readonly time?: Place;
  readonly type?: Place;
  readonly body?: Place;
  /** Where media may stand when the body holds none. */
  readonly moreBodies: readonly Place[];
  readonly conversationKind?: Place;
  readonly group?: Place;
  readonly state?: Place;
  /** Columns that say what became of a message, by the reason rows are left out for. */
  readonly flags: readonly (readonly [reason: string, place: Place])[];
  readonly times: readonly (readonly [reason: string, place: Place])[];
  /** What a message needs and no column is known to hold. */
  readonly missing: readonly Role[];
}

/** Rows of JSON have many shapes; so many are remembered, then the memory starts anew. */
const REMEMBERED = 1_000;

/** Finds the columns of a row: those a person named, else those with a usual name. */
export function compileLayout(options: Readonly<Record<string, string>>): (row: Draft) => Layout {
  const named = namedPlaces(options);
  const id = options['mirror-id'] ?? options.id;
  const ids = id === undefined ? undefined : placesNamed(id);
  const claimed = claimedBy(options);
  const isReceiverElsewhere = options.pair !== undefined || options.conversation !== undefined;
  const known = new Map<string, Layout>();
  return (row) => {
    const columns = Object.keys(row);
    const shape = columns.join('\n');
    const remembered = known.get(shape);
    if (remembered) return remembered;
    const layout = layoutOf(columns, named, ids, claimed);
    const missing = NEEDED.filter((role) => !(role === 'to' && isReceiverElsewhere) && isAbsent(layout[role]));
    if (known.size >= REMEMBERED) known.clear();
    known.set(shape, { ...layout, missing });
    return known.get(shape)!;
  };
}

function isAbsent(found: Place | readonly Place[] | undefined): boolean {
  return found === undefined || ('length' in found && found.length === 0);
}

const COLUMN_OPTIONS = 'id mirror-id from to time type body pair group state owner seq ext'.split(' ');
const RULE_OPTIONS = ['single', 'deleted', 'recalled', 'conversation'];

/** Columns a person named: what they are is known, so their names say nothing else. */
function claimedBy(options: Readonly<Record<string, string>>): ReadonlySet<string> {
  const columns = COLUMN_OPTIONS.flatMap((name) => options[name]?.split(/[+,]/) ?? []);
  const ruled = RULE_OPTIONS.flatMap((name) => options[name]?.split(':', 1) ?? []);
  return new Set([...columns, ...ruled].map((name) => name.trim()));
}

type Named = Partial<Record<Role, Place>>;

function namedPlaces(options: Readonly<Record<string, string>>): Named {
  const rows = Object.keys(COLUMN_NAMES)
    .filter((role) => role !== 'id' && options[role] !== undefined)
    .map((role) => [role, placeNamed(options[role]!)]);
  return Object.fromEntries(rows);
}

function layoutOf(
  columns: readonly string[],
  named: Named,
  ids: readonly Place[] | undefined,
  claimed: ReadonlySet<string>,
): Omit<Layout, 'missing'> {
  const free = columns.filter((name) => !claimed.has(name));
  const usual = (role: Role) => usualColumns(role, free).map(placeNamed);
  const first = (role: Role) => named[role] ?? usual(role)[0];
  const body = first('body');
  return {
    ...withoutAbsent({
      from: first('from'),
      to: first('to'),
      time: first('time'),
      type: first('type'),
      body,
      conversationKind: first('conversationKind'),
      group: first('group'),
      state: first('state'),
    }),
    id: ids ?? usual('id').slice(0, 1),
    moreBodies: usual('body').filter(({ name }) => name !== body?.name),
    flags: withMeaning(columns, STATE_FLAGS),
    times: withMeaning(columns, STATE_TIMES),
  };
}

function withMeaning(columns: readonly string[], meanings: ReadonlyMap<string, string>): [string, Place][] {
  return columns.flatMap((name) => {
    const meaning = meanings.get(plainName(name));
    return meaning === undefined ? [] : [[meaning, placeNamed(name)] as [string, Place]];
  });
}

function withoutAbsent(places: { readonly [Name in Role]?: Place | undefined }): Partial<Record<Role, Place>> {
  return Object.fromEntries(Object.entries(places).filter(([, place]) => place !== undefined));
}
