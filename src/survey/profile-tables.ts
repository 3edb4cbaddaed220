import type { Column, Database } from './database.js';
import { putNumber } from './table-writer.js';

/** Nick and avatar of accounts, from a file: the table `profile` as the file has them, `account_profile` by account. */

export interface ProfileLine {
  /** As it is sent, or as the export has it. */
  readonly account: string;
  readonly nick: string;
  readonly faceUrl: string;
  readonly line: number;
}

const PROFILE: readonly Column[] = [
  ['account', 'VARCHAR'],
  ['nick', 'VARCHAR'],
  ['face', 'VARCHAR'],
  ['line', 'BIGINT'],
];

/** Makes both, empty. */
export async function makeProfileTables(database: Database): Promise<void> {
  await database.run('DROP TABLE IF EXISTS account_profile');
  await database.run('CREATE TABLE account_profile (name VARCHAR, nick VARCHAR, face VARCHAR)');
}

/** Takes the lines of a file in. Answers two lines that say different things of one account, if there are any. */
export async function takeProfiles(
  database: Database,
  lines: AsyncIterable<ProfileLine>,
): Promise<{ account: string; line: number; other: number } | undefined> {
  await database.run('DROP TABLE IF EXISTS profile');
  const table = await database.createTable('profile', PROFILE);
  const [account, nick, face] = ['account', 'nick', 'face'].map((name) => table.texts(name));
  const words = table.words('line');
  for await (const one of lines) {
    const { row } = table;
    account!(row, one.account);
    nick!(row, one.nick);
    face!(row, one.faceUrl);
    putNumber(words, row, one.line);
    table.endRow();
  }
  table.close();
  await findByAccount(database);
  const [found] = await database.rows<{ account: string; line: number; other: number }>(`
    SELECT account, max(line) AS line, min(line) AS other FROM profile GROUP BY account
    HAVING count(DISTINCT (nick, face)) > 1 ORDER BY line LIMIT 1`);
  return found;
}

/** An account is found by its name as it is sent, else by a name it has in the export. */
async function findByAccount(database: Database): Promise<void> {
  await database.run(`INSERT INTO account_profile
    SELECT name, nick, face FROM (
      SELECT *, row_number() OVER (PARTITION BY name ORDER BY account <> name, account, line) AS place FROM (
        SELECT name, profile.* FROM account_sent JOIN profile ON account = name
        UNION ALL
        SELECT name, profile.* FROM accounts JOIN profile ON account = original WHERE original <> name))
    WHERE place = 1`);
}
