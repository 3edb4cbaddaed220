import { comparable } from '../../condition.js';
import type { Draft } from '../../draft.js';
import { describe, type Problem, problem } from '../../problem.js';
import { isEmpty, type Place, plainName } from './columns.js';
import type { Layout } from './layout.js';
import { columnMissing } from './missing.js';
import { compileRule, type Rule } from './rules.js';
import { CONVERSATION_WORDS, STATE_WORDS, truth } from './words.js';

/**
 * Which rows are no messages of a one-to-one conversation, or were taken back. What a column says in words or by its
 * name is understood; what it says in numbers is asked for. A group's message taken for a private one might reach a
 * stranger whose account is the group's number, so a row that may be one is rejected until somebody says what it is.
 */

/** The reason a row is left out for, why that cannot be told, or undefined: it stays. */
export type LeftOut = (row: Draft, layout: Layout) => string | Problem | undefined;

type Test = LeftOut;

export function compileLeftOut(options: Readonly<Record<string, string>>): LeftOut {
  const single = compileRule('single', options.single);
  const tests: Test[] = [
    single ? unlessSingle(single) : conversation,
    ...stateTests('recalled', options.recalled),
    ...stateTests('deleted', options.deleted),
    stateWord,
  ];
  return (row, layout) => {
    for (const test of tests) {
      const left = test(row, layout);
      if (left !== undefined) return left;
    }
    return undefined;
  };
}

/** What a person said wins over what names of columns say; `none` says that nothing is to be judged. */
function stateTests(reason: string, option: string | undefined): readonly Test[] {
  if (option === 'none') return [];
  const rule = compileRule(reason, option);
  return rule ? [(row) => (rule.holds(row) ? reason : undefined)] : [byFlags(reason), byTimes(reason)];
}

/** A number that is not one-to-one is counted as a group: which other kinds there are is not known. */
function unlessSingle({ place, holds }: Rule): Test {
  return (row) => {
    if (!place.isIn(row)) return columnMissing('single', place.name, row);
    if (holds(row)) return undefined;
    const meaning = CONVERSATION_WORDS.get(plainName(comparable(place.read(row))));
    return (meaning && skipOf(meaning)) ?? 'group';
  };
}

const IS_GROUP = 'isgroup';

function conversation(row: Draft, { conversationKind: kind, group }: Layout): string | Problem | undefined {
  if (group && !isNothing(group.read(row))) return 'group';
  const value = kind?.read(row);
  if (!kind || isEmpty(value)) return undefined;
  const word = comparable(value);
  if (plainName(kind.name) === IS_GROUP) {
    const isGroup = truth(word);
    return isGroup === undefined ? unknownConversation(kind, value) : isGroup ? 'group' : undefined;
  }
  const meaning = CONVERSATION_WORDS.get(plainName(word));
  return meaning === undefined ? unknownConversation(kind, value) : skipOf(meaning);
}

function unknownConversation({ name }: Place, value: unknown): Problem {
  return problem(
    'conversation-unknown',
    `the column ${name} is ${describe(value)}; whether that is one-to-one or a group is not known`,
    `Say which values are one-to-one: --option single=${name}:1 (several: ${name}:1|single). Other rows are left out.`,
  );
}

function byFlags(reason: string): Test {
  return (row, { flags }) => {
    for (const [meaning, place] of flags) {
      if (meaning !== reason) continue;
      const value = place.read(row);
      const isSo = truth(comparable(value));
      if (isSo === undefined) return unknownState(reason, place, value);
      if (isSo) return reason;
    }
    return undefined;
  };
}

function byTimes(reason: string): Test {
  return (row, { times }) =>
    times.some(([meaning, place]) => meaning === reason && !isNothing(place.read(row))) ? reason : undefined;
}

function stateWord(row: Draft, { state }: Layout): string | undefined {
  const meaning = state && STATE_WORDS.get(plainName(comparable(state.read(row))));
  return meaning === undefined ? undefined : skipOf(meaning);
}

function unknownState(reason: string, { name }: Place, value: unknown): Problem {
  return problem(
    'state-unknown',
    `the column ${name} is ${describe(value)}; whether that means ${reason} is not known`,
    `Say which values mean it: --option ${reason}=${name}:1|2, or --option ${reason}=none.`,
  );
}

/** Databases write "never" and "none" in many ways. */
function isNothing(value: unknown): boolean {
  return isEmpty(value) || /^(?:0+(?:\.0+)?|-1|null|0000-00-00(?:[ T]00:00:00(?:\.0+)?)?)$/i.test(comparable(value));
}

/** `skip:group` to `group`; anything else stays. */
function skipOf(meaning: string): string | undefined {
  return meaning.startsWith('skip:') ? meaning.slice('skip:'.length) : undefined;
}
