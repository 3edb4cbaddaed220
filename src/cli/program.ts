import yargs, { type Argv } from 'yargs';
import { FatalError } from '../errors.js';
import { COMMANDS, type CommandHelp } from './command-help.js';
import type { Command, Option, OptionName } from './options.js';
import { OPTIONS, optionsOf } from './options.js';

/** The command line: yargs finds commands and flags and prints help; values are read by the options table. The door to yargs. */

export interface Parsed {
  readonly command: Command;
  /** The words behind the command, in their order. */
  readonly operands: readonly string[];
  readonly flags: Readonly<Record<string, unknown>>;
}

/** yargs speaks of arguments; people give exports, accounts and commands. */
function stringsFor(command: CommandHelp | undefined): Record<string, string> {
  const missing = `${missingOperand(command)} (got %s, need at least %s).`;
  return {
    'Not enough non-option arguments: got %s, need at least %s': { one: missing, other: missing },
    'Did you mean %s?': 'There is no such command. Did you mean %s?',
    'Unknown argument: %s': { one: 'There is no option or command %s.', other: 'There are no options or commands %s.' },
    'Unknown command: %s': { one: 'There is no command %s.', other: 'There are no commands %s.' },
    // yargs takes plural forms; its types do not say so.
  } as unknown as Record<string, string>;
}

function missingOperand(command: CommandHelp | undefined): string {
  const operands = command?.operands ?? [];
  if (operands.length === 0 || operands[0]![0] === 'export') {
    return 'No export was given: name files, folders, or - for standard input';
  }
  return `Something is missing. Expected: ${command!.usage}`;
}

const HELP_COLUMNS = 110;

/** Throws FatalError `usage`; answers undefined when help or the like was printed. */
export async function parseCommandLine(words: readonly string[]): Promise<Parsed | undefined> {
  let parsed: Parsed | undefined;
  let program = yargs(words.map(hideDash))
    .scriptName('tim-migrate')
    .locale('en')
    .updateStrings(stringsFor(COMMANDS.find(({ name }) => name === words[0])))
    .usage('$0 <command>\n\nMoves a one-to-one chat history into Tencent Cloud IM.')
    .parserConfiguration({
      'duplicate-arguments-array': true,
      'parse-numbers': false,
      'parse-positional-numbers': false,
    })
    .strict()
    .demandCommand(1, 'Which command?')
    .recommendCommands()
    .completion('completion', 'print a script for shell completion')
    .help()
    .version()
    // yargs makes the help text of every command it runs; wrapping it takes a tenth of a second.
    .wrap(words.includes('--help') ? Math.min(HELP_COLUMNS, process.stdout.columns ?? HELP_COLUMNS) : null)
    .exitProcess(false)
    .fail(false);
  for (const described of COMMANDS) {
    const { name, usage, help, operands, examples } = described;
    program = program.command(
      usage,
      help,
      (command) => addOptions(command, described).example(examples.map(([line, what]) => [line, what])),
      (found) => {
        parsed = {
          command: name,
          operands: operands.flatMap(([operand]) => textsOf(found[operand])).map(showDash),
          flags: withDashes(found),
        };
      },
    );
  }
  try {
    await program.parseAsync();
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    throw new FatalError(
      'usage',
      'command-line',
      message,
      'See tim-migrate --help, or tim-migrate <command> --help.',
      error,
    );
  }
  return parsed;
}

function addOptions(command: Argv, { name, usage, operands }: CommandHelp): Argv {
  const positional = operands.reduce((argv, [operand, help]) => {
    const array = usage.includes(`${operand}..`);
    return argv.positional(operand, { type: 'string', describe: help, ...(array ? { array } : {}) });
  }, command);
  return optionsOf(name).reduce((argv, option) => addOption(argv, option), positional);
}

function addOption(argv: Argv, name: OptionName): Argv {
  const { isFlag, short, value, help, env, default: standard }: Option = OPTIONS[name];
  const notes = [env ? `[${env}]` : '', standard !== undefined && !isFlag ? `[default: ${standard}]` : ''];
  return argv.option(name, {
    type: isFlag ? 'boolean' : 'string',
    describe: [value ? `${value}: ${help}` : help, ...notes].filter((part) => part !== '').join(' '),
    ...(isFlag ? {} : { requiresArg: true }),
    ...(short === undefined ? {} : { alias: short }),
  });
}

/** yargs drops a lone `-`, standard input, in silence; behind a character without width it passes as a word. */
const HIDDEN_DASH = '\u2060-';

function hideDash(word: string): string {
  return word === '-' ? HIDDEN_DASH : word;
}

function showDash(word: string): string {
  return word === HIDDEN_DASH ? '-' : word;
}

function withDashes(flags: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const shown = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(shown);
    return typeof value === 'string' ? showDash(value) : value;
  };
  return Object.fromEntries(Object.entries(flags).map(([name, value]) => [name, shown(value)]));
}

function textsOf(value: unknown): string[] {
  if (value === undefined) return [];
  return Array.isArray(value) ? value.map(String) : [String(value)];
}
