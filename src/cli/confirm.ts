import { createInterface } from 'node:readline';
import { FatalError } from '../errors.js';
import type { Context } from './context.js';
import type { Screen } from './screen.js';

/** Where a person answers, if one sits there. */
export type Terminal = NodeJS.ReadableStream & { readonly isTTY?: boolean };

const YES = /^yes$/i;
const NOTHING_DONE = 'Nothing was done.';

/**
 * Tells what will happen and asks whether it shall; `--yes` has answered before. False = the person does not want it, which
 * was said. Where nobody can be asked (no terminal, or the export comes from standard input) throws FatalError
 * `usage`. A signal, and one that came before, is a no.
 */
export async function confirm(
  { settings, operands }: Pick<Context, 'settings' | 'operands'>,
  screen: Screen,
  what: string,
  signal?: AbortSignal,
  terminal: Terminal = process.stdin,
): Promise<boolean> {
  screen.stop();
  if (signal?.aborted) {
    screen.note(NOTHING_DONE);
    return false;
  }
  if (settings.yes) {
    screen.note(what, 'yellow');
    return true;
  }
  if (!terminal.isTTY || operands.includes('-')) {
    throw new FatalError(
      'usage',
      'not-confirmed',
      `${what} Nobody is there to be asked.`,
      'Say --yes if that is meant; nothing was done.',
    );
  }
  screen.question(`${what} Go on? Type yes: `);
  const isWanted = YES.test((await readLine(terminal, signal)).trim());
  if (!isWanted) screen.note(NOTHING_DONE);
  return isWanted;
}

/** The terminal stays as it is, so that Ctrl-C is a signal here, too. */
function readLine(input: Terminal, signal: AbortSignal | undefined): Promise<string> {
  const lines = createInterface({ input, terminal: false });
  const close = () => lines.close();
  signal?.addEventListener('abort', close, { once: true });
  return new Promise<string>((resolve) => {
    lines.once('line', resolve);
    lines.once('close', () => resolve(''));
  }).finally(() => {
    signal?.removeEventListener('abort', close);
    close();
  });
}
