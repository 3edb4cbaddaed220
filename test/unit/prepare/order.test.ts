import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ImportMsg } from '../../../src/im/wire.js';
import { keyBasis, keyText } from '../../../src/key.js';
import { compileMapper } from '../../../src/map/mapper.js';
import { loadMapping } from '../../../src/map/mapping.js';
import { SIDE_BY_SIDE } from '../../../src/prepare/order.js';
import { nodeFiles } from '../../../src/system/node-files.js';
import type { Message } from '../../../src/types.js';
import { asMessage, canonical, raw, record, SETTINGS } from '../map/helpers.js';
import { messageOf, prepareAll } from './helpers.js';

const T = 1_717_171_717_000;

describe('the output', () => {
  it('maps to the same requests as the export: keys, order rule and parts included', async () => {
    const changes = [
      { id: 'm-1', time: T + 123 },
      { id: '734912006512345678', time: `${T + 1}.456` },
      { id: 'seq', seq: 9_223_372_036_854_775_807n, time: T + 2_000 },
      { id: 'c', type: 'custom', text: undefined, data: { a: 1 }, desc: 'd', customData: { x: [1] }, time: T + 3_000 },
      {
        id: 'i',
        type: 'image',
        text: undefined,
        url: 'https://example.com/a.png',
        width: 2,
        height: 3,
        time: T + 4_000,
      },
    ];
    const messages = await Promise.all(changes.map((one, index) => messageOf(one, index + 1)));
    const { lines } = await prepareAll(messages);
    const map = await canonical();
    const again = lines.map((line) => asMessage(map(raw(line))[0]).payload);
    const byTime = [...messages].sort((one, other) => one.timeUs - other.timeUs);
    expect(again).toEqual(byTime.map(({ payload }) => payload));
  });

  it('gives a part of a record the id its key was hashed from', async () => {
    const whole = await messageOf({ id: 'r' });
    const { randomOf } = await import('../../../src/map/identity.js');
    const part: Message<ImportMsg> = {
      ...whole,
      at: { ...whole.at, part: 2 },
      key: { ...whole.key, random: randomOf('r', 2, 0) },
    };
    expect((await prepareAll([part])).lines[0]!.id).toBe('r#2');
  });

  it('gives a part told by a reject line the id its key was hashed from, though the line stands at part 0', async () => {
    const mapping = await loadMapping(undefined, nodeFiles);
    const transform = () => [record({ id: 'r' }), { text: 'two' }, { text: 'three' }];
    const map = compileMapper({ ...mapping, source: { kind: 'module', transform } }, SETTINGS);
    const origin = { input: 'old.jsonl', record: 9, part: 2, line: 9, byte: 0, onlyPart: true };
    const part = asMessage(map(raw({}, 1, origin))[0]);
    expect(part.at.part).toBe(0);
    expect((await prepareAll([part])).lines[0]!.id).toBe('r#2');
  });

  it('refuses a reject line that carries a key of another generation, and says what to give', async () => {
    const before = asMessage((await canonical({ generation: 1 }))(raw(record({ id: 'r' })))[0]);
    const line = { input: 'old.jsonl', record: 9, part: 0, line: 9, byte: 0, onlyPart: false };
    const origin = { ...line, key: keyText(before.key), basis: keyBasis(before.id, before.lane, before.timeUs) };
    const message = asMessage((await canonical())(raw(record({ id: 'r' }), 1, origin))[0]);
    await expect(prepareAll([message])).rejects.toMatchObject({
      kind: 'usage',
      code: 'key-of-other-generation',
      message: expect.stringContaining('old.jsonl, record 9'),
      hint: expect.stringContaining('--generation'),
    });
  });

  it('is the sorted, distinct set of any messages in any order', async () => {
    const map = await canonical();
    const one = fc.record({
      id: fc.integer({ min: 1, max: 30 }),
      pair: fc.constantFrom(['a', 'b'], ['b', 'a'], ['a', 'c']),
      ms: fc.integer({ min: 0, max: 5_000 }),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(one, { maxLength: 60 }), async (rows) => {
        // An id stands for one message: what else a row says of it does not count.
        const byId = new Map(rows.map((row) => [row.id, row]));
        const messages = rows.map(({ id }, index) => {
          const { pair, ms } = byId.get(id)!;
          return asMessage(map(raw(record({ id, from: pair[0], to: pair[1], time: T + ms, text: `${id}` }), index))[0]);
        });
        const { lines } = await prepareAll(messages, { dropMirrored: false });
        const distinct = [...new Map(messages.map((message) => [message.id, message])).values()];
        const sorted = distinct.sort(
          (left, right) => left.key.seconds - right.key.seconds || left.key.seq - right.key.seq,
        );
        expect(lines.map(({ seq }) => seq)).toEqual(sorted.map(({ key }) => key.seq));
      }),
      { numRuns: 15 },
    );
  }, 60_000);
});

describe('arranged with the most recent conversations first', () => {
  it('has whole conversations in order, the newest beginning first, at least 64 side by side', async () => {
    const map = await canonical();
    const messages: Message<ImportMsg>[] = [];
    const conversations = SIDE_BY_SIDE + 10;
    for (let number = 0; number < conversations; number += 1) {
      for (let step = 0; step < 3; step += 1) {
        const time = T + number * 10_000 + step * 1_000;
        const value = record({ id: `${number}-${step}`, from: `u${number}`, to: 'desk', time });
        messages.push(asMessage(map(raw(value))[0]));
      }
    }
    const { lines } = await prepareAll(messages, { arrangement: 'recent' });
    expect(lines).toHaveLength(conversations * 3);
    const ids = lines.map(({ id }) => String(id));
    for (let number = 0; number < conversations; number += 1) {
      const places = [0, 1, 2].map((step) => ids.indexOf(`${number}-${step}`));
      expect(places).toEqual([...places].sort((left, right) => left - right));
    }
    const begun = ids.filter((id) => id.endsWith('-0')).map((id) => Number.parseInt(id, 10));
    expect(begun).toEqual([...begun].sort((left, right) => right - left));
    expect(new Set(ids.slice(0, SIDE_BY_SIDE).map((id) => id.split('-')[0])).size).toBe(SIDE_BY_SIDE);
  });
});
