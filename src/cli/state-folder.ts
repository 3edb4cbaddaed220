import { createHash } from 'node:crypto';
import { realpathSync } from 'node:fs';
import { basename, isAbsolute, join, relative, resolve } from 'node:path';
import { FatalError } from '../errors.js';
import type { Files } from '../types.js';
import type { Settings } from './options.js';

const STATE_ROOT = '.tim-migrate';
const PRIVATE_UMASK = 0o077;

/**
 * The run's folder: `--state`, or one named after the first input and its absolute path. A trial in the emulator has another
 * one than the real run, which would otherwise be refused for the trial's state.
 */
export function stateFolderOf(
  { state, emulate }: Pick<Settings, 'state' | 'emulate'>,
  exports: readonly string[],
): string {
  if (state !== undefined) return resolve(state);
  const first = exports[0];
  if (first === undefined || first === '-') {
    throw new FatalError(
      'usage',
      'state-missing',
      'Standard input has no name to make a state folder from.',
      'Say --state DIR, so that the run can be resumed.',
    );
  }
  const path = resolve(first);
  const digest = createHash('sha256').update(path).digest('hex').slice(0, 8);
  return resolve(STATE_ROOT, `${basename(path)}-${digest}${emulate ? '-emulated' : ''}`);
}

/**
 * Where the emulator of a command without a state folder of its own keeps its messages: with --state that of a run, to look
 * at what it sent.
 */
export function emulatedFolder(state: string | undefined): string {
  return resolve(state ?? join(STATE_ROOT, 'emulated'));
}

/** Reading from the folder that is written to would feed a run its own rejects. */
export function refuseOwnFiles(folder: string, exports: readonly string[]): void {
  for (const name of exports) {
    if (name === '-') continue;
    const inside = relative(realPath(folder), realPath(name));
    if (inside === '..' || inside.startsWith('../') || isAbsolute(inside)) continue;
    throw new FatalError(
      'usage',
      'export-in-state',
      `The export ${name} lies in the state folder ${folder} that this run would use.`,
      'Use another --state for it.',
    );
  }
}

/** Without links, as far as the path is there. */
function realPath(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    return resolve(path);
  }
}

/** What is only for the owner's eyes: files that others than us make (the database) are made with what this leaves. */
export function keepFilesPrivate(): void {
  process.umask(PRIVATE_UMASK);
}

/** The newest run below the default root, or undefined. */
export async function newestState(files: Files): Promise<string | undefined> {
  const root = resolve(STATE_ROOT);
  if ((await files.stat(root))?.kind !== 'folder') return undefined;
  let newest: { folder: string; modifiedMs: number } | undefined;
  for (const name of await files.list(root)) {
    const report = await files.stat(join(root, name, 'report.json'));
    if (report && (!newest || report.modifiedMs > newest.modifiedMs)) {
      newest = { folder: join(root, name), modifiedMs: report.modifiedMs };
    }
  }
  return newest?.folder;
}
