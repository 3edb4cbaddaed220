import { FatalError } from '../errors.js';
import { parseYaml } from '../map/yaml.js';
import { readText } from '../text-file.js';
import type { Files } from '../types.js';

/** A config file's values: a YAML or JSON mapping of setting names to values. Throws FatalError `usage`. */
export async function readConfigFile(path: string, files: Files): Promise<Readonly<Record<string, unknown>>> {
  const text = await readText(files, path);
  if (text === undefined) {
    throw new FatalError(
      'usage',
      'config-missing',
      `There is no config file ${path}.`,
      'Check --config or TIM_CONFIG.',
    );
  }
  const { value } = parseYaml(text, path, 'config');
  if (value === null || value === undefined) return {};
  if (typeof value === 'object' && !Array.isArray(value)) return value as Record<string, unknown>;
  throw new FatalError(
    'usage',
    'config-shape',
    `${path} is no mapping of settings to values.`,
    'Write it as `rate: 100`, one setting a line.',
  );
}
