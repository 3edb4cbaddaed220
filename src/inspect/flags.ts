import { plainName } from '../map/presets/table/columns.js';
import { CONVERSATION_WORDS, STATE_FLAGS, STATE_TIMES, truth } from '../map/presets/table/words.js';
import type { Column } from './columns.js';
import { type Guess, guess } from './guess.js';

/** Columns that say what became of a message, and whether it was one-to-one. */

export interface Flags {
  /** Understood by their names: what rows are left out as. */
  readonly known: readonly (readonly [column: string, reason: string])[];
  /** With both polarities in use, or in numbers. */
  readonly open: readonly OpenFlag[];
}

export interface OpenFlag {
  readonly column: string;
  /** Its values with their counts, the frequent first. */
  readonly values: readonly (readonly [string, number])[];
  /** A name that is about deletion. */
  readonly isAboutDeletion: boolean;
}

const OPEN =
  /^(?:is)?(?:del|delete|removed?|valid|active|enabled?|state|status|msgstatus|messagestatus)(?:flag|state|status)?$|^delflag$|^isdel$/;
const MOST_VALUES = 12;

export function flagsOf(columns: readonly Column[], taken: ReadonlySet<string>): Flags {
  const top = columns.filter(({ name, isTop }) => isTop && !taken.has(name));
  const known = top.flatMap(({ name }): [string, string][] => {
    const reason = STATE_FLAGS.get(plainName(name)) ?? STATE_TIMES.get(plainName(name));
    return reason === undefined ? [] : [[name, reason]];
  });
  const open = top
    .filter(
      ({ name, distinct }) => OPEN.test(plainName(name)) && !known.some(([one]) => one === name) && distinct.size > 1,
    )
    .filter(
      ({ distinct }) =>
        distinct.size <= MOST_VALUES && [...distinct.keys()].some((value) => !/^[a-z]{4,}$/i.test(value)),
    )
    .map(({ name, distinct }) => ({
      column: name,
      values: [...distinct].sort(([, one], [, other]) => other - one),
      isAboutDeletion: /del|remove/.test(plainName(name)),
    }));
  return { known, open };
}

export interface OneToOne {
  readonly column: string;
  readonly values: readonly (readonly [string, number])[];
  /** All its values are words that are known. */
  readonly isKnown: boolean;
  /** Values that mean one-to-one. */
  readonly single?: Guess<readonly string[]>;
}

/** Which values of a column mean one-to-one: by words, or because rows with the others name a group and those do not. */
export function oneToOneOf(kind: Column, group: Column | undefined, people: readonly Column[]): OneToOne {
  const values = [...kind.distinct].sort(([, one], [, other]) => other - one);
  const told = { column: kind.name, values };
  const words = values.map(([value]) => [value, meaningOf(kind, value)] as const);
  const byWord = words.filter(([, meaning]) => meaning === 'single').map(([value]) => value);
  if (words.every(([, meaning]) => meaning !== undefined)) {
    return { ...told, isKnown: true, single: guess(byWord, 'likely', 'all its values are words that are known') };
  }
  const byGroup = values.map(([value]) => value).filter((value) => group && isWithoutGroup(kind, value, group, people));
  if (group && byGroup.length > 0 && byGroup.length < values.length) {
    const why = `such rows have nobody's group in ${group.name} and name both people; the others do not`;
    return { ...told, isKnown: false, single: guess(byGroup, 'likely', why) };
  }
  if (byWord.length === 0) return { ...told, isKnown: false };
  return { ...told, isKnown: false, single: guess(byWord, 'unsure', 'a word that is known; the other values are not') };
}

/** A column called is_group speaks in yes and no, others in words. */
function meaningOf({ name }: Column, value: string): string | undefined {
  if (plainName(name) !== 'isgroup') return CONVERSATION_WORDS.get(plainName(value));
  const isGroup = truth(value);
  return isGroup === undefined ? undefined : isGroup ? 'skip:group' : 'single';
}

function isWithoutGroup(kind: Column, value: string, group: Column, people: readonly Column[]): boolean {
  return kind.values.every((own, row) => {
    if (String(own) !== value) return true;
    const isEmpty = /^(?:undefined|null|0*|)$/.test(String(group.values[row]));
    return isEmpty && people.every(({ values }) => /\S/.test(String(values[row] ?? '')));
  });
}
