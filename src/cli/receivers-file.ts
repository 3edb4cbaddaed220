import { FatalError } from '../errors.js';
import { plural } from '../report/words.js';
import { readBytes } from '../text-file.js';
import type { Files } from '../types.js';
import { wrongAccount } from './account-name.js';

export interface ReceiversFile {
  /** Distinct, as they first stand in the file. */
  readonly accounts: readonly string[];
  readonly duplicates: number;
}

const WRONG_NAMED = 5;

/** Reads a file with one account per line. Throws FatalError `usage` when it cannot, and when there are bad accounts. */
export async function readReceivers(files: Files, path: string): Promise<ReceiversFile> {
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(await readBytes(files, path));
  } catch (error) {
    const why = error instanceof TypeError ? 'it is not UTF-8' : error instanceof Error ? error.message : String(error);
    throw new FatalError('usage', 'receivers-unread', `The receivers file ${path} cannot be read: ${why}.`, HOW, error);
  }
  const found = parseReceivers(text);
  if (found.wrong.length > 0) throw wrongLines(path, found.wrong);
  if (found.accounts.length > 0) return found;
  throw new FatalError('usage', 'no-receivers', `The receivers file ${path} names nobody.`, HOW);
}

interface Wrong {
  readonly line: number;
  readonly reason: string;
}

/** Blank lines and lines that begin with # are passed over. */
export function parseReceivers(text: string): ReceiversFile & { readonly wrong: readonly Wrong[] } {
  const accounts = new Set<string>();
  const wrong: Wrong[] = [];
  let duplicates = 0;
  for (const [index, raw] of text.split(/\r\n|[\r\n]/).entries()) {
    const account = raw.trim();
    if (account === '' || account.startsWith('#')) continue;
    const reason = wrongAccount(account);
    if (reason !== undefined) wrong.push({ line: index + 1, reason });
    else if (accounts.has(account)) duplicates += 1;
    else accounts.add(account);
  }
  return { accounts: [...accounts], duplicates, wrong };
}

const HOW = 'Write one account per line; blank lines and lines that begin with # are passed over.';

function wrongLines(path: string, wrong: readonly Wrong[]): FatalError {
  const named = wrong.slice(0, WRONG_NAMED).map(({ line, reason }) => `line ${line}: ${reason}`);
  const more = wrong.length > WRONG_NAMED ? `; and ${plural(wrong.length - WRONG_NAMED, 'more line')}` : '';
  return new FatalError(
    'usage',
    'wrong-receivers',
    `The receivers file ${path} holds what is no account: ${named.join('; ')}${more}.`,
    'Correct these lines; nothing was sent.',
  );
}
