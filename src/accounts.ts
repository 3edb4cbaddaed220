import { importMissing } from './accounts-import.js';
import { AccountSteps, type AccountStepsSettings } from './accounts-steps.js';
import { withLock } from './checkpoint/lock.js';
import { FatalError } from './errors.js';
import { answered, type Ending } from './outcome.js';
import { readProfiles } from './profiles.js';
import type { LifeSettings, RunPorts, RunRequest } from './request.js';
import { AccountBook, STEPS } from './survey/account-book.js';
import type { Database } from './survey/database.js';
import { NO_CONTENT, type SurveyedCounts, withSurvey } from './surveyed.js';

export interface AccountsSettings extends AccountStepsSettings {
  readonly memoryBytes: number;
  /** What decides which record becomes which message, in words. */
  readonly mapping: Readonly<Record<string, string>>;
  /** Absent = only look. */
  readonly import?: AccountsImport;
}

export interface AccountsImport {
  /** A CSV file with nick and avatar. */
  readonly profiles?: string;
  /** Told how many would be imported, and how many of them with nick or avatar; false = leave them. */
  confirm(missing: number, profiled: number): Promise<boolean>;
  readonly batches: LifeSettings;
  readonly alone: LifeSettings;
}

/** What is known in the end. The first is the sum of the next three. */
export interface AccountsFound {
  readonly accounts: number;
  readonly imported: number;
  readonly missing: number;
  readonly unchecked: number;
  readonly import?: ImportFound;
}

/** `missing` is the sum of the next three. */
export interface ImportFound {
  readonly missing: number;
  readonly imported: number;
  readonly failed: number;
  readonly pending: number;
  /** Imported as the service said, and missing when it was asked again. */
  readonly stillMissing: number;
}

export interface AccountsEnding {
  readonly ending: Ending;
  readonly export?: SurveyedCounts;
  /** Undefined when not all could be asked for. */
  readonly found?: AccountsFound;
  /** The first names of those that are missing. */
  readonly firstMissing: readonly string[];
}

export const MISSING_FILE = 'missing.jsonl';
export const UNCHECKED_FILE = 'unchecked.jsonl';
export const FAILED_FILE = 'failed.jsonl';
/** Names that a message to people shows. */
export const NAMES_SHOWN = 20;

/*
 * Which accounts of an export the service does not have, and importing those. The export is read into a survey (or a former
 * one is used again); its accounts are asked for in batches, as a list that is travelled like a run. An import is three
 * lists more: the missing ones in batches, alone those the service did not take, and all that should be there now once more:
 * only what is seen counts. What each list finds out goes into tables beside the survey, and the next list comes out of
 * these. When all came to their end they are forgotten, and the next check begins anew.
 */
export async function accounts(request: RunRequest, how: AccountsSettings, ports: RunPorts): Promise<AccountsEnding> {
  const { folder } = request;
  return withLock(ports, folder, how.check.takeOver, async () => {
    const survey = { memoryBytes: how.memoryBytes, contentOf: NO_CONTENT, identity: how.mapping };
    const done = await withSurvey(request, survey, ports, (database) => checked(folder, database, how, ports));
    return 'export' in done ? done : { ...done, firstMissing: [] };
  });
}

async function checked(
  folder: string,
  database: Database,
  how: AccountsSettings,
  ports: RunPorts,
): Promise<AccountsEnding> {
  const book = await AccountBook.open(database);
  const profiles = how.import?.profiles;
  if (profiles !== undefined) await readProfiles(profiles, database, ports.files);
  const steps = new AccountSteps(folder, book, how, ports);
  const ending = await steps.check();
  if (ending.state !== 'finished') return { ending, firstMissing: [] };
  await steps.write(FAILED_FILE, 'failed');
  await steps.write(MISSING_FILE, 'missing');
  await steps.write(UNCHECKED_FILE, 'unchecked');
  const found = {
    accounts: (await book.extentOf('checking')).count,
    imported: ending.snapshot.tallies.imported ?? 0,
    missing: await book.count('missing'),
    unchecked: await book.count('unchecked'),
  };
  const firstMissing = await book.first('missing', NAMES_SHOWN);
  const known: AccountsEnding = { ending: balanced(ending, found), found, firstMissing };
  if (known.ending.error || !how.import || found.missing === 0) return forgotten(known, steps);
  return importAfter(known, found, how.import, steps);
}

async function importAfter(
  known: AccountsEnding,
  found: AccountsFound,
  how: AccountsImport,
  steps: AccountSteps,
): Promise<AccountsEnding> {
  const { book } = steps;
  const profiled = await book.countProfiled();
  const wanted = await answered(() => how.confirm(found.missing, profiled));
  if (wanted instanceof FatalError) {
    return forgotten({ ...known, ending: { ...known.ending, state: 'stopped', error: wanted } }, steps);
  }
  // What was found out stays for the next life.
  if (steps.isInterrupted) return { ...known, ending: { ...known.ending, state: 'interrupted' } };
  if (!wanted) return forgotten(known, steps);
  const { ending, told, seen } = await importMissing(found.missing, how, steps);
  if (ending.state !== 'finished') return { ...known, ending, found: { ...found, import: told } };
  await steps.write(FAILED_FILE, 'failed');
  await steps.write(MISSING_FILE, 'missingAfterImport');
  await steps.write(UNCHECKED_FILE, 'uncheckedAfterImport');
  const after = {
    accounts: found.accounts,
    imported: found.imported + seen,
    missing: await book.count('missingAfterImport'),
    unchecked: await book.count('uncheckedAfterImport'),
    import: told,
  };
  const firstMissing = await book.first('missingAfterImport', NAMES_SHOWN);
  return forgotten({ ending: balanced(ending, after), found: after, firstMissing }, steps);
}

async function forgotten(ending: AccountsEnding, steps: AccountSteps): Promise<AccountsEnding> {
  for (const step of STEPS) await steps.forget(step);
  return ending;
}

/** Each account is told of once. */
function balanced(ending: Ending, { accounts, imported, missing, unchecked, import: done }: AccountsFound): Ending {
  const isImportRight = !done || done.missing === done.imported + done.failed + done.pending;
  if (accounts === imported + missing + unchecked && isImportRight) return ending;
  const error = new FatalError(
    'stopped',
    'unbalanced',
    `The books do not balance: ${JSON.stringify({ accounts, imported, missing, unchecked, import: done })}.`,
    'Please report this; do not trust the counts.',
  );
  return { ...ending, state: 'stopped', balanced: false, error };
}
