import { describe, expect, test } from 'vitest';
import type { Emulator } from '../../../src/emulator/server.js';
import { call, keyOf, message, page, steer, textBody, twoLives, withEmulator } from './helpers.js';

const PAIR = { from: 'lan_mei', to: 'otto.brandt' };

function timeOf(second: number): { readonly MsgTimeStamp: number } {
  return { MsgTimeStamp: second };
}

async function fill(emulator: Emulator, count: number): Promise<void> {
  for (let second = 1; second <= count; second += 1) await call(emulator, message(timeOf(second)));
}

function seconds(emulator: Emulator): number[] {
  return [...emulator.messages()].map(({ MsgTimeStamp }) => MsgTimeStamp);
}

describe('POST /emulator/damage', () => {
  test('drop: as if never imported, and the triple is forgotten', async () => {
    await withEmulator({}, async (emulator) => {
      await fill(emulator, 3);
      const drop = { do: 'drop', ...PAIR, key: keyOf(timeOf(2)) };
      expect(await steer(emulator, 'damage', [drop])).toEqual([drop]);
      expect([seconds(emulator), emulator.stats().stored]).toEqual([[1, 3], 2]);
      expect((await page(emulator)).MsgCnt).toBe(2);
      await call(emulator, message(timeOf(2)));
      expect(emulator.stats()).toMatchObject({ stored: 3, duplicates: 0 });
    });
  });

  test('alter: another text in the first text element, and nothing else', async () => {
    await withEmulator({}, async (emulator) => {
      const face = { MsgType: 'TIMFaceElem', MsgContent: { Index: 3 } };
      await call(emulator, message({ ...timeOf(1), MsgBody: [face, ...textBody('nine'), ...textBody('ten')] }));
      await call(emulator, message({ ...timeOf(2), MsgBody: [face] }));
      const alter = { do: 'alter', every: 1, text: 'changed' };
      expect(await steer(emulator, 'damage', [alter])).toHaveLength(2);
      expect([...emulator.messages()].map(({ MsgBody }) => MsgBody)).toEqual([
        [face, ...textBody('changed'), ...textBody('ten')],
        textBody('changed'),
      ]);
    });
  });

  test('recall: once', async () => {
    await withEmulator({}, async (emulator) => {
      await fill(emulator, 1);
      const recall = { do: 'recall', from: 'otto.brandt', to: 'lan_mei', key: keyOf(timeOf(1)) };
      expect(await steer(emulator, 'damage', [recall, recall])).toEqual([recall]);
      expect((await page(emulator)).MsgList).toMatchObject([{ MsgFlagBits: 8 }]);
    });
  });

  test('nth and every count the read-out as it was when the request came', async () => {
    await withEmulator({}, async (emulator) => {
      await fill(emulator, 10);
      const operations = [
        { do: 'drop', nth: 3 },
        { do: 'drop', every: 4 },
        { do: 'recall', nth: 10 },
        { do: 'drop', nth: 11 },
      ];
      expect(await steer(emulator, 'damage', operations)).toEqual([
        { do: 'drop', ...PAIR, key: keyOf(timeOf(3)) },
        { do: 'drop', ...PAIR, key: keyOf(timeOf(4)) },
        { do: 'drop', ...PAIR, key: keyOf(timeOf(8)) },
        { do: 'recall', ...PAIR, key: keyOf(timeOf(10)) },
      ]);
      expect(seconds(emulator)).toEqual([1, 2, 5, 6, 7, 9, 10]);
    });
  });

  test('what is not there is not told, and a conversation without messages is gone', async () => {
    await withEmulator({}, async (emulator) => {
      await fill(emulator, 1);
      const strange = { do: 'drop', ...PAIR, to: 'priya', key: keyOf(timeOf(1)) };
      expect(await steer(emulator, 'damage', [strange, { do: 'alter', ...PAIR, key: '1_2_3' }])).toEqual([]);
      await steer(emulator, 'damage', [{ do: 'drop', nth: 1 }]);
      expect(emulator.stats()).toMatchObject({ stored: 0, conversations: 0 });
    });
  });

  test.each<[string, unknown, string]>([
    ['no array', { do: 'drop', nth: 1 }, 'JSON Array'],
    [
      'an unknown kind',
      [
        { do: 'drop', nth: 1 },
        { do: 'burn', nth: 1 },
      ],
      'operation 2',
    ],
    ['no message named', [{ do: 'drop', from: 'lan_mei' }], 'operation 1'],
    ['a number that is none', [{ do: 'drop', nth: 0 }], 'operation 1'],
    ['a text that is none', [{ do: 'alter', nth: 1, text: 5 }], 'operation 1'],
    ['null', [null], 'operation 1'],
  ])('%s: 400, and nothing is changed', async (_name, operations, told) => {
    await withEmulator({}, async (emulator) => {
      await fill(emulator, 1);
      const body = JSON.stringify(operations);
      const response = await fetch(`${emulator.url}/emulator/damage`, { method: 'POST', body });
      expect([response.status, await response.json()]).toEqual([400, { error: expect.stringContaining(told) }]);
      expect(seconds(emulator)).toEqual([1]);
    });
  });

  test('a restart knows it, also of what came again', async () => {
    await twoLives(
      {},
      async (emulator) => {
        await fill(emulator, 4);
        const operations = [
          { do: 'drop', nth: 1 },
          { do: 'drop', nth: 2 },
          { do: 'alter', nth: 3, text: 'changed' },
          { do: 'recall', nth: 4 },
        ];
        await steer(emulator, 'damage', operations);
        await call(emulator, message({ ...timeOf(2), MsgBody: textBody('again') }));
      },
      async (emulator) => {
        const held = [...emulator.messages()].map(({ MsgTimeStamp, MsgBody, recalled, arrival }) => [
          MsgTimeStamp,
          MsgBody,
          recalled,
          arrival,
        ]);
        expect(held).toEqual([
          [2, textBody('again'), undefined, 5],
          [3, textBody('changed'), undefined, 3],
          [4, message().MsgBody, true, 4],
        ]);
        expect(emulator.stats()).toMatchObject({ loaded: 3, stored: 3, conversations: 1 });
      },
    );
  });
});
