import type { Finding } from '../../knowledge.js';
import type { Database } from '../database.js';
import { passesOf } from './passes.js';
import { examplesOf } from './place.js';

/**
 * Messages that stand in the export more than once, or seem to. Each kind looks at the messages that agree in some
 * columns, in the order of reading, and names those that come later: into the table `copy`, with the earlier one.
 */
interface Kind {
  /** What a group agrees in. */
  readonly group: string;
  /** Rows of a group: number, kind, and the earlier message they are compared with. */
  readonly later: string;
}

const CONTENT = 'from_first, id_hash, type, body_hash, custom_hash';

/** The service keeps the first message of each key. */
const SAME_KEY: Kind = {
  group: 'lane, seq, random, seconds',
  later: `
    SELECT number, if(same > 1, 'repeated', 'shared-keys') AS kind, if(same > 1, first_same, first) AS other, true AS same_content
    FROM (SELECT number, min(number) OVER key AS first, row_number() OVER in_key AS place,
        min(number) OVER content AS first_same, row_number() OVER in_content AS same
      FROM member
      WINDOW key AS (PARTITION BY lane, seq, random, seconds), in_key AS (key ORDER BY number),
        content AS (PARTITION BY lane, seq, random, seconds, ${CONTENT}), in_content AS (content ORDER BY number))
    WHERE place > 1`,
};

/** A part of a record has the record's id, too. */
const SAME_ID: Kind = {
  group: 'lane, id_hash, part',
  later: `
    SELECT number, 'doubled' AS kind, first AS other, same > 1 AS same_content
    FROM (SELECT number, min(number) OVER id AS first, row_number() OVER in_id AS place, row_number() OVER in_key AS with_key,
        row_number() OVER in_content AS same
      FROM member
      WINDOW id AS (PARTITION BY lane, id_hash, part), in_id AS (id ORDER BY number),
        in_key AS (PARTITION BY lane, id_hash, part, seq, random, seconds ORDER BY number),
        in_content AS (PARTITION BY lane, id_hash, part, ${CONTENT} ORDER BY number))
    WHERE place > 1 AND with_key = 1`,
};

const SAME_WORDS: Kind = {
  group: 'lane, from_first, time_us, type, body_hash',
  later: `
    SELECT number, 'mirrored' AS kind, first AS other, true AS same_content
    FROM (SELECT number, min(number) OVER words AS first, id_hash, first_value(id_hash) OVER in_words AS first_id,
        row_number() OVER in_id AS with_id
      FROM member
      WINDOW words AS (PARTITION BY lane, from_first, time_us, type, body_hash), in_words AS (words ORDER BY number),
        in_id AS (PARTITION BY lane, from_first, time_us, type, body_hash, id_hash, part ORDER BY number))
    WHERE id_hash <> first_id AND with_id = 1`,
};

const KINDS = [SAME_KEY, SAME_ID, SAME_WORDS];

export interface Copies {
  readonly shared: Finding;
  readonly repeated: Finding & Elsewhere;
  readonly doubled: Finding & Elsewhere & { readonly sameContent: number };
  readonly mirrored: Finding & Elsewhere;
  /** Messages that are repeated or doubled, and those that are only mirrored. */
  readonly surplus: number;
  readonly onlyMirrored: number;
}

/** How many of them stand in another input than the earlier one. */
interface Elsewhere {
  readonly elsewhere: number;
}

/** Fills the table `copy`. */
export async function findCopies(database: Database, messages: number): Promise<Copies> {
  await database.run('CREATE TEMP TABLE copy (number BIGINT, kind VARCHAR, other BIGINT, same_content BOOLEAN)');
  for (const kind of KINDS) await findKind(database, kind, messages);
  const [sums] = await database.rows<{ surplus: number; onlyMirrored: number }>(`
    SELECT count(*) FILTER (surplus) AS surplus, count(*) FILTER (NOT surplus) AS "onlyMirrored"
    FROM (SELECT bool_or(kind IN ('repeated', 'doubled')) AS surplus FROM copy WHERE kind <> 'shared-keys' GROUP BY number)`);
  return {
    shared: await copiesOf(database, 'shared-keys', 'same key as'),
    repeated: await copiesOf(database, 'repeated', 'same key as'),
    doubled: await copiesOf(database, 'doubled', 'same id as'),
    mirrored: await copiesOf(database, 'mirrored', 'same time and content as'),
    ...sums!,
  };
}

/** First the groups of more than one, by a hash; then, exactly, the messages that are in them. */
async function findKind(database: Database, { group, later }: Kind, messages: number): Promise<void> {
  const hash = `hash(${group})`;
  await database.run('CREATE OR REPLACE TEMP TABLE twice (hash UBIGINT)');
  for (const pass of passesOf(messages, 'hash')) {
    await database.run(`INSERT INTO twice SELECT hash FROM (SELECT ${hash} AS hash FROM record WHERE outcome = 0)
      WHERE ${pass} GROUP BY hash HAVING count(*) > 1`);
  }
  await database.run(`INSERT INTO copy
    WITH member AS (SELECT * FROM record WHERE outcome = 0 AND ${hash} IN (SELECT hash FROM twice)) ${later}`);
  await database.run('DROP TABLE twice');
}

type Counted = Finding & Elsewhere & { readonly sameContent: number };

async function copiesOf(database: Database, kind: string, words: string): Promise<Counted> {
  const [sums] = await database.rows<{ count: number; elsewhere: number; sameContent: number }>(
    `SELECT count(*) AS count, count(*) FILTER (record.input <> other.input) AS elsewhere,
       count(*) FILTER (same_content) AS "sameContent"
     FROM copy JOIN record ON record.number = copy.number JOIN record AS other ON other.number = copy.other
     WHERE kind = $kind`,
    { kind },
  );
  const examples = sums!.count === 0 ? [] : await examplesOf(database, `FROM copy WHERE kind = '${kind}'`, words);
  return { ...sums!, examples };
}
