import type { CompletionKnowledge, LargeConversation } from '../../knowledge.js';
import type { Database } from '../database.js';
import { passesOf } from './passes.js';

/** What is known of each conversation, in the table `lane_total`, and what follows from it. */

export interface LanePlan {
  /** 0 = no limit. */
  readonly ratePerSecond: number;
  readonly latencyMs: number;
  /** How long after the start people ask what is complete. */
  readonly cutOverMs?: number;
}

export interface LaneSums {
  readonly conversations: number;
  readonly longest: number;
  /** Messages older than an earlier one of their conversation, and by how much at most. */
  readonly behind: number;
  readonly mostSeconds: number;
}

/** What is repeated goes nowhere: where it stands once more says nothing about the order. */
const IS_REPEATED = `number IN (SELECT number FROM copy WHERE kind = 'repeated')`;
/** The service sorts by whole seconds and, inside one, by MsgSeq. */
const RANK = '((seconds::UBIGINT << 32) | seq)';

const IS_BEHIND = 'newest > rank AND NOT repeated';

const IN_ORDER = `
  SELECT lane, number, ordinal, time_us, seconds, ${RANK} AS rank, ${IS_REPEATED} AS repeated,
    max(${RANK}) OVER (inside ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS newest,
    row_number() OVER inside AS place
  FROM record WHERE outcome = 0 AND {pass}
  WINDOW inside AS (PARTITION BY lane ORDER BY number)`;

/**
 * A message goes no sooner than the rate lets it, in the order of the export, and no sooner than the one before it in its
 * conversation was answered. So a conversation of n messages is complete at the largest, over its k-th, of when the rate
 * lets that one start and what the n - k + 1 from there on take.
 */
export async function sumLanes(database: Database, messages: number, plan: LanePlan): Promise<LaneSums> {
  const startMs = plan.ratePerSecond === 0 ? '0' : `(ordinal - 1) * ${1_000 / plan.ratePerSecond}`;
  await database.run(`CREATE TEMP TABLE lane_total (lane UBIGINT, messages BIGINT, first_number BIGINT, last_us BIGINT,
    complete_ms DOUBLE, behind BIGINT, most_seconds BIGINT)`);
  for (const pass of passesOf(messages, 'lane')) {
    await database.run(`INSERT INTO lane_total
      SELECT lane, count(*), min(number), max(time_us),
        max(${startMs} - place * ${plan.latencyMs}) + (count(*) + 1) * ${plan.latencyMs},
        count(*) FILTER (${IS_BEHIND}),
        coalesce(max((newest >> 32)::BIGINT - seconds) FILTER (${IS_BEHIND}), 0)
      FROM (${IN_ORDER.replace('{pass}', pass)}) GROUP BY lane`);
  }
  const [sums] = await database.rows<LaneSums>(`
    SELECT count(*) AS conversations, coalesce(max(messages), 0) AS longest, coalesce(sum(behind), 0) AS behind,
      coalesce(max(most_seconds), 0) AS "mostSeconds" FROM lane_total`);
  return sums!;
}

/** Fills the table `behind`: each message out of order, and the newer one it comes after. */
export async function findBehind(database: Database, messages: number): Promise<void> {
  await database.run('CREATE TEMP TABLE behind (number BIGINT, other BIGINT, messages_later BIGINT)');
  for (const pass of passesOf(messages, 'lane')) {
    await database.run(`INSERT INTO behind
      WITH late AS (SELECT lane, number, ordinal, newest FROM (${IN_ORDER.replace('{pass}', pass)})
          WHERE ${IS_BEHIND}),
        newer AS (SELECT lane, number, ordinal, ${RANK} AS rank FROM record WHERE outcome = 0 AND ${pass}
          AND lane IN (SELECT lane FROM lane_total WHERE behind > 0))
      SELECT late.number, max(newer.number), late.ordinal - max(newer.ordinal)
      FROM late JOIN newer ON newer.lane = late.lane AND newer.rank = late.newest AND newer.number < late.number
      GROUP BY late.number, late.ordinal`);
  }
}

const LARGEST_SHOWN = 20;

interface Largest {
  readonly messages: number;
  readonly lastUs: number;
  readonly one: string;
  readonly other: string;
  readonly input: string;
  readonly record: number;
  readonly line: number;
}

export async function largestLanes(database: Database): Promise<LargeConversation[]> {
  const rows = await database.rows<Largest>(`
    SELECT messages, last_us AS "lastUs", conversations.first AS one, conversations.second AS other,
      input.name AS input, record.record, record.line
    FROM (SELECT * FROM lane_total ORDER BY messages DESC, first_number LIMIT ${LARGEST_SHOWN}) AS largest
    JOIN record ON record.number = first_number JOIN input ON input.number = record.input
    JOIN conversations ON conversations.lane = largest.lane
    ORDER BY messages DESC, first_number`);
  return rows.map(({ messages, lastUs, one, other, ...first }) => ({ names: [one, other], messages, lastUs, first }));
}

/** A curve has at most so many points. */
const POINTS = 500;

export async function completion(database: Database, { cutOverMs }: LanePlan): Promise<CompletionKnowledge> {
  const [sums] = await database.rows<{ lastMs: number; byCutOver: number }>(
    `SELECT coalesce(max(complete_ms), 0) AS "lastMs", count(*) FILTER (complete_ms <= $cutOver) AS "byCutOver"
     FROM lane_total`,
    { cutOver: cutOverMs ?? 0 },
  );
  const { lastMs, byCutOver } = sums!;
  const cutOver = cutOverMs === undefined ? {} : { byCutOver };
  // Without conversations, or when nothing takes any time, there is no curve.
  if (lastMs === 0) return { lastMs, points: [], ...cutOver };
  const stepMs = lastMs / POINTS;
  const steps = await database.rows<{ step: number; count: number }>(
    `SELECT least(ceil(complete_ms / $stepMs), ${POINTS})::BIGINT AS step, count(*) AS count
     FROM lane_total GROUP BY step ORDER BY step`,
    { stepMs },
  );
  let complete = 0;
  const points = steps.map(({ step, count }) => {
    complete += count;
    return [step * stepMs, complete] as const;
  });
  return { lastMs, points, ...cutOver };
}
