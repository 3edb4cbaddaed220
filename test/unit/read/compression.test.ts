import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { listInputs, openExport } from '../../../src/read/open.js';
import { PACKINGS, SAMPLES } from './samples.js';
import {
  briefs,
  codes,
  drain,
  memoryDisk,
  openBytes,
  readBytes,
  standardInput,
  streamOf,
  zipOf,
  zstdFrame,
} from './support.js';

const lines = (count: number): Buffer =>
  Buffer.from(
    Array.from({ length: count }, (_, id) => `{"id":${id},"text":"${(id * 7919) % 1009} and some"}\n`).join(''),
  );

/** Two frames made by the zstd command, with a skippable frame between them: {"a":1} to {"a":40}. */
const ZSTD_COMMAND = Buffer.from(
  'KLUv/QRYhQIARAJ7ImEiOjF9CnsiYSI6MjM0NTY3ODkxMDExMTExMTExMTIwfQoSAF0Q4YLcFoRpQSQLclgQdgURK8hVQRgRcgNZQD6QGcgC8oHMQBaWFSU7ypY5UypNGAMAAABhYmMotS/9BGilAQAEAnsiYSI6MjF9CjIzNDU2Nzg5MzAxMjM0NTY3ODk0MH0KE6gQ6GsH8NUQHOMDCBo35k0pRueEhg==',
  'base64',
);

describe('compression is told by content', () => {
  it.each(PACKINGS)('$name: every format comes out as it is', async ({ pack, name }) => {
    for (const { text, options, needsFile } of SAMPLES) {
      const expected = briefs(await readBytes(text, options));
      const disk = memoryDisk({ anything: pack(Buffer.from(text)) });
      const { inputs } = await listInputs(['anything'], disk.port);
      expect(inputs[0]?.kind).toBe(name);
      expect(briefs(await drain(await openExport(inputs, options, { files: disk.port })))).toEqual(expected);
      expect(disk.openHandles).toBe(0);
      if (needsFile) continue;
      const packed = pack(Buffer.from(text));
      const piped = await openExport([standardInput], options, { files: disk.port, stdin: streamOf(packed, 29) });
      expect(briefs(await drain(piped))).toEqual(expected);
      expect(piped.bytesRead()).toBe(packed.length);
    }
  });

  it('a zip archive is its files, in byte order of their names', async () => {
    const archive = zipOf([
      { name: 'b.jsonl', bytes: Buffer.from('{"b":1}\n') },
      { name: 'dir/', bytes: Buffer.alloc(0), isStored: true },
      { name: 'dir/c.csv', bytes: Buffer.from('c,d\n1,2\n'), isStored: true },
      { name: '__MACOSX/b.jsonl', bytes: Buffer.from('junk') },
      { name: 'dir/.hidden', bytes: Buffer.from('junk') },
      { name: 'a.json.gz', bytes: gzipSync('[{"a":1},{"a":2}]') },
    ]);
    const disk = memoryDisk({ 'x.bin': archive });
    const { inputs } = await listInputs(['x.bin'], disk.port);
    expect(inputs.map(({ name, kind }) => [name, kind])).toEqual([
      ['x.bin/a.json.gz', 'zip'],
      ['x.bin/b.jsonl', 'zip'],
      ['x.bin/dir/c.csv', 'zip'],
    ]);
    const records = await drain(await openExport(inputs, {}, { files: disk.port }));
    expect(records.map(({ at, value }) => [at.input, at.record, value])).toEqual([
      [0, 1, { a: 1 }],
      [0, 2, { a: 2 }],
      [1, 1, { b: 1 }],
      [2, 1, { c: '1', d: '2' }],
    ]);
    expect(disk.openHandles).toBe(0);
  });

  it('a zip archive of 20,000 lines comes out of its bytes whatever a read brings', async () => {
    const text = lines(20_000);
    const disk = memoryDisk({ z: zipOf([{ name: 'a', bytes: text }]) }, { step: () => 777 });
    const { inputs } = await listInputs(['z'], disk.port);
    const records = await drain(await openExport(inputs, {}, { files: disk.port }));
    expect(briefs(records)).toEqual(briefs(await readBytes(text)));
  });

  it('entries that point outside of an archive, an empty one and a cut one are usage errors', async () => {
    const listed = (bytes: Buffer): Promise<unknown> => listInputs(['a.zip'], memoryDisk({ 'a.zip': bytes }).port);
    const file = { bytes: lines(3) };
    for (const name of ['../a.jsonl', 'x/../../a.jsonl', '/etc/a.jsonl', 'C:/a.jsonl']) {
      await expect(listed(zipOf([{ ...file, name }])), name).rejects.toMatchObject({
        kind: 'usage',
        code: 'unsafe-archive',
      });
    }
    await expect(listed(zipOf([]))).rejects.toMatchObject({ kind: 'usage', code: 'empty-archive' });
    const whole = zipOf([{ ...file, name: 'a.jsonl' }]);
    await expect(listed(whole.subarray(0, -30))).rejects.toMatchObject({ kind: 'usage', code: 'broken-archive' });
  });

  it('gzip headers with names, comments and more in them are read', async () => {
    const plain = gzipSync('{"a":1}\n');
    const extra = Buffer.concat([
      Buffer.from([3, 0]),
      Buffer.from('abc'),
      Buffer.from('name\0comment\0'),
      Buffer.from([1, 2]),
    ]);
    const full = Buffer.concat([
      plain.subarray(0, 3),
      Buffer.from([2 + 4 + 8 + 16]),
      plain.subarray(4, 10),
      extra,
      plain.subarray(10),
    ]);
    for (const step of [1, 5, 1000]) {
      expect(codes(await readBytes(Buffer.concat([full, full]), {}, { step: () => step }))).toEqual(['ok', 'ok']);
    }
    expect(codes(await readBytes(full.subarray(0, 20)))).toEqual(['cut-archive']);
  });

  it('what the zstd command writes is read', async () => {
    expect(await readBytes(ZSTD_COMMAND)).toHaveLength(40);
  });
});

describe('7.3: a zip archive on standard input', () => {
  it('is spooled with mode 0600, read, and removed', async () => {
    const archive = zipOf([
      { name: 'b.jsonl', bytes: lines(2) },
      { name: 'a.jsonl', bytes: lines(3) },
    ]);
    const disk = memoryDisk({ 'state/x': '' });
    const modes: (number | undefined)[] = [];
    const files = {
      ...disk.port,
      open: (path: string, flags: 'r' | 'w', mode?: number) => {
        if (flags === 'w') modes.push(mode);
        return disk.port.open(path, flags, mode);
      },
    } as typeof disk.port;
    const opened = await openExport([standardInput], {}, { files, stdin: streamOf(archive), spoolFolder: 'state' });
    expect(opened.inputs.map(({ name }) => name)).toEqual(['-/a.jsonl', '-/b.jsonl']);
    expect(modes).toEqual([0o600]);
    expect(await drain(opened)).toHaveLength(5);
    expect([...disk.files.keys()]).toEqual(['state/x']);
    expect(opened.bytesRead()).toBe(archive.length);
  });

  it('is removed when the disk does not take it', async () => {
    const disk = memoryDisk({ 'state/x': '' });
    const files = {
      ...disk.port,
      open: async (path: string, flags: 'r' | 'w', mode?: number) => {
        const handle = await disk.port.open(path, flags, mode);
        if (flags === 'r') return handle;
        const write = async () => {
          throw Object.assign(new Error('ENOSPC: no space left on device, write'), { code: 'ENOSPC' });
        };
        return { ...handle, close: () => handle.close(), write };
      },
    } as typeof disk.port;
    const stdin = streamOf(zipOf([{ name: 'a.jsonl', bytes: lines(3) }]));
    await expect(openExport([standardInput], {}, { files, stdin, spoolFolder: 'state' })).rejects.toThrow('ENOSPC');
    expect([...disk.files.keys()]).toEqual(['state/x']);
  });

  it('cut off by a signal it is no broken archive, and is removed', async () => {
    const disk = memoryDisk({ 'state/x': '' });
    const controller = new AbortController();
    const whole = zipOf([{ name: 'a.jsonl', bytes: lines(3) }]);
    async function* cut() {
      yield whole.subarray(0, -10);
      controller.abort();
    }
    const deps = { files: disk.port, stdin: cut(), spoolFolder: 'state', interrupt: controller.signal };
    await expect(openExport([standardInput], {}, deps)).rejects.toMatchObject({ code: 'interrupted-early' });
    expect([...disk.files.keys()]).toEqual(['state/x']);
  });

  it('needs a folder', async () => {
    const failed = openExport([standardInput], {}, { files: memoryDisk({}).port, stdin: streamOf(zipOf([])) });
    await expect(failed).rejects.toMatchObject({ kind: 'usage', code: 'zip-without-folder' });
  });
});

it('4.7: a signal ends the comparison of a packed export with what was read of it before', async () => {
  const packed = gzipSync(lines(3_000));
  const first = await openBytes(packed);
  const last = (await drain(first)).at(-1)!;
  const point = { from: { ...last.at }, fingerprint: first.fingerprint(0, last.end) };
  const again = await openBytes(packed, {}, { resume: [point], interrupt: AbortSignal.abort() });
  await expect(again.prepare()).rejects.toMatchObject({ code: 'interrupted-early' });
  await again.close();
});

describe('a cut or corrupt archive', () => {
  const text = lines(3000);
  const all = text.toString().split('\n');
  const cutPoints = (length: number): number[] => [20, 100, 1000, Math.floor(length / 2), length - 9, length - 1];

  it.each([
    { name: 'gzip', packed: gzipSync(text) },
    { name: 'zstd', packed: zstdFrame(text) },
  ])('$name: the records before the cut come, then one broken record that touches the end', async ({ packed }) => {
    for (const cut of cutPoints(packed.length)) {
      const records = await readBytes(packed.subarray(0, cut), { format: 'jsonl' });
      const last = records.at(-1)!;
      expect(last.broken, `cut at ${cut}`).toMatchObject({ code: 'cut-archive', atEnd: true });
      expect(last.broken?.advice).toContain('completely');
      const good = records.slice(0, -1);
      expect(good.every(({ broken }) => broken === undefined)).toBe(true);
      const rest = Buffer.from(last.broken!.raw).toString();
      expect(
        `${all
          .slice(0, good.length)
          .map((line) => `${line}\n`)
          .join('')}${rest}`,
      ).toBe(text.toString('utf8', 0, last.end));
    }
  });

  it('the same records come every time, and the next input is read', async () => {
    const packed = gzipSync(text);
    const disk = memoryDisk({ 'd/a.gz': packed.subarray(0, 8000), 'd/b.jsonl': '{"b":1}\n' });
    const { inputs } = await listInputs(['d'], disk.port);
    const once = await drain(await openExport(inputs, {}, { files: disk.port }));
    const again = await drain(await openExport(inputs, {}, { files: disk.port }));
    expect(briefs(again)).toEqual(briefs(once));
    expect(once.length).toBeGreaterThan(500);
    expect(once.at(-2)).toMatchObject({ at: { input: 0, record: once.length - 1 }, broken: { code: 'cut-archive' } });
    expect(once.at(-1)).toMatchObject({ at: { input: 1, record: 1 }, value: { b: 1 } });
  });

  it('corrupt bytes are told as such', async () => {
    const packed = gzipSync(text);
    packed[packed.length >> 1] = packed[packed.length >> 1]! ^ 0x55;
    const gzip = await readBytes(packed, { format: 'jsonl' });
    expect(gzip.at(-1)?.broken).toMatchObject({ code: 'corrupt-archive', atEnd: true });
    const trailing = await readBytes(Buffer.concat([gzipSync(text), Buffer.from('rubbish')]), {});
    expect(trailing).toHaveLength(3001);
    expect(trailing.at(-1)?.broken?.code).toBe('corrupt-archive');
    const wrong = Buffer.concat([gzipSync('{"a":1}\n'), gzipSync('{"a":2}\n')]);
    wrong[wrong.length - 8] = wrong[wrong.length - 8]! ^ 1;
    expect(codes(await readBytes(wrong))).toEqual(['ok', 'ok', 'corrupt-archive']);
    const zstd = Buffer.concat([zstdFrame(text), Buffer.from('rubbish, and more of it')]);
    expect((await readBytes(zstd)).at(-1)?.broken).toMatchObject({ code: 'corrupt-archive' });
  });

  it('a flipped bit in a gzip may change a record, and never goes unnoticed', async () => {
    const whole = gzipSync(lines(40));
    const right = briefs(await readBytes(whole));
    for (let at = 10; at < whole.length; at += 1) {
      const flipped = Buffer.from(whole);
      flipped[at]! ^= 1 << (at & 7);
      const found = await readBytes(flipped, { format: 'jsonl' });
      if (JSON.stringify(briefs(found)) === JSON.stringify(right)) continue;
      expect(codes(found).at(-1), `byte ${at}`).toMatch(/^(corrupt|cut)-archive$/);
    }
  });

  it('zeros behind a gzip file are padding', async () => {
    expect(codes(await readBytes(Buffer.concat([gzipSync('{"a":1}\n'), Buffer.alloc(100_000)])))).toEqual(['ok']);
  });

  it('a zip entry whose checksum differs is told at its end', async () => {
    const archive = zipOf([
      { name: 'a.jsonl', bytes: lines(3), isStored: true },
      { name: 'b.jsonl', bytes: lines(2) },
    ]);
    archive[archive.indexOf('some')] = 0x53;
    const disk = memoryDisk({ z: archive });
    const { inputs } = await listInputs(['z'], disk.port);
    const records = await drain(await openExport(inputs, {}, { files: disk.port }));
    expect(codes(records)).toEqual(['ok', 'ok', 'ok', 'corrupt-archive', 'ok', 'ok']);
  });

  it('in CSV and JSON the unfinished record is part of what is told', async () => {
    const gzip = gzipSync(`[${text.toString().trimEnd().replaceAll('\n', ',')}]`);
    const json = await readBytes(gzip.subarray(0, -200));
    expect(codes(json).filter((code) => code !== 'ok')).toEqual(['cut-archive']);
    const rows = gzipSync(`id,text\n${'1,"two\nlines"\n'.repeat(9000)}`);
    const csv = await readBytes(rows.subarray(0, -30), { format: 'csv' });
    expect(codes(csv).filter((code) => code !== 'ok')).toEqual(['cut-archive']);
    expect(csv.length).toBeGreaterThan(1);
  });
});

describe('memory', () => {
  it('a bomb streams by: a line of 300 MB from 300 KB, without more than a few chunks of it at hand', async () => {
    const block = Buffer.alloc(10_000_000, 'x');
    const member = gzipSync(block);
    const bomb = Buffer.concat([gzipSync('{"a":1}\n'), ...Array(30).fill(member), gzipSync('\n{"a":2}\n')]);
    const opened = await openBytes(bomb);
    const before = process.memoryUsage().arrayBuffers;
    let peak = 0;
    const records = [];
    const watch = setInterval(() => {
      peak = Math.max(peak, process.memoryUsage().arrayBuffers - before);
    }, 5);
    for await (const some of opened.records()) records.push(...some);
    clearInterval(watch);
    await opened.close();
    expect(codes(records)).toEqual(['ok', 'too-long', 'ok']);
    expect(records[1]?.broken?.length).toBe(300_000_000);
    expect(peak).toBeLessThan(200_000_000);
  });
});
