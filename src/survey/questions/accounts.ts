import type { SurveyKnowledge } from '../../knowledge.js';
import type { Database } from '../database.js';

export interface Accounts {
  /** As they are sent. */
  readonly accounts: number;
  readonly rewritten: number;
  readonly merged: SurveyKnowledge['merged'];
}

/** Accounts with what they sent and received, in the table `account_total`: as the export has them, and as they are sent. */
export async function askAccounts(database: Database): Promise<Accounts> {
  await database.run(`CREATE TEMP TABLE account_total AS
    WITH way AS (SELECT lane, from_first, from_original, to_original, count(*) AS count
        FROM record WHERE outcome = 0 GROUP BY ALL),
      role AS (
        SELECT lane, if(from_first = 1, first, second) AS name, from_original AS original_hash, count AS sent, 0 AS received
        FROM way JOIN conversations USING (lane)
        UNION ALL
        SELECT lane, if(from_first = 1, second, first), to_original, 0, count FROM way JOIN conversations USING (lane)),
      total AS (SELECT name, original_hash, sum(sent)::BIGINT AS sent, sum(received)::BIGINT AS received,
          count(DISTINCT lane) AS conversations FROM role GROUP BY ALL),
      original AS (SELECT DISTINCT * FROM account WHERE original <> name)
    SELECT coalesce(original.original, total.name) AS old, total.name AS new, sent, received, conversations
    FROM total LEFT JOIN original ON total.original_hash = original.original_hash AND total.name = original.name`);
  const [sums] = await database.rows<{ accounts: number; rewritten: number; byCase: number; otherwise: number }>(`
    SELECT count(*) AS accounts, coalesce(sum(rewritten), 0) AS rewritten,
      count(*) FILTER (olds > 1 AND spellings = 1) AS "byCase", count(*) FILTER (spellings > 1) AS otherwise
    FROM (SELECT count(*) AS olds, count(DISTINCT lower(old)) AS spellings, count(*) FILTER (old <> new) AS rewritten
      FROM account_total GROUP BY new)`);
  const { accounts, rewritten, byCase, otherwise } = sums!;
  return { accounts, rewritten, merged: { byCase, otherwise } };
}

/** Writes them into a CSV file: old, new, sent, received, conversations. */
export async function writeAccounts(database: Database, path: string): Promise<void> {
  await database.run(`COPY (SELECT old, new, sent, received, conversations FROM account_total ORDER BY new, old)
    TO '${path.replaceAll("'", "''")}' (FORMAT csv, HEADER)`);
}
