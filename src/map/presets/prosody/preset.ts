import { isDraft, type TranslatedOne } from '../../draft.js';
import { movePoint } from '../../kit/decimal.js';
import { parseJid } from '../../kit/jid.js';
import { MAILBOX_OPTIONS, translateMailboxRow } from '../../kit/mailbox.js';
import { cellOf, hasColumns } from '../../kit/row.js';
import { readStanza } from '../../kit/stanza.js';
import { textOf } from '../../kit/values.js';
import type { Preset } from '../../preset.js';
import { describe, isProblem, problem } from '../../problem.js';

/** Prosody: rows of the table `prosodyarchive` of mod_storage_sql, which holds each message once per mailbox. */
export const preset: Preset = {
  name: 'prosody',
  version: 1,
  title: 'Prosody: table prosodyarchive of mod_storage_sql (MySQL, PostgreSQL, SQLite)',
  options: {
    ...MAILBOX_OPTIONS,
    store: {
      value: 'NAME',
      default: 'archive',
      help: 'the store that holds one-to-one messages: archive_store of mod_mam',
    },
  },
  recognise: (value) => (isDraft(value) && hasColumns(value, COLUMNS) ? 1 : 0),
  compile:
    ({ options }) =>
    (value) =>
      translate(value, options),
};

const COLUMNS = ['sort_id', 'host', 'user', 'store', 'when', 'with', 'type', 'value'];

function translate(value: unknown, options: Readonly<Record<string, string>>): TranslatedOne {
  if (!isDraft(value) || !hasColumns(value, ['user', 'store', 'when', 'value'])) return { problem: NO_ROW };
  const store = cellOf(value, 'store');
  if (store !== options.store) return { skip: store === ROOMS ? 'group' : 'other-store' };
  const type = cellOf(value, 'type');
  if (type !== 'xml') return { problem: notXml(type) };
  const stanza = readStanza(cellOf(value, 'value'));
  if (isProblem(stanza)) return { problem: stanza };
  const user = textOf(cellOf(value, 'user')) ?? '';
  const owner = parseJid(`${user}@${textOf(cellOf(value, 'host')) ?? ''}`);
  return translateMailboxRow(
    {
      // A stanza without a receiver was written to oneself, one without a sender by oneself.
      stanza: { ...stanza, from: stanza.from ?? owner, to: stanza.to ?? owner },
      owner: { local: user.toLowerCase(), bare: owner?.bare },
      peer: parseJid(cellOf(value, 'with')),
      time: movePoint(cellOf(value, 'when'), SECONDS_TO_MS),
      seq: cellOf(value, 'sort_id'),
    },
    options,
  );
}

const SECONDS_TO_MS = 3;

/** The store of mod_muc_mam. */
const ROOMS = 'muc_log';

function notXml(type: unknown) {
  return problem(
    'value-not-xml',
    `expected a value of type xml, got ${describe(type)}`,
    'Only stanzas kept as XML can be read; see docs/presets/prosody.md.',
  );
}

const NO_ROW = problem(
  'not-prosody',
  'expected a row of Prosody’s table prosodyarchive with user, store, when and value',
  'See docs/presets/prosody.md; name the columns of a dump that has no header.',
);
