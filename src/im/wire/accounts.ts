import type { Answer } from './answer.js';

/**
 * v4/im_open_login_svc: account_import (269/1608), multiaccount_import (269/4919), account_check (269/38417). At most 100
 * accounts a call, 32 bytes each.
 */

/** An account that exists gets this nick and avatar instead of its own. */
export interface AccountImport {
  readonly UserID: string;
  readonly Nick?: string;
  readonly FaceUrl?: string;
}

/** The name older editions document; newer ones say UserID. */
export interface AccountImportOldName extends Omit<AccountImport, 'UserID'> {
  readonly Identifier: string;
}
export interface AccountImportAnswer extends Answer {}

/** The old form carries names only; the new one overwrites nick and avatar of accounts that exist. */
export type MultiAccountImport =
  | { readonly Accounts: readonly string[] }
  | { readonly AccountList: readonly AccountImport[] };

export interface MultiAccountImportAnswer extends Answer {
  /** A partial failure still answers OK and 0. */
  readonly FailAccounts?: readonly string[];
}

export interface AccountCheck {
  readonly CheckItem: readonly { readonly UserID: string }[];
}

export interface AccountCheckAnswer extends Answer {
  readonly ResultItem: readonly {
    readonly UserID: string;
    /** 0 = looked up; else AccountStatus means nothing. */
    readonly ResultCode: number;
    readonly ResultInfo?: string;
    readonly AccountStatus?: 'Imported' | 'NotImported' | string;
  }[];
}
