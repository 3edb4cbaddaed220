import { dirname, resolve } from 'node:path';
import { FatalError } from '../errors.js';
import type { Files } from '../types.js';
import { decodeText, readSmallFile } from './files.js';
import type { Preset, PresetFile, PresetOption, PresetSettings } from './preset.js';
import { suggestion } from './suggestion.js';

/** An option of a preset as somebody gave it. */
export interface OptionSource {
  readonly name: string;
  readonly value: string;
  /** For error texts: the flag, or the place in a mapping file. */
  readonly place: string;
  /** File whose folder relative paths begin at; absent = the working folder. */
  readonly relativeTo?: string;
}

/**
 * Checks and completes the options of a preset; later sources win. Files that options name are read; `covered` holds
 * their bytes, for the mapping's digest. Throws FatalError('usage', 'preset-option') naming what is allowed.
 */
export async function readPresetOptions(
  preset: Preset,
  sources: readonly OptionSource[],
  files: Files,
): Promise<{ settings: PresetSettings; covered: readonly Uint8Array[] }> {
  const known = preset.options ?? {};
  const options: Record<string, string> = {};
  for (const [name, option] of Object.entries(known)) if (option.default !== undefined) options[name] = option.default;
  const read = new Map<string, { file: PresetFile; bytes: Uint8Array }>();
  for (const source of sources) {
    const option = checkOption(preset, known, source);
    options[source.name] = source.value;
    if (option.isFile) read.set(source.name, await readOptionFile(source, files));
  }
  const found = [...read];
  return {
    settings: { options, files: Object.fromEntries(found.map(([name, { file }]) => [name, file])) },
    covered: found.map(([, { bytes }]) => bytes),
  };
}

function checkOption(
  preset: Preset,
  known: Readonly<Record<string, PresetOption>>,
  { name, value, place }: OptionSource,
): PresetOption {
  const option = Object.hasOwn(known, name) ? known[name] : undefined;
  if (!option) {
    const names = Object.keys(known);
    const message = `${place}: the preset ${preset.name} has no option "${name}"${suggestion(name, names)}`;
    const hint = names.length > 0 ? `Its options: ${names.join(', ')}.` : 'It has no options.';
    throw new FatalError('usage', 'preset-option', message, hint);
  }
  if (value !== '' && (option.choices?.includes(value) ?? true)) return option;
  const allowed = option.choices?.join(', ') ?? option.value;
  throw new FatalError(
    'usage',
    'preset-option',
    `${place}: expected ${allowed}, got ${JSON.stringify(value)}.`,
    option.help,
  );
}

async function readOptionFile(
  { value, relativeTo, name }: OptionSource,
  files: Files,
): Promise<{ file: PresetFile; bytes: Uint8Array }> {
  const path = relativeTo === undefined ? resolve(value) : resolve(dirname(relativeTo), value);
  const bytes = await readSmallFile(path, files, `option ${name}: file`);
  return { file: { path, text: decodeText(bytes, path) }, bytes };
}
