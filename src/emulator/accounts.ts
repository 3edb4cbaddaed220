import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { FatalError, systemCode } from '../errors.js';

/** Bytes of a UserID. */
const MAX_ACCOUNT_BYTES = 32;
const CONTROL = /[\u0000-\u001f\u007f]/;

/**
 * Whether the text can be an account: 1 to 32 bytes, no control characters. The documents say "no special
 * characters" without a list, so nothing more is refused.
 */
export function isWellFormedAccount(account: string): boolean {
  if (account.length === 0 || account.length > MAX_ACCOUNT_BYTES || CONTROL.test(account)) return false;
  return Buffer.byteLength(account) <= MAX_ACCOUNT_BYTES;
}

/** Which accounts there are. Asked only about well-formed ones. */
export interface Accounts {
  exists(account: string): boolean;
}

/**
 * The accounts by the setting: `any`, `strict` (those in accounts.txt of the data folder), or a file with one account
 * per line. The administrator always exists. Throws FatalError `usage` when the named file cannot be read.
 */
export async function openAccounts(
  setting: string,
  administrator: string,
  dataFolder: string | undefined,
): Promise<Accounts> {
  if (setting === 'any') return { exists: () => true };
  const known = new Set([administrator]);
  if (setting !== 'strict') addLines(known, await readAccounts(setting));
  else if (dataFolder !== undefined) addLines(known, await readImported(join(dataFolder, 'accounts.txt')));
  return { exists: (account) => known.has(account) };
}

async function readAccounts(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    throw new FatalError(
      'usage',
      'emulator-accounts',
      `Accounts of the emulator: expected any, strict, or a readable file with one account per line; ${path} cannot be read (${systemCode(error) ?? String(error)}).`,
      'Name an existing file, or leave the setting out so that every well-formed account exists.',
      error,
    );
  }
}

/** Nothing imported yet is no error. */
async function readImported(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    if (systemCode(error) === 'ENOENT') return '';
    throw error;
  }
}

function addLines(known: Set<string>, text: string): void {
  for (const line of text.replace(/^\ufeff/, '').split('\n')) {
    const account = line.trim();
    if (account !== '') known.add(account);
  }
}
