import { createInterface } from 'node:readline/promises';
import { FatalError } from '../errors.js';
import type { Context } from './context.js';
import type { Screen } from './screen.js';

/**
 * Asks before something is done that people see or that cannot be taken back. `--yes` is the answer where it is given;
 * else a person at a terminal is asked. Throws FatalError `usage` when nobody can be asked.
 */
export async function confirm({ settings, operands }: Context, screen: Screen, what: string): Promise<boolean> {
  screen.stop();
  if (settings.yes) {
    screen.note(what, 'yellow');
    return true;
  }
  if (process.stdin.isTTY !== true || operands.includes('-')) {
    throw new FatalError(
      'usage',
      'not-confirmed',
      `${what} Nobody is there to be asked.`,
      'Say --yes if that is meant; nothing was done.',
    );
  }
  screen.note(what, 'yellow');
  const line = createInterface({ input: process.stdin, output: process.stderr });
  try {
    const answer = await line.question('Go on? Type yes: ');
    return /^y(es)?$/i.test(answer.trim());
  } finally {
    line.close();
  }
}
