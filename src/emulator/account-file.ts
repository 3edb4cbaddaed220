import { closeSync, openSync, writeSync } from 'node:fs';

/**
 * accounts.txt: one account per line, as a person would write it. What is known of an account follows behind a tab,
 * as JSON; no account holds a tab. The last line of an account wins, what it does not say stays.
 */

export interface AccountRecord {
  readonly UserID: string;
  readonly Nick?: string;
  readonly FaceUrl?: string;
}

export function* parseAccounts(text: string): Generator<AccountRecord> {
  for (const line of text.replace(/^\ufeff/, '').split('\n')) {
    const tab = line.indexOf('\t');
    const UserID = tab < 0 ? line.trim() : line.slice(0, tab);
    if (UserID !== '') yield { UserID, ...(tab < 0 ? {} : parseProfile(line.slice(tab + 1))) };
  }
}

/** A profile that was cut off by a kill was never answered. */
function parseProfile(text: string): Omit<AccountRecord, 'UserID'> {
  try {
    const { Nick, FaceUrl } = JSON.parse(text) as Record<string, unknown>;
    return {
      ...(typeof Nick === 'string' ? { Nick } : {}),
      ...(typeof FaceUrl === 'string' ? { FaceUrl } : {}),
    };
  } catch {
    return {};
  }
}

/** Appends to the file, which is made when there is something to write. */
export class AccountFile {
  readonly #path: string;
  #file: number | undefined;
  #endsWithLine: boolean;

  constructor(path: string, endsWithLine: boolean) {
    this.#path = path;
    this.#endsWithLine = endsWithLine;
  }

  /** When it returns, the lines are in the file. Throws what the disk says. */
  append(records: readonly AccountRecord[]): void {
    if (records.length === 0) return;
    this.#file ??= openSync(this.#path, 'a', 0o600);
    const bytes = Buffer.from(`${this.#endsWithLine ? '' : '\n'}${records.map(toLine).join('')}`);
    for (let done = 0; done < bytes.length; ) done += writeSync(this.#file, bytes, done);
    this.#endsWithLine = true;
  }

  close(): void {
    if (this.#file !== undefined) closeSync(this.#file);
    this.#file = undefined;
  }
}

/** Spaces around a plain line are not the account's, so such an account gets its tab. */
function toLine({ UserID, ...profile }: AccountRecord): string {
  const isPlain = Object.keys(profile).length === 0 && UserID.trim() === UserID;
  return isPlain ? `${UserID}\n` : `${UserID}\t${JSON.stringify(profile)}\n`;
}
