import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { murmur3 } from '../../../src/hash.js';
import { keyText } from '../../../src/key.js';
import type { MapSettings } from '../../../src/map/mapper.js';
import { parseLines } from '../../helpers/emulator-process.js';
import { readRejects, temporaryFolder, writeExport } from '../../helpers/export-files.js';
import { inProcess } from '../../helpers/in-process.js';
import { asMessage, asReject, canonical, mapperOf, raw, record } from '../../unit/map/helpers.js';
import { KEY_VECTORS } from '../../unit/map/vectors.js';
import { CANONICAL, EXPORT } from '../process.js';
import { CALM, directed, says, striking } from './direction.js';

const SECOND_MS = 1_717_171_717_000;
const SIZE = 2 ** 32;

async function keyOf(changes: Record<string, unknown>, settings: Partial<MapSettings> = {}, number = 1) {
  return asMessage((await canonical(settings))(raw(record(changes), number))[0]).key;
}

describe('3 keys', () => {
  describe('3.1 what orders messages inside a second is declared', () => {
    it('3.1 seq where the record has it, else time, when nothing is declared', async () => {
      expect((await keyOf({ seq: SIZE + 7 })).seq).toBe(7);
      expect((await keyOf({ seq: undefined, id: 5, time: SECOND_MS + 3 })).seq).toBe(3_000 * 4_000 + 5);
    });

    it('3.1 never by what a value looks like', async () => {
      // Growing ids and whole seconds look like the rule `id`, and are not taken for it.
      expect((await keyOf({ id: 4_000_123, time: SECOND_MS })).seq).toBe(123);
    });

    it('3.1 seq, time, id and position', async () => {
      const both = { id: 12_345, seq: 9, time: SECOND_MS + 1 };
      expect((await keyOf(both, { order: 'seq' })).seq).toBe(9);
      expect((await keyOf(both, { order: 'time' })).seq).toBe(1_000 * 4_000 + (12_345 % 4_000));
      expect((await keyOf({ ...both, id: 'a' }, { order: 'time' })).seq).toBe(1_000 * 4_000 + (murmur3('a') % 4_000));
      expect((await keyOf({ ...both, id: BigInt(SIZE) + 5n }, { order: 'id' })).seq).toBe(5);
      expect((await keyOf(both, { order: 'position' }, 77)).seq).toBe(77);
      expect(asReject((await canonical({ order: 'seq' }))(raw(record()))[0]).code).toBe('seq-missing');
    });

    it('3.1 on the command line or in the mapping', async () => {
      const mapping = 'version: 1\nid: id\nfrom: from\nto: to\ntime: { path: time, unit: ms }\norder: id\n';
      const mapper = await mapperOf(`${mapping}messages: { text: { text: text } }\n`);
      expect(asMessage(mapper(raw(record({ id: 8 })))[0]).key.seq).toBe(8);
    });

    it('3.1 by position is warned about', async () => {
      const folder = temporaryFolder();
      const named = [writeExport(folder, 'a.jsonl', [says('one', 1)]), '--state', join(folder, 'state')];
      const told = await inProcess(['check', ...named, '--order', 'position', '--no-survey']);
      expect(told.stderr).toContain('order position');
    });
  });

  describe('3.2 MsgRandom is one published hash of the id', () => {
    it('3.2 as in the vectors, which never change', async () => {
      for (const { rule, id, seq, timeUs, record: number, part, generation, key } of KEY_VECTORS) {
        if (part > 0) continue;
        const time = `${new Date(Math.floor(timeUs / 1e6) * 1_000).toISOString().slice(0, 19)}.${String(timeUs % 1e6).padStart(6, '0')}Z`;
        const more = seq === undefined ? {} : { seq: BigInt(seq) };
        expect(keyText(await keyOf({ id, time, ...more }, { order: rule, generation }, number))).toBe(key);
      }
    });

    it('3.2 5 and "5" are one id', async () => {
      expect(await keyOf({ id: 5 })).toEqual(await keyOf({ id: '5' }));
      expect((await keyOf({ id: '好' })).random).toBe(murmur3('好'));
    });

    it('3.2 part n is hashed as id#n', () =>
      directed(async (world) => {
        const parts = [says('one', 1), says('two', 1)].map((one) => ({ ...one, id: 'm' }));
        const mapping = { ...CANONICAL, source: { kind: 'module', transform: () => parts } } as const;
        world.write([{}]);
        await world.live({ ...CALM, mapping });
        const [conversation] = world.service.conversations.values();
        expect([...conversation!.values()].map(({ body }) => body.MsgRandom)).toEqual([murmur3('m'), murmur3('m#1')]);
      }));

    it('3.2 another generation gives every message another key', async () => {
      const [first, second] = [await keyOf({}), await keyOf({}, { generation: 1 })];
      expect(second).toEqual({ ...first, random: murmur3('m-1', 1) });
      expect(second.random).not.toBe(first.random);
    });
  });

  describe('3.3 what nothing orders is counted', () => {
    const same = ['x', 'y', 'z'].map((id) => ({ ...says(id, 1), time: SECOND_MS }));

    it('3.3 in the report of a run', () =>
      directed(async (world) => {
        world.write([...same, { ...same[0], id: 'other', from: 'carl' }]);
        expect((await world.live()).snapshot.unordered).toBe(2);
      }));

    it('3.3 by check, which recognises whole seconds and names the rule to use', async () => {
      const folder = temporaryFolder();
      const many = Array.from({ length: 300 }, (_, n) => ({
        ...says(`m${n}`, 1),
        id: n + 1,
        time: SECOND_MS + n * 1_000,
      }));
      const checked = async (name: string, values: readonly unknown[]) => {
        const named = [
          writeExport(folder, name, values),
          '--state',
          join(folder, `state-${name}`),
          '--no-survey',
          '--json',
        ];
        const { stdout } = await inProcess(['check', ...named]);
        return JSON.parse(stdout) as { findings: { findings: { kind: string; text?: string }[] } };
      };
      const unordered = await checked('a.jsonl', same);
      expect(unordered.findings.findings.map(({ kind }) => kind)).toContain('same-instant');
      const seconds = (await checked('b.jsonl', many)).findings.findings;
      const [found] = seconds.filter(({ kind }) => kind === 'whole-seconds');
      expect(JSON.stringify(found)).toContain('--order id');
    });
  });

  describe('3.4 a key is kept', () => {
    it('3.4 through prepare: a run on its output gives each record the key of a direct run', async () => {
      const folder = temporaryFolder();
      const values = [3, 1, 2].map((n) => says(`m${n}`, n));
      const direct = [writeExport(folder, 'a.jsonl', values), '--state', join(folder, 'direct')];
      const output = join(folder, 'prepared.jsonl');
      const run = ['--emulate', '--rate', '0', '-q'];
      expect((await inProcess(['run', ...direct, ...run])).code).toBe(0);
      expect((await inProcess(['prepare', ...direct, '-o', output, '-q'])).code).toBe(0);
      expect((await inProcess(['run', output, '--state', join(folder, 'through'), ...run])).code).toBe(0);
      const keys = (state: string) => storedKeys(join(folder, state)).sort();
      expect(keys('through')).toEqual(keys('direct'));
      expect(keys('direct')).toHaveLength(3);
    });

    it('3.4 by a reject line: used as it is while id, accounts and time are unchanged', () =>
      directed(async (world) => {
        const value = says('one', 1);
        world.write([{ ...value, to: 'gone' }]);
        await world.live();
        const [line] = world.rejects();
        const seconds = Math.floor(value.time / 1_000);
        const keyIn = async (name: string, change: object): Promise<string> => {
          const raw = { ...(line!.raw as object), ...change };
          // A key that no rule would give, to be told from one that was computed.
          world.write([{ ...line, key: `11_22_${seconds}`, raw }], `${name}.jsonl`);
          let sent = '';
          const looking = striking('error-before', (body) => {
            const { MsgSeq, MsgRandom, MsgTimeStamp } = JSON.parse(body) as Record<string, number>;
            sent = `${MsgSeq}_${MsgRandom}_${MsgTimeStamp}`;
            return false;
          });
          for (const path of world.stateFiles().keys()) world.disk.remove(path);
          await world.live({ ...looking, operands: [`${EXPORT}/${name}.jsonl`] });
          return sent;
        };
        expect(await keyIn('mended', { text: 'mended' })).toBe(`11_22_${seconds}`);
        for (const [index, change] of [{ id: 'x' }, { from: 'carl' }, { time: value.time + 1 }].entries()) {
          const key = await keyIn(`other-${index}`, change);
          expect(key).toMatch(/^\d+_\d+_\d+$/);
          expect(key).not.toMatch(/^11_22_/);
        }
      }));

    it('3.4 every reject line of a record with a key carries it', async () => {
      const folder = temporaryFolder();
      const tooLarge = { ...says('large', 2), text: 'x'.repeat(13_000) };
      const named = [writeExport(folder, 'a.jsonl', [says('one', 1), tooLarge]), '--state', join(folder, 'state')];
      await inProcess(['run', ...named, '--emulate', '--rate', '0', '-q']);
      const [line] = readRejects(join(folder, 'state'));
      expect(line).toMatchObject({ id: 'large', key: keyText(await keyOf({ ...tooLarge, text: 'short' })) });
    });
  });
});

/** Keys of what the emulator of a state folder holds. */
function storedKeys(state: string): string[] {
  const text = readFileSync(join(state, 'emulator', 'messages.jsonl'), 'utf8');
  return parseLines<{ MsgKey?: string }>(text).flatMap(({ MsgKey }) => MsgKey ?? []);
}
