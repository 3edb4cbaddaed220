import { isDraft } from '../../draft.js';
import type { Preset, PresetOption } from '../../preset.js';
import { NEEDED, usualColumns } from './columns.js';
import { compileTable } from './translate.js';

const column = (help: string): PresetOption => ({ value: 'COLUMN', help });

/** A team's own table of messages: CSV of any dialect, or rows as JSON. */
export const preset: Preset = {
  name: 'table',
  version: 1,
  title: 'a table of your own: CSV of any dialect, JSON rows; columns with usual names are found',
  options: {
    id: column('the id of the message; a+b joins columns'),
    from: column('the sender'),
    to: column('the receiver'),
    time: column('the time of sending'),
    unit: {
      value: 's|ms|us|ns|text',
      choices: ['s', 'ms', 'us', 'ns', 'text'],
      help: 'unit of times; by default whole milliseconds, or text such as 2024-05-01 12:00:00',
    },
    'time-format': { value: 'PATTERN', help: 'shape of written times, as yyyy/MM/dd HH:mm:ss' },
    zone: { value: 'ZONE', help: 'zone of written times, as +08:00 or Asia/Shanghai; wins over --zone' },
    type: column('the kind of message'),
    types: { value: 'VALUE:TYPE,…', help: 'what the kinds mean, as 1:text,2:image,99:skip,*:stand-in' },
    body: column('the content: text, or JSON for media'),
    'body-json': {
      value: 'yes|no',
      choices: ['yes', 'no'],
      default: 'no',
      help: 'texts stand inside JSON, as {"text":…}',
    },
    html: { value: 'yes|no', choices: ['yes', 'no'], default: 'no', help: 'texts hold &amp; for &, and the like' },
    duration: { value: 's|ms', choices: ['s', 'ms'], help: 'unit of dur and duration in media' },
    pair: {
      value: 'COLUMN,COLUMN',
      help: 'the two people, in any order; the receiver is the one who is not the sender',
    },
    conversation: {
      value: 'COLUMN[:BEGINNING]',
      help: 'holds both accounts, as 1001_1002; the receiver is what is left without the sender',
    },
    single: { value: 'COLUMN:VALUE|…', help: 'rows of one-to-one conversations; others are left out' },
    group: column('holds the group’s id in rows of groups, which are left out'),
    state: column('says in words whether a message was deleted or recalled'),
    deleted: { value: 'COLUMN:VALUE|…', help: 'rows to leave out as deleted; none = no column says so' },
    recalled: { value: 'COLUMN:VALUE|…', help: 'rows to leave out as recalled; none = no column says so' },
    owner: column('whose mailbox the row is in, where each side has a row; needs mirror-id'),
    'mirror-id': column('the id that both rows of a message share'),
    'id-prefix': { value: 'TEXT', help: 'put before every id, for shards whose ids clash' },
    seq: column('a number that grows in each conversation'),
    ext: column('goes to CloudCustomData, which the receiver gets'),
  },
  time: ({ options }) => ({
    ...(options.unit === undefined ? {} : { unit: options.unit }),
    ...(options['time-format'] === undefined ? {} : { format: options['time-format'] }),
    ...(options.zone === undefined ? {} : { zone: options.zone }),
  }),
  recognise: (value) => {
    if (!isDraft(value)) return 0;
    const columns = Object.keys(value);
    return NEEDED.every((role) => usualColumns(role, columns).length > 0) ? USUAL : 0;
  },
  compile: compileTable,
};

/** Anybody's rows may look so: whoever knows fields of their own knows better. */
const USUAL = 0.3;
