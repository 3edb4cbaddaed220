import { FatalError } from '../errors.js';
import { suggestion } from '../map/suggestion.js';
import {
  type Command,
  OPTION_NAMES,
  OPTIONS,
  type Option,
  type OptionName,
  optionsOf,
  type Settings,
} from './options.js';
import { WrongValue } from './values.js';

/** Where a value came from, for error texts. */
interface Given {
  readonly text: string;
  readonly from: string;
}

export interface SettingSources {
  /** Values of a config file by name, in either spelling (`sdk-app-id`, `sdkAppId`), and the file's name. */
  readonly config?: { readonly values: Readonly<Record<string, unknown>>; readonly name: string };
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Flags by name. */
  readonly flags: Readonly<Record<string, unknown>>;
}

/** Defaults < config file < environment < flags. Throws FatalError `usage` naming setting, value and what is allowed. */
export function readSettings(command: Command, sources: SettingSources): Settings {
  if (sources.config) checkConfigNames(sources.config);
  const settings: Record<string, unknown> = {};
  for (const name of optionsOf(command)) {
    const given = find(name, sources);
    if (given) settings[name] = readValue(name, given);
  }
  return settings as Settings;
}

function find(name: OptionName, { config, environment, flags }: SettingSources): Given | undefined {
  const option: Option = OPTIONS[name];
  const flag = flags[name];
  if (flag !== undefined) return { text: flagText(name, flag, option), from: `--${name}` };
  const variable = option.env === undefined ? undefined : environment[option.env];
  if (variable !== undefined && variable !== '') return { text: variable, from: `environment variable ${option.env}` };
  const value = config?.values[name] ?? config?.values[camelCase(name)];
  if (value !== undefined && value !== null) return { text: configText(value), from: `${name} in ${config?.name}` };
  return option.default === undefined ? undefined : { text: option.default, from: 'default' };
}

function flagText(name: string, value: unknown, { many }: Option): string {
  if (!Array.isArray(value)) return String(value);
  if (many) return value.join(',');
  throw new FatalError('usage', 'option-twice', `--${name} is given ${value.length} times.`, 'Give it once.');
}

function configText(value: unknown): string {
  return Array.isArray(value) ? value.join(',') : String(value);
}

function readValue(name: OptionName, { text, from }: Given): unknown {
  const value = OPTIONS[name].read(text);
  if (!(value instanceof WrongValue)) return value;
  throw new FatalError('usage', 'wrong-value', `${from} is ${JSON.stringify(text)}.`, `Allowed: ${value.allowed}.`);
}

function checkConfigNames({ values, name: file }: { values: Readonly<Record<string, unknown>>; name: string }): void {
  const known = OPTION_NAMES.filter((name) => (OPTIONS[name] as Option).inConfig !== false);
  const spellings = new Set([...known, ...known.map(camelCase)]);
  for (const name of Object.keys(values)) {
    if (spellings.has(name)) continue;
    const near = suggestion(name, [...spellings]);
    throw new FatalError(
      'usage',
      'unknown-setting',
      `${file}: there is no setting ${JSON.stringify(name)}${near}`,
      /secret|key/i.test(name)
        ? 'The signing key is taken from TIM_SECRET_KEY or TIM_SECRET_KEY_FILE only, never from a file that may be shared.'
        : `Known settings: ${known.join(', ')}.`,
    );
  }
}

function camelCase(name: string): string {
  return name.replaceAll(/-(\w)/g, (_, letter: string) => letter.toUpperCase());
}
