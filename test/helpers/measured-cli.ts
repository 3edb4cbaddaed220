import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { CLI, type CliResult, pasteIntoShell } from './cli.js';

/** The command with an eye on it from inside. */
export interface MeasuredResult extends CliResult {
  /** The most memory it ever had, in MB (10^6 bytes). */
  readonly peakMegabytes: number;
  readonly seconds: number;
}

const COST_HOOK = fileURLToPath(new URL('../../bench/hooks/process-cost.mjs', import.meta.url));

/** Runs the command to its end, compiled as a person's would be. `folder` is for what the hook writes. */
export async function measureCli(
  words: readonly string[],
  folder: string,
  env: Readonly<Record<string, string>> = {},
  hooks: readonly string[] = [],
): Promise<MeasuredResult> {
  const costFile = `${folder}/cost.json`;
  const flags = [COST_HOOK, ...hooks].map((path) => `"--import=${path}"`).join(' ');
  const quoted = words.map((word) => `"${word}"`).join(' ');
  const begunMs = performance.now();
  const ended = await pasteIntoShell(`exec "${process.execPath}" ${flags} "${CLI}" ${quoted}`, {
    env: { ...env, BENCH_COST_FILE: costFile },
  });
  const peakBytes = existsSync(costFile) ? JSON.parse(readFileSync(costFile, 'utf8')).peakBytes : Number.NaN;
  return { ...ended, peakMegabytes: peakBytes / 1e6, seconds: (performance.now() - begunMs) / 1_000 };
}
