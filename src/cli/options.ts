import type { Command, Option } from './option.js';
import { COMMAND_OPTIONS } from './options/command-options.js';
import { MAPPING_OPTIONS } from './options/mapping-options.js';
import { MESSAGE_OPTIONS } from './options/message-options.js';
import { READING_OPTIONS } from './options/reading-options.js';
import { SCREEN_OPTIONS } from './options/screen-options.js';
import { SERVICE_OPTIONS } from './options/service-options.js';
import type { Reader } from './values.js';

export type { Command, Option } from './option.js';

/**
 * Every option there is: the one table from which the command line, the config file, the environment and the lists in
 * `--help` and the docs come.
 */
export const OPTIONS = {
  ...SERVICE_OPTIONS,
  ...MAPPING_OPTIONS,
  ...READING_OPTIONS,
  ...COMMAND_OPTIONS,
  ...MESSAGE_OPTIONS,
  ...SCREEN_OPTIONS,
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
