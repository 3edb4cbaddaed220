import type { Reader } from './values.js';

/** What an option is, and the commands it may belong to. */

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

export const ALL = [
  'run',
  'check',
  'prepare',
  'verify',
  'undo',
  'accounts',
  'send',
  'broadcast',
  'history',
  'withdraw',
  'mark-read',
  'unread',
  'status',
  'inspect',
  'presets',
  'emulator',
] as const;

export type Command = (typeof ALL)[number];

export const RUN: readonly Command[] = ['run'];
export const CHECK: readonly Command[] = ['check'];
export const PREPARE: readonly Command[] = ['prepare'];
export const SERVER: readonly Command[] = ['emulator'];
/** `check` takes what `run` takes, so that one word changes a command line into its dry run; it sends nothing. */
export const EXPORTS: readonly Command[] = ['run', 'check'];
/** Commands that send messages which people see. */
export const SENDING: readonly Command[] = ['send', 'broadcast'];
/** Commands that talk to the service and can be resumed. */
export const STATEFUL: readonly Command[] = ['run', 'verify', 'undo', 'accounts', 'broadcast', 'mark-read'];
/** Commands that talk to the service. */
export const SERVICE: readonly Command[] = [...STATEFUL, 'check', 'send', 'history', 'withdraw', 'unread'];
/** The emulator as a server, or in the process of a command. */
export const EMULATED: readonly Command[] = [...STATEFUL, 'send', 'history', 'withdraw', 'unread', 'emulator'];
/** Commands that look at an export as a whole. */
export const SURVEYED: readonly Command[] = ['run', 'check', 'verify', 'accounts', 'broadcast', 'mark-read'];
/** Commands that turn records into messages. */
export const MAPPED: readonly Command[] = [
  ...EXPORTS,
  'prepare',
  'verify',
  'undo',
  'accounts',
  'broadcast',
  'mark-read',
];
/** Commands that read records. */
export const READING: readonly Command[] = [...MAPPED, 'inspect'];

/** Lists of commands that have a name where options are listed. */
export const COMMAND_GROUPS = {
  all: ALL,
  service: SERVICE,
  resumable: STATEFUL,
  mapping: MAPPED,
  reading: READING,
} as const;

export function option<Value>(given: Option<Value>): Option<Value> {
  return given;
}
