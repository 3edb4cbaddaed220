import type { Example, Finding, Knowledge, LeftOut, SurveyKnowledge } from '../knowledge.js';
import { number, plural } from './words.js';

/** Something a person should look at. `wrong` findings give exit code 1, the others are for information. */
export interface Found {
  readonly kind: string;
  readonly wrong: boolean;
  /** Not wrong in itself, but a direct run does not do what one would think. */
  readonly attention?: boolean;
  readonly count: number;
  readonly message: string;
  readonly advice: string;
  readonly examples: readonly Example[];
}

export interface FoundSettings {
  readonly retentionDays?: number;
  readonly windowMessages: number;
  /** Messages of equal instant in one conversation that nothing orders. */
  readonly unordered: number;
}

/** What is found in an export, the weightiest first; `knowledge` is missing when there was nobody to ask. */
export function allFound(leftOut: LeftOut, knowledge: Knowledge | undefined, settings: FoundSettings): Found[] {
  const survey = knowledge?.survey;
  const found = [
    ...[...leftOut.rejects].map(([code, finding]) => rejectFound(code, finding)),
    ...(knowledge ? keysFound(knowledge) : []),
    ...(survey ? copiesFound(survey, hasFractions(knowledge)) : []),
    ...(survey ? controlsFound(survey) : []),
    ...(knowledge ? orderFound(knowledge, settings.windowMessages) : []),
    ...(knowledge ? expiredFound(knowledge, settings.retentionDays) : []),
    ...(survey ? mergedFound(survey) : []),
    sameInstants(settings.unordered),
    ...(knowledge ? wholeSeconds(knowledge) : []),
    ...(survey ? adaptedFound(survey) : []),
    ...[...leftOut.skips].map(([reason, finding]) => skipFound(reason, finding)),
  ];
  return found.filter(({ count }) => count > 0);
}

type Words = Pick<Found, 'message' | 'advice'> & { readonly mark?: 'wrong' | 'attention' };

function make(kind: string, { count, examples }: Finding, { message, advice, mark }: Words): Found {
  const attention = mark === 'attention' ? { attention: true } : {};
  return { kind, wrong: mark === 'wrong', ...attention, count, message, advice, examples };
}

const withoutPlaces = (count: number): Finding => ({ count, examples: [] });

function rejectFound(code: string, finding: Finding): Found {
  const message = finding.count === 1 ? 'record that cannot be imported' : 'records that cannot be imported';
  const advice = 'See rejects.jsonl for each with its reason and advice.';
  return make(`reject ${code}`, finding, { message, advice, mark: 'wrong' });
}

function skipFound(reason: string, finding: Finding): Found {
  return make(`skip ${reason}`, finding, { message: 'left out on purpose', advice: '' });
}

function keysFound({ keys, survey }: Knowledge): Found[] {
  const all = keys.complete ? '' : ' (at least: in an export of this size only keys near each other are compared)';
  return [
    make('shared-keys', keys.shared, {
      message: `of different messages that share a dedup key with an earlier one: the service would keep only the first${all}`,
      advice: 'Ids must differ inside a conversation; map another field to id.',
      mark: 'wrong',
    }),
    make('repeated', keys.repeated, {
      message: `repeated: the same record stands in the export once more${elsewhere(survey?.repeatedElsewhere)}${all}`,
      advice: 'Harmless: the service keeps one copy.',
    }),
  ];
}

function elsewhere(count = 0): string {
  return count === 0 ? '' : ` (${number(count)} in another input)`;
}

function copiesFound({ doubled, mirrored }: SurveyKnowledge, fractions: boolean): Found[] {
  return [
    make('doubled', doubled, {
      message: `have the id of an earlier message of their conversation, under another key${elsewhere(doubled.elsewhere)}, ${number(doubled.sameContent)} with the same content: both would be shown`,
      advice:
        'If they are one message (exported again, delivered again with another time), keep one: prepare does. If not, map a field to id that differs.',
      mark: 'wrong',
    }),
    make('mirrored', mirrored, {
      message: fractions
        ? `have sender, receiver, time and content of an earlier message and another id${elsewhere(mirrored.elsewhere)}: both would be shown`
        : `have sender, receiver, second and content of an earlier message and another id${elsewhere(mirrored.elsewhere)}: perhaps the same words twice`,
      advice: fractions
        ? 'If the source keeps a row for each mailbox, filter one of them out, or map what both have in common to id.'
        : 'Times are whole seconds, so this may be right. Look at the examples: a row for each mailbox would be doubled.',
      ...(fractions ? { mark: 'wrong' } : {}),
    }),
  ];
}

function controlsFound({ controls: { recall, edit, mirror } }: SurveyKnowledge): Found[] {
  const order = ({ found }: typeof recall) =>
    found.beforeTarget === 0 ? '' : ` (${number(found.beforeTarget)} of them stand before it)`;
  return [
    make('recalled', recall.found, {
      message: `recalls of a message of the export${order(recall)}: a run leaves the recall out and imports the message`,
      advice: 'Run prepare first: it leaves recalled messages out.',
      mark: 'attention',
    }),
    make('recall-without-target', recall.missing, {
      message: 'recalls of messages that are not in the export',
      advice: '',
    }),
    make('edited', edit.found, {
      message: `edits of a message of the export${order(edit)}: a run imports its old content`,
      advice: 'Run prepare first: it puts the new content in the place of the old.',
      mark: 'attention',
    }),
    make('edit-without-target', edit.missing, {
      message: 'edits of messages that are not in the export: a run leaves them out',
      advice: 'Look whether the export is complete.',
      mark: 'attention',
    }),
    make('mirror', mirror.found, { message: 'second copies of a message of the export: left out', advice: '' }),
    make('mirror-without-target', mirror.missing, {
      message: 'second copies of messages that are not in the export: a run would lose these messages',
      advice: 'Run prepare first: it takes the copy where the message itself is missing.',
      mark: 'wrong',
    }),
  ];
}

function orderFound({ order, survey }: Knowledge, windowMessages: number): Found[] {
  const { outOfOrder, mostSeconds, beyondWindow, complete } = order;
  const later = survey ? `, at most ${plural(survey.mostMessagesLater, 'message')} of the export later` : '';
  const far =
    beyondWindow === 0 ? '' : `, ${number(beyondWindow)} of them more than ${number(windowMessages)} messages behind`;
  const most = complete ? '' : ' (at least: order was watched in the first 200,000 conversations)';
  const after =
    'History is shown in the order of time all the same, but a conversation’s last message may be stale: sort the export by time';
  return [
    make('out-of-order', outOfOrder, {
      message: `messages older than one before them in their conversation, by up to ${number(mostSeconds)} s${later}${far}${most}`,
      advice: beyondWindow > 0 ? `${after}, or run prepare, which does.` : `${after}.`,
      ...(beyondWindow > 0 ? { mark: 'wrong' } : {}),
    }),
  ];
}

function expiredFound({ expired }: Knowledge, retentionDays: number | undefined): Found[] {
  const message = `messages older than the storage period of ${retentionDays} days: they would vanish`;
  const advice = 'Extend the storage period before the import, or leave them out with --since.';
  return [make('outside-retention', expired, { message, advice, mark: 'wrong' })];
}

function mergedFound({ merged }: SurveyKnowledge): Found[] {
  const message = 'accounts that were several before the mapping’s rules';
  const file = 'accounts.csv beside this report names them';
  return [
    make('accounts-merged', withoutPlaces(merged.otherwise), {
      message: `${message}: the histories of different people would become one`,
      advice: `If they are different people, correct the account rules; ${file}.`,
      mark: 'wrong',
    }),
    make('accounts-merged-by-case', withoutPlaces(merged.byCase), {
      message: `${message}, spelled with other capitals`,
      advice: `Usually right; ${file}.`,
    }),
  ];
}

const ORDER_ADVICE = 'use --order id when ids count up, or --order seq when a field of the source counts up.';

function sameInstants(unordered: number): Found {
  return make('same-instant', withoutPlaces(unordered), {
    message: 'messages at the same instant as the one before in their conversation, with nothing that orders them',
    advice: `If the export has something that orders them, ${ORDER_ADVICE}`,
  });
}

/** Whole seconds written as milliseconds are suspected from so many messages on. */
const SUSPECT_FROM = 50;

/** All times are whole seconds although they are milliseconds: nothing orders messages inside a second. */
function wholeSeconds(knowledge: Knowledge): Found[] {
  const { messages, orderedBySource } = knowledge;
  if (messages < SUSPECT_FROM || hasFractions(knowledge) || orderedBySource === messages) return [];
  return [
    make('whole-seconds', withoutPlaces(messages), {
      message:
        'messages, all of them, have times in whole seconds written as milliseconds: time says nothing about order inside a second',
      advice: `To keep the order inside a second, ${ORDER_ADVICE}`,
    }),
  ];
}

function hasFractions({ messages, wholeSeconds: whole }: Knowledge): boolean {
  return whole < messages;
}

function adaptedFound({ adapted }: SurveyKnowledge): Found[] {
  return [...adapted].map(([word, count]) =>
    make(`adapted ${word}`, withoutPlaces(count), { message: 'messages are sent in another form', advice: '' }),
  );
}
