import { describe, expect, test } from 'vitest';
import type { Emulator } from '../../../src/emulator/server.js';
import { call, keyOf, message, page, post, twoLives, withEmulator } from './helpers.js';

const KEY = keyOf();

async function withdraw(emulator: Emulator, changes: Record<string, unknown> = {}): Promise<number | undefined> {
  const good = { From_Account: 'lan_mei', To_Account: 'otto.brandt', MsgKey: KEY };
  return (await post(emulator, 'openim/admin_msgwithdraw', { ...good, ...changes })).code;
}

describe('recall, reference 5.5', () => {
  test('a message is recalled once', async () => {
    await withEmulator({}, async (emulator) => {
      await call(emulator, message());
      expect([await withdraw(emulator), await withdraw(emulator)]).toEqual([0, 20023]);
      expect((await page(emulator)).MsgList).toMatchObject([{ MsgKey: KEY, MsgFlagBits: 8 }]);
      expect([...emulator.messages()]).toMatchObject([{ MsgKey: KEY, recalled: true }]);
    });
  });

  test('the pair may be named the other way round', async () => {
    await withEmulator({}, async (emulator) => {
      await call(emulator, message());
      expect(await withdraw(emulator, { From_Account: 'otto.brandt', To_Account: 'lan_mei' })).toBe(0);
    });
  });

  test('what is recalled is still known by its triple', async () => {
    await withEmulator({}, async (emulator) => {
      await call(emulator, message());
      await withdraw(emulator);
      await call(emulator, message());
      expect((await page(emulator)).MsgList).toMatchObject([{ MsgFlagBits: 8 }]);
      expect(emulator.stats()).toMatchObject({ stored: 1, duplicates: 1 });
    });
  });

  test('a message past the storage period is none any more', async () => {
    let now = 1_583_020_805_000;
    await withEmulator({ retentionDays: 1, wallMs: () => now }, async (emulator) => {
      await call(emulator, message());
      now += 86_400_001;
      expect(await withdraw(emulator)).toBe(20022);
    });
  });

  test.each<[string, Record<string, unknown>, number]>([
    ['a key of another conversation', { To_Account: 'priya' }, 20022],
    ['a key nothing has', { MsgKey: '1_2_3' }, 20022],
    ['MsgKey missing', { MsgKey: undefined }, 90054],
    ['MsgKey a number', { MsgKey: 5 }, 90054],
    ['MsgKey of two parts', { MsgKey: '1_2' }, 90054],
    ['MsgKey with words', { MsgKey: 'a_b_c' }, 90054],
    ['From_Account missing', { From_Account: undefined }, 90008],
    ['From_Account a number', { From_Account: 5 }, 60015],
    ['To_Account empty', { To_Account: '' }, 90003],
  ])('%s', async (_name, changes, code) => {
    await withEmulator({}, async (emulator) => {
      await call(emulator, message());
      expect(await withdraw(emulator, changes)).toBe(code);
    });
  });

  test('unknown accounts are refused, each by the code of its side', async () => {
    await withEmulator({ accounts: 'strict' }, async (emulator) => {
      expect(await withdraw(emulator, { To_Account: 'administrator' })).toBe(90008);
      expect(await withdraw(emulator, { From_Account: 'administrator' })).toBe(90003);
    });
  });

  test('a restart knows it', async () => {
    await twoLives(
      {},
      async (emulator) => {
        await call(emulator, message());
        expect(await withdraw(emulator)).toBe(0);
      },
      async (emulator) => {
        expect((await page(emulator)).MsgList).toMatchObject([{ MsgFlagBits: 8 }]);
        expect(await withdraw(emulator)).toBe(20023);
      },
    );
  });
});
