import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { setPriority, tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { pathToFileURL } from 'node:url';

/** Runs programs from outside, as a person does, and measures them. */

const ROOT = join(import.meta.dirname, '..', '..');
const HOOKS = join(import.meta.dirname, '..', 'hooks');
/** The built command; another build of it can be named for comparisons. */
export const CLI = join(process.env.BENCH_DIST ?? join(ROOT, 'dist'), 'cli', 'main.js');

const SECRET_KEY = 'bench';
const SDK_APP_ID = 1_400_000_000;
const IDENTIFIER = 'administrator';
const RAISED_PRIORITY = -10;

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
 * Runs a Node program to its end. Answers seconds from start to end, its own processor time (user and system), the peak
 * of its memory in MB (10^6 bytes), its exit code and what it printed.
 */
export async function measureNode(words, { flags = [], environment = {}, raised = false } = {}) {
  const folder = mkdtempSync(join(tmpdir(), 'bench-'));
  const costFile = join(folder, 'cost');
  const more = { ...environment, BENCH_COST_FILE: costFile };
  const ended = await runToEnd(process.execPath, [...flags, hook('process-cost.mjs'), ...words], {
    environment: more,
    raised,
  });
  const { peakBytes, cpuSeconds } = JSON.parse(readFileSync(costFile, 'utf8'));
  rmSync(folder, { recursive: true });
  return { ...ended, peakMegabytes: peakBytes / 1e6, cpuSeconds };
}

/** Runs any program to its end; what it prints is kept, or thrown away when it is only to be counted as work. */
export function runToEnd(program, words, { environment = {}, keepsOutput = true, raised = false } = {}) {
  const begunMs = performance.now();
  const stdio = ['ignore', keepsOutput ? 'pipe' : 'ignore', 'pipe'];
  const child = spawn(program, words, { env: { ...ENVIRONMENT, ...environment }, stdio });
  if (raised) raise(child);
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

/** Other work on this machine shall not shift the times of a program that waits most of the time. */
function raise(child) {
  try {
    setPriority(child.pid, RAISED_PRIORITY);
  } catch {
    // Only a privileged person may; without it the times are a little less even.
  }
}

/** True when `raised` has an effect here. */
export function mayRaise() {
  const child = spawn(process.execPath, ['--eval', 'setTimeout(() => {}, 1e6)'], { stdio: 'ignore' });
  try {
    setPriority(child.pid, RAISED_PRIORITY);
    return true;
  } catch {
    return false;
  } finally {
    child.kill('SIGKILL');
  }
}

/** As `measureNode` for the command itself; an exit code other than 0 is an error. */
export async function measureCli(words, options) {
  const ended = await measureNode([CLI, ...words], options);
  if (ended.code !== 0) throw new Error(`tim-migrate ${words.join(' ')} ended with ${ended.code}: ${ended.errors}`);
  return ended;
}

/** Starts a Node program and does not wait for it. */
export function startProgram(words, stdio = 'ignore') {
  return spawn(process.execPath, words, { env: ENVIRONMENT, stdio });
}

/** Starts a server in its own process that prints `{"url": …}` as its first line; `stop` waits until it is gone. */
async function startServer(words, { raised = false } = {}) {
  const child = startProgram(words, ['ignore', 'pipe', 'inherit']);
  if (raised) raise(child);
  const gone = new Promise((resolve) => child.on('exit', resolve));
  const lines = createInterface({ input: child.stdout });
  const printed = new Promise((resolve) => lines.once('line', resolve));
  const line = await Promise.race([printed, gone.then((code) => Promise.reject(new Error(`server ended: ${code}`)))]);
  const stop = () => {
    child.kill('SIGTERM');
    return gone;
  };
  return { url: JSON.parse(line).url, stop };
}

/** The emulator as a server of its own. */
export async function startEmulator(words, options) {
  const server = await startServer([CLI, 'emulator', ...words], options);
  const stats = async () => (await fetch(`${server.url}/emulator/stats`)).json();
  return { ...server, stats };
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
