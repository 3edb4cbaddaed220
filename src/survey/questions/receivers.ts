import type { Database } from '../database.js';
import { OUTCOMES } from '../schema.js';

/** Everybody who sent or got a message of the export, as the service knows them, in byte order. */
export async function accountsOf(database: Database): Promise<string[]> {
  const rows = await database.rows<{ name: string }>(`
    WITH lanes AS (SELECT DISTINCT lane FROM record WHERE outcome = ${OUTCOMES.indexOf('message')}),
      named AS (SELECT first, second FROM conversations WHERE lane IN (SELECT lane FROM lanes))
    SELECT first AS name FROM named UNION SELECT second FROM named ORDER BY name`);
  return rows.map(({ name }) => name);
}
