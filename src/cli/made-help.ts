import { fileURLToPath } from 'node:url';
import { readText } from '../text-file.js';
import type { Files } from '../types.js';
import { COMMANDS } from './command-help.js';

/**
 * Help as yargs made it when this was built (tools/make-help.mjs), for the usual widths: to load yargs and to have it made
 * anew takes longer than all else that help needs.
 */

/** Columns, the widest first. */
export const HELP_WIDTHS = [110, 80];

/** The command lines that ask for it, with the name of the file. */
export const HELP_LINES: readonly { readonly words: readonly string[]; readonly file: string }[] = [
  { words: ['--help'], file: 'all.txt' },
  ...COMMANDS.map(({ name }) => ({ words: [name, '--help'], file: `${name}.txt` })),
];

/** Undefined = ask yargs. Without columns it is no terminal, and as wide as may be. */
export async function madeHelp(
  words: readonly string[],
  columns: number | undefined,
  files: Files,
): Promise<string | undefined> {
  const line = HELP_LINES.find((one) => one.words.join(' ') === words.join(' '));
  const width = HELP_WIDTHS.find((most) => columns === undefined || most <= columns);
  if (!line || width === undefined) return undefined;
  return readText(files, fileURLToPath(new URL(`./help/${width}/${line.file}`, import.meta.url)));
}
