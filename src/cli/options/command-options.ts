import { CHECK, EMULATED, option, PREPARE, RUN, SERVER, SERVICE, SURVEYED } from '../option.js';
import { days, duration, list, memory, oneOf, pair, share, text, wholeNumber, yesOrNo } from '../values.js';

/** What belongs to single commands. */

const HOUR_MS = 3_600_000;

export const COMMAND_OPTIONS = {
  output: option({
    read: text,
    short: 'o',
    value: 'FILE',
    inConfig: false,
    help: 'prepare: where the export goes, compressed when the name ends in .gz; inspect: where the mapping goes',
    commands: ['prepare', 'inspect'],
  }),
  arrange: option({
    read: oneOf('time', 'recent'),
    default: 'time',
    value: 'ORDER',
    help: 'of the output: time, or recent = whole conversations, the ones with the newest messages first',
    commands: PREPARE,
  }),
  mirrored: option({
    read: oneOf('auto', 'drop', 'keep'),
    default: 'auto',
    value: 'POLICY',
    help: 'messages that differ in nothing but their id: drop, keep, or auto = drop unless all times are whole seconds',
    commands: PREPARE,
  }),
  'dry-run': option({
    read: yesOrNo,
    isFlag: true,
    inConfig: false,
    help: 'the same as the command check',
    commands: RUN,
  }),
  retention: option({
    read: days,
    value: 'DAYS',
    help: 'storage period of the edition, as 7d: check finds older messages, verify does not miss them, the emulator hides them',
    commands: ['run', 'check', 'verify', 'undo', 'emulator'],
  }),
  latency: option({
    read: duration(0, HOUR_MS),
    value: 'TIME',
    help: 'check: assumed time of one request (50ms); emulator: added to each answer',
    commands: [...SERVICE, 'emulator'],
  }),
  survey: option({
    read: yesOrNo,
    isFlag: true,
    default: 'true',
    help: 'check: a database of the export, for exact answers; --no-survey = estimates in little memory',
    commands: CHECK,
  }),
  jobs: option({
    read: wholeNumber(1, 64),
    default: '1',
    value: 'N',
    help: 'check --no-survey: threads that read and map; what is found is the same',
    commands: CHECK,
  }),
  memory: option({
    read: memory(512e6, 1e12),
    default: '1GB',
    value: 'SIZE',
    help: 'what the process should stay below; beyond, the survey goes to the disk',
    commands: [...SURVEYED, 'prepare'],
  }),
  'cut-over': option({
    read: text,
    value: 'TIME',
    help: 'check: how many conversations are complete by then, if the run began now',
    commands: CHECK,
  }),
  port: option({ read: wholeNumber(0, 65_535), default: '0', value: 'N', help: '0 = any free port', commands: SERVER }),
  data: option({ read: text, value: 'DIR', help: 'keeps the messages across restarts', commands: SERVER }),
  fault: option({
    read: list,
    many: true,
    value: 'SPEC,…',
    help: 'emulator: injected faults, as throttle:0.05,lost-after:0.02',
    commands: EMULATED,
  }),
  accounts: option({
    read: text,
    value: 'any|strict|FILE',
    help: 'emulator: which accounts exist; any by default',
    commands: EMULATED,
  }),
  conversation: option({
    read: pair,
    value: 'A,B',
    help: 'undo: only the conversation of these two accounts',
    commands: ['undo'],
  }),
  sample: option({
    read: share,
    value: 'N%',
    help: 'verify: only so many of the conversations, drawn by chance',
    commands: ['verify'],
  }),
  seed: option({
    read: wholeNumber(0, 4_294_967_295),
    default: '0',
    value: 'N',
    help: 'verify: another number draws another sample',
    commands: ['verify'],
  }),
  'both-views': option({
    read: yesOrNo,
    isFlag: true,
    help: 'verify: read each conversation as both of its people see it',
    commands: ['verify'],
  }),
  strict: option({
    read: yesOrNo,
    isFlag: true,
    help: 'verify: messages that are not in the export are wrong, too',
    commands: ['verify'],
  }),
  repair: option({
    read: yesOrNo,
    isFlag: true,
    inConfig: false,
    help: 'verify: send what is missing again, and change what differs',
    commands: ['verify'],
  }),
  'page-messages': option({
    read: wholeNumber(1, 1_000),
    default: '100',
    value: 'N',
    help: 'messages asked for in one page of history; the service answers at most 13K',
    commands: ['verify', 'history'],
  }),
  import: option({
    read: yesOrNo,
    isFlag: true,
    inConfig: false,
    help: 'accounts: import those that are missing',
    commands: ['accounts'],
  }),
  profiles: option({
    read: text,
    value: 'FILE',
    help: 'accounts: CSV with the columns account, nick, faceUrl',
    commands: ['accounts'],
  }),
  'require-accounts': option({
    read: yesOrNo,
    isFlag: true,
    help: 'refuse to start while an account of the export is missing in the service',
    commands: RUN,
  }),
  account: option({
    read: text,
    value: 'NAME',
    help: 'mark-read: whose unread messages; with --peer instead of an export',
    commands: ['mark-read'],
  }),
  peer: option({
    read: text,
    value: 'NAME',
    help: 'mark-read: the other side of the one conversation',
    commands: ['mark-read'],
  }),
  before: option({
    read: text,
    value: 'TIME',
    help: 'mark-read: only what is as old as this or older; now by default',
    commands: ['mark-read'],
  }),
};
