#!/usr/bin/env node
import { asFatal } from '../errors.js';
import { nodeFiles } from '../system/node-files.js';
import { checkCommand } from './check-command.js';
import { readConfigFile } from './config-file.js';
import type { Context } from './context.js';
import { emulatorCommand } from './emulator-command.js';
import { EXIT, exitCodeOf } from './exit-codes.js';
import type { Command } from './options.js';
import { parseCommandLine } from './program.js';
import { runCommand } from './run-command.js';
import { readSettings } from './settings.js';
import { statusCommand } from './status-command.js';

const COMMANDS: Readonly<Record<Command, (context: Context) => Promise<number>>> = {
  run: runCommand,
  check: checkCommand,
  status: statusCommand,
  emulator: emulatorCommand,
};

async function main(words: readonly string[], environment: NodeJS.ProcessEnv): Promise<number> {
  const parsed = await parseCommandLine(words);
  if (!parsed) return EXIT.ok;
  const { command, exports, flags } = parsed;
  const path = typeof flags.config === 'string' ? flags.config : environment.TIM_CONFIG;
  const config = path ? { config: { values: await readConfigFile(path, nodeFiles), name: path } } : {};
  const settings = readSettings(command, { ...config, environment, flags });
  return COMMANDS[command]({ exports, settings, environment, files: nodeFiles, commandLine: words });
}

main(process.argv.slice(2), process.env).then(
  (exitCode) => process.exit(exitCode),
  (error: unknown) => {
    const { message, hint, kind } = asFatal(error);
    process.stderr.write(`Error: ${message}\n  → ${hint}\n`);
    process.exit(exitCodeOf(kind));
  },
);
