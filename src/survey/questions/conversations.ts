import type { Database } from '../database.js';
import { OUTCOMES } from '../schema.js';
import { digestOf } from './digest.js';

/** The conversations of which something would be sent. */

const SENT = `SELECT first, second, lane FROM conversations
  WHERE lane IN (SELECT lane FROM record WHERE outcome = ${OUTCOMES.indexOf('message')})`;

export interface Conversations {
  readonly count: number;
  /** Accounts that take part in them. */
  readonly people: number;
  /** Another one when they are others. */
  readonly digest: string;
}

export async function askConversations(database: Database): Promise<Conversations> {
  const [row] = await database.rows<{ people: number }>(
    `SELECT count(DISTINCT name) AS people FROM (SELECT unnest([first, second]) AS name FROM (${SENT}))`,
  );
  const { count, digest } = await digestOf(database, `SELECT lane FROM (${SENT})`);
  return { count, people: row?.people ?? 0, digest };
}

/** The pairs of accounts from number `from` on, which is 1 for the first: always in the same order. */
export async function* conversationsFrom(
  database: Database,
  from: number,
): AsyncGenerator<readonly (readonly [string, string])[]> {
  let number = 0;
  for await (const [firsts, seconds] of database.chunks(`SELECT first, second FROM (${SENT}) ORDER BY lane`)) {
    const pairs = firsts!.map((first, row) => [String(first), String(seconds![row])] as const);
    const passed = Math.min(pairs.length, Math.max(0, from - 1 - number));
    number += pairs.length;
    if (passed < pairs.length) yield pairs.slice(passed);
  }
}
