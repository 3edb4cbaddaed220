import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { keyBasis, keyText } from '../../../src/key.js';
import { randomOf } from '../../../src/map/identity.js';
import { compileMapper } from '../../../src/map/mapper.js';
import { loadMapping } from '../../../src/map/mapping.js';
import { nodeFiles } from '../../../src/system/node-files.js';
import type { Origin } from '../../../src/types.js';
import { asMessage, asReject, asSkip, canonical, raw, record, SETTINGS } from './helpers.js';

const mapping = await loadMapping(undefined, nodeFiles);
const fresh = (changes = {}) => compileMapper(mapping, { ...SETTINGS, ...changes });
const START_MS = Date.UTC(2024, 0, 1);

const id = fc.oneof(
  fc
    .bigInt({ min: 0n, max: 2n ** 63n })
    .map((value) => (value <= BigInt(Number.MAX_SAFE_INTEGER) ? Number(value) : value)),
  fc.stringMatching(/^[a-z0-9-]{1,20}$/),
);
const account = fc.constantFrom('anna', 'bo', 'chen', 'dora');
const source = fc
  .record({
    id,
    from: account,
    to: account,
    time: fc.nat({ max: 10_000_000_000 }).map((ms) => START_MS + ms),
    seq: fc.option(fc.nat(), { nil: undefined }),
    text: fc.string({ unit: 'binary' }),
  })
  .filter(({ from, to }) => from !== to);
const keyed = (value: unknown, mapper = fresh(), number = 1) => asMessage(mapper(raw(value, number))[0]).key;

describe('keys are a pure function of the record (semantics 3)', () => {
  it('same record, same key: whatever the mapper, its past, the place in the input, the clock, the mode', () => {
    fc.assert(
      fc.property(fc.array(source, { minLength: 1, maxLength: 8 }), fc.nat({ max: 1e6 }), (records, place) => {
        const used = fresh();
        const forward = records.map((value, index) => keyed(value, used, index + 1));
        const backward = [...records].reverse().map((value, index) => keyed(value, used, place + index));
        const elsewhere = records.map((value) =>
          keyed(value, fresh({ mode: 5, nowMs: SETTINGS.nowMs + 1e9 }), place + 1),
        );
        expect(backward.reverse()).toEqual(forward);
        expect(elsewhere).toEqual(forward);
      }),
    );
  });

  it('content plays no part', () => {
    fc.assert(
      fc.property(source, fc.string(), (value, text) => {
        expect(keyed({ ...value, text })).toEqual(keyed(value));
      }),
    );
  });

  it('a worker that was handed a copy of record and mapping finds the same key', () => {
    fc.assert(
      fc.property(source, (value) => {
        expect(keyed(structuredClone(value), compileMapper(structuredClone(mapping), SETTINGS))).toEqual(keyed(value));
      }),
    );
  });

  it('both directions are one key space and one lane', () => {
    fc.assert(
      fc.property(source, (value) => {
        const there = asMessage(fresh()(raw(value))[0]);
        const back = asMessage(fresh()(raw({ ...value, from: value.to, to: value.from }))[0]);
        expect(back.key).toEqual(there.key);
        expect(back.lane).toBe(there.lane);
      }),
    );
  });

  it('different ids at one instant have different keys, in either direction', () => {
    const mapper = fresh();
    const keys = new Set<string>();
    for (let index = 0; index < 5000; index += 1) {
      const [from, to] = index % 2 ? ['anna', 'bo'] : ['bo', 'anna'];
      keys.add(keyText(keyed(record({ id: `m-${index}`, from, to }), mapper)));
    }
    expect(keys.size).toBe(5000);
  });

  it('the time in ms, as text, or in another zone is the same instant and key', () => {
    const forms = [1_717_171_717_123, '1717171717123', '2024-05-31T16:08:37.123Z', '2024-06-01T00:08:37.123+08:00'];
    const keys = forms.map((time) => keyed(record({ time })));
    expect(new Set(keys.map(keyText)).size).toBe(1);
  });

  it('another generation changes MsgRandom and nothing else', () => {
    const first = keyed(record());
    const second = keyed(record(), fresh({ generation: 1 }));
    expect(second).toEqual({ ...first, random: expect.any(Number) });
    expect(second.random).not.toBe(first.random);
  });
});

describe('order inside a second', () => {
  const inSecond = (changes: Record<string, unknown>) => record({ time: START_MS, ...changes });

  it('seq rule: a growing sequence gives a growing MsgSeq', () => {
    fc.assert(
      fc.property(fc.nat({ max: 0xffff_fffe }), (seq) => {
        const earlier = keyed(inSecond({ id: 'z', seq }));
        const later = keyed(inSecond({ id: 'a', seq: seq + 1 }));
        expect(later.seq).toBeGreaterThan(earlier.seq);
      }),
    );
  });

  it('time rule: distinct times give a growing MsgSeq, to the microsecond', () => {
    fc.assert(
      fc.property(fc.nat({ max: 999_998 }), id, id, (micro, one, other) => {
        const at = (us: number) => `2024-01-01T00:00:00.${String(us).padStart(6, '0')}Z`;
        const earlier = keyed(inSecond({ id: one, time: at(micro) }), fresh({ order: 'time' }));
        const later = keyed(inSecond({ id: other, time: at(micro + 1) }), fresh({ order: 'time' }));
        expect(later.seq).toBeGreaterThan(earlier.seq);
      }),
    );
  });

  it('id and position rules: whole-second times keep the order of ids and of records', () => {
    const byId = fresh({ order: 'id' });
    const byPosition = fresh({ order: 'position' });
    const ids = [1, 2, 9, 10, 4_000, 4_001, 99_999];
    const seqs = ids.map((value) => keyed(inSecond({ id: value }), byId).seq);
    const places = ids.map((_, index) => keyed(inSecond({ id: `x${7 - index}` }), byPosition, index + 1).seq);
    expect(seqs).toEqual([...seqs].sort((left, right) => left - right));
    expect(places).toEqual([1, 2, 3, 4, 5, 6, 7]);
  });

  it('orderedBy says what the order rests on', async () => {
    const at = (changes: Record<string, unknown>, mapper = fresh()) =>
      asMessage(mapper(raw(inSecond(changes)))[0]).orderedBy;
    expect(at({ id: 'x', seq: 1 })).toBe('source');
    expect(at({ id: 4 })).toBe('time');
    expect(at({ id: 'x' })).toBe('none');
    expect(at({ id: 'x' }, await canonical({ order: 'position' }))).toBe('source');
  });
});

describe('a reject line keeps its key (semantics 3.4)', () => {
  const origin = (changes: Partial<Origin> = {}): Origin => {
    const message = asMessage(fresh()(raw(record()))[0]);
    const line = { input: 'old.jsonl', record: 77, part: 0, line: 77, byte: 0, onlyPart: false };
    return { ...line, key: '11_22_1717171717', basis: keyBasis(message.id, message.lane, message.timeUs), ...changes };
  };

  it('while id, accounts and time are unchanged the key is used as it is', () => {
    const again = asMessage(fresh({ order: 'position' })(raw(record({ text: 'mended' }), 3, origin()))[0]);
    expect(again.key).toEqual({ seq: 11, random: 22, seconds: 1_717_171_717 });
  });

  it.each([{ id: 'm-2' }, { from: 'ann' }, { to: 'bob' }, { time: 1_717_171_717_124 }])(
    '%j makes a new key',
    (change) => {
      const value = record(change);
      expect(asMessage(fresh()(raw(value, 3, origin()))[0]).key).toEqual(keyed(value));
    },
  );

  it('a generation asked for makes a new key: what was undone must not meet its old key', () => {
    const mapper = fresh({ generation: 2 });
    expect(asMessage(mapper(raw(record(), 3, origin()))[0]).key).toEqual(keyed(record(), mapper));
  });

  it('a key of the generation asked for is used as it is, and so is any without asking', () => {
    const random = randomOf('m-1', 0, 2);
    const line = origin({ key: `11_${random}_1717171717` });
    for (const generation of [0, 2]) {
      expect(asMessage(fresh({ generation })(raw(record(), 3, line))[0]).key).toMatchObject({ seq: 11, random });
    }
  });

  it('a damaged key is computed anew, by position from the first record number', () => {
    const mapped = asMessage(fresh({ order: 'position' })(raw(record(), 3, origin({ key: '1_2' })))[0]);
    expect(mapped.key).toEqual(keyed(record(), fresh({ order: 'position' }), 77));
  });

  it('a reject of this stage carries id, key and basis that lead back to the same key', () => {
    const refused = asReject(fresh()(raw(record({ text: undefined })))[0]);
    const good = asMessage(fresh()(raw(record()))[0]);
    expect(refused).toMatchObject({
      id: 'm-1',
      key: keyText(good.key),
      basis: keyBasis('m-1', 'anna\nbo', good.timeUs),
      outcome: 'not-sent',
    });
  });

  it('only the part the line is about is made again', async () => {
    const value = [record({ text: 'one' }), record({ text: 'two' })];
    const source = { kind: 'module', transform: () => value } as const;
    const mapper = compileMapper({ ...mapping, source }, SETTINGS);
    const whole = mapper(raw({})).map(asMessage);
    const alone = mapper(raw({}, 5, origin({ part: 1, onlyPart: true, key: undefined as never })));
    expect(alone).toHaveLength(1);
    expect(asMessage(alone[0]).key).toEqual(whole[1]!.key);
    expect(asMessage(alone[0]).at.part).toBe(0);
    expect(asSkip(mapper(raw({}, 5, origin({ part: 2, onlyPart: true })))[0]).reason).toBe('other-part');
  });
});

describe('parts of one record', () => {
  it('carry the record’s MsgSeq, and MsgRandom of id#n', () => {
    const parts = [record({ text: 'a' }), { text: 'b' }, { text: 'c' }];
    const mapper = compileMapper({ ...mapping, source: { kind: 'module', transform: () => parts } }, SETTINGS);
    const messages = mapper(raw({})).map(asMessage);
    expect(messages.map((message) => message.at.part)).toEqual([0, 1, 2]);
    expect(new Set(messages.map((message) => message.key.seq)).size).toBe(1);
    expect(new Set(messages.map((message) => message.key.random)).size).toBe(3);
    expect(messages[0]!.key).toEqual(keyed(record()));
    expect(messages[1]!.key.random).toBe(keyed(record({ id: 'm-1#1' })).random);
  });
});
