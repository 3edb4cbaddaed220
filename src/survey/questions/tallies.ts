import { SIZE_CLASSES, STORAGE_DAYS } from '../../knowledge.js';
import type { Database } from '../database.js';
import { examplesOf } from './place.js';

const DAY_US = 86_400_000_000;

/** What a look at each message on its own tells. */
export async function askTallies(database: Database, nowMs: number, retentionDays: number | undefined) {
  const nowUs = nowMs * 1_000;
  const counted = (name: string, condition: string) => `count(*) FILTER (${condition}) AS ${name}`;
  const beforeUs = (days: number) => nowUs - days * DAY_US;
  const bounds = [0, ...SIZE_CLASSES];
  const sizes = bounds.map((above, index) => {
    const upTo = SIZE_CLASSES[index];
    return counted(`size${index}`, `bytes > ${above}${upTo === undefined ? '' : ` AND bytes <= ${upTo}`}`);
  });
  const ages = STORAGE_DAYS.map((days) => counted(`days${days}`, `time_us < ${beforeUs(days)}`));
  const expired = `outcome = 0 AND time_us < ${retentionDays === undefined ? 0 : beforeUs(retentionDays)}`;
  const [sums] = await database.rows<Record<string, number>>(`
    SELECT count(*) AS messages, min(time_us) AS oldest, max(time_us) AS newest, coalesce(max(bytes), 0) AS largest,
      coalesce(sum(bytes), 0) AS bytes, ${counted('whole', 'time_us = seconds * 1000000')},
      ${counted('ordered', 'ordered_by = 2')}, ${counted('expired', expired)}, ${[...sizes, ...ages].join(', ')}
    FROM record WHERE outcome = 0`);
  const tally = (name: string) => sums![name]!;
  return {
    messages: tally('messages'),
    times: tally('messages') === 0 ? undefined : { oldestUs: tally('oldest'), newestUs: tally('newest') },
    largestBytes: tally('largest'),
    totalBytes: tally('bytes'),
    bySize: bounds.map((_, index) => tally(`size${index}`)),
    outside: STORAGE_DAYS.map((days) => tally(`days${days}`)),
    expired: {
      count: tally('expired'),
      examples: tally('expired') === 0 ? [] : await examplesOf(database, `FROM record WHERE ${expired}`),
    },
    wholeSeconds: tally('whole'),
    orderedBySource: tally('ordered'),
  };
}

/** Messages of each type, the most first. */
export async function askTypes(database: Database): Promise<Map<string, number>> {
  const rows = await database.rows<{ name: string; count: number }>(`
    SELECT word.name, count(*) AS count FROM record JOIN word ON word.number = record.type
    WHERE outcome = 0 GROUP BY word.name ORDER BY count DESC, word.name`);
  return new Map(rows.map(({ name, count }) => [name, count]));
}

/** Messages in which something could not be kept as it was, for each such thing. */
export async function askAdapted(database: Database): Promise<Map<string, number>> {
  const rows = await database.rows<{ name: string; count: number }>(`
    SELECT name, sum(messages)::BIGINT AS count FROM (
      SELECT unnest(string_split(word.name, ' ')) AS name, messages
      FROM (SELECT adapted, count(*) AS messages FROM record WHERE outcome = 0 AND adapted <> 0 GROUP BY adapted) AS counted
      JOIN word ON word.number = counted.adapted)
    GROUP BY name ORDER BY count DESC, name`);
  return new Map(rows.map(({ name, count }) => [name, count]));
}

/** Days, of which there are fewer since 2000 than this, the first a record may be of. */
const MOST_DAYS = 20_000;

export async function askDays(database: Database): Promise<[day: number, count: number][]> {
  const rows = await database.rows<{ day: number; count: number }>(`
    SELECT time_us // ${DAY_US} AS day, count(*) AS count FROM record WHERE outcome = 0
    GROUP BY day ORDER BY day LIMIT ${MOST_DAYS}`);
  return rows.map(({ day, count }) => [day, count]);
}
