import { findZone } from '../map/zone.js';
import {
  assignments,
  days,
  delimiter,
  duration,
  endpoint,
  list,
  memory,
  oneOf,
  quote,
  type Reader,
  rejectLimit,
  text,
  WrongValue,
  wholeNumber,
  yesOrNo,
} from './values.js';

/**
 * Every option there is: the one table from which the command line, the config file, the environment and the lists in
 * `--help` and the docs come.
 */
export interface Option<Value = unknown> {
  readonly read: Reader<Value>;
  /** Environment variable with the same meaning. */
  readonly env?: string;
  /** A flag without a value. */
  readonly isFlag?: boolean;
  readonly short?: string;
  /** As written by a person; absent = not set. */
  readonly default?: string;
  /** What stands for the value in help texts. */
  readonly value?: string;
  readonly help: string;
  /** May be given more than once. */
  readonly many?: boolean;
  readonly commands: readonly Command[];
  /** May stand in a config file. */
  readonly inConfig?: false;
}

export type Command = 'run' | 'check' | 'prepare' | 'status' | 'emulator' | 'inspect' | 'presets';

const ALL: readonly Command[] = ['run', 'check', 'prepare', 'status', 'emulator', 'inspect', 'presets'];
/** `check` takes what `run` takes, so that one word changes a command line into its dry run; it sends nothing. */
const EXPORTS: readonly Command[] = ['run', 'check'];
const RUN: readonly Command[] = ['run'];
/** Commands that turn records into messages. */
const MAPPED: readonly Command[] = ['run', 'check', 'prepare'];
/** Commands that read records. */
const READING: readonly Command[] = [...MAPPED, 'inspect'];
const PREPARE: readonly Command[] = ['prepare'];
const CHECK: readonly Command[] = ['check'];
const SERVER: readonly Command[] = ['emulator'];
/** The emulator as a server, or in the process of a run. */
const EMULATED: readonly Command[] = ['run', 'emulator'];

const zone: Reader<string> = (value) =>
  findZone(value) ? value : new WrongValue('an offset as +08:00, or an IANA name as Asia/Shanghai');

function option<Value>(given: Option<Value>): Option<Value> {
  return given;
}

const HOUR_MS = 3_600_000;

export const OPTIONS = {
  config: option({
    read: text,
    env: 'TIM_CONFIG',
    value: 'FILE',
    inConfig: false,
    help: 'YAML or JSON file with the same settings',
    commands: ALL,
  }),
  endpoint: option({
    read: endpoint,
    env: 'TIM_ENDPOINT',
    value: 'URL',
    help: 'https://console.tim.qq.com, another regional host, or a local server',
    commands: EXPORTS,
  }),
  'sdk-app-id': option({
    read: wholeNumber(1, 4_294_967_295),
    env: 'TIM_SDK_APP_ID',
    value: 'N',
    help: 'application id',
    commands: ['run', 'check', 'emulator'],
  }),
  identifier: option({
    read: text,
    env: 'TIM_IDENTIFIER',
    value: 'NAME',
    help: 'administrator account',
    commands: ['run', 'check', 'emulator'],
  }),
  emulate: option({
    read: yesOrNo,
    isFlag: true,
    help: 'start the emulator in this process and talk to it',
    commands: EXPORTS,
  }),
  rate: option({
    read: wholeNumber(0, 1_000_000),
    env: 'TIM_RATE',
    default: '200',
    value: 'N',
    help: 'requests per second; 0 = no limit, for local servers only',
    commands: EXPORTS,
  }),
  concurrency: option({
    read: wholeNumber(1, 1_000),
    env: 'TIM_CONCURRENCY',
    value: 'N',
    help: 'requests in flight; by default as many as the rate needs',
    commands: EXPORTS,
  }),
  state: option({
    read: text,
    env: 'TIM_STATE',
    value: 'DIR',
    help: 'the run’s folder',
    commands: ['run', 'check', 'prepare', 'status'],
  }),
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
    help: 'go on with a corrected mapping that keeps the keys',
    commands: RUN,
  }),
  format: option({
    read: oneOf('jsonl', 'csv', 'json'),
    value: 'NAME',
    help: 'when name and content do not tell: jsonl, csv, json',
    commands: READING,
  }),
  records: option({
    read: text,
    value: 'PATH',
    help: 'JSON: where the list of records is, as data.messages',
    commands: READING,
  }),
  encoding: option({
    read: oneOf('utf-8', 'utf-16le', 'utf-16be', 'gb18030'),
    value: 'NAME',
    help: 'utf-8, utf-16le, utf-16be, gb18030',
    commands: READING,
  }),
  delimiter: option({
    read: delimiter,
    value: 'CHAR|tab',
    help: 'CSV: what stands between fields; found out by default',
    commands: READING,
  }),
  quote: option({
    read: quote,
    value: 'CHAR|none',
    help: 'CSV: what stands round a field; none = fields are never quoted',
    commands: READING,
  }),
  escape: option({
    read: oneOf('doubled', 'backslash'),
    value: 'HOW',
    help: 'CSV: doubled or backslash, as dumps of MySQL and PostgreSQL have it',
    commands: READING,
  }),
  null: option({ read: text, value: 'TEXT', help: 'CSV: the text that stands for null', commands: READING }),
  columns: option({
    read: list,
    value: 'A,B,…',
    help: 'CSV: column names of a file without a header',
    commands: READING,
  }),
  zone: option({
    read: zone,
    value: 'ZONE',
    help: 'zone of wall-clock times that carry none, as +08:00',
    commands: READING,
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
  yes: option({ read: yesOrNo, isFlag: true, inConfig: false, help: 'act without asking', commands: MAPPED }),
  timeout: option({
    read: duration(3_001, HOUR_MS),
    default: '10s',
    value: 'TIME',
    help: 'for one request; longer than the service’s own 3 s',
    commands: EXPORTS,
  }),
  patience: option({
    read: duration(1_000, 240 * HOUR_MS),
    default: '15m',
    value: 'TIME',
    help: 'how long a service that is down is waited for',
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
  'duplicate-code': option({
    read: wholeNumber(1, 10_000_000),
    value: 'CODE',
    help: 'a code of the service that means: it is there already',
    commands: EXPORTS,
  }),
  limit: option({
    read: wholeNumber(0, Number.MAX_SAFE_INTEGER),
    value: 'N',
    help: 'the first N records of the export; emulator: requests per second, 0 = no limit',
    commands: ['run', 'check', 'prepare', 'emulator'],
  }),
  since: option({
    read: text,
    value: 'TIME',
    help: 'leave out what is older: a date, a time, or Unix ms',
    commands: MAPPED,
  }),
  until: option({ read: text, value: 'TIME', help: 'leave out what is as new or newer', commands: MAPPED }),
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
  'take-over': option({
    read: yesOrNo,
    isFlag: true,
    inConfig: false,
    help: 'take a state folder whose owner on another host is surely gone',
    commands: RUN,
  }),
  retention: option({
    read: days,
    value: 'DAYS',
    help: 'storage period of the edition, as 7d: check finds older messages, the emulator hides them',
    commands: ['run', 'check', 'emulator'],
  }),
  latency: option({
    read: duration(0, HOUR_MS),
    value: 'TIME',
    help: 'check: assumed time of one request (50ms); emulator: added to each answer',
    commands: ['run', 'check', 'emulator'],
  }),
  survey: option({
    read: yesOrNo,
    isFlag: true,
    default: 'true',
    help: 'check: a database of the export, for exact answers; --no-survey = estimates in little memory',
    commands: CHECK,
  }),
  memory: option({
    read: memory(512e6, 1e12),
    default: '1GB',
    value: 'SIZE',
    help: 'what the process should stay below; beyond, the survey goes to the disk',
    commands: ['check', 'prepare'],
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
  json: option({
    read: yesOrNo,
    isFlag: true,
    inConfig: false,
    help: 'machine-readable result on standard output, nothing else there',
    commands: ['run', 'check', 'prepare', 'status', 'inspect', 'presets'],
  }),
  quiet: option({ read: yesOrNo, isFlag: true, short: 'q', help: 'errors only', commands: ALL }),
  verbose: option({ read: yesOrNo, isFlag: true, short: 'v', help: 'more words', commands: ALL }),
  progress: option({
    read: yesOrNo,
    isFlag: true,
    default: 'true',
    help: 'a progress line on a terminal; --no-progress = log lines',
    commands: MAPPED,
  }),
  'log-level': option({
    read: oneOf('debug', 'info', 'warn', 'error'),
    default: 'info',
    value: 'LEVEL',
    help: 'of run.log: debug, info, warn, error',
    commands: EXPORTS,
  }),
} satisfies Readonly<Record<string, Option<never> | Option>>;

export type OptionName = keyof typeof OPTIONS;

type ValueOf<Given> = Given extends { read: Reader<infer Value> } ? Value : never;

/** All settings of a command, complete and checked: absent = not set. */
export type Settings = { readonly [Name in OptionName]?: ValueOf<(typeof OPTIONS)[Name]> };

export const OPTION_NAMES = Object.keys(OPTIONS) as OptionName[];

/** The options of a command, in the order of the table. */
export function optionsOf(command: Command): OptionName[] {
  return OPTION_NAMES.filter((name) => (OPTIONS[name].commands as readonly Command[]).includes(command));
}
