import type { Files } from '../types.js';

/** What a command is given: nothing of it reads the process on its own. */
export interface Context {
  readonly operands: readonly string[];
  readonly settings: import('./options.js').Settings;
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly files: Files;
  /** The command line as it was typed, for the command that resumes. */
  readonly commandLine: readonly string[];
}
