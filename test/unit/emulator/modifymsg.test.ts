import { describe, expect, test } from 'vitest';
import type { Emulator } from '../../../src/emulator/server.js';
import { call, type Got, keyOf, message, page, post, textBody, twoLives, withEmulator } from './helpers.js';

const KEY = keyOf();

function modify(emulator: Emulator, changes: Record<string, unknown>): Promise<Got> {
  const good = { From_Account: 'lan_mei', To_Account: 'otto.brandt', MsgKey: KEY };
  return post(emulator, 'openim/modify_c2c_msg', { ...good, ...changes });
}

describe('edit of a stored message, reference 5.8', () => {
  test('each of the two fields is overwritten alone, and both together', async () => {
    await withEmulator({}, async (emulator) => {
      await call(emulator, message({ CloudCustomData: 'old' }));
      const held = async () => {
        const [item] = (await page(emulator)).MsgList;
        return [item?.MsgBody, item?.CloudCustomData];
      };
      const got = await modify(emulator, { MsgBody: textBody('ten') });
      expect(got.answer).toEqual({ ActionStatus: 'OK', ErrorInfo: 'succeed', ErrorCode: 0 });
      expect(await held()).toEqual([textBody('ten'), 'old']);
      await modify(emulator, { CloudCustomData: 'new' });
      expect(await held()).toEqual([textBody('ten'), 'new']);
      await modify(emulator, { MsgBody: textBody('eleven'), CloudCustomData: '' });
      expect(await held()).toEqual([textBody('eleven'), '']);
    });
  });

  test('an import of the first content is other content now, and the edit stays', async () => {
    await withEmulator({}, async (emulator) => {
      await call(emulator, message());
      await modify(emulator, { MsgBody: textBody('ten') });
      await call(emulator, message());
      expect(emulator.stats()).toMatchObject({ stored: 1, duplicates: 1, duplicatesWithOtherContent: 1 });
      expect((await page(emulator)).MsgList).toMatchObject([{ MsgBody: textBody('ten') }]);
    });
  });

  test.each<[string, Record<string, unknown>, number]>([
    ['From_Account missing', { From_Account: undefined }, 20003],
    ['From_Account a number', { From_Account: 5 }, 60015],
    ['To_Account missing', { To_Account: undefined }, 90003],
    ['MsgKey missing', { MsgKey: undefined }, 20001],
    ['MsgKey unknown', { MsgKey: '1_2_3' }, 20001],
    ['MsgBody no array', { MsgBody: 'ten' }, 90007],
    ['MsgBody empty', { MsgBody: [] }, 90002],
    ['neither of the two', { MsgBody: undefined }, 90010],
    ['CloudCustomData an object', { MsgBody: undefined, CloudCustomData: {} }, 90010],
  ])('%s', async (_name, changes, code) => {
    await withEmulator({}, async (emulator) => {
      await call(emulator, message());
      expect((await modify(emulator, { MsgBody: textBody('ten'), ...changes })).code).toBe(code);
      expect((await page(emulator)).MsgList).toMatchObject([{ MsgBody: message().MsgBody }]);
    });
  });

  test('unknown accounts are refused, each by the code of its side', async () => {
    await withEmulator({ accounts: 'strict' }, async (emulator) => {
      const MsgBody = textBody('ten');
      expect((await modify(emulator, { MsgBody, To_Account: 'administrator' })).code).toBe(20003);
      expect((await modify(emulator, { MsgBody, From_Account: 'administrator' })).code).toBe(90012);
    });
  });

  test('a recalled message cannot be edited', async () => {
    await withEmulator({}, async (emulator) => {
      await call(emulator, message());
      const pair = { From_Account: 'lan_mei', To_Account: 'otto.brandt' };
      await post(emulator, 'openim/admin_msgwithdraw', { ...pair, MsgKey: KEY });
      expect((await modify(emulator, { MsgBody: textBody('ten') })).code).toBe(20001);
    });
  });

  test('a restart knows it', async () => {
    await twoLives(
      {},
      async (emulator) => {
        await call(emulator, message());
        await modify(emulator, { MsgBody: textBody('ten'), CloudCustomData: 'new' });
      },
      async (emulator) => {
        const changed = { MsgBody: textBody('ten'), CloudCustomData: 'new' };
        expect([...emulator.messages()]).toEqual([{ ...message(), ...changed, MsgKey: KEY, arrival: 1 }]);
      },
    );
  });
});
