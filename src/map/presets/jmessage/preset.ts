import type { Draft, Translated } from '../../draft.js';
import { unwrap } from '../../kit/unwrap.js';
import type { Preset, PresetSettings } from '../../preset.js';
import { problem } from '../../problem.js';
import { entriesOf, isMessage, readMessage, readPage } from './messages.js';

/** JMessage: pages of its reports, single messages of them, and either in a table. */
export const preset: Preset = {
  name: 'jmessage',
  aliases: ['jiguang'],
  version: 1,
  title: 'JMessage (Jiguang): pages of IM REST Report',
  // Pages of up to 1,000 messages stand one after another, pretty-printed or not.
  format: { shape: { glued: true }, maxRecordBytes: 8 * 1024 * 1024 },
  options: {
    column: { value: 'NAME', help: 'column of a table that holds the record; found out by default' },
    'cross-app': {
      value: 'reject|keep',
      choices: ['reject', 'keep'],
      default: 'reject',
      help: 'messages between users of two apps, where the same name may be two people',
    },
  },
  recognise: (value) => {
    const record = unwrap(value, isRecord, undefined);
    if (!record) return 0;
    return isMessage(record) && record.msg_body === undefined ? 0.6 : 1;
  },
  compile: (settings) => (value) => translate(value, settings),
};

function isRecord(value: Draft): boolean {
  return isMessage(value) || entriesOf(value) !== undefined;
}

function translate(value: unknown, { options }: PresetSettings): Translated {
  const record = unwrap(value, isRecord, options.column);
  if (!record) return { problem: NO_RECORD };
  const keepsCrossApp = options['cross-app'] === 'keep';
  return isMessage(record) ? readMessage(record, keepsCrossApp) : readPage(entriesOf(record) ?? [], keepsCrossApp);
}

const NO_RECORD = problem(
  'not-jmessage',
  'expected a page with messages, or one message with msgid, target_type and from_id',
  'See docs/presets/jmessage.md; a record inside a table’s column: --option column=NAME.',
);
