import { FatalError } from '../../../errors.js';
import { type Draft, isDraft, type Translated, type Translator } from '../../draft.js';
import { unwrap } from '../../kit/unwrap.js';
import { isGiven } from '../../kit/values.js';
import type { Preset, PresetSettings } from '../../preset.js';
import { problem } from '../../problem.js';
import { isCopy, isHistoryMessage, isItem, readCopy, readItem } from './messages.js';
import { entriesOf, type Pair, pairIn, readAlone, readPage } from './pages.js';

/** NetEase Yunxin: copies of messages, pages of history queries of both versions, and any of them in a table. */
export const preset: Preset = {
  name: 'yunxin',
  aliases: ['netease'],
  version: 1,
  title: 'NetEase Yunxin: message copies, history pages (V1, V2)',
  // Pages stand one after another, pretty-printed or not.
  format: { shape: { glued: true }, maxRecordBytes: 8 * 1024 * 1024 },
  // Its accounts ignore case.
  accounts: { lowerCase: true },
  options: {
    column: { value: 'NAME', help: 'column of a table that holds the record; found out by default' },
    pair: {
      value: 'ONE,OTHER',
      help: 'the two accounts V1 history pages are about, where neither page nor message says whom it was sent to',
    },
  },
  recognise: (value) => {
    const record = find(value, undefined);
    if (!record) return 0;
    if (entriesOf(record)) return 0.9;
    if (isItem(record)) return 1;
    if (isHistoryMessage(record)) return 0.7;
    return isGiven(record.convType) && isGiven(record.msgidServer) ? 1 : 0.5;
  },
  compile: compileRecords,
};

function isRecord(value: Draft): boolean {
  return isCopy(value) || isItem(value) || isHistoryMessage(value) || entriesOf(value) !== undefined;
}

function find(value: unknown, column: string | undefined): Draft | undefined {
  return unwrap(value, isRecord, column) ?? (column === undefined ? unwrap(value, isRecord, 'page') : undefined);
}

function compileRecords({ options }: PresetSettings): Translator {
  const pair = options.pair === undefined ? undefined : readPair(options.pair);
  return (value): Translated => {
    const record = find(value, options.column);
    if (!record || !isDraft(value)) return { problem: NO_RECORD };
    if (isCopy(record)) return readCopy(record);
    if (isItem(record)) return readItem(record);
    if (isHistoryMessage(record)) return readAlone(record, pairOfRow(value, record) ?? pair);
    return readPage(entriesOf(record) ?? [], pairIn(record) ?? pairIn(value) ?? pair);
  };
}

/** The sender of a message is no half of a pair; a row round it may name one. */
function pairOfRow(value: Draft, record: Draft): Pair | undefined {
  return pairIn(value === record ? { pair: record.pair } : value);
}

function readPair(text: string): Pair {
  const pair = pairIn({ pair: text });
  if (pair) return pair;
  const hint = 'Name the two accounts of the history query: --option pair=anna,bernd';
  throw new FatalError(
    'usage',
    'preset-option',
    `Option pair of yunxin: expected two accounts, got ${JSON.stringify(text)}.`,
    hint,
  );
}

const NO_RECORD = problem(
  'not-yunxin',
  'expected a Yunxin copy (eventType), a history page (msgs, items) or one message of a page',
  'See docs/presets/yunxin.md; a record inside a table’s column: --option column=NAME.',
);
