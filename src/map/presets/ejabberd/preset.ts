import { isDraft, type TranslatedOne } from '../../draft.js';
import { movePoint } from '../../kit/decimal.js';
import { parseJid } from '../../kit/jid.js';
import { MAILBOX_OPTIONS, translateMailboxRow } from '../../kit/mailbox.js';
import { cellOf, hasColumns } from '../../kit/row.js';
import { readStanza } from '../../kit/stanza.js';
import { textOf } from '../../kit/values.js';
import type { Preset } from '../../preset.js';
import { isProblem, problem } from '../../problem.js';

/** ejabberd: rows of the table `archive` of mod_mam, which holds each message once per mailbox. */
export const preset: Preset = {
  name: 'ejabberd',
  version: 1,
  title: 'ejabberd: table archive of mod_mam (MySQL, PostgreSQL, SQLite)',
  options: MAILBOX_OPTIONS,
  recognise: (value) => (isDraft(value) && hasColumns(value, COLUMNS) ? 1 : 0),
  compile:
    ({ options }) =>
    (value) =>
      translate(value, options),
};

const COLUMNS = ['username', 'timestamp', 'peer', 'bare_peer', 'xml'];

function translate(value: unknown, options: Readonly<Record<string, string>>): TranslatedOne {
  if (!isDraft(value) || !hasColumns(value, ['username', 'timestamp', 'xml'])) return { problem: NO_ROW };
  const username = textOf(cellOf(value, 'username')) ?? '';
  // In room archives the mailbox is the room, named with its host.
  if (cellOf(value, 'kind') === 'groupchat' || username.includes('@')) return { skip: 'group' };
  const xml = cellOf(value, 'xml');
  if (typeof xml === 'string' && xml.startsWith(COMPRESSED)) return { problem: COMPRESSED_XML };
  const stanza = readStanza(xml);
  if (isProblem(stanza)) return { problem: stanza };
  const host = cellOf(value, 'server_host');
  const owner = parseJid(typeof host === 'string' ? `${username}@${host}` : undefined);
  return translateMailboxRow(
    {
      stanza,
      owner: { local: username.toLowerCase(), bare: owner?.bare },
      peer: parseJid(cellOf(value, 'bare_peer') ?? cellOf(value, 'peer')),
      time: movePoint(cellOf(value, 'timestamp'), MICROSECONDS_TO_MS),
    },
    options,
  );
}

const MICROSECONDS_TO_MS = -3;

/** Version byte of the format ejabberd's option compress_xml writes. */
const COMPRESSED = '\u0001';

const COMPRESSED_XML = problem(
  'compressed-xml',
  'the stanza is stored in ejabberd’s own compressed form (compress_xml)',
  'Have ejabberd write it out: read the archive over XMPP (MAM), or decode the column with ejabberd’s xml_compress.',
);
const NO_ROW = problem(
  'not-ejabberd',
  'expected a row of ejabberd’s table archive with username, timestamp and xml',
  'See docs/presets/ejabberd.md; name the columns of a dump that has no header.',
);
