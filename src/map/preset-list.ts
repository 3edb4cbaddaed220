import { fileURLToPath } from 'node:url';
import { FatalError } from '../errors.js';
import type { Files } from '../types.js';
import type { Preset } from './preset.js';
import { suggestion } from './suggestion.js';

/** The presets there are: one folder each under presets/, found by looking, so that adding one touches its folder only. */

const FOLDER = fileURLToPath(new URL('./presets/', import.meta.url));

/** All presets, by name. */
export async function listPresets(files: Files): Promise<readonly Preset[]> {
  const names = (await files.list(FOLDER)).sort();
  return Promise.all(names.map(loadPreset));
}

async function loadPreset(folder: string): Promise<Preset> {
  const loaded = (await import(new URL(`./presets/${folder}/preset.js`, import.meta.url).href)) as { preset: Preset };
  return loaded.preset;
}

/** The preset of that name or alias. Throws FatalError('usage', 'preset-unknown') naming the ones there are. */
export async function findPreset(name: string, files: Files): Promise<Preset> {
  const presets = await listPresets(files);
  const found = presets.find((preset) => preset.name === name || preset.aliases?.includes(name));
  if (found) return found;
  const names = presets.flatMap((preset) => [preset.name, ...(preset.aliases ?? [])]);
  throw new FatalError(
    'usage',
    'preset-unknown',
    `There is no preset ${JSON.stringify(name)}${suggestion(name, names)}`,
    `Presets: ${names.join(', ')}. For anything else write a mapping: docs/mapping.md.`,
  );
}
