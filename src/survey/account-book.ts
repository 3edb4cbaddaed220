import type { Column, Database, Value } from './database.js';
import { makeProfileTables } from './profile-tables.js';
import { digestOf } from './questions/digest.js';
import { OUTCOMES } from './schema.js';

/** What became of an account in a step. */
export interface AccountOutcome {
  readonly account: string;
  readonly status: string;
  readonly code?: string;
  readonly reason?: string;
  readonly advice?: string;
}

/** What is to be made of an account: its name as it is sent, nick and avatar; empty = none. */
export interface AccountProfile {
  readonly account: string;
  readonly nick: string;
  readonly faceUrl: string;
}

/** The steps on the way from an export to accounts that exist. */
export const STEPS = ['checking', 'importing', 'importing-alone', 'checking-again'] as const;
export type Step = (typeof STEPS)[number];

/** Where a step's outcomes are. Only what needs a second look has one: accounts that are there have none. */
function outcomesOf(step: Step): string {
  return `account_${step.replace('-', '_')}`;
}

const [FOUND, FAILED, ALONE, AGAIN] = STEPS.map(outcomesOf) as [string, string, string, string];

/** Accounts by what is said of them, as queries with the columns of an outcome. */
const SETS = {
  missing: `SELECT * FROM ${FOUND} WHERE status = 'missing'`,
  unchecked: `SELECT * FROM ${FOUND} WHERE status = 'unchecked'`,
  failed: `SELECT * FROM ${ALONE}`,
  stillMissing: `SELECT * FROM ${AGAIN} WHERE status = 'missing'`,
  missingAfterImport: `SELECT * FROM ${ALONE} UNION ALL SELECT * FROM ${AGAIN} WHERE status = 'missing'`,
  uncheckedAfterImport: `SELECT * FROM ${FOUND} WHERE status = 'unchecked'
    UNION ALL SELECT * FROM ${AGAIN} WHERE status = 'unchecked'`,
};
export type AccountSet = keyof typeof SETS;

/** The accounts each step is about. */
const ABOUT: Readonly<Record<Step, string>> = {
  checking: 'SELECT name FROM account_sent',
  importing: `SELECT name FROM ${FOUND} WHERE status = 'missing'`,
  'importing-alone': `SELECT name FROM ${FAILED}`,
  'checking-again': `SELECT name FROM ${FOUND} WHERE status = 'missing' EXCEPT SELECT name FROM ${ALONE}`,
};

const OUTCOME: readonly Column[] = ['name', 'status', 'code', 'reason', 'advice'].map((name) => [name, 'VARCHAR']);
/** Names an account has in an export, when it has several. */
const ORIGINALS_TOLD = 20;

/**
 * The accounts a run sends from and to, as tables beside the survey: memory does not grow with
 * their number. Whatever is asked comes in the order of the names.
 */
export class AccountBook {
  private constructor(private readonly database: Database) {}

  static async open(database: Database): Promise<AccountBook> {
    for (const table of ['account_sent', ...STEPS.map(outcomesOf)]) {
      await database.run(`DROP TABLE IF EXISTS ${table}`);
    }
    await database.run(`CREATE TABLE account_sent AS SELECT DISTINCT unnest([first, second]) AS name
      FROM conversations WHERE lane IN (SELECT lane FROM record WHERE outcome = ${OUTCOMES.indexOf('message')})`);
    await makeProfileTables(database);
    for (const step of STEPS) (await database.createTable(outcomesOf(step), OUTCOME)).close();
    return new AccountBook(database);
  }

  /** Of the missing accounts, how many have nick or avatar. */
  async countProfiled(): Promise<number> {
    const sql = `SELECT count(*) AS count FROM (${ABOUT.importing}) JOIN account_profile USING (name)
      WHERE nick <> '' OR face <> ''`;
    return (await this.database.rows<{ count: number }>(sql))[0]!.count;
  }

  /** How many accounts a step is about, and a text that is another one when they or their profiles are others. */
  extentOf(step: Step): Promise<{ count: number; digest: string }> {
    return digestOf(this.database, this.profilesOf(step));
  }

  /** The accounts of a step in batches of `size`, from batch number `from` on, which is 1 for the first. */
  async *batches(step: Step, size: number, from: number): AsyncGenerator<readonly (readonly AccountProfile[])[]> {
    let batch: AccountProfile[] = [];
    let number = 1;
    for await (const columns of this.database.chunks(`${this.profilesOf(step)} ORDER BY name`)) {
      const full: AccountProfile[][] = [];
      for (const [account, nick, faceUrl] of rowsOf(columns)) {
        batch.push({ account: account!, nick: nick!, faceUrl: faceUrl! });
        if (batch.length < size) continue;
        if (number >= from) full.push(batch);
        number += 1;
        batch = [];
      }
      yield full;
    }
    if (batch.length > 0 && number >= from) yield [batch];
  }

  /** Writes down what a step found out. */
  async take(step: Step, outcomes: AsyncIterable<AccountOutcome>): Promise<void> {
    await this.database.run(`DROP TABLE ${outcomesOf(step)}`);
    const table = await this.database.createTable(outcomesOf(step), OUTCOME);
    const [name, status, code, reason, advice] = OUTCOME.map(([column]) => table.texts(column));
    for await (const outcome of outcomes) {
      const { row } = table;
      name!(row, outcome.account);
      status!(row, outcome.status);
      code!(row, outcome.code ?? '');
      reason!(row, outcome.reason ?? '');
      advice!(row, outcome.advice ?? '');
      table.endRow();
    }
    table.close();
  }

  async count(set: AccountSet): Promise<number> {
    return (await this.database.rows<{ count: number }>(`SELECT count(*) AS count FROM (${SETS[set]})`))[0]!.count;
  }

  /** The first names of a set. */
  async first(set: AccountSet, most: number): Promise<string[]> {
    const rows = await this.database.rows<{ name: string }>(
      `SELECT name FROM (${SETS[set]}) ORDER BY name LIMIT ${most}`,
    );
    return rows.map(({ name }) => name);
  }

  /** A set as lines of JSON: the account, its names in the export, and what was said of it. */
  async *lines(set: AccountSet): AsyncGenerator<string> {
    const chunks = this.database.chunks(`
      SELECT name, originals, code, reason, advice FROM (${SETS[set]}) JOIN (
        SELECT name, to_json(min(original, ${ORIGINALS_TOLD}))::VARCHAR AS originals FROM accounts GROUP BY name)
      USING (name) ORDER BY name`);
    for await (const columns of chunks) {
      for (const [account, originals, ...said] of rowsOf(columns)) {
        const [code, reason, advice] = said.map((text) => (text === '' ? undefined : text));
        yield `${JSON.stringify({ account, originals: JSON.parse(originals!), code, reason, advice })}\n`;
      }
    }
  }

  private profilesOf(step: Step): string {
    return `SELECT name, coalesce(nick, '') AS nick, coalesce(face, '') AS face
      FROM (${ABOUT[step]}) LEFT JOIN account_profile USING (name)`;
  }
}

function* rowsOf(columns: readonly (readonly Value[])[]): Generator<string[]> {
  for (let row = 0; row < (columns[0]?.length ?? 0); row += 1) yield columns.map((column) => String(column[row]));
}
