import type { Database } from '../survey/database.js';
import { putNumber, type TableWriter } from '../survey/table-writer.js';

/** In which order the output stands. */

/** `time`: as everything happened. `recent`: whole conversations, those with the newest messages first. */
export type Arrangement = 'time' | 'recent';

/**
 * Conversations that stand beside each other. A conversation is sent one message at a time: with fewer of them side by
 * side a run could not reach its rate.
 */
export const SIDE_BY_SIDE = 64;

/** What is in the output, each line in two halves. Inside a conversation always as the service shows it: second, then MsgSeq. */
const LINES = `
  SELECT content.head, coalesce(changed.tail, content.tail) AS tail
  FROM content ANTI JOIN fate USING (number)
  LEFT JOIN (SELECT edited.number, content.tail FROM edited JOIN content ON content.number = edited.edit) AS changed
    ON changed.number = content.number`;

const BY_TIME = `${LINES} ORDER BY content.seconds, content.seq, content.number`;

/** Conversations of the output, the one with the newest message first; how many messages each has. */
const CONVERSATIONS = `
  SELECT min(record.number) AS name, count(*) AS messages
  FROM content ANTI JOIN fate USING (number) JOIN record USING (number)
  GROUP BY record.lane ORDER BY max(content.seconds) DESC, min(record.number)`;

/** A message's place: where its conversation begins, and how many of the conversation are before it. */
const PLACES = `
  CREATE TABLE place AS
  WITH kept AS (
    SELECT number, record.lane, content.seconds, content.seq
    FROM content ANTI JOIN fate USING (number) JOIN record USING (number)
  ), beginning AS (
    SELECT record.lane, start.place, start.rank FROM start JOIN record ON record.number = start.name
  )
  SELECT kept.number, beginning.rank,
    beginning.place + row_number() OVER (PARTITION BY kept.lane ORDER BY kept.seconds, kept.seq, kept.number) - 1 AS place
  FROM kept JOIN beginning USING (lane)`;

const BY_PLACE = `${LINES} JOIN place ON place.number = content.number ORDER BY place.place, place.rank`;

/** The query whose answer, in its order, is the output. */
export async function arrange(database: Database, arrangement: Arrangement): Promise<string> {
  if (arrangement === 'time') return BY_TIME;
  const start = await database.createTable('start', [
    ['name', 'BIGINT'],
    ['rank', 'BIGINT'],
    ['place', 'BIGINT'],
  ]);
  await fillStarts(database, start);
  await database.run(PLACES);
  return BY_PLACE;
}

/**
 * SIDE_BY_SIDE conversations run at a time; when one is at its end, the next begins in its place. So the number of lines
 * between two messages of a conversation stays small, and the most recent ones are done first.
 */
async function fillStarts(database: Database, start: TableWriter): Promise<void> {
  const ends = new Array<number>(SIDE_BY_SIDE).fill(0);
  let rank = 0;
  for await (const [names, messages] of database.chunks(CONVERSATIONS)) {
    for (let index = 0; index < names!.length; index += 1) {
      const slot = ends.indexOf(Math.min(...ends));
      putNumber(start.words('name'), start.row, Number(names![index]));
      putNumber(start.words('rank'), start.row, rank);
      putNumber(start.words('place'), start.row, ends[slot]!);
      start.endRow();
      ends[slot]! += Number(messages![index]);
      rank += 1;
    }
  }
  start.close();
}
