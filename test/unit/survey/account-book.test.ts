import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readProfiles } from '../../../src/profiles.js';
import { AccountBook, type AccountOutcome, type Step } from '../../../src/survey/account-book.js';
import type { Database } from '../../../src/survey/database.js';
import { nodeFiles } from '../../../src/system/node-files.js';
import type { Mapped, Person } from '../../../src/types.js';
import { control, said, withSurvey } from '../../helpers/survey.js';

const withBook = <Answer>(
  records: readonly Mapped[],
  use: (book: AccountBook, database: Database, folder: string) => Promise<Answer>,
) =>
  withSurvey(records, async (survey, folder) => {
    const database = survey.filled();
    return use(await AccountBook.open(database), database, folder);
  });

async function batches(book: AccountBook, step: Step, size: number, from = 1): Promise<string[][]> {
  const found: string[][] = [];
  for await (const some of book.batches(step, size, from)) {
    found.push(...some.map((batch) => batch.map(({ account }) => account)));
  }
  return found;
}

async function* each(outcomes: readonly AccountOutcome[]): AsyncGenerator<AccountOutcome> {
  yield* outcomes;
}

async function linesOf(book: AccountBook, set: Parameters<AccountBook['lines']>[0]): Promise<unknown[]> {
  const found: unknown[] = [];
  for await (const line of book.lines(set)) found.push(JSON.parse(line));
  return found;
}

const person = (name: string, original = name): Person => ({ name, original });

describe('the book of accounts', () => {
  it('has every account that something is sent from or to once, ordered by name, in batches that can begin anywhere', async () => {
    const records = [
      said(1, { from: 'dora', to: 'bo' }),
      said(2, { from: 'bo', to: 'anna' }),
      said(3, { from: 'anna', to: 'cy' }),
      said(4, { from: 'eve', to: 'bo' }),
    ];
    await withBook(records, async (book) => {
      expect((await book.extentOf('checking')).count).toBe(5);
      expect(await batches(book, 'checking', 2)).toEqual([['anna', 'bo'], ['cy', 'dora'], ['eve']]);
      expect(await batches(book, 'checking', 2, 2)).toEqual([['cy', 'dora'], ['eve']]);
      expect(await batches(book, 'checking', 2, 3)).toEqual([['eve']]);
      expect(await batches(book, 'checking', 2, 4)).toEqual([]);
    });
  });

  it('leaves out accounts of which nothing is sent', async () => {
    const copy = said(2, { from: 'ghost', to: 'bo' });
    await withBook([said(1), control(2, 'mirror', 'id-1', { message: copy })], async (book) => {
      expect(await batches(book, 'checking', 100)).toEqual([['anna', 'bo']]);
    });
  });

  it('is empty where there is no message', async () => {
    await withBook([], async (book) => {
      expect((await book.extentOf('checking')).count).toBe(0);
      expect(await batches(book, 'checking', 100)).toEqual([]);
    });
  });

  it('another account or another profile makes another digest', async () => {
    const digest = (records: readonly Mapped[]) =>
      withBook(records, async (book) => (await book.extentOf('checking')).digest);
    const [one, same, other] = [
      await digest([said(1), said(2)]),
      await digest([said(1)]),
      await digest([said(1, { to: 'cy' })]),
    ];
    expect(same).toBe(one);
    expect(other).not.toBe(one);
  });

  it('an account is told with all the names it has in the export, and what was said of it', async () => {
    const records = [
      said(1, { more: { from: person('u_1', 'Ann A.'), to: person('bo') } }),
      said(2, { more: { from: person('u_1', 'ann@example.org'), to: person('bo') } }),
    ];
    await withBook(records, async (book) => {
      await book.take(
        'checking',
        each([
          { account: 'u_1', status: 'missing' },
          { account: 'bo', status: 'unchecked', code: '70402', reason: 'illegal' },
        ]),
      );
      expect(await linesOf(book, 'missing')).toEqual([{ account: 'u_1', originals: ['Ann A.', 'ann@example.org'] }]);
      expect(await linesOf(book, 'unchecked')).toEqual([
        { account: 'bo', originals: ['bo'], code: '70402', reason: 'illegal' },
      ]);
      expect([await book.count('missing'), await book.first('missing', 5)]).toEqual([1, ['u_1']]);
    });
  });

  it('each step is about what the steps before it left over', async () => {
    const records = [said(1, { from: 'a', to: 'b' }), said(2, { from: 'c', to: 'd' })];
    await withBook(records, async (book) => {
      await book.take('checking', each(['a', 'b', 'c'].map((account) => ({ account, status: 'missing' }))));
      expect(await batches(book, 'importing', 100)).toEqual([['a', 'b', 'c']]);
      await book.take('importing', each(['b', 'c'].map((account) => ({ account, status: 'failed' }))));
      expect(await batches(book, 'importing-alone', 1)).toEqual([['b'], ['c']]);
      await book.take('importing-alone', each([{ account: 'c', status: 'failed', code: '70402' }]));
      expect(await batches(book, 'checking-again', 100)).toEqual([['a', 'b']]);
      await book.take('checking-again', each([{ account: 'a', status: 'missing' }]));
      expect(await book.first('missingAfterImport', 9)).toEqual(['a', 'c']);
      expect([await book.count('failed'), await book.count('stillMissing')]).toEqual([1, 1]);
    });
  });
});

describe('profiles', () => {
  const records = [
    said(1, { more: { from: person('u_1', 'ann@example.org'), to: person('u_2', 'bo@example.org') } }),
    said(2, { from: 'cy', to: 'dora' }),
  ];

  /** The profiles the accounts get from a file. */
  function given(csv: string): Promise<unknown[]> {
    const outside = mkdtempSync(join(tmpdir(), 'profiles-'));
    const path = join(outside, 'people.csv');
    writeFileSync(path, csv);
    return withBook(records, async (book, database) => {
      await readProfiles(path, database, nodeFiles);
      const found: unknown[] = [];
      for await (const some of book.batches('checking', 100, 1)) found.push(...some.flat());
      return found;
    }).finally(() => rmSync(outside, { recursive: true }));
  }

  it('are found by the account as it is sent, else as the export has it', async () => {
    const csv =
      'account,nick,faceUrl\nann@example.org,Ann of old,\nu_1,Ann,https://x/a.png\nbo@example.org,"Bo, the second",\nstranger,S,\n';
    expect(await given(csv)).toEqual([
      { account: 'cy', nick: '', faceUrl: '' },
      { account: 'dora', nick: '', faceUrl: '' },
      { account: 'u_1', nick: 'Ann', faceUrl: 'https://x/a.png' },
      { account: 'u_2', nick: 'Bo, the second', faceUrl: '' },
    ]);
  });

  it('may lack nick or faceUrl as a whole', async () => {
    expect(await given('faceUrl;account\nhttps://x/c.png;cy\n')).toContainEqual({
      account: 'cy',
      nick: '',
      faceUrl: 'https://x/c.png',
    });
  });

  it.each([
    ['a column that is none', 'account,nick,face_url\ncy,Cy,x\n', /people\.csv:1: there is a column "face_url"/],
    ['no account', 'nick,faceUrl\nCy,x\n', /people\.csv:1: there is no column account/],
    ['neither nick nor faceUrl', 'account\ncy\n', /people\.csv:1: there is neither nick nor faceUrl/],
    ['an empty account', 'account,nick\ncy,Cy\n,Bo\n', /people\.csv:3: the account is empty/],
    ['too many cells', 'account,nick\ncy,Cy\nbo,Bo,x\n', /people\.csv:3: expected 2 cells, got 3/],
    [
      'two nicks',
      'account,nick\ncy,Cy\nbo,Bo\ncy,Cyril\n',
      /people\.csv:4: "cy" has another nick or faceUrl in line 2/,
    ],
  ])('with %s are a usage error that names the line and what was expected', async (_, csv, message) => {
    await expect(given(csv)).rejects.toMatchObject({
      kind: 'usage',
      code: 'wrong-profiles',
      message: expect.stringMatching(message),
      hint: expect.stringContaining('account,nick,faceUrl'),
    });
  });
});
