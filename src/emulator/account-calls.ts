import type { AccountRecord } from './account-file.js';
import { isWellFormedAccount } from './accounts.js';
import { checkAccountText, shown } from './fields.js';
import { OK, REFUSALS, type Reply, refuse, succeed } from './reply.js';
import type { Body, World } from './world.js';

/**
 * The three account calls under v4/im_open_login_svc (cloud.tencent.com/document/product/269/1608, 4919, 38417).
 * Neither of the batch calls lists a code for a wrong number of accounts; 70206 is the one that says so.
 */

/** Accounts in one batch. */
const MAX_BATCH = 100;
const MAX_PROFILE_BYTES = 500;

/** account_import: one account, by its newer or older name. */
export function importAccount(body: Body, { accounts }: World): Reply {
  const { UserID = body.Identifier, Nick, FaceUrl } = body;
  const refusal =
    checkAccountText(UserID, 'UserID', REFUSALS.parameter) ??
    checkProfile('Nick', Nick) ??
    checkProfile('FaceUrl', FaceUrl);
  if (refusal !== undefined) return refusal;
  const outcome = accounts.import([toRecord({ UserID: UserID as string, Nick, FaceUrl })]);
  return outcome === 'imported' ? OK : refuse(REFUSALS.tooManyAccounts);
}

function checkProfile(name: string, value: unknown): Reply | undefined {
  if (value === undefined) return undefined;
  if (typeof value !== 'string') return refuse(REFUSALS.parameter, `${name} is ${typeof value}, no String`);
  if (isProfileText(value)) return undefined;
  return refuse(REFUSALS.profileSize, `${name} of ${Buffer.byteLength(value)} bytes`);
}

function isProfileText(value: unknown): boolean {
  return typeof value === 'string' && Buffer.byteLength(value) <= MAX_PROFILE_BYTES;
}

/**
 * multiaccount_import: ids alone in Accounts, or with profiles in AccountList. An id or a profile that cannot be puts
 * its account into FailAccounts; a list of anything else is refused whole.
 */
export function importAccounts(body: Body, { accounts }: World): Reply {
  const items = readBatch(body.AccountList ?? body.Accounts);
  if ('code' in items) return items;
  const requests = body.AccountList === undefined ? items.map((UserID) => ({ UserID })) : items;
  if (!requests.every(isAccountRequest))
    return refuse(REFUSALS.parameter, 'an account without a UserID of type String');
  const good = requests.filter(isImportable);
  const outcome = accounts.import(good.map(toRecord));
  if (outcome === 'too-many') return refuse(REFUSALS.tooManyAccounts);
  return succeed({ FailAccounts: requests.filter((one) => !isImportable(one)).map(({ UserID }) => UserID) });
}

/** account_check: which of up to 100 accounts there are. */
export function checkAccounts(body: Body, { accounts }: World): Reply {
  const items = readBatch(body.CheckItem);
  if ('code' in items) return items;
  if (!items.every(isAccountRequest)) return refuse(REFUSALS.parameter, 'an item without a UserID of type String');
  return succeed({
    ResultItem: items.map(({ UserID }) => {
      const isGood = isWellFormedAccount(UserID);
      return {
        UserID,
        ResultCode: isGood ? 0 : REFUSALS.parameter.code,
        ResultInfo: isGood ? '' : REFUSALS.parameter.text,
        AccountStatus: isGood && accounts.exists(UserID) ? 'Imported' : 'NotImported',
      };
    }),
  });
}

function readBatch(value: unknown): readonly unknown[] | Reply {
  if (!Array.isArray(value)) return refuse(REFUSALS.parameter, `the accounts are ${shown(value)}, no Array`);
  if (value.length >= 1 && value.length <= MAX_BATCH) return value;
  return refuse(REFUSALS.batchSize, `${value.length}, allowed are 1 to ${MAX_BATCH}`);
}

interface AccountRequest {
  readonly UserID: string;
  readonly Nick?: unknown;
  readonly FaceUrl?: unknown;
}

function isAccountRequest(value: unknown): value is AccountRequest {
  return typeof value === 'object' && value !== null && typeof (value as { UserID?: unknown }).UserID === 'string';
}

function isImportable({ UserID, Nick, FaceUrl }: AccountRequest): boolean {
  if (!isWellFormedAccount(UserID)) return false;
  return [Nick, FaceUrl].every((value) => value === undefined || isProfileText(value));
}

/** Every field has been checked. */
function toRecord({ UserID, Nick, FaceUrl }: AccountRequest): AccountRecord {
  return {
    UserID,
    ...(Nick === undefined ? {} : { Nick: Nick as string }),
    ...(FaceUrl === undefined ? {} : { FaceUrl: FaceUrl as string }),
  };
}
