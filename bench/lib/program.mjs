import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { pathToFileURL } from 'node:url';

/** Runs programs from outside, as a person does, and measures them. */

const ROOT = join(import.meta.dirname, '..', '..');
const HOOKS = join(import.meta.dirname, '..', 'hooks');
/** The built command; another build of it can be named for comparisons. */
export const CLI = join(process.env.BENCH_DIST ?? join(ROOT, 'dist'), 'cli', 'main.js');

export const SECRET_KEY = 'bench';
export const SDK_APP_ID = 1_400_000_000;
export const IDENTIFIER = 'administrator';

const ENVIRONMENT = {
  ...process.env,
  TIM_SECRET_KEY: SECRET_KEY,
  TIM_SDK_APP_ID: String(SDK_APP_ID),
  TIM_IDENTIFIER: IDENTIFIER,
  TIM_ENDPOINT: '',
  TIM_CONFIG: '',
};

export function hook(name) {
  return `--import=${pathToFileURL(join(HOOKS, name))}`;
}

/**
 * Runs a Node program to its end. Answers seconds from start to end and the peak of its memory in MB (10^6 bytes), its
 * exit code and what it printed.
 */
export async function measureNode(words, { flags = [], environment = {} } = {}) {
  const folder = mkdtempSync(join(tmpdir(), 'bench-'));
  const peakFile = join(folder, 'peak');
  const more = { ...environment, BENCH_PEAK_FILE: peakFile };
  const ended = await runToEnd(process.execPath, [...flags, hook('peak-memory.mjs'), ...words], more);
  const peakMegabytes = Number(readFileSync(peakFile, 'utf8')) / 1e6;
  rmSync(folder, { recursive: true });
  return { ...ended, peakMegabytes };
}

/** Runs any program to its end; what it prints is kept, or thrown away when it is only to be counted as work. */
export function runToEnd(program, words, environment = {}, keepsOutput = true) {
  const begunMs = performance.now();
  const stdio = ['ignore', keepsOutput ? 'pipe' : 'ignore', 'pipe'];
  const child = spawn(program, words, { env: { ...ENVIRONMENT, ...environment }, stdio });
  let output = '';
  let errors = '';
  child.stdout?.on('data', (text) => {
    output += text;
  });
  child.stderr.on('data', (text) => {
    errors += text;
  });
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code) => resolve({ seconds: (performance.now() - begunMs) / 1_000, code, output, errors }));
  });
}

/** As `measureNode` for the command itself; an exit code other than 0 is an error. */
export async function measureCli(words, options) {
  const ended = await measureNode([CLI, ...words], options);
  if (ended.code !== 0) throw new Error(`tim-migrate ${words.join(' ')} ended with ${ended.code}: ${ended.errors}`);
  return ended;
}

/** Starts a server in its own process that prints `{"url": …}` as its first line; `stop` waits until it is gone. */
export async function startServer(words) {
  const child = spawn(process.execPath, words, { env: ENVIRONMENT, stdio: ['ignore', 'pipe', 'inherit'] });
  const gone = new Promise((resolve) => child.on('exit', resolve));
  const lines = createInterface({ input: child.stdout });
  const first = new Promise((resolve) => lines.once('line', resolve));
  const line = await Promise.race([first, gone.then((code) => Promise.reject(new Error(`server ended: ${code}`)))]);
  const stop = () => {
    child.kill('SIGTERM');
    return gone;
  };
  return { url: JSON.parse(line).url, stop };
}

/** The emulator as a server of its own. */
export function startEmulator(words) {
  return startServer([CLI, 'emulator', ...words]);
}

/** A server that does nothing but read a request and say OK. */
export function startOkServer() {
  return startServer([join(import.meta.dirname, '..', 'peers', 'ok-server.mjs')]);
}

/** A folder that is gone when `use` ends. */
export async function withFolder(use) {
  const folder = mkdtempSync(join(tmpdir(), 'bench-'));
  try {
    return await use(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
