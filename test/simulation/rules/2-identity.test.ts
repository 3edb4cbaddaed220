import { appendFileSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import type { Settings } from '../../../src/cli/options.js';
import { serviceKind } from '../../../src/im/hosts.js';
import type { Mapping } from '../../../src/map/mapping.js';
import { loadMapping, type MappingChoice } from '../../../src/map/mapping.js';
import { FINGERPRINT_BLOCK_BYTES } from '../../../src/read/limits.js';
import { listInputs } from '../../../src/read/open.js';
import { run } from '../../../src/run.js';
import { nodeFiles } from '../../../src/system/node-files.js';
import { type ReportFile, temporaryFolder, toLines, writeExport } from '../../helpers/export-files.js';
import { emulatedForFile, TARGET } from '../../helpers/im-service.js';
import { inProcess } from '../../helpers/in-process.js';
import { MemoryFiles } from '../../helpers/memory-files.js';
import { CANONICAL, EXPORT } from '../process.js';
import type { LifePlan } from '../scenario.js';
import { CALM, type Direction, directed, says, striking } from './direction.js';

const emulator = await emulatedForFile();
const others = await emulatedForFile();
const env = (url = emulator.url) => ({
  TIM_SECRET_KEY: TARGET.secretKey,
  TIM_SDK_APP_ID: String(TARGET.sdkAppId),
  TIM_IDENTIFIER: TARGET.identifier,
  TIM_ENDPOINT: url,
  TIM_RATE: '0',
});

const MAPPING =
  'version: 1\nid: id\nfrom: from\nto: to\ntime: { path: time, unit: ms }\nmessages: { text: { text: text } }\n';
const three = [says('one', 1), says('two', 2), says('three', 3)];
const file = (name = 'a.jsonl') => `${EXPORT}/${name}`;

/** A run that has sent the first of three. */
async function begun(world: Direction, plan: LifePlan = CALM): Promise<void> {
  world.write(three);
  const stuck = striking('error-before', (body) => body.includes('"two"'));
  await world.killedWhen(() => world.checkpoint()?.books.delivered === 1, { ...plan, network: stuck.network });
}

/** The next life refuses to begin with this code, sends nothing and changes nothing. */
async function refuses(world: Direction, plan: LifePlan, code: string): Promise<string> {
  const before = world.stateFiles();
  const { requests } = world.service;
  const error = await world.refused(plan);
  expect(error).toMatchObject({ kind: 'state', code });
  expect(world.stateFiles()).toEqual(before);
  expect(world.service.requests).toBe(requests);
  return error.message;
}

describe('2 identity of a run', () => {
  describe('2.1 a run goes on only with what decides which record becomes which message', () => {
    it.each<[string, Settings]>([
      ['order', { order: 'id' }],
      ['generation', { generation: 1 }],
      ['format', { format: 'json' }],
      ['encoding', { encoding: 'gb18030' }],
      ['records', { records: 'a.b' }],
      ['delimiter', { delimiter: ';' }],
      ['quote', { quote: "'" }],
      ['escape', { escape: 'backslash' }],
      ['null', { null: 'NULL' }],
      ['columns', { columns: ['id', 'from'] }],
      ['zone', { zone: 'Asia/Shanghai' }],
      ['live', { live: true }],
      ['since', { since: '2024-01-01T00:00:00Z' }],
      ['until', { until: '2030-01-01T00:00:00Z' }],
      ['max-body', { 'max-body': 11_000 }],
    ])('2.1 another %s is refused', (name, settings) =>
      directed(async (world) => {
        await begun(world);
        expect(await refuses(world, { ...CALM, settings }, 'other-run')).toContain(name);
      }),
    );

    it('2.1 another mapping is refused', () =>
      directed(async (world) => {
        await begun(world);
        await refuses(world, { ...CALM, mapping: { ...CANONICAL, digest: 'another' } }, 'mapping-changed');
      }));

    it('2.1 the mapping is its file, the files it names, its preset and the media policy', async () => {
      const folder = temporaryFolder();
      const put = (name: string, text: string): string => {
        writeFileSync(join(folder, name), text);
        return join(folder, name);
      };
      const digest = async (choice: MappingChoice = {}) => (await loadMapping(choice, nodeFiles)).digest;
      const mapping = put('m.yaml', `${MAPPING}accounts: { table: accounts.csv }\n`);
      const media = { preset: 'sendbird', mediaTable: put('table.csv', 'key\tsize\nhttp://x/a\t5\n') } as const;
      put('accounts.csv', 'old,new\na,b\n');
      const digests = [
        await digest(),
        await digest({ preset: 'tencent' }),
        await digest({ preset: 'sendbird' }),
        await digest({ preset: 'sendbird', media: 'placeholder' }),
        await digest(media),
        await digest({ path: mapping }),
      ];
      put('table.csv', 'key\tsize\nhttp://x/a\t6\n');
      put('accounts.csv', 'old,new\na,c\n');
      digests.push(await digest(media), await digest({ path: mapping }));
      put('m.yaml', `${MAPPING}# another file\n`);
      digests.push(await digest({ path: mapping }));
      expect(new Set(digests).size).toBe(digests.length);
    });

    it.each<[string, Settings]>([
      ['rate', { rate: 5 }],
      ['concurrency', { concurrency: 1 }],
      ['patience', { patience: 1_000_000 }],
      ['timeout', { timeout: 5_000 }],
      ['max-rejects', { 'max-rejects': { kind: 'percent', most: 50 } }],
      ['log-level', { 'log-level': 'debug' }],
      ['limit', { limit: 3 }],
    ])('2.1 another %s is free', (_, settings) =>
      directed(async (world) => {
        await begun(world);
        expect((await world.live({ ...CALM, settings })).state).toBe('finished');
        expect(world.stored()).toEqual(['one', 'two', 'three']);
      }),
    );

    it('2.1 main and backup host of a region are one service, a local port does not count, the emulator is another', () => {
      const kind = (url: string) => serviceKind(new URL(url));
      expect(kind('https://adminapi.my-imcloud.com')).toBe(kind('https://console.tim.qq.com'));
      expect(kind('https://adminapisgp.im.qcloud.com')).toBe(kind('https://adminapisgp.my-imcloud.com'));
      expect(kind('https://adminapisgp.im.qcloud.com')).not.toBe(kind('https://console.tim.qq.com'));
      expect(kind('http://127.0.0.1:1')).toBe(kind('http://localhost:2'));
    });

    it('2.1 another application or another kind of service is refused, another local port is not', async () => {
      const folder = temporaryFolder();
      const named = ['run', writeExport(folder, 'a.jsonl', three), '--state', join(folder, 'state'), '--limit', '1'];
      expect((await inProcess(named, { env: env() })).code).toBe(0);
      expect((await inProcess(named, { env: env(others.url) })).code).toBe(0);
      for (const [setting, tried] of [
        ['sdk-app-id', () => inProcess([...named, '--sdk-app-id', '1400000009'], { env: env() })],
        ['service', () => inProcess([...named, '--emulate'])],
      ] as const) {
        const { code, stderr } = await tried();
        expect([setting, code]).toEqual([setting, 4]);
        expect(stderr).toContain(setting);
      }
    });

    it('2.1 --limit N is the first N records of the export; a later run without it goes on', () =>
      directed(async (world) => {
        world.write(three, 'a.jsonl');
        world.write([says('four', 4)], 'b.jsonl');
        const limited = await world.live({ ...CALM, settings: { limit: 2 } });
        expect(limited.snapshot.counts).toMatchObject({ read: 2, delivered: 2 });
        // The same again is done already.
        expect((await world.live({ ...CALM, settings: { limit: 2 } })).snapshot.counts.delivered).toBe(2);
        const whole = await world.live();
        expect(whole.snapshot.counts).toMatchObject({ read: 4, delivered: 4 });
        expect(whole.runId).toBe(limited.runId);
        expect(world.service.requests).toBe(4);
      }));
  });

  describe('2.2 an export of which something changed that was read is refused', () => {
    it('2.2 up to the highest record that is settled, before the first request', () =>
      directed(async (world) => {
        world.write([says('slow', 1), says('aside', 2, { from: 'carl' }), says('last', 3)]);
        const stuck = striking('error-before', (body) => !body.includes('aside'));
        await world.killedWhen(() => world.checkpoint()?.books.delivered === 1, stuck);
        const content = world.disk.content(file())!;
        // The first record is not settled; the second, which is ahead of it, is.
        const covered = content.toString().indexOf('\n', content.toString().indexOf('aside')) + 1;
        expect(world.checkpoint()!.inputs[0]!.fingerprint).toMatchObject({ bytes: covered });
        for (const at of [content.indexOf('"slow"') + 2, content.indexOf('"aside"') + 2]) {
          const changed = Buffer.from(content);
          changed[at]! ^= 1;
          world.disk.put(file(), changed);
          await refuses(world, CALM, 'export-changed');
        }
        const later = Buffer.from(content.toString().replace('"last"', '"then"'));
        world.disk.put(file(), later);
        expect((await world.live()).snapshot.counts.delivered).toBe(3);
      }));

    it('2.2 the first block and what is behind the mark at once, the rest while sending', async () => {
      expect(FINGERPRINT_BLOCK_BYTES).toBe(16 * 1024 * 1024);
      const folder = temporaryFolder();
      const filling = { ...says('self', 0), to: 'anna', text: 'x'.repeat(1_000_000) };
      const path = writeExport(
        folder,
        'a.jsonl',
        Array.from({ length: 36 }, () => filling),
      );
      const named = ['run', path, '--state', join(folder, 'state')];
      expect((await inProcess(named, { env: env() })).code).toBe(0);
      const good = readFileSync(path);
      const tried = async (at: number) => {
        const changed = Buffer.from(good);
        changed[at] = 'y'.charCodeAt(0);
        writeFileSync(path, changed);
        appendFileSync(path, toLines(Array.from({ length: 400 }, (_, n) => says(`m${n}`, n))));
        const before = emulator.stats().requests;
        const { code, stderr } = await inProcess([...named, '--rate', '200'], { env: env() });
        expect(code, stderr).toBe(4);
        return emulator.stats().requests - before;
      };
      expect(await tried(1_000)).toBe(0);
      expect(await tried(good.length - 1_000)).toBe(0);
      const sent = await tried(1.5 * FINGERPRINT_BLOCK_BYTES);
      expect(sent).toBeLessThan(400);
    });

    it('2.2 of compressed input what counts is what is in it', async () => {
      const folder = temporaryFolder();
      const path = join(folder, 'a.jsonl.gz');
      const tried = async (text: string, level: number) => {
        writeFileSync(path, gzipSync(text, { level }));
        const { code, stdout } = await inProcess(['run', path, '--state', join(folder, 'state'), '--json'], {
          env: env(),
        });
        return code === 0 ? (JSON.parse(stdout) as ReportFile).counts.delivered : code;
      };
      expect(await tried(toLines(three.slice(0, 2)), 1)).toBe(2);
      expect(await tried(toLines(three), 9)).toBe(3);
      expect(await tried(toLines(three).replace('"one"', '"ono"'), 9)).toBe(4);
    });

    it('2.2 standard input is compared as it goes by, and nothing is saved before', () =>
      directed(async (world) => {
        const piped = (text: string): LifePlan => ({
          ...CALM,
          operands: ['-'],
          command: (request, how, ports) => run(request, how, { ...ports, stdin: inPieces(text) }),
        });
        await world.live(piped(toLines(three.slice(0, 2))));
        const before = world.stateFiles();
        const other = toLines(three).replace('"one"', '"ono"');
        const { error } = await world.live(piped(other));
        expect(error).toMatchObject({ kind: 'state', code: 'export-changed' });
        expect(world.stateFiles()).toEqual(before);
        expect(world.stored()).toEqual(['one', 'two']);
        expect((await world.live(piped(toLines(three)))).snapshot.counts.delivered).toBe(3);
      }));

    it('2.2 a JSON array grows by new elements', () =>
      directed(async (world) => {
        world.disk.put(file('a.json'), Buffer.from(JSON.stringify(three.slice(0, 2))));
        await world.live();
        world.disk.put(file('a.json'), Buffer.from(JSON.stringify(three)));
        expect((await world.live()).snapshot.counts).toMatchObject({ read: 3, delivered: 3 });
      }));
  });

  describe('2.3 the end of a file that may still be growing', () => {
    it('2.3 a broken record there is told as rejected and read again by a later run', () =>
      directed(async (world) => {
        const whole = toLines(three);
        world.disk.put(file(), Buffer.from(whole.slice(0, -20)));
        const { snapshot } = await world.live();
        expect(snapshot.counts).toMatchObject({ read: 3, delivered: 2, rejected: 1 });
        expect(world.rejects()).toHaveLength(1);
        const saved = world.checkpoint()!;
        expect(saved).toMatchObject({ books: { delivered: 2, rejected: 0 }, rejects: { bytes: 0 } });
        expect(saved.inputs[0]!.mark).toMatchObject({ record: 3 });
        world.disk.grow(file(), Buffer.from(whole));
        expect((await world.live()).snapshot.counts).toMatchObject({ read: 3, delivered: 3, rejected: 0 });
        expect(world.rejects()).toEqual([]);
      }));

    it('2.3 a whole record without a line end is imported; if the input goes on without one, it is named', () =>
      directed(async (world) => {
        const whole = toLines(three.slice(0, 2)).trimEnd();
        world.disk.put(file(), Buffer.from(whole));
        expect((await world.live()).snapshot.counts).toMatchObject({ delivered: 2, rejected: 0 });
        world.disk.grow(file(), Buffer.from(`${whole}{"more":1}\n`));
        expect(await refuses(world, CALM, 'open-record-changed')).toContain('Record 2');
        world.disk.grow(file(), Buffer.from(toLines(three)));
        expect((await world.live()).snapshot.counts).toMatchObject({ read: 3, delivered: 3 });
      }));
  });

  it('2.4 a folder is its regular, visible files in byte order of their names; new ones come last', () =>
    directed(async (world) => {
      const [one, two, three] = ['b.jsonl', 'a.jsonl', 'B.jsonl'].map((name, n) => [[says(name, n)], name] as const);
      for (const each of [one!, two!, three!]) world.write(...each);
      world.write([says('hidden', 9)], '.a.jsonl');
      world.disk.makeFolder(`${EXPORT}/inside`);
      await world.live();
      expect(world.stored()).toEqual(['B.jsonl', 'a.jsonl', 'b.jsonl']);
      world.write([says('c', 8)], 'c.jsonl');
      expect((await world.live()).snapshot.counts.delivered).toBe(4);
      world.write([says('between', 9)], 'aa.jsonl');
      await refuses(world, CALM, 'other-export');
    }));

  it('2.4 numbers that are sorted as texts are warned of', async () => {
    const files = new MemoryFiles();
    await files.makeFolder('/chats');
    for (const name of ['part-2', 'part-10']) files.content.set(`/chats/${name}`, Buffer.from('{}\n'));
    const { inputs, warnings } = await listInputs(['/chats'], files);
    expect(inputs.map(({ path }) => path)).toEqual(['/chats/part-10', '/chats/part-2']);
    expect(warnings.join()).toContain('part-10 is read before part-2');
  });

  describe('2.5 a corrected mapping is accepted while it gives the same keys', () => {
    const mapping = (digest: string, transform: (record: object) => unknown): Mapping => ({
      ...CANONICAL,
      digest,
      source: { kind: 'module', transform: (record) => transform(record as object) },
    });
    const first = mapping('first', (record) => record);
    const corrected = mapping('corrected', (record) => ({ ...record, text: 'corrected' }));
    const otherKeys = mapping('other keys', (record) => ({ ...record, id: 'x' }));
    const accepting = (given: Mapping): LifePlan => ({
      ...CALM,
      mapping: given,
      command: (request, how, ports) => run(request, { ...how, acceptMapping: true }, ports),
    });

    it('2.5 not without being asked, and never when a sample gets other keys', () =>
      directed(async (world) => {
        await begun(world, { ...CALM, mapping: first });
        await refuses(world, { ...CALM, mapping: corrected }, 'mapping-changed');
        await refuses(world, accepting(otherKeys), 'mapping-changes-keys');
      }));

    it('2.5 what was sent keeps its old content, and a person is told', () =>
      directed(async (world) => {
        await begun(world, { ...CALM, mapping: first });
        const notes: string[] = [];
        const { command } = accepting(corrected);
        await world.live({
          ...accepting(corrected),
          command: (request, how, ports) =>
            command!(request, how, { ...ports, onStart: async (start) => void notes.push(...start.notes) }),
        });
        expect(world.stored()).toEqual(['one', 'corrected', 'corrected']);
        expect(notes.join()).toContain('keeps its old content');
      }));
  });
});

/** As a pipe gives it. */
async function* inPieces(text: string): AsyncGenerator<Uint8Array> {
  for (let from = 0; from < text.length; from += 50) yield Buffer.from(text.slice(from, from + 50));
}
