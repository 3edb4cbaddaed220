import { readConfigFile } from '../../src/cli/config-file.js';
import type { Context } from '../../src/cli/context.js';
import { EXIT, exitCodeOf } from '../../src/cli/exit-codes.js';
import { parseCommandLine } from '../../src/cli/program.js';
import { readSettings } from '../../src/cli/settings.js';
import { asFatal } from '../../src/errors.js';
import { nodeFiles } from '../../src/system/node-files.js';
import type { Files } from '../../src/types.js';
import type { CliResult } from './cli.js';

/** A command without a process of its own: for tests that need no signals, and need it fast. One at a time. */

export interface InProcess {
  readonly env?: Readonly<Record<string, string>>;
  readonly files?: Files;
}

export type Told = Pick<CliResult, 'stdout' | 'stderr'> & {
  readonly code: number;
  /** Code of the error that kept it from beginning. */
  readonly error?: string;
};

export async function inProcess(
  words: readonly string[],
  { env = {}, files = nodeFiles }: InProcess = {},
): Promise<Told> {
  const screen = { stdout: '', stderr: '' };
  const restore = [listen('stdout', screen), listen('stderr', screen), keepUmask()];
  try {
    const code = await execute(words, env, files);
    return { code, ...screen };
  } catch (thrown) {
    const { kind, code: error, message, hint } = asFatal(thrown);
    return { code: exitCodeOf(kind), error, stdout: screen.stdout, stderr: `${screen.stderr}${message}\n${hint}\n` };
  } finally {
    for (const give of restore) give();
  }
}

async function execute(words: readonly string[], environment: Record<string, string>, files: Files): Promise<number> {
  const parsed = await parseCommandLine(words);
  if (!parsed) return EXIT.ok;
  const { command, operands, flags } = parsed;
  const path = flags.config;
  const config = typeof path === 'string' ? { config: { values: await readConfigFile(path, files), name: path } } : {};
  const settings = readSettings(command, { ...config, environment, flags });
  const run = await commandOf(command);
  return run({ operands, settings, environment, files, commandLine: words });
}

/** The function of a command, by the names that all of them follow. */
async function commandOf(name: string): Promise<(context: Context) => Promise<number>> {
  const exported = `${name.replaceAll(/-(\w)/g, (_, letter: string) => letter.toUpperCase())}Command`;
  const module = (await import(`../../src/cli/${name}-command.ts`)) as Record<string, never>;
  return module[exported]!;
}

function listen(name: 'stdout' | 'stderr', screen: Record<'stdout' | 'stderr', string>): () => void {
  const stream = process[name];
  const { write } = stream;
  stream.write = ((text: string | Uint8Array) => {
    screen[name] += Buffer.from(text as Uint8Array).toString();
    return true;
  }) as typeof write;
  return () => {
    stream.write = write;
  };
}

/** Commands that write private files by others' hands change it for their process, which here goes on. */
function keepUmask(): () => void {
  const umask = process.umask();
  return () => void process.umask(umask);
}
