#!/usr/bin/env node
import { asFatal, type FatalError } from '../errors.js';
import { nodeFiles } from '../system/node-files.js';
import type { Context } from './context.js';
import { EXIT, exitCodeOf } from './exit-codes.js';
import { madeHelp } from './made-help.js';
import type { Command } from './options.js';
import { readSettings } from './settings.js';
import { shownText } from './shown-text.js';
import { watchOutput } from './standard-output.js';
import { readUsualLine } from './usual-line.js';

type Run = (context: Context) => Promise<number>;

/** Loaded when wanted: help and mistakes shall not wait for what they do not need. */
const COMMANDS: Readonly<Partial<Record<Command, () => Promise<Run>>>> = {
  run: async () => (await import('./run-command.js')).runCommand,
  check: async () => (await import('./check-command.js')).checkCommand,
  prepare: async () => (await import('./prepare-command.js')).prepareCommand,
  verify: async () => (await import('./verify-command.js')).verifyCommand,
  undo: async () => (await import('./undo-command.js')).undoCommand,
  accounts: async () => (await import('./accounts-command.js')).accountsCommand,
  'mark-read': async () => (await import('./mark-read-command.js')).markReadCommand,
  send: async () => (await import('./send-command.js')).sendCommand,
  broadcast: async () => (await import('./broadcast-command.js')).broadcastCommand,
  history: async () => (await import('./history-command.js')).historyCommand,
  withdraw: async () => (await import('./withdraw-command.js')).withdrawCommand,
  unread: async () => (await import('./unread-command.js')).unreadCommand,
  status: async () => (await import('./status-command.js')).statusCommand,
  inspect: async () => (await import('./inspect-command.js')).inspectCommand,
  presets: async () => (await import('./presets-command.js')).presetsCommand,
  emulator: async () => (await import('./emulator-command.js')).emulatorCommand,
};

async function main(words: readonly string[], environment: NodeJS.ProcessEnv): Promise<number> {
  const help = await madeHelp(words, process.stdout.columns, nodeFiles);
  if (help !== undefined) {
    process.stdout.write(help);
    return EXIT.ok;
  }
  const parsed = readUsualLine(words) ?? (await (await import('./program.js')).parseCommandLine(words));
  if (!parsed) return EXIT.ok;
  const { command, operands, flags } = parsed;
  const path = typeof flags.config === 'string' ? flags.config : environment.TIM_CONFIG;
  const config = path
    ? { config: { values: await (await import('./config-file.js')).readConfigFile(path, nodeFiles), name: path } }
    : {};
  const settings = readSettings(command, { ...config, environment, flags });
  const execute = await COMMANDS[command]!();
  return execute({ operands, settings, environment, files: nodeFiles, commandLine: words });
}

/** Tells of it and answers the exit code. */
function tell({ message, hint, kind }: FatalError): number {
  process.stderr.write(shownText(`Error: ${message}\n  → ${hint}\n`));
  return exitCodeOf(kind);
}

/** The work is done by then: only an exit code that speaks of success is another one when its result did not get out. */
async function concluded(exitCode: number): Promise<number> {
  const notWhole = await outputEnds();
  return notWhole && exitCode < EXIT.usage ? tell(notWhole) : exitCode;
}

// Nobody can be told.
process.stderr.on('error', () => undefined);
const outputEnds = watchOutput(process.stdout);

main(process.argv.slice(2), process.env)
  .catch((error: unknown) => tell(asFatal(error)))
  .then(concluded)
  .then((exitCode) => process.exit(exitCode));
