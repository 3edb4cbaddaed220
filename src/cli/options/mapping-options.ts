import { EXPORTS, MAPPED, option } from '../option.js';
import { assignments, oneOf, rejectLimit, text, wholeNumber, yesOrNo } from '../values.js';

/** How records become messages. */

export const MAPPING_OPTIONS = {
  mapping: option({
    read: text,
    value: 'FILE',
    help: 'how records become messages: YAML, JSON, or a module',
    commands: MAPPED,
  }),
  preset: option({
    read: text,
    value: 'NAME',
    help: 'how a known system’s records become messages; tim-migrate presets lists them',
    commands: MAPPED,
  }),
  option: option({
    read: assignments,
    many: true,
    value: 'NAME=VALUE',
    help: 'an option of the preset; may be given several times',
    commands: MAPPED,
  }),
  media: option({
    read: oneOf('link', 'placeholder', 'file'),
    value: 'POLICY',
    help: 'media that lack what the service demands go as link, placeholder or file; presets: file',
    commands: MAPPED,
  }),
  'media-table': option({
    read: text,
    value: 'FILE',
    help: 'what is known of media by address or key: sizes, thumbnails, new addresses',
    commands: MAPPED,
  }),
  'accept-mapping': option({
    read: yesOrNo,
    isFlag: true,
    inConfig: false,
    help: 'run: go on with a corrected mapping that keeps the keys; undo: take back with another mapping than the run had last',
    commands: ['run', 'undo'],
  }),
  order: option({
    read: oneOf('seq', 'time', 'id', 'position'),
    value: 'RULE',
    help: 'how keys keep order inside a second: seq, time, id, position',
    commands: MAPPED,
  }),
  generation: option({
    read: wholeNumber(0, 4_294_967_295),
    default: '0',
    value: 'N',
    help: 'another number gives new keys: to import again what was recalled',
    commands: MAPPED,
  }),
  live: option({
    read: yesOrNo,
    isFlag: true,
    help: 'SyncFromOldSystem 5: unread counts and pushes to real users; needs --yes',
    commands: EXPORTS,
  }),
  'max-rejects': option({
    read: rejectLimit,
    default: '1000',
    value: 'N|N%',
    help: 'stop when more records than this are rejected',
    commands: MAPPED,
  }),
  'max-body': option({
    read: wholeNumber(200, 65_536),
    default: '12000',
    value: 'BYTES',
    help: 'largest request; longer messages are rejected',
    commands: MAPPED,
  }),
};
