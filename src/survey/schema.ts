import type { Column } from './database.js';

/** The tables of a survey. docs/survey.md tells what each column means; a change of them changes the version. */

export const SCHEMA_VERSION = 1;

/** What became of a part of a record; its number stands in `record.outcome`. */
export const OUTCOMES = ['message', 'reject', 'skip', 'recall', 'edit', 'mirror'] as const;
export type Outcome = (typeof OUTCOMES)[number];

/** What a message's place inside its second rests on; its number stands in `record.ordered_by`. */
export const ORDERED_BY = ['none', 'time', 'source'] as const;

/** One row for each part of a record, in the order of reading. 0 stands where a record has nothing of the kind. */
export const RECORD: readonly Column[] = [
  // From 1, in the order of reading: rows of all kinds, and messages alone.
  ['number', 'BIGINT'],
  ['ordinal', 'BIGINT'],
  // Where it stands.
  ['input', 'UINTEGER'],
  ['record', 'BIGINT'],
  ['part', 'UINTEGER'],
  ['line', 'BIGINT'],
  ['byte', 'BIGINT'],
  // What became of it; `code` and `type` are words.
  ['outcome', 'UTINYINT'],
  ['code', 'UINTEGER'],
  ['type', 'UINTEGER'],
  // The conversation, and whether the first account of the pair sent it.
  ['lane', 'UBIGINT'],
  ['from_first', 'UTINYINT'],
  ['from_original', 'UBIGINT'],
  ['to_original', 'UBIGINT'],
  // Its time and its key.
  ['time_us', 'BIGINT'],
  ['seq', 'UINTEGER'],
  ['random', 'UINTEGER'],
  ['seconds', 'BIGINT'],
  ['ordered_by', 'UTINYINT'],
  // What it is and says, as hashes.
  ['id_hash', 'UBIGINT'],
  ['body_hash', 'UBIGINT'],
  ['custom_hash', 'UBIGINT'],
  ['target_hash', 'UBIGINT'],
  ['bytes', 'UINTEGER'],
  ['adapted', 'UINTEGER'],
];

/** May name one pair, or one account, several times; the views do not. */
export const CONVERSATION: readonly Column[] = [
  ['lane', 'UBIGINT'],
  ['first', 'VARCHAR'],
  ['second', 'VARCHAR'],
];

export const ACCOUNT: readonly Column[] = [
  ['original_hash', 'UBIGINT'],
  ['name', 'VARCHAR'],
  ['original', 'VARCHAR'],
];

/** Names that come again and again, by their numbers from 1: input names, codes, types. */
export const INPUT: readonly Column[] = [
  ['number', 'UINTEGER'],
  ['name', 'VARCHAR'],
];
export const WORD: readonly Column[] = INPUT;

export const ABOUT: readonly Column[] = [
  ['name', 'VARCHAR'],
  ['value', 'VARCHAR'],
];

function nameOf(column: string, names: readonly string[]): string {
  return `CASE ${column} ${names.map((name, number) => `WHEN ${number} THEN '${name}'`).join(' ')} END`;
}

/** For people's own questions: names in the place of numbers, NULL where a record has nothing of the kind. */
export const VIEWS: readonly string[] = [
  'CREATE VIEW conversations AS SELECT lane, any_value(first) AS first, any_value(second) AS second FROM conversation GROUP BY lane',
  'CREATE VIEW accounts AS SELECT DISTINCT original, name FROM account',
  `CREATE VIEW records AS
   SELECT record.number, input.name AS input, record.record, record.part, record.line, record.byte,
     ${nameOf('outcome', OUTCOMES)} AS outcome, code.name AS code, type.name AS type,
     nullif(record.lane, 0) AS lane, conversations.first, conversations.second,
     CASE WHEN outcome = 0 THEN if(from_first = 1, conversations.first, conversations.second) END AS sender,
     CASE WHEN outcome = 0 THEN if(from_first = 1, conversations.second, conversations.first) END AS receiver,
     CASE WHEN time_us <> 0 THEN make_timestamp(time_us) END AS time,
     CASE WHEN outcome = 0 THEN concat_ws('_', seq, random, seconds) END AS key,
     CASE WHEN outcome = 0 THEN ${nameOf('ordered_by', ORDERED_BY)} END AS ordered_by,
     nullif(id_hash, 0) AS id_hash, nullif(body_hash, 0) AS body_hash, nullif(custom_hash, 0) AS custom_hash,
     nullif(target_hash, 0) AS target_hash, nullif(bytes, 0) AS bytes, adapted.name AS adapted
   FROM record JOIN input ON input.number = record.input
   LEFT JOIN word AS code ON code.number = record.code
   LEFT JOIN word AS type ON type.number = record.type
   LEFT JOIN word AS adapted ON adapted.number = record.adapted
   LEFT JOIN conversations ON conversations.lane = record.lane`,
  "CREATE VIEW messages AS SELECT * FROM records WHERE outcome = 'message'",
];
