import { EXAMPLES_KEPT, type Example } from '../../knowledge.js';
import type { Database } from '../database.js';

/** Places of records, for people. */

interface Found {
  readonly input: string;
  readonly record: number;
  readonly line: number;
  readonly otherInput: string | null;
  readonly otherRecord: number | null;
  readonly otherLine: number | null;
}

/**
 * The first few places a query names: it answers `number` and, when the finding is about two records, `other`, which is
 * put behind `words`.
 */
export async function examplesOf(database: Database, query: string, words = ''): Promise<Example[]> {
  const rows = await database.rows<Found>(`
    WITH found AS (SELECT number, ${words === '' ? 'NULL' : 'other'} AS other FROM (${query}) ORDER BY number LIMIT ${EXAMPLES_KEPT})
    SELECT input.name AS input, record.record, record.line,
      other_input.name AS otherInput, other.record AS otherRecord, other.line AS otherLine
    FROM found JOIN record ON record.number = found.number JOIN input ON input.number = record.input
    LEFT JOIN record AS other ON other.number = found.other LEFT JOIN input AS other_input ON other_input.number = other.input
    ORDER BY found.number`);
  return rows.map(({ input, record, line, otherInput, otherRecord, otherLine }) => {
    const place = { input, record, line };
    if (otherRecord === null) return place;
    const where = otherInput === input ? '' : ` of ${otherInput}`;
    return { ...place, note: `${words} record ${otherRecord} (line ${otherLine})${where}` };
  });
}
