import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { openSync, readFileSync } from 'node:fs';
import { appendFile, mkdir, mkdtemp, readFile, rm, stat, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { Journal } from '../../../src/emulator/journal.js';
import { ADMIN, APP, call, KEY, keyOf, message, post, start, withEmulator } from './helpers.js';

let root: string;
let dataFolder: string;
let dataFile: string;
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'emulator-'));
  dataFolder = join(root, 'data', 'deep');
  dataFile = join(dataFolder, 'messages.jsonl');
});
afterEach(() => rm(root, { recursive: true }));

async function fill(count: number): Promise<void> {
  await withEmulator({ dataFolder }, async (emulator) => {
    const calls = Array.from({ length: count }, (_, n) =>
      call(emulator, message({ MsgRandom: n, CloudCustomData: '文' })),
    );
    for (const got of await Promise.all(calls)) expect(got.code).toBe(0);
  });
}

describe('--data: messages outlive the process', () => {
  test('6.8 what is answered OK is in the file, mode 0600 in a folder of mode 0700', async () => {
    await withEmulator({ dataFolder }, async (emulator) => {
      await call(emulator, message());
      const lines = (await readFile(dataFile, 'utf8')).trimEnd().split('\n');
      expect(lines.map((line) => JSON.parse(line))).toEqual([{ emulator: 1, sdkAppId: APP }, ...emulator.messages()]);
      expect((await stat(dataFile)).mode & 0o777).toBe(0o600);
      expect((await stat(dataFolder)).mode & 0o777).toBe(0o700);
    });
  });

  test('a restart holds the same messages, knows their triples and goes on counting arrivals', async () => {
    const before = await withEmulator({ dataFolder }, async (emulator) => {
      for (const MsgRandom of [3, 1, 2]) await call(emulator, message({ MsgRandom }));
      return [...emulator.messages()];
    });
    await withEmulator({ dataFolder }, async (emulator) => {
      expect([...emulator.messages()]).toEqual(before);
      await call(emulator, message({ MsgRandom: 1, CloudCustomData: 'other' }));
      await call(emulator, message({ MsgRandom: 4 }));
      expect([...emulator.messages()].map((one) => [one.MsgRandom, one.arrival])).toEqual([
        [3, 1],
        [1, 2],
        [2, 3],
        [4, 4],
      ]);
      expect(emulator.stats()).toMatchObject({ stored: 4, loaded: 3, duplicates: 1, duplicatesWithOtherContent: 1 });
    });
  });

  test('a line cut off by a kill is dropped, wherever it was cut, and the file goes on behind the last whole one', async () => {
    await fill(3);
    const whole = await readFile(dataFile);
    const lastLine = whole.lastIndexOf(0x0a, whole.length - 2) + 1;
    for (const length of [whole.length - 1, whole.length - 20, lastLine + 1, lastLine]) {
      await writeFile(dataFile, whole);
      await truncate(dataFile, length);
      await withEmulator({ dataFolder }, async (emulator) => {
        expect(emulator.stats().stored).toBe(2);
        expect((await call(emulator, message({ MsgRandom: 99 }))).code).toBe(0);
      });
      await withEmulator({ dataFolder }, async (emulator) => expect(emulator.stats().stored).toBe(3));
    }
  });

  test('a file cut off in its first line begins anew', async () => {
    await mkdir(dataFolder, { recursive: true });
    await writeFile(dataFile, '{"emul');
    await fill(1);
    await withEmulator({ dataFolder }, async (emulator) => expect(emulator.stats().loaded).toBe(1));
  });

  test('more than one read of the file, characters across its borders', async () => {
    await fill(1);
    const [header, line] = (await readFile(dataFile, 'utf8')).split('\n');
    const stored = JSON.parse(line!);
    const lines = Array.from({ length: 9_000 }, (_, n) =>
      JSON.stringify({ ...stored, MsgKey: `1_${n}_1`, arrival: n + 1 }),
    );
    await writeFile(dataFile, `${header}\n${lines.join('\n')}\n`);
    expect((await stat(dataFile)).size).toBeGreaterThan(2_097_152);
    await withEmulator({ dataFolder }, async (emulator) => {
      expect(emulator.stats().loaded).toBe(9_000);
      expect([...emulator.messages()].every((one) => one.CloudCustomData === '文')).toBe(true);
    });
  });

  test('changes are lines behind the messages, and one cut off by a kill is dropped', async () => {
    const pair = { From_Account: 'lan_mei', To_Account: 'otto.brandt', MsgKey: keyOf() };
    await withEmulator({ dataFolder }, async (emulator) => {
      await call(emulator, message());
      await post(emulator, 'openim/modify_c2c_msg', { ...pair, CloudCustomData: 'edited' });
      await post(emulator, 'openim/admin_msgwithdraw', pair);
    });
    const lines = (await readFile(dataFile, 'utf8')).trimEnd().split('\n');
    expect(lines.slice(2).map((line) => JSON.parse(line))).toEqual([
      { do: 'edit', from: 'lan_mei', to: 'otto.brandt', key: keyOf(), CloudCustomData: 'edited' },
      { do: 'recall', from: 'lan_mei', to: 'otto.brandt', key: keyOf() },
    ]);
    await truncate(dataFile, (await stat(dataFile)).size - 5);
    await withEmulator({ dataFolder }, async (emulator) => {
      expect([...emulator.messages()]).toEqual([
        { ...message(), CloudCustomData: 'edited', MsgKey: keyOf(), arrival: 1 },
      ]);
    });
  });

  test('what changes nothing is not written', async () => {
    await fill(1);
    const before = await readFile(dataFile, 'utf8');
    const read = { Report_Account: 'lan_mei', Peer_Account: 'otto.brandt', MsgReadTime: 4_000_000_000 };
    await withEmulator({ dataFolder }, (emulator) => post(emulator, 'openim/admin_set_msg_read', read));
    expect(await readFile(dataFile, 'utf8')).toBe(before);
  });

  test.each([
    '{"torn',
    '{"From_Account":"lan_mei"}',
    'null',
    '',
    '{"do":"burn","from":"lan_mei","to":"priya","key":"1_2_3"}',
    '{"do":"recall","from":"lan_mei","key":"1_2_3"}',
    '{"do":"edit","from":"lan_mei","to":"priya","key":"1_2_3","MsgBody":"text"}',
    '{"do":"hide","from":"lan_mei","to":"priya","keys":[5]}',
    '{"do":"read","from":"lan_mei","to":"priya","until":"5"}',
  ])('a damaged whole line %j is an error with its place', async (line) => {
    await fill(1);
    await appendFile(dataFile, `${line}\n`);
    await expect(start({ dataFolder })).rejects.toMatchObject({
      kind: 'state',
      code: 'emulator-data-damaged',
      message: expect.stringContaining('line 3'),
    });
  });

  test('a folder of another application, or of something else, is refused', async () => {
    await fill(1);
    await expect(start({ dataFolder, sdkAppId: APP + 1 })).rejects.toMatchObject({ kind: 'state' });
    await writeFile(dataFile, '{"id":1}\n');
    await expect(start({ dataFolder })).rejects.toMatchObject({ kind: 'state' });
  });

  test('a folder that cannot be made is a usage error', async () => {
    const notAFolder = join(root, 'file');
    await writeFile(notAFolder, '');
    await expect(start({ dataFolder: notAFolder })).rejects.toMatchObject({ kind: 'usage' });
  });

  test('nobody hears OK before the line is in the file', async () => {
    const path = join(root, 'lines');
    const journal = new Journal(openSync(path, 'a'));
    const heard: unknown[] = [];
    journal.whenWritten((onDisk) => heard.push([onDisk, readFileSync(path, 'utf8')]));
    journal.append('one');
    journal.whenWritten((onDisk) => heard.push([onDisk, readFileSync(path, 'utf8')]));
    journal.append('two');
    expect(heard).toEqual([[true, '']]);
    await new Promise((resolve) => setImmediate(resolve));
    expect(heard).toEqual([
      [true, ''],
      [true, 'one\ntwo\n'],
    ]);
    journal.append('three');
    journal.close();
    journal.whenWritten((onDisk) => heard.push(onDisk));
    expect([heard.at(-1), readFileSync(path, 'utf8')]).toEqual([false, 'one\ntwo\nthree\n']);
  });

  test('a disk that refuses is never answered with OK', () => {
    const readOnly = new Journal(-1);
    const heard: boolean[] = [];
    readOnly.append('x'.repeat(2_000_000));
    readOnly.whenWritten((onDisk) => heard.push(onDisk));
    expect(heard).toEqual([false]);
  });

  test('without MsgSeq a repeat in another life is a second copy, too', async () => {
    for (const stored of [1, 2, 3]) {
      await withEmulator({ dataFolder }, async (emulator) => {
        await call(emulator, message({ MsgSeq: undefined }));
        expect(emulator.stats().stored).toBe(stored);
      });
    }
  });

  test('a killed process holds everything it ever answered OK to', async () => {
    const server = fileURLToPath(new URL('../../../src/emulator/server.ts', import.meta.url));
    const script = `
      import { createJiti } from 'jiti';
      const { startEmulator } = await createJiti(process.cwd()).import(process.argv[1]);
      console.log((await startEmulator(JSON.parse(process.argv[2]))).url);`;
    const options = { sdkAppId: APP, identifier: ADMIN, secretKey: KEY, limitPerSecond: 0, dataFolder };
    const command = ['--input-type=module', '-e', script, server, JSON.stringify(options)];
    const child = spawn(process.execPath, command, { stdio: ['ignore', 'pipe', 'inherit'] });
    const ended = once(child, 'exit');
    const [line] = (await once(child.stdout, 'data')) as [Buffer];
    const target = { url: line.toString().trim() };
    const answered = new Set<number>();
    let next = 0;
    const worker = async (): Promise<void> => {
      for (;;) {
        const MsgRandom = next++;
        const got = await call(target, message({ MsgRandom })).catch(() => undefined);
        if (got === undefined) return;
        answered.add(MsgRandom);
        if (answered.size === 300) child.kill('SIGKILL');
      }
    };
    await Promise.all(Array.from({ length: 16 }, worker));
    await ended;
    expect(answered.size).toBeGreaterThanOrEqual(300);
    await withEmulator({ dataFolder }, async (emulator) => {
      const held = new Set([...emulator.messages()].map((one) => one.MsgRandom));
      expect([...answered].filter((random) => !held.has(random))).toEqual([]);
    });
  });
});
