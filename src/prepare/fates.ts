import type { Database } from '../survey/database.js';
import { OUTCOMES, type Outcome } from '../survey/schema.js';

/**
 * What becomes of each record, decided by questions to the survey. A row of `fate` = this record is not in the output,
 * why, and because of which other one; a row of `edited` = this one is, with the content of another. Records that come to
 * nothing by themselves (rejects, skips) have no row. Why: `duplicate`, `redelivered`, `mirror`, `mirrored`, `recalled`,
 * `edit`, `edit-superseded`.
 *
 * The steps stand in an order: first copies are found, so that each message has one keeper; then a recall or an edit of
 * any copy is one of its keeper. A copy or an edit whose message is missing is a message itself: it is all that is left.
 */

const is = (name: Outcome, table = 'record'): string => `${table}.outcome = ${OUTCOMES.indexOf(name)}`;
/** A control that holds a message. */
const holdsMessage = (name: Outcome, table = 'record'): string => `${is(name, table)} AND ${table}.type <> 0`;

const TABLES = [
  'CREATE TABLE fate (number BIGINT, why VARCHAR, other BIGINT)',
  'CREATE TABLE edited (number BIGINT, edit BIGINT)',
];

/** The same id, sender and content once more in a conversation: the first stays. */
const DUPLICATES = `
  INSERT INTO fate
  WITH twins AS (
    SELECT lane, id_hash, from_first, body_hash, min(number) AS first
    FROM record WHERE ${is('message')}
    GROUP BY lane, id_hash, from_first, body_hash HAVING count(*) > 1
  )
  SELECT record.number,
    if(record.seq = keeper.seq AND record.random = keeper.random AND record.seconds = keeper.seconds, 'duplicate', 'redelivered'),
    keeper.number
  FROM twins
  JOIN record USING (lane, id_hash, from_first, body_hash)
  JOIN record AS keeper ON keeper.number = twins.first
  WHERE ${is('message')} AND record.number <> twins.first`;

/** A mailbox's copy whose message is there; of several copies without one the first stays. */
const MIRRORS = `
  INSERT INTO fate
  WITH copy AS (
    SELECT number, lane, target_hash, min(number) OVER (PARTITION BY lane, target_hash) AS first
    FROM record WHERE ${holdsMessage('mirror')}
  ), original AS (
    SELECT record.lane, record.id_hash, min(record.number) AS number
    FROM record SEMI JOIN copy ON copy.lane = record.lane AND copy.target_hash = record.id_hash
    WHERE ${is('message')} GROUP BY record.lane, record.id_hash
  )
  SELECT copy.number, 'mirror', coalesce(original.number, copy.first)
  FROM copy LEFT JOIN original ON original.lane = copy.lane AND original.id_hash = copy.target_hash
  WHERE original.number IS NOT NULL OR copy.number <> copy.first`;

/** Different ids, but sender, instant and content are the same: one row per mailbox in a table that does not say so. */
const MIRRORED = `
  INSERT INTO fate
  WITH kept AS (
    SELECT number, lane, from_first, time_us, body_hash FROM record ANTI JOIN fate USING (number)
    WHERE ${is('message')}
  ), twins AS (
    SELECT lane, from_first, time_us, body_hash, min(number) AS first
    FROM kept GROUP BY lane, from_first, time_us, body_hash HAVING count(*) > 1
  )
  SELECT kept.number, 'mirrored', twins.first
  FROM kept JOIN twins USING (lane, from_first, time_us, body_hash) WHERE kept.number <> twins.first`;

/** Of each copy its keeper (a keeper may be a copy itself), and of each keeper itself: where a recall or an edit arrives. */
const ADDRESSES = `
  CREATE TABLE address AS
  WITH target AS (
    SELECT DISTINCT target_hash FROM record WHERE ${is('recall')} OR (${holdsMessage('edit')})
  ), meant AS (
    SELECT number, lane, from_first, if(${is('mirror')}, target_hash, id_hash) AS id_hash
    FROM record WHERE ${is('message')} OR (${holdsMessage('mirror')})
  )
  SELECT DISTINCT meant.lane, meant.from_first, meant.id_hash,
    coalesce(keeper.other, fate.other, meant.number) AS keeper
  FROM meant SEMI JOIN target ON target.target_hash = meant.id_hash
  LEFT JOIN fate ON fate.number = meant.number
  LEFT JOIN fate AS keeper ON keeper.number = fate.other`;

/** A recall may not say in which conversation. */
const RECALLS = `
  INSERT INTO fate
  SELECT address.keeper, 'recalled', min(record.number)
  FROM record JOIN address ON address.id_hash = record.target_hash AND (record.lane = 0 OR record.lane = address.lane)
  WHERE ${is('recall')} GROUP BY address.keeper`;

/** Only who wrote a message may change it; the last change counts. */
const EDITS = `
  CREATE TABLE change AS
  SELECT record.number, address.keeper,
    row_number() OVER (PARTITION BY address.keeper ORDER BY record.time_us DESC, record.number DESC) AS place
  FROM record JOIN address
    ON address.id_hash = record.target_hash AND address.lane = record.lane AND address.from_first = record.from_first
  WHERE ${holdsMessage('edit')}`;

const EDITED = [
  'INSERT INTO edited SELECT keeper, number FROM change WHERE place = 1',
  `INSERT INTO fate SELECT number, if(place = 1, 'edit', 'edit-superseded'), keeper FROM change`,
];

/** An edit may itself stand in two mailboxes. */
const LOST_EDITS = `
  INSERT INTO fate
  WITH lost AS (
    SELECT number, min(number) OVER (PARTITION BY lane, id_hash) AS first FROM record ANTI JOIN fate USING (number)
    WHERE ${holdsMessage('edit')}
  )
  SELECT number, 'mirror', first FROM lost WHERE number <> first`;

/** Decides; the tables `fate` and `edited` hold the answer. */
export async function decideFates(database: Database, dropMirrored: boolean): Promise<void> {
  const steps = [...TABLES, DUPLICATES, MIRRORS, ...(dropMirrored ? [MIRRORED] : []), ADDRESSES, RECALLS];
  for (const step of [...steps, EDITS, ...EDITED, LOST_EDITS]) await database.run(step);
}

/** Whether all times are whole seconds: then the same words at the same instant may well have been said twice. */
export async function hasOnlyWholeSeconds(database: Database): Promise<boolean> {
  const sql = `SELECT count(*) FILTER (WHERE time_us % 1000000 <> 0) AS finer FROM record WHERE ${is('message')}`;
  const [row] = await database.rows<{ finer: number }>(sql);
  return row?.finer === 0;
}

/** How many records each fate has, by name. */
export async function countFates(database: Database): Promise<Readonly<Record<string, number>>> {
  const rows = await database.rows<{ why: string; count: number }>(
    'SELECT why, count(*) AS count FROM fate GROUP BY why ORDER BY count DESC, why',
  );
  return Object.fromEntries(rows.map(({ why, count }) => [why, count]));
}
