import { readdirSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { FatalError } from '../../../src/errors.js';
import { openDatabase } from '../../../src/survey/database.js';
import { putHalves, putNumber } from '../../../src/survey/table-writer.js';
import { temporaryFolder } from '../../helpers/export-files.js';
import { NOW_MS, said, withSurvey } from '../../helpers/survey.js';

const folder = temporaryFolder();

const open = (name: string) =>
  openDatabase(`${folder}/${name}`, { memoryBytes: 300e6, spillFolder: `${folder}/${name}.tmp` });
const failed = (error: unknown) => error instanceof FatalError && error.code === 'survey-failed';

describe('the database', () => {
  it('keeps what is written into the memory of its columns: numbers, halves, texts, over many chunks', async () => {
    const database = await open('kept.duckdb');
    const columns = [
      ['small', 'UTINYINT'],
      ['word', 'UINTEGER'],
      ['large', 'BIGINT'],
      ['hash', 'UBIGINT'],
      ['words', 'VARCHAR'],
    ] as const;
    const table = await database.createTable('kept', columns);
    const count = 5_000;
    for (let index = 0; index < count; index += 1) {
      const { row } = table;
      table.bytes('small')[row] = index % 256;
      table.words('word')[row] = 0xffff_ffff - index;
      putNumber(table.words('large'), row, Number.MAX_SAFE_INTEGER - index);
      putHalves(table.words('hash'), row, { low: index, high: 1 });
      table.texts('words')(row, `${'long '.repeat(index % 9)}„${index}“`);
      table.endRow();
    }
    table.close();
    const [last] = await database.rows(`SELECT small, word, large, hash - 4294967296 AS low, words FROM kept
      WHERE word = ${0xffff_ffff - 4_999}`);
    const words = `${'long '.repeat(4_999 % 9)}„4999“`;
    expect(last).toEqual({
      small: 4_999 % 256,
      word: 0xffff_ffff - 4_999,
      large: Number.MAX_SAFE_INTEGER - 4_999,
      low: 4_999,
      words,
    });
    const sums = 'SELECT count(*) AS count, count(DISTINCT words) AS texts, count(DISTINCT hash) AS hashes FROM kept';
    expect(await database.rows(sums)).toEqual([{ count, texts: count, hashes: count }]);
    database.close();
    expect(readdirSync(folder)).toEqual(['kept.duckdb']);
  });

  it('an interrupt ends an answer that is being read, and every later one', async () => {
    const database = await open('interrupted.duckdb');
    const answer = database.chunks('SELECT * FROM range(10000000)');
    expect((await answer.next()).done).toBe(false);
    database.interrupt();
    await expect(answer.next()).rejects.toSatisfy(failed);
    await expect(database.chunks('SELECT 1').next()).rejects.toSatisfy(failed);
    database.close();
  });

  it('says how to go on without it when it cannot', async () => {
    await expect(open('missing/x.duckdb')).rejects.toSatisfy(failed);
    const database = await open('asked.duckdb');
    await expect(database.rows('SELECT nothing')).rejects.toSatisfy(failed);
    await expect(database.run('SELECT nothing')).rejects.toMatchObject({
      hint: expect.stringContaining('--no-survey'),
    });
    database.close();
  });

  it('a signal ends the questions', async () => {
    const questions = { ratePerSecond: 200, latencyMs: 50, nowMs: NOW_MS, windowMessages: 3 };
    await withSurvey([said(1)], async (survey, at) => {
      const stop = new AbortController();
      const answers = survey.ask({ ...questions, accountsFile: `${at}/accounts.csv` }, stop.signal);
      stop.abort();
      await expect(answers).rejects.toSatisfy(failed);
    });
  });
});
