import { appendFile, mkdir, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Emulator } from '../../../src/emulator/server.js';
import { ADMIN, type Got, post, start, withEmulator } from './helpers.js';

const SINGLE = 'im_open_login_svc/account_import';
const MANY = 'im_open_login_svc/multiaccount_import';
const CHECK = 'im_open_login_svc/account_check';

let root: string;
let dataFolder: string;
let accountFile: string;
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'emulator-'));
  dataFolder = join(root, 'data');
  accountFile = join(dataFolder, 'accounts.txt');
});
afterEach(() => rm(root, { recursive: true }));

function ids(count: number): string[] {
  return Array.from({ length: count }, (_, n) => `user_${n}`);
}

function check(emulator: Emulator, users: readonly unknown[]): Promise<Got> {
  return post(emulator, CHECK, { CheckItem: users.map((UserID) => ({ UserID })) });
}

async function statusOf(emulator: Emulator, users: readonly string[]): Promise<unknown[]> {
  const { ResultItem } = (await check(emulator, users)).answer as { ResultItem: { AccountStatus: string }[] };
  return ResultItem.map(({ AccountStatus }) => AccountStatus);
}

async function listed(emulator: Emulator): Promise<unknown> {
  return (await fetch(`${emulator.url}/emulator/accounts`)).json();
}

describe('account_import, reference 6.1', () => {
  test('an account is there once it is imported, with its profile', async () => {
    await withEmulator({ accounts: 'strict' }, async (emulator) => {
      expect(await statusOf(emulator, ['lan_mei'])).toEqual(['NotImported']);
      const profile = { Nick: '兰梅', FaceUrl: 'https://media.example/lan.png' };
      const got = await post(emulator, SINGLE, { UserID: 'lan_mei', ...profile });
      expect(got.answer).toEqual({ ActionStatus: 'OK', ErrorInfo: '', ErrorCode: 0 });
      expect(await statusOf(emulator, ['lan_mei'])).toEqual(['Imported']);
      expect(await listed(emulator)).toEqual([{ UserID: ADMIN }, { UserID: 'lan_mei', ...profile }]);
    });
  });

  test('what a second import says replaces the first, what it does not say stays', async () => {
    await withEmulator({ accounts: 'strict' }, async (emulator) => {
      await post(emulator, SINGLE, { Identifier: 'lan_mei', Nick: 'Lan', FaceUrl: 'https://media.example/1' });
      await post(emulator, SINGLE, { UserID: 'lan_mei', Nick: 'Mei' });
      const account = { UserID: 'lan_mei', Nick: 'Mei', FaceUrl: 'https://media.example/1' };
      expect(await listed(emulator)).toEqual([{ UserID: ADMIN }, account]);
    });
  });

  test.each<[string, Record<string, unknown>, number]>([
    ['UserID missing', { UserID: undefined }, 70402],
    ['UserID empty', { UserID: '' }, 70402],
    ['UserID of 33 bytes', { UserID: 'x'.repeat(33) }, 70402],
    ['UserID a number', { UserID: 5 }, 60015],
    ['Nick a number', { Nick: 5 }, 70402],
    ['Nick of 501 bytes', { Nick: 'x'.repeat(501) }, 40601],
    ['Nick of 500 bytes', { Nick: 'x'.repeat(500) }, 0],
    ['FaceUrl an object', { FaceUrl: {} }, 70402],
    ['FaceUrl of 501 bytes in 167 characters', { FaceUrl: '文'.repeat(167) }, 40601],
  ])('%s', async (_name, changes, code) => {
    await withEmulator({ accounts: 'strict' }, async (emulator) => {
      expect((await post(emulator, SINGLE, { UserID: 'lan_mei', ...changes })).code).toBe(code);
      expect(await statusOf(emulator, ['lan_mei'])).toEqual([code === 0 ? 'Imported' : 'NotImported']);
    });
  });
});

describe('multiaccount_import, reference 6.1', () => {
  test('the old form carries ids, the new one profiles', async () => {
    await withEmulator({ accounts: 'strict' }, async (emulator) => {
      const old = await post(emulator, MANY, { Accounts: ['lan_mei', 'otto.brandt'] });
      expect(old.answer).toEqual({ ActionStatus: 'OK', ErrorInfo: '', ErrorCode: 0, FailAccounts: [] });
      await post(emulator, MANY, {
        AccountList: [
          { UserID: 'priya', Nick: 'P' },
          { UserID: 'lan_mei', Nick: 'L' },
        ],
      });
      expect(await listed(emulator)).toEqual([
        { UserID: ADMIN },
        { UserID: 'lan_mei', Nick: 'L' },
        { UserID: 'otto.brandt' },
        { UserID: 'priya', Nick: 'P' },
      ]);
    });
  });

  test('ids that cannot be are told, and the others are imported', async () => {
    await withEmulator({ accounts: 'strict' }, async (emulator) => {
      const long = 'x'.repeat(33);
      const { answer } = await post(emulator, MANY, { Accounts: ['lan_mei', long, '', 'a\nb'] });
      expect(answer).toMatchObject({ ErrorCode: 0, FailAccounts: [long, '', 'a\nb'] });
      const list = [
        { UserID: 'otto.brandt', Nick: 'x'.repeat(501) },
        { UserID: 'priya', FaceUrl: 5 },
      ];
      expect((await post(emulator, MANY, { AccountList: list })).answer).toMatchObject({
        FailAccounts: ['otto.brandt', 'priya'],
      });
      expect(await listed(emulator)).toEqual([{ UserID: ADMIN }, { UserID: 'lan_mei' }]);
    });
  });

  test.each<[string, unknown, number]>([
    ['100 accounts', { Accounts: ids(100) }, 0],
    ['101 accounts', { Accounts: ids(101) }, 70206],
    ['no account', { AccountList: [] }, 70206],
    ['neither list', {}, 70402],
    ['a list that is none', { Accounts: 'lan_mei' }, 70402],
    ['an id that is no text', { Accounts: ['lan_mei', 5] }, 70402],
    ['an account without UserID', { AccountList: [{ Nick: 'Mei' }] }, 70402],
    ['null for an account', { AccountList: [null] }, 70402],
  ])('%s', async (_name, body, code) => {
    await withEmulator({ accounts: 'strict' }, async (emulator) => {
      expect((await post(emulator, MANY, body)).code).toBe(code);
      expect(await listed(emulator)).toHaveLength(code === 0 ? 101 : 1);
    });
  });

  test('100 accounts with the longest profiles fit', async () => {
    await withEmulator({ accounts: 'strict' }, async (emulator) => {
      const AccountList = ids(100).map((UserID) => ({ UserID, Nick: 'x'.repeat(500), FaceUrl: 'y'.repeat(500) }));
      expect((await post(emulator, MANY, { AccountList })).code).toBe(0);
    });
  });
});

describe('account_check, reference 6.1', () => {
  test('strict: only imported ones are there; any: every one that can be', async () => {
    await withEmulator({ accounts: 'strict' }, async (emulator) => {
      expect((await check(emulator, [ADMIN, 'nobody'])).answer).toEqual({
        ActionStatus: 'OK',
        ErrorInfo: '',
        ErrorCode: 0,
        ResultItem: [
          { UserID: ADMIN, ResultCode: 0, ResultInfo: '', AccountStatus: 'Imported' },
          { UserID: 'nobody', ResultCode: 0, ResultInfo: '', AccountStatus: 'NotImported' },
        ],
      });
    });
    await withEmulator({}, async (emulator) => {
      const long = 'x'.repeat(33);
      expect((await check(emulator, ['nobody', long])).answer).toMatchObject({
        ErrorCode: 0,
        ResultItem: [
          { UserID: 'nobody', ResultCode: 0, AccountStatus: 'Imported' },
          { UserID: long, ResultCode: 70402, AccountStatus: 'NotImported' },
        ],
      });
    });
  });

  test.each<[string, unknown, number]>([
    ['100 accounts', { CheckItem: ids(100).map((UserID) => ({ UserID })) }, 0],
    ['101 accounts', { CheckItem: ids(101).map((UserID) => ({ UserID })) }, 70206],
    ['none', { CheckItem: [] }, 70206],
    ['no list', {}, 70402],
    ['ids without an object', { CheckItem: ['lan_mei'] }, 70402],
    ['an id that is no text', { CheckItem: [{ UserID: 5 }] }, 70402],
  ])('%s', async (_name, body, code) => {
    await withEmulator({}, async (emulator) => expect((await post(emulator, CHECK, body)).code).toBe(code));
  });
});

describe('maxAccounts', () => {
  test('an import beyond it is refused whole; a known account is none more', async () => {
    await withEmulator({ accounts: 'strict', maxAccounts: 3 }, async (emulator) => {
      const codes: unknown[] = [];
      for (const Accounts of [ids(2), ids(4), ids(3), ids(3)]) {
        codes.push((await post(emulator, MANY, { Accounts })).code);
      }
      for (const UserID of ['user_0', 'priya']) codes.push((await post(emulator, SINGLE, { UserID })).code);
      expect(codes).toEqual([0, 70398, 0, 0, 0, 70398]);
      expect(await listed(emulator)).toHaveLength(4);
    });
  });
});

describe('accounts.txt of the data folder', () => {
  test('imported accounts outlive the process, with their profiles', async () => {
    const profile = { UserID: 'lan_mei', Nick: 'tab\t and "line\n', FaceUrl: 'https://media.example/1' };
    const known = [{ UserID: ADMIN }, profile, { UserID: 'otto.brandt' }, { UserID: ' spaced ' }];
    await withEmulator({ accounts: 'strict', dataFolder }, async (emulator) => {
      await post(emulator, SINGLE, { ...profile, Nick: 'before' });
      await post(emulator, SINGLE, profile);
      await post(emulator, MANY, { Accounts: ['otto.brandt', 'lan_mei', ' spaced '] });
      expect(await listed(emulator)).toEqual(known);
    });
    expect((await stat(accountFile)).mode & 0o777).toBe(0o600);
    for (const accounts of ['strict', 'any', await emptyList()]) {
      await withEmulator({ accounts, dataFolder }, async (emulator) => expect(await listed(emulator)).toEqual(known));
    }
  });

  async function emptyList(): Promise<string> {
    const path = join(root, 'list.txt');
    await writeFile(path, '');
    return path;
  }

  test('a list a person wrote is read, and written on', async () => {
    await mkdir(dataFolder);
    await writeFile(accountFile, '\ufefflan_mei\r\n\r\n otto.brandt');
    await withEmulator({ accounts: 'strict', dataFolder }, async (emulator) => {
      await post(emulator, SINGLE, { UserID: 'priya' });
      await post(emulator, SINGLE, { UserID: 'lan_mei' });
    });
    expect(await readFile(accountFile, 'utf8')).toBe('\ufefflan_mei\r\n\r\n otto.brandt\npriya\n');
    await withEmulator({ accounts: 'strict', dataFolder }, async (emulator) => {
      expect(await statusOf(emulator, ['lan_mei', 'otto.brandt', 'priya'])).toEqual(Array(3).fill('Imported'));
    });
  });

  test('a profile cut off by a kill does no harm', async () => {
    await mkdir(dataFolder);
    await writeFile(accountFile, 'lan_mei\t{"Nick":"Mei"}\n');
    await appendFile(accountFile, 'otto.brandt\t{"Ni');
    await withEmulator({ accounts: 'strict', dataFolder }, async (emulator) => {
      await post(emulator, SINGLE, { UserID: 'priya' });
    });
    await withEmulator({ accounts: 'strict', dataFolder }, async (emulator) => {
      const known = [
        { UserID: ADMIN },
        { UserID: 'lan_mei', Nick: 'Mei' },
        { UserID: 'otto.brandt' },
        { UserID: 'priya' },
      ];
      expect(await listed(emulator)).toEqual(known);
    });
  });

  test('what cannot be written is not answered OK', async () => {
    await mkdir(accountFile, { recursive: true });
    await expect(start({ accounts: 'strict', dataFolder })).rejects.toMatchObject({ kind: 'usage' });
    await rm(accountFile, { recursive: true });
    await withEmulator({ accounts: 'strict', dataFolder }, async (emulator) => {
      await mkdir(accountFile);
      expect((await post(emulator, SINGLE, { UserID: 'priya' })).code).toBe(91000);
      expect(await statusOf(emulator, ['priya'])).toEqual(['NotImported']);
    });
  });
});
