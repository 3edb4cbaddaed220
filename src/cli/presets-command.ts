import type { Preset } from '../map/preset.js';
import { findPreset, listPresets } from '../map/preset-list.js';
import type { Context } from './context.js';
import { EXIT } from './exit-codes.js';

/** The presets there are; with names, their options. Answers the exit code. */
export async function presetsCommand({ operands: names, settings, files }: Context): Promise<number> {
  const presets =
    names.length === 0 ? await listPresets(files) : await Promise.all(names.map((name) => findPreset(name, files)));
  if (settings.json) {
    process.stdout.write(`${JSON.stringify(presets.map(told))}\n`);
    return EXIT.ok;
  }
  const lines = names.length === 0 ? listLines(presets) : presets.flatMap(optionLines);
  process.stdout.write(`${lines.join('\n')}\n`);
  return EXIT.ok;
}

function told({ name, aliases = [], version, title, options = {} }: Preset): object {
  const list = Object.entries(options).map(([option, facts]) => ({ name: option, ...facts }));
  return { name, aliases, version, title, options: list };
}

function listLines(presets: readonly Preset[]): string[] {
  const width = Math.max(...presets.map(({ name }) => name.length));
  return [
    ...presets.map((preset) => `${preset.name.padEnd(width)}  ${titleOf(preset)}`),
    '',
    'Options of one: tim-migrate presets NAME. Which one it is: tim-migrate inspect EXPORT.',
  ];
}

function titleOf({ title, aliases = [] }: Preset): string {
  return aliases.length > 0 ? `${title} (also: ${aliases.join(', ')})` : title;
}

function optionLines(preset: Preset): string[] {
  const rows = Object.entries(preset.options ?? {}).map(([name, option]) => {
    const standard = option.default === undefined ? '' : ` [default: ${option.default}]`;
    return [
      `  --option ${name}=${option.value}`,
      `${option.help}${option.isFile ? ' (a file)' : ''}${standard}`,
    ] as const;
  });
  const width = Math.min(48, Math.max(0, ...rows.map(([option]) => option.length)));
  const lines = rows.map(([option, help]) => `${option.padEnd(width)}  ${help}`);
  return [`${preset.name}: ${titleOf(preset)}`, ...(lines.length > 0 ? lines : ['  no options']), ''];
}
