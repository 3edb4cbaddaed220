import type { Database } from '../survey/database.js';

/** Different messages of the output with one dedup key: the service would keep the first of each. */
export interface SharedKeys {
  /** Messages that share their key with an earlier line. */
  readonly count: number;
  readonly examples: readonly { readonly input: string; readonly record: number; readonly line: number }[];
}

const EXAMPLES = 5;

const SHARED = `
  CREATE TABLE shared AS
  WITH kept AS (
    SELECT record.number, lane, record.seq, random, record.seconds
    FROM content ANTI JOIN fate USING (number) JOIN record USING (number)
  ), twins AS (
    SELECT lane, seq, random, seconds, min(number) AS first FROM kept
    GROUP BY lane, seq, random, seconds HAVING count(*) > 1
  )
  SELECT kept.number FROM kept JOIN twins USING (lane, seq, random, seconds) WHERE kept.number <> twins.first`;

export async function sharedKeys(database: Database): Promise<SharedKeys> {
  await database.run(SHARED);
  const [total] = await database.rows<{ count: number }>('SELECT count(*) AS count FROM shared');
  const examples = await database.rows<SharedKeys['examples'][number]>(
    `SELECT input.name AS input, record.record, record.line FROM shared JOIN record USING (number)
     JOIN input ON input.number = record.input ORDER BY shared.number LIMIT ${EXAMPLES}`,
  );
  return { count: total?.count ?? 0, examples };
}
