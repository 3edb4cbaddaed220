import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { learn, NOW_MS, said, withSurvey } from '../../helpers/survey.js';

const person = (original: string, name: string) => ({ original, name });
const QUESTIONS = { ratePerSecond: 200, latencyMs: 50, nowMs: NOW_MS, windowMessages: 3 };

describe('accounts', () => {
  it('of several old accounts that became one, those that differ only in letter case are told apart', async () => {
    const records = [
      said(1, { more: { from: person('Anna', 'anna'), to: person('bo', 'bo') } }),
      said(2, { more: { from: person('ANNA', 'anna'), to: person('bo', 'bo') } }),
      said(3, { more: { from: person('anna', 'anna'), to: person('x-bo', 'bo') } }),
    ];
    const { survey, accounts } = await learn(records);
    expect(accounts).toEqual({ count: 2, exact: true });
    expect(survey?.merged).toEqual({ byCase: 1, otherwise: 1 });
    expect(survey?.rewrittenAccounts).toBe(3);
  });

  it('accounts.csv names old and new with what each sent and received, quoted where needed', async () => {
    const records = [
      said(1, { from: 'u1', to: 'bo', more: { from: person('a,"1"', 'u1'), to: person('bo', 'bo') } }),
      said(2, { from: 'bo', to: 'u1', more: { from: person('bo', 'bo'), to: person('a 2', 'u1') } }),
      said(3, { from: 'u1', to: 'carl', more: { from: person('a 2', 'u1'), to: person('carl', 'carl') } }),
    ];
    const csv = await withSurvey(records, async (survey, folder) => {
      const accountsFile = `${folder}/accounts.csv`;
      await survey.ask({ ...QUESTIONS, accountsFile }, new AbortController().signal);
      return readFileSync(accountsFile, 'utf8');
    });
    expect(csv.trim().split('\n')).toEqual([
      'old,new,sent,received,conversations',
      'bo,bo,1,1,1',
      'carl,carl,0,1,1',
      'a 2,u1,1,1,2',
      '"a,""1""",u1,1,0,1',
    ]);
  });
});
