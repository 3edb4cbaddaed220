import type { ControlKnowledge, SurveyKnowledge } from '../../knowledge.js';
import type { Database } from '../database.js';
import { OUTCOMES } from '../schema.js';
import { examplesOf } from './place.js';

const KINDS = ['recall', 'edit', 'mirror'] as const;

/** Records about other records, and whether what they are about is a message of the export. */
export async function askControls(database: Database): Promise<SurveyKnowledge['controls']> {
  await database.run(`CREATE TEMP TABLE control AS
    SELECT number, outcome, (SELECT NULL::BIGINT) AS other, lane, target_hash FROM record
    WHERE outcome >= ${OUTCOMES.indexOf('recall')}`);
  await database.run(`UPDATE control SET other = target.number FROM (
      SELECT control.number AS control, min(record.number) AS number FROM control JOIN record
        ON record.outcome = 0 AND record.id_hash = control.target_hash AND (control.lane = 0 OR record.lane = control.lane)
      GROUP BY control.number) AS target
    WHERE control.number = target.control`);
  const answers = [];
  for (const kind of KINDS) answers.push([kind, await askKind(database, kind)] as const);
  return Object.fromEntries(answers) as Record<(typeof KINDS)[number], ControlKnowledge>;
}

async function askKind(database: Database, kind: (typeof KINDS)[number]): Promise<ControlKnowledge> {
  const outcome = OUTCOMES.indexOf(kind);
  const [sums] = await database.rows<{ count: number; found: number; beforeTarget: number }>(
    `SELECT count(*) AS count, count(other) AS found, count(*) FILTER (number < other) AS "beforeTarget"
     FROM control WHERE outcome = $outcome`,
    { outcome },
  );
  const { count, found, beforeTarget } = sums!;
  const those = `FROM control WHERE outcome = ${outcome} AND other`;
  return {
    count,
    found: {
      count: found,
      beforeTarget,
      examples: found === 0 ? [] : await examplesOf(database, `${those} IS NOT NULL`, 'about'),
    },
    missing: {
      count: count - found,
      examples: found === count ? [] : await examplesOf(database, `${those} IS NULL`),
    },
  };
}
