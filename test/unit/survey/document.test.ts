import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { openDatabase } from '../../../src/survey/database.js';
import { RECORD } from '../../../src/survey/schema.js';
import { reject } from '../../helpers/messages.js';
import { control, NOW_MS, said, withSurvey } from '../../helpers/survey.js';

const DOCUMENT = readFileSync(new URL('../../../docs/survey.md', import.meta.url), 'utf8');
const QUERIES = [...DOCUMENT.matchAll(/^(.+):\n\n```sql\n([^`]+)```/gm)].map(([, name, sql]) => [name!, sql!] as const);

const MONTH_MS = 31 * 86_400_000;
const KEY = { seq: 1, random: 2, seconds: 1_800_000_000 };
const RECORDS = [
  said(1, { text: 'ok', more: { key: KEY } }),
  said(2, { text: 'ok', from: 'bo', to: 'anna', more: { key: KEY } }),
  said(3, { from: 'carl', timeMs: NOW_MS + 2 * MONTH_MS }),
  reject(4),
  control(5, 'recall', 'gone'),
  control(6, 'recall', 'id-1'),
];

/** First row of what each question answers, in the order of the document. */
const FIRST_ROWS = [
  { messages: 2 },
  { sender: 'anna', sent: 1, receivers: 1 },
  { first: 'bo', second: 'carl', messages: 1 },
  { times: 2, receivers: 2, input: 'chats.jsonl', line: 1 },
  { places: expect.stringContaining('chats.jsonl:2') },
  { days: 62 },
  { outcome: 'recall', code: 'recall', records: 2 },
  { input: 'chats.jsonl', line: 5 },
  { hour: 16, messages: 3 },
];

describe('docs/survey.md', () => {
  it('has questions that the survey answers as they say', async () => {
    expect(QUERIES).toHaveLength(FIRST_ROWS.length);
    await withSurvey(RECORDS, async (survey, folder) => {
      const questions = { ratePerSecond: 200, latencyMs: 50, nowMs: NOW_MS, windowMessages: 3 };
      await survey.ask({ ...questions, accountsFile: `${folder}/accounts.csv` }, new AbortController().signal);
      survey.close();
      const settings = { memoryBytes: 300e6, spillFolder: `${folder}/tmp` };
      const database = await openDatabase(`${folder}/survey.duckdb`, settings);
      for (const [index, [name, sql]] of QUERIES.entries()) {
        const [row] = await database.rows(sql);
        expect(row, name).toMatchObject(FIRST_ROWS[index]!);
      }
      database.close();
    });
  });

  it('names every column of the view', async () => {
    const columns = await withSurvey(RECORDS, async (survey, folder) => {
      survey.close();
      const database = await openDatabase(`${folder}/survey.duckdb`, {
        memoryBytes: 300e6,
        spillFolder: `${folder}/tmp`,
      });
      const rows = await database.rows<{ column_name: string }>('DESCRIBE records');
      database.close();
      return rows.map((row) => row.column_name);
    });
    expect(columns.length).toBeGreaterThan(RECORD.length - 5);
    for (const column of columns) expect(DOCUMENT).toContain(`\`${column}\``);
  });
});
