import { parseArgs } from 'node:util';
import { COMMANDS, type CommandHelp } from './command-help.js';
import { OPTIONS, type Option, optionsOf } from './options.js';
import type { Parsed } from './program.js';

/**
 * The usual command line, which is read without yargs: loading that takes longer than most commands need to load. What is
 * read here means the same there. Anything wrong or unusual is left to it, which knows what to say of mistakes.
 */

/** Words that yargs takes for more than they look like: help, the value of a flag, nothing, several flags in one, the end of all flags. */
const UNUSUAL = /^$|^(help|true|false|completion)$|^-[^-].|^--$|^--(help|version|get-yargs-completions)\b/;

/** Undefined = ask yargs. */
export function readUsualLine(words: readonly string[]): Parsed | undefined {
  const command = COMMANDS.find(({ name }) => name === words[0]);
  if (!command || words.some((word) => UNUSUAL.test(word))) return undefined;
  const line = taken(command, words.slice(1));
  if (!line || !fits(line.positionals.length, command)) return undefined;
  const rows = Object.entries(line.values).map(([name, value]) => [name, alone(value)]);
  return { command: command.name, operands: line.positionals, flags: Object.fromEntries(rows) };
}

/** Without what node would refuse, such as an unknown option. */
function taken({ name }: CommandHelp, args: string[]): ReturnType<typeof parseArgs> | undefined {
  const rows = optionsOf(name).map((option) => {
    const { isFlag, short }: Option = OPTIONS[option];
    const kind = isFlag ? ({ type: 'boolean' } as const) : ({ type: 'string', multiple: true } as const);
    return [option, { ...kind, ...(short === undefined ? {} : { short }) }] as const;
  });
  try {
    const options = Object.fromEntries(rows);
    return parseArgs({ args, options, allowPositionals: true, allowNegative: true });
  } catch {
    return undefined;
  }
}

/** Whether there are as many operands as the usage says: `<one>`, `[perhaps]`, `..` for any number. */
function fits(count: number, { usage, operands }: CommandHelp): boolean {
  const least = usage.match(/</g)?.length ?? 0;
  return count >= least && (usage.includes('..') || count <= operands.length);
}

/** As yargs gives it: a list when it is given several times. */
function alone(value: unknown): unknown {
  return Array.isArray(value) && value.length === 1 ? value[0] : value;
}
