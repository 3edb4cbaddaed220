import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { FatalError, systemCode } from '../errors.js';
import { AccountFile, type AccountRecord, parseAccounts } from './account-file.js';

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

/** Known from the start. */
const ADMINISTRATORS = 1;

export interface AccountsSettings {
  /** `any`, `strict`, or a file with one account per line. */
  readonly accounts: string;
  /** Always exists, and does not count. */
  readonly identifier: string;
  readonly dataFolder: string | undefined;
  /** As many may be imported, as in a trial; undefined = any number. */
  readonly maxAccounts: number | undefined;
}

/** Which accounts there are, with what is known of them. */
export class Accounts {
  readonly #everybodyExists: boolean;
  readonly #most: number;
  readonly #file: AccountFile | undefined;
  readonly #known = new Map<string, AccountRecord>();

  constructor(settings: AccountsSettings, file: AccountFile | undefined, known: Iterable<AccountRecord>) {
    this.#everybodyExists = settings.accounts === 'any';
    this.#most = settings.maxAccounts ?? Infinity;
    this.#file = file;
    for (const record of [{ UserID: settings.identifier }, ...known]) this.#keep(record);
  }

  /** Asked only about well-formed ones. */
  exists(account: string): boolean {
    return this.#everybodyExists || this.#known.has(account);
  }

  /** Those that were imported, or stand in a file, and the administrator. */
  list(): Iterable<AccountRecord> {
    return this.#known.values();
  }

  /** Takes accounts in, all or, if they would be too many, none. What a record does not say of a known one stays. */
  import(records: readonly AccountRecord[]): 'imported' | 'too-many' {
    const fresh = new Set(records.map(({ UserID }) => UserID).filter((id) => !this.#known.has(id)));
    if (this.#known.size - ADMINISTRATORS + fresh.size > this.#most) return 'too-many';
    this.#file?.append(records.filter((record) => this.#tellsMore(record)));
    for (const record of records) this.#keep(record);
    return 'imported';
  }

  close(): void {
    this.#file?.close();
  }

  #tellsMore({ UserID, Nick, FaceUrl }: AccountRecord): boolean {
    const known = this.#known.get(UserID);
    if (known === undefined) return true;
    return (Nick !== undefined && Nick !== known.Nick) || (FaceUrl !== undefined && FaceUrl !== known.FaceUrl);
  }

  #keep(record: AccountRecord): void {
    this.#known.set(record.UserID, { ...this.#known.get(record.UserID), ...record });
  }
}

/** Opens the accounts by the settings. Throws FatalError `usage` when the named file cannot be read. */
export async function openAccounts(settings: AccountsSettings): Promise<Accounts> {
  const { accounts, dataFolder } = settings;
  const named = accounts === 'any' || accounts === 'strict' ? '' : await readNamed(accounts);
  const path = dataFolder === undefined ? undefined : join(dataFolder, 'accounts.txt');
  const imported = path === undefined ? '' : await readImported(path);
  const file = path === undefined ? undefined : new AccountFile(path, imported === '' || imported.endsWith('\n'));
  return new Accounts(settings, file, [...parseAccounts(named), ...parseAccounts(imported)]);
}

async function readNamed(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    throw unreadable(path, error);
  }
}

/** Nothing imported yet is no error. */
async function readImported(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    if (systemCode(error) === 'ENOENT') return '';
    throw unreadable(path, error);
  }
}

function unreadable(path: string, error: unknown): FatalError {
  return new FatalError(
    'usage',
    'emulator-accounts',
    `Accounts of the emulator: expected any, strict, or a readable file with one account per line; ${path} cannot be read (${systemCode(error) ?? String(error)}).`,
    'Name an existing file, or leave the setting out so that every well-formed account exists.',
    error,
  );
}
