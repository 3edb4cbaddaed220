import { FatalError } from '../errors.js';
import type { Files } from '../types.js';

/** What a survey leaves in its folder. */

export const SURVEY_FILE = 'survey.duckdb';
export const ACCOUNTS_FILE = 'accounts.csv';
/** The page that is made of it. */
export const PAGE_FILE = 'report.html';
export const SPILL_FOLDER = 'survey.tmp';

/** Deletes a former survey, and what a killed one left behind. Throws FatalError('stopped', 'survey-failed'). */
export async function removeSurvey(files: Files, folder: string): Promise<void> {
  try {
    await removeAll(files, folder);
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    throw new FatalError(
      'stopped',
      'survey-failed',
      `What a former survey left in ${folder} cannot be deleted: ${message}.`,
      'Delete it by hand, or use another --state.',
      error,
    );
  }
}

async function removeAll(files: Files, folder: string): Promise<void> {
  for (const name of [SURVEY_FILE, `${SURVEY_FILE}.wal`, ACCOUNTS_FILE, PAGE_FILE]) {
    if (await files.stat(`${folder}/${name}`)) await files.unlink(`${folder}/${name}`);
  }
  const spilled = `${folder}/${SPILL_FOLDER}`;
  if (!(await files.stat(spilled))) return;
  for (const name of await files.list(spilled)) await files.unlink(`${spilled}/${name}`);
}
