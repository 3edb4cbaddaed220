import { COLUMN_NAMES, NEEDED } from '../map/presets/table/columns.js';
import { ROLE_WORDS } from '../map/presets/table/missing.js';
import type { Question } from './guess.js';
import type { TableGuess } from './table-guess.js';

/** What a person has to say before a table can be imported, and what to look at. */

export function tableQuestions(table: TableGuess, zone: string | undefined): readonly Question[] {
  return [
    ...columnQuestions(table),
    ...(table.time?.needsZone && zone === undefined ? [ZONE] : []),
    ...kindQuestions(table),
    ...conversationQuestions(table),
    ...stateQuestions(table),
    ...mailboxQuestions(table),
  ];
}

export const ZONE: Question = { blocks: true, text: 'Which zone are the times in? They name none.', option: 'zone' };

function columnQuestions({ roles, pair, mailboxes }: TableGuess): Question[] {
  return NEEDED.flatMap((option): Question[] => {
    const found = roles[option];
    if (option === 'id' && mailboxes) return [];
    if (option === 'id' && found?.sure === 'likely') return [idQuestion(found.value)];
    if (option === 'to' && pair) return pair.sure === 'unsure' ? [pairQuestion(pair)] : [];
    if (found && found.sure !== 'unsure') return [];
    const usual = COLUMN_NAMES[option].split(' ').slice(0, 5).join(', ');
    const text = found
      ? `Is ${ROLE_WORDS[option]} in ${found.value}? ${found.why}.`
      : `Which column holds ${ROLE_WORDS[option]}? Usual names: ${usual}, ….`;
    return [{ blocks: true, text, option }];
  });
}

function idQuestion(name: string): Question {
  const text = `Is ${name} the id of the message? Some are there more than once, as with shards that number their rows each on their own.`;
  return { blocks: false, text, option: 'id' };
}

function pairQuestion({ value, why }: NonNullable<TableGuess['pair']>): Question {
  return { blocks: true, text: `Are the two people in ${value.join(' and ')}? ${why}.`, option: 'pair' };
}

function kindQuestions({ kinds, kindsDoubtful, roles, objectsWithoutKind, bodyJson }: TableGuess): Question[] {
  const column = roles.type?.value;
  if (objectsWithoutKind > 0 && !bodyJson) {
    const text = `Which column tells the kind of message? ${objectsWithoutKind} records hold JSON in their content, and would be sent as texts.`;
    return [{ blocks: true, text, option: 'type' }];
  }
  if (kindsDoubtful) {
    const text = `Does ${column} tell kinds of messages? All rows look alike, whatever it is; perhaps it tells one-to-one from group (then: single).`;
    return [{ blocks: true, text, option: 'types' }];
  }
  const questions: Question[] = [];
  const open = kinds.filter(({ means }) => !means);
  if (open.length > 0) {
    const text = `What do these values of ${column} mean: ${counted(open.map(({ value, count }) => [value, count]))}?`;
    questions.push({ blocks: true, text, option: 'types' });
  }
  const looks = kinds.filter(({ means }) => means && means.sure !== 'high');
  if (looks.length > 0) {
    const words = looks.map(({ value, means }) => `${value} = ${means?.value}`).join(', ');
    questions.push({
      blocks: false,
      text: `Is that so: ${words}? Guessed by what such rows look like.`,
      option: 'types',
    });
  }
  return questions;
}

function conversationQuestions({ oneToOne, roles, kindsDoubtful }: TableGuess): Question[] {
  const option = 'single';
  if (!oneToOne) {
    if (roles.group || kindsDoubtful) return [];
    return [{ blocks: false, text: 'Is everything one-to-one? No column tells groups apart.', option }];
  }
  const { column, isKnown, single, values } = oneToOne;
  if (isKnown) return [];
  if (!single) {
    return [{ blocks: true, text: `Which values of ${column} are one-to-one: ${counted(values)}?`, option }];
  }
  const text = `Is only ${column} = ${single.value.join(', ')} one-to-one (it has ${counted(values)})? ${single.why}.`;
  return [{ blocks: single.sure === 'unsure', text, option }];
}

function stateQuestions({ flags }: TableGuess): Question[] {
  return flags.open.map(({ column, values, isAboutDeletion }) => ({
    blocks: isAboutDeletion,
    text: `Which values of ${column} mean deleted or recalled: ${counted(values)}? Until that is said none does.`,
    option: 'deleted',
  }));
}

function mailboxQuestions({ mailboxes }: TableGuess): Question[] {
  if (!mailboxes) return [];
  const { owner, id } = mailboxes.value;
  const option = 'mirror-id';
  if (id === undefined) {
    return [{ blocks: true, text: `Messages are there once for each ${owner}: which id do both rows share?`, option }];
  }
  return [{ blocks: false, text: `Messages are there once for each ${owner}: do both rows share ${id}?`, option }];
}

const SHOWN_VALUES = 12;
const SHOWN_LENGTH = 24;

/** `1 (12×), 2 (3×)`. */
function counted(values: readonly (readonly [string, number])[]): string {
  const shown = values.slice(0, SHOWN_VALUES).map(([value, count]) => `${value.slice(0, SHOWN_LENGTH)} (${count}×)`);
  return shown.join(', ') + (values.length > SHOWN_VALUES ? ', …' : '');
}
