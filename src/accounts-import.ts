import type { AccountsImport, ImportFound } from './accounts.js';
import type { AccountSteps } from './accounts-steps.js';
import type { AccountImport, MultiAccountImport } from './im/wire.js';
import type { ListItem } from './list-journey.js';
import type { Ending } from './outcome.js';
import type { AccountProfile } from './survey/account-book.js';
import type { Work } from './types.js';

export interface Imported {
  /** Of the last step that was taken. */
  readonly ending: Ending;
  readonly told: ImportFound;
  /** Accounts that were there when they were asked for again. */
  readonly seen: number;
}

const IN_BATCHES: Work = { doing: 'importing accounts', done: 'batches imported', members: 'batches' };
const ALONE: Work = { doing: 'importing accounts one by one', done: 'imported', members: 'accounts' };

/** Imports the missing accounts: in batches, then one by one those that were not taken, and looks once more. */
export async function importMissing(missing: number, how: AccountsImport, steps: AccountSteps): Promise<Imported> {
  const told = (imported: number, failed: number, stillMissing = 0): ImportFound => {
    return { missing, imported, failed, pending: missing - imported - failed, stillMissing };
  };
  const batches = await steps.take('importing', IN_BATCHES, batchItem, how.batches);
  const inBatches = batches.snapshot.tallies.imported ?? 0;
  if (batches.state !== 'finished') return { ending: batches, told: told(inBatches, 0), seen: 0 };

  const alone = await steps.take('importing-alone', ALONE, aloneItem, how.alone);
  const { tallies, counts } = alone.snapshot;
  const imported = inBatches + (tallies.imported ?? 0);
  const { rejected } = counts;
  if (alone.state !== 'finished') return { ending: alone, told: told(imported, rejected), seen: 0 };

  const again = await steps.check('checking-again');
  if (again.state !== 'finished') return { ending: again, told: told(imported, rejected), seen: 0 };
  const stillMissing = await steps.book.count('stillMissing');
  return { ending: again, told: told(imported, rejected, stillMissing), seen: again.snapshot.tallies.imported ?? 0 };
}

/** Names alone overwrite nothing, whatever became of an account since it was asked for. */
function batchItem(batch: readonly AccountProfile[]): Pick<ListItem, 'payload'> {
  const hasProfiles = batch.some(({ nick, faceUrl }) => nick !== '' || faceUrl !== '');
  const payload: MultiAccountImport = hasProfiles
    ? { AccountList: batch.map(accountOf) }
    : { Accounts: batch.map(({ account }) => account) };
  return { payload };
}

function aloneItem([profile]: readonly AccountProfile[]): Pick<ListItem, 'payload'> {
  return { payload: accountOf(profile!) };
}

function accountOf({ account, nick, faceUrl }: AccountProfile): AccountImport {
  return {
    UserID: account,
    ...(nick === '' ? {} : { Nick: nick }),
    ...(faceUrl === '' ? {} : { FaceUrl: faceUrl }),
  };
}
