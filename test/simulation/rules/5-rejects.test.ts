import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { RejectLimit } from '../../../src/checkpoint/reject-limit.js';
import { temporaryFolder, toLines, writeExport } from '../../helpers/export-files.js';
import { inProcess } from '../../helpers/in-process.js';
import { CANONICAL, EXPORT, STATE } from '../process.js';
import type { LifePlan } from '../scenario.js';
import { CALM, directed, says } from './direction.js';

const FIELDS = ['input', 'record', 'part', 'line', 'byte', 'id', 'key', 'stage', 'code', 'reason', 'advice', 'outcome'];
const KEPT_BYTES = 64 * 1024;

describe('5 rejects', () => {
  describe('5.1 a reject line tells what, where, why, and what to do', () => {
    it('5.1 raw is the parsed record', () =>
      directed(async (world) => {
        const refused = { ...says('two', 2), to: 'gone' };
        world.write([says('one', 1), refused]);
        await world.live();
        const [line] = world.rejects();
        expect(Object.keys(line!)).toEqual(expect.arrayContaining([...FIELDS, 'raw', 'length']));
        const byte = toLines([says('one', 1)]).length;
        expect(line).toMatchObject({ input: `${EXPORT}/a.jsonl`, record: 2, part: 0, line: 2, byte, id: 'two' });
        expect(line).toMatchObject({ stage: 'deliver', code: '90012', outcome: 'refused', raw: refused });
        expect(line!.length).toBe(JSON.stringify(refused).length);
      }));

    it('5.1 of a table it has the names of the columns', () =>
      directed(async (world) => {
        world.disk.put(`${EXPORT}/a.csv`, Buffer.from('id,from,to,time,text\n7,anna,bo,never,"a, b"\n'));
        await world.live();
        const raw = { id: '7', from: 'anna', to: 'bo', time: 'never', text: 'a, b' };
        expect(world.rejects()).toMatchObject([{ stage: 'map', outcome: 'not-sent', line: 2, raw }]);
      }));

    it('5.1 rawText when it did not parse, rawBase64 when it is no UTF-8', () =>
      directed(async (world) => {
        const noText = Buffer.from([0x7b, 0xff, 0x7d]);
        world.disk.put(`${EXPORT}/a.jsonl`, Buffer.concat([Buffer.from('{"id":\n'), noText, Buffer.from('\n')]));
        await world.live();
        const [broken, bytes] = world.rejects();
        expect(broken).toMatchObject({ stage: 'read', rawText: '{"id":', length: 6 });
        expect(bytes).toMatchObject({ stage: 'read', rawBase64: noText.toString('base64'), length: 3 });
        for (const line of [broken, bytes]) expect(line).not.toHaveProperty('raw');
      }));

    it('5.1 cut at 64 KiB, and length tells the whole', () =>
      directed(async (world) => {
        const large = { ...says('large', 1), text: 'x'.repeat(100_000) };
        world.write([large, `{"id":"${'y'.repeat(100_000)}`, says('last', 2)]);
        await world.live();
        const [mapped, broken] = world.rejects();
        expect([mapped!.rawText!.length, broken!.rawText!.length]).toEqual([KEPT_BYTES, KEPT_BYTES]);
        expect([mapped!.length, broken!.length]).toEqual([JSON.stringify(large).length, 100_007]);
      }));
  });

  describe('5.2 a rejects file is an export', () => {
    it('5.2 each line keeps its first place and is mapped with the mapping given, of which a person is told', () =>
      directed(async (world) => {
        world.write([says('one', 1), { ...says('two', 2), time: 'never' }, { ...says('three', 3), to: 'gone' }]);
        await world.live();
        const rejects = world.disk.content(`${STATE}/rejects.jsonl`)!;
        world.disk.put('/elsewhere/rejects.jsonl', rejects);
        for (const path of world.stateFiles().keys()) world.disk.remove(path);
        const mended: LifePlan['mapping'] = {
          ...CANONICAL,
          digest: 'mended',
          source: { kind: 'module', transform: (record) => ({ ...(record as object), time: says('', 2).time }) },
        };
        const ending = await world.live({ ...CALM, operands: ['/elsewhere/rejects.jsonl'], mapping: mended });
        expect(ending.snapshot.counts).toMatchObject({ read: 2, delivered: 1, rejected: 1 });
        expect(world.stored()).toEqual(['one', 'two']);
        expect(world.rejects()).toMatchObject([{ input: `${EXPORT}/a.jsonl`, record: 3, id: 'three' }]);
        expect(ending.notes.join()).toContain('made with another mapping');
      }));

    it('5.2 not inside the state folder in use', async () => {
      const folder = temporaryFolder();
      const state = join(folder, 'state');
      const run = (...words: string[]) => inProcess(['run', ...words, '--emulate', '--rate', '0', '-q']);
      await run(writeExport(folder, 'a.jsonl', ['{"id":', says('one', 1)]), '--state', state);
      const told = await run(join(state, 'rejects.jsonl'), '--state', state);
      expect(told).toMatchObject({ code: 2, error: 'export-in-state' });
      expect(told.stderr).toContain('--state');
      expect((await run(join(state, 'rejects.jsonl'), '--state', `${state}-2`)).code).toBe(1);
    });
  });

  describe('5.3 too many rejects stop the run', () => {
    const limited = (limit: RejectLimit): LifePlan => ({ ...CALM, settings: { 'max-rejects': limit } });
    const half = (count: number) => Array.from({ length: count }, (_, n) => (n % 2 ? says(`m${n}`, n) : '{"id":'));

    it('5.3 more than 1,000 unless another number is given, and the stop names the one to go on with', async () => {
      const folder = temporaryFolder();
      const tried = (name: string, broken: number) => {
        const lines = [...Array.from({ length: broken }, () => '{"id":'), says('one', 1)];
        const words = [writeExport(folder, name, lines), '--state', join(folder, `state-${broken}`)];
        return inProcess(['run', ...words, '--emulate', '--rate', '0', '-q']);
      };
      expect((await tried('a.jsonl', 1_000)).code).toBe(1);
      const stopped = await tried('b.jsonl', 1_001);
      expect(stopped.code).toBe(3);
      expect(stopped.stderr).toContain('--max-rejects 2002');
    });

    it('5.3 a share is of what was read, and judged from 1,000 records on', () =>
      directed(async (world) => {
        world.write(half(998));
        const ten = limited({ kind: 'percent', most: 10 });
        expect((await world.live(ten)).state).toBe('finished');
        world.write(half(1_004));
        const { error } = await world.live(ten);
        expect(error).toMatchObject({ kind: 'stopped', code: 'too-many-rejects' });
        expect(error!.hint).toMatch(/--max-rejects 1?[0-9]+%/);
        expect((await world.live(limited({ kind: 'percent', most: 60 }))).state).toBe('finished');
      }));
  });
});
