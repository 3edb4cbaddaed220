import type { Database } from '../database.js';

/** How many rows a query answers, and a text that is another one when they are others, in whatever order. */
export async function digestOf(database: Database, sql: string): Promise<{ count: number; digest: string }> {
  const [row] = await database.rows<{ count: number; sum: string }>(
    `SELECT count(*) AS count, coalesce(sum(hash(answer)), 0)::VARCHAR AS sum FROM (${sql}) AS answer`,
  );
  const { count, sum } = row!;
  return { count, digest: `${count}-${sum}` };
}
