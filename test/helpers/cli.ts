import { type ChildProcess, spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { afterAll } from 'vitest';

/** The built command as a process of its own, as a person would start it. */

export const CLI = fileURLToPath(new URL('../../dist/cli/main.js', import.meta.url));

/** The key and the account every test talks to its emulator with. */
export const SECRET_KEY = 'e2e-secret-7f3a90c1d2b84e55';
export const SDK_APP_ID = 1_400_000_001;
export const IDENTIFIER = 'admin_e2e';

export interface CliOptions {
  /** Added to an environment without any TIM_ variable; undefined removes. */
  readonly env?: Readonly<Record<string, string | undefined>>;
  readonly cwd?: string;
  /** Written to standard input, which is then closed; absent = closed at once. */
  readonly input?: Uint8Array | string;
  /** Standard input stays open after `input`. */
  readonly keepOpen?: boolean;
}

export interface CliResult {
  /** Exit code, or null when a signal ended it. */
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface RunningCli {
  readonly child: ChildProcess;
  readonly ended: Promise<CliResult>;
  stdout(): string;
  stderr(): string;
  kill(signal: NodeJS.Signals): void;
  /** Resolves when standard output or error holds the text; throws when the process ends before. */
  said(text: string | RegExp): Promise<void>;
}

/** Most commands of the tests end within a second: compiling them well takes longer than it spares. */
const SHORT_LIVED = ['--no-opt'];

/** Children that are still there when the test file ends are killed, so that none outlives a failed test. */
const children = new Set<ChildProcess>();
afterAll(() => {
  for (const child of children) child.kill('SIGKILL');
});

export function startCli(words: readonly string[], options: CliOptions = {}): RunningCli {
  return start(process.execPath, [...SHORT_LIVED, CLI, ...words], options);
}

/** Runs a command line as a person would paste it into a shell. */
export function pasteIntoShell(line: string, options: CliOptions = {}): Promise<CliResult> {
  const script = line.replace(/^tim-migrate/, `"${process.execPath}" "${CLI}"`);
  return start('sh', ['-c', script], options).ended;
}

function start(program: string, words: readonly string[], options: CliOptions): RunningCli {
  const child = spawn(program, words, { env: cleanEnvironment(options.env), cwd: options.cwd });
  children.add(child);
  const texts = { stdout: '', stderr: '' };
  const listeners = new Set<() => void>();
  for (const name of ['stdout', 'stderr'] as const) {
    child[name].setEncoding('utf8');
    child[name].on('data', (chunk: string) => {
      texts[name] += chunk;
      for (const tell of listeners) tell();
    });
  }
  // The process may end without reading all of it.
  child.stdin.on('error', () => undefined);
  if (options.input !== undefined) child.stdin.write(options.input);
  if (!options.keepOpen) child.stdin.end();
  const ended = new Promise<CliResult>((resolve) => {
    child.on('close', (code, signal) => {
      children.delete(child);
      resolve({ code, signal, ...texts });
    });
  });
  const said = (text: string | RegExp) =>
    new Promise<void>((resolve, reject) => {
      const look = () => {
        const all = texts.stdout + texts.stderr;
        if (typeof text === 'string' ? !all.includes(text) : !text.test(all)) return;
        listeners.delete(look);
        resolve();
      };
      listeners.add(look);
      look();
      void ended.then((result) => reject(new Error(`ended without saying ${text}: ${JSON.stringify(result)}`)));
    });
  return {
    child,
    ended,
    stdout: () => texts.stdout,
    stderr: () => texts.stderr,
    kill: (signal) => child.kill(signal),
    said,
  };
}

export function runCli(words: readonly string[], options: CliOptions = {}): Promise<CliResult> {
  return startCli(words, options).ended;
}

function cleanEnvironment(added: CliOptions['env'] = {}): NodeJS.ProcessEnv {
  const inherited = Object.entries(process.env).filter(
    ([name]) => !/^(TIM_|NO_COLOR|FORCE_COLOR|NODE_OPTIONS)/.test(name),
  );
  return { ...Object.fromEntries(inherited), ...added };
}
