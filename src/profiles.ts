import { FatalError } from './errors.js';
import { listInputs, openExport } from './read/open.js';
import type { Database } from './survey/database.js';
import { type ProfileLine, takeProfiles } from './survey/profile-tables.js';
import type { Files, RawRecord } from './types.js';

const COLUMNS = ['account', 'nick', 'faceUrl'];
const EXPECTED = 'a CSV file whose first line is account,nick,faceUrl (nick or faceUrl may be left out)';

/** Reads nick and avatar of accounts from a CSV file into the survey. Throws FatalError `usage` that names the line. */
export async function readProfiles(path: string, database: Database, files: Files): Promise<void> {
  const found = await takeProfiles(database, linesOf(path, files));
  if (!found) return;
  const { account, line, other } = found;
  throw wrong(`${path}:${line}`, `${JSON.stringify(account)} has another nick or faceUrl in line ${other}`);
}

async function* linesOf(path: string, files: Files): AsyncGenerator<ProfileLine> {
  const { inputs } = await listInputs([path], files);
  const source = await openExport(inputs, { format: 'csv' }, { files, fingerprints: false });
  try {
    for await (const records of source.records()) {
      for (const record of records) yield profileOf(path, record);
    }
  } finally {
    await source.close();
  }
}

function profileOf(path: string, { at, broken, value }: RawRecord): ProfileLine {
  const place = `${path}:${at.line}`;
  if (broken) throw wrong(place, broken.reason);
  const cells = value as Readonly<Record<string, string | null>>;
  const stranger = Object.keys(cells).find((name) => !COLUMNS.includes(name));
  if (stranger !== undefined) throw wrong(`${path}:1`, `there is a column ${JSON.stringify(stranger)}`);
  const { account, nick, faceUrl } = cells;
  if (account === undefined) throw wrong(`${path}:1`, 'there is no column account');
  if (nick === undefined && faceUrl === undefined) throw wrong(`${path}:1`, 'there is neither nick nor faceUrl');
  if (!account) throw wrong(place, 'the account is empty');
  return { account, nick: nick ?? '', faceUrl: faceUrl ?? '', line: at.line };
}

function wrong(place: string, what: string): FatalError {
  return new FatalError('usage', 'wrong-profiles', `${place}: ${what}.`, `Expected: ${EXPECTED}.`);
}
