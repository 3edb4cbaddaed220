import yargs, { type Argv } from 'yargs';
import { FatalError } from '../errors.js';
import type { Command, Option, OptionName } from './options.js';
import { OPTIONS, optionsOf } from './options.js';

/** The command line: yargs finds commands and flags and prints help; values are read by the options table. The door to yargs. */

export interface Parsed {
  readonly command: Command;
  readonly exports: readonly string[];
  readonly flags: Readonly<Record<string, unknown>>;
}

interface CommandHelp {
  readonly name: Command;
  readonly usage: string;
  readonly help: string;
  readonly examples: readonly (readonly [command: string, what: string])[];
}

const COMMANDS: readonly CommandHelp[] = [
  {
    name: 'run',
    usage: 'run <export..>',
    help: 'import; goes on where an earlier run of the same export stopped',
    examples: [
      ['$0 run chats.jsonl --emulate', 'try it without the service'],
      ['$0 run chats.jsonl --config tim.yaml', 'import; the key comes from TIM_SECRET_KEY'],
      ['$0 run dump/ --mapping crm.yaml --rate 150', 'a folder, mapped, a little slower'],
      ['$0 run state/rejects.jsonl --state state2', 'once more, what was rejected'],
    ],
  },
  {
    name: 'check',
    usage: 'check <export..>',
    help: 'dry run: the same pipeline, nothing is sent',
    examples: [
      ['$0 check chats.csv.gz --retention 7d', 'also finds what the storage period would swallow'],
      ['zcat old.gz | $0 check - --state check --json', 'from standard input, the result as JSON'],
    ],
  },
  {
    name: 'prepare',
    usage: 'prepare <export..>',
    help: 'write the export anew: sorted, without copies and recalled messages, edits applied',
    examples: [
      ['$0 prepare dump/ --preset ejabberd -o chats.jsonl.gz', 'then: tim-migrate run chats.jsonl.gz'],
      ['$0 prepare chats.jsonl -o recent.jsonl --arrange recent', 'conversations with the newest messages first'],
    ],
  },
  {
    name: 'status',
    usage: 'status [export..]',
    help: 'what a run has done, is doing, and how long it will take',
    examples: [
      ['$0 status', 'the newest run'],
      ['$0 status --state .tim-migrate/chats.jsonl-1a2b3c4d', 'a certain one'],
    ],
  },
  {
    name: 'inspect',
    usage: 'inspect <export..>',
    help: 'look at an export, guess how it becomes messages, and write that as a mapping',
    examples: [
      ['$0 inspect dump.csv', 'writes dump.mapping.yaml'],
      ['$0 inspect dump.csv --zone +08:00 -o crm.yaml', 'its times are those of China'],
    ],
  },
  {
    name: 'presets',
    usage: 'presets [name..]',
    help: 'the systems whose exports are known, and with a name its options',
    examples: [['$0 presets table', 'what can be said of a table of your own']],
  },
  {
    name: 'emulator',
    usage: 'emulator',
    help: 'the embedded stand-in for the service, as a server',
    examples: [['TIM_SECRET_KEY=any $0 emulator --port 9000 --data messages', 'keeps what it is sent']],
  },
];

/** yargs speaks of arguments; people give exports and commands. */
const STRINGS = {
  'Not enough non-option arguments: got %s, need at least %s': {
    one: 'No export was given: name files, folders, or - for standard input (got %s, need at least %s).',
    other: 'No export was given: name files, folders, or - for standard input (got %s, need at least %s).',
  },
  'Did you mean %s?': 'There is no such command. Did you mean %s?',
  'Unknown argument: %s': { one: 'There is no option or command %s.', other: 'There are no options or commands %s.' },
  'Unknown command: %s': { one: 'There is no command %s.', other: 'There are no commands %s.' },
  // yargs takes plural forms; its types do not say so.
} as unknown as Record<string, string>;

/** Throws FatalError `usage`; answers undefined when help or the like was printed. */
export async function parseCommandLine(words: readonly string[]): Promise<Parsed | undefined> {
  let parsed: Parsed | undefined;
  let program = yargs(words.map(hideDash))
    .scriptName('tim-migrate')
    .locale('en')
    .updateStrings(STRINGS)
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
    .wrap(Math.min(110, process.stdout.columns ?? 110))
    .exitProcess(false)
    .fail(false);
  for (const { name, usage, help, examples } of COMMANDS) {
    program = program.command(
      usage,
      help,
      (command) => addOptions(command, name).example(examples.map(([line, what]) => [line, what])),
      (found) => {
        parsed = {
          command: name,
          exports: textsOf(found.export ?? found.name).map(showDash),
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

/** What stands behind the name of most commands. */
const EXPORTS = ['export', 'files, folders, or - for standard input'] as const;
const POSITIONALS: Readonly<Record<Command, readonly [name: string, help: string] | undefined>> = {
  run: EXPORTS,
  check: EXPORTS,
  prepare: EXPORTS,
  status: EXPORTS,
  inspect: ['export', 'a file or a folder'],
  presets: ['name', 'names of presets'],
  emulator: undefined,
};

function addOptions(command: Argv, name: Command): Argv {
  const described = POSITIONALS[name];
  const positional = described
    ? command.positional(described[0], { type: 'string', array: true, describe: described[1] })
    : command;
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
  const rows = Object.entries(flags).map(([name, value]) => [
    name,
    typeof value === 'string' ? showDash(value) : value,
  ]);
  return Object.fromEntries(rows);
}

function textsOf(value: unknown): string[] {
  return Array.isArray(value) ? value.map(String) : [];
}
