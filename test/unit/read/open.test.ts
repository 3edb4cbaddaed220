import { describe, expect, it } from 'vitest';
import { BlockHasher } from '../../../src/read/block-hasher.js';
import { LiveFingerprint } from '../../../src/read/fingerprint.js';
import { listInputs, openExport } from '../../../src/read/open.js';
import type { RawRecord } from '../../../src/types.js';
import { drain, memoryDisk, openBytes, readBytes, standardInput, streamOf } from './support.js';

const lines = (count: number): string => Array.from({ length: count }, (_, id) => `{"id":${id + 1}}\n`).join('');

describe('an opened export', () => {
  it('hands over the records of one chunk at a time', async () => {
    const opened = await openBytes(lines(100_000));
    const sizes: number[] = [];
    for await (const records of opened.records()) sizes.push(records.length);
    await opened.close();
    expect(sizes.reduce((sum, size) => sum + size)).toBe(100_000);
    expect(Math.max(...sizes) * 12).toBeLessThan(400_000);
    expect(sizes.length).toBeLessThan(80);
  });

  it('--limit counts over all inputs, and records of an earlier life too', async () => {
    const disk = memoryDisk({ a: lines(5), b: lines(5) });
    const { inputs } = await listInputs(['a', 'b'], disk.port);
    const read = async (limit: number, resume = {}): Promise<string[]> =>
      (await drain(await openExport(inputs, {}, { files: disk.port, limit, ...resume }))).map(
        ({ at }) => `${at.input}:${at.record}`,
      );
    expect(await read(3)).toEqual(['0:1', '0:2', '0:3']);
    expect(await read(7)).toEqual(['0:1', '0:2', '0:3', '0:4', '0:5', '1:1', '1:2']);
    expect(await read(0)).toEqual([]);
    expect(await read(99)).toHaveLength(10);
    const at = { record: 4, part: 0, line: 4, byte: 27 };
    const point = { from: at, fingerprint: { bytes: 0, blocks: [] } };
    expect(await read(6, { resume: [point] })).toEqual(['0:4', '0:5', '1:1']);
    expect(await read(3, { resume: [point] })).toEqual([]);
  });

  it('counts the bytes read from disk', async () => {
    const disk = memoryDisk({ a: lines(50), b: lines(70) });
    const { inputs } = await listInputs(['a', 'b'], disk.port);
    const opened = await openExport(inputs, {}, { files: disk.port });
    expect(opened.bytesRead()).toBe(0);
    await drain(opened);
    expect(opened.bytesRead()).toBe(lines(50).length + lines(70).length);
  });

  it('lets go of everything when it is closed in the middle', async () => {
    const disk = memoryDisk({ a: lines(100_000), b: lines(5) });
    const { inputs } = await listInputs(['a', 'b'], disk.port);
    const opened = await openExport(inputs, {}, { files: disk.port });
    const records = opened.records();
    await records.next();
    await opened.close();
    expect(disk.openHandles).toBe(0);
    expect(await records.next()).toMatchObject({ done: true });
    await opened.close();
    const left = await openExport(inputs, {}, { files: disk.port });
    for await (const _ of left.records()) break;
    expect(disk.openHandles).toBe(0);
    await left.close();
  });

  it('is closed while standard input is silent, without waiting for it', async () => {
    async function* silent(): AsyncGenerator<Uint8Array> {
      yield Buffer.from('{"a":1}\n');
      await new Promise(() => undefined);
    }
    const opened = await openExport([standardInput], {}, { files: memoryDisk({}).port, stdin: silent() });
    const records = opened.records();
    expect((await records.next()).value).toHaveLength(1);
    const pending = records.next();
    await opened.close();
    expect(await pending).toMatchObject({ done: true });
  });

  it('gives the first records of standard input before its end is there', async () => {
    const seen: RawRecord[] = [];
    async function* slow(): AsyncGenerator<Uint8Array> {
      yield Buffer.from('{"a":1}\n{"a":2}\n');
      expect(seen).toHaveLength(2);
      yield Buffer.from('{"a":3}\n');
    }
    const opened = await openExport([standardInput], {}, { files: memoryDisk({}).port, stdin: slow() });
    for await (const records of opened.records()) seen.push(...records);
    expect(seen).toHaveLength(3);
  });

  it('a read that fails stops the run and names the file', async () => {
    const fail = (): never => {
      throw Object.assign(new Error('i/o error'), { code: 'EIO' });
    };
    let reads = 0;
    const disk = memoryDisk({ a: lines(100_000) }, { onRead: () => (++reads > 3 ? fail() : undefined) });
    const { inputs } = await listInputs(['a'], disk.port);
    const failed = drain(await openExport(inputs, {}, { files: disk.port }));
    await expect(failed).rejects.toMatchObject({
      kind: 'stopped',
      code: 'read-failed',
      message: 'Reading a failed: EIO.',
    });
    expect(disk.openHandles).toBe(0);
    disk.files.delete('a');
    await expect(drain(await openExport(inputs, {}, { files: disk.port }))).rejects.toMatchObject({ kind: 'stopped' });
  });

  it('standard input that is not there, and a limit that is none, are usage errors', async () => {
    const files = memoryDisk({}).port;
    await expect(drain(await openExport([standardInput], {}, { files }))).rejects.toMatchObject({
      kind: 'usage',
      code: 'no-stdin',
    });
    await expect(openExport([], { maxRecordBytes: 0 }, { files })).rejects.toMatchObject({ kind: 'usage' });
  });

  it('stdin and files together are read in order', async () => {
    const disk = memoryDisk({ a: lines(1) });
    const { inputs } = await listInputs(['a', '-', 'a'], disk.port);
    const opened = await openExport(inputs, {}, { files: disk.port, stdin: streamOf(Buffer.from(lines(2)), 3) });
    expect((await drain(opened)).map(({ at }) => at.input)).toEqual([0, 1, 1, 2]);
  });
});

describe('2.2: fingerprints', () => {
  it('are the same for the same prefix, however the bytes came and whoever asked in between', async () => {
    const text = Buffer.from(lines(3000));
    const ends: number[] = (await readBytes(text)).map(({ end }) => end);
    const reference = (end: number): string[] => {
      const hasher = new BlockHasher();
      hasher.update(text.subarray(0, end));
      return hasher.blocks();
    };
    for (const step of [7, 1000, 100_000]) {
      const opened = await openBytes(text, {}, { step: () => step });
      let record = 0;
      for await (const records of opened.records()) {
        const last = records.at(-1)!.at.record;
        for (; record + 50 < last; record += 50) {
          const end = ends[record]!;
          expect(opened.fingerprint(0, end)).toEqual({ bytes: end, blocks: reference(end) });
        }
      }
      expect(opened.fingerprint(0, text.length).blocks).toEqual(reference(text.length));
      await opened.close();
    }
  });

  it('before anything is read, that of the earlier life, or of nothing', async () => {
    const fingerprint = { bytes: 9, blocks: ['x'] };
    const from = { record: 2, part: 0, line: 2, byte: 9 };
    const resumed = await openBytes(lines(3), {}, { resume: [{ from, fingerprint }] });
    expect(resumed.fingerprint(0, 0)).toBe(fingerprint);
    expect((await openBytes(lines(3))).fingerprint(0, 0)).toEqual({ bytes: 0, blocks: [] });
  });

  it('hold no more bytes than they may; a released one covers what was handed over', () => {
    const live = new LiveFingerprint(new BlockHasher());
    const text = Buffer.from(lines(100));
    live.push(text.subarray(0, 500));
    live.handedOver(486);
    live.release();
    expect(live.held).toBe(0);
    live.push(text.subarray(500));
    expect(live.upTo(9).bytes).toBe(486);
    const whole = new BlockHasher();
    whole.update(text);
    live.handedOver(text.length);
    expect(live.upTo(text.length)).toEqual({ bytes: text.length, blocks: whole.blocks() });
  });

  it('a line that streams by for long is not held', async () => {
    const big = Buffer.alloc(50_000_000, 'x');
    const opened = await openBytes(Buffer.concat([Buffer.from('{"a":1}\n'), big, Buffer.from('\n{"a":2}\n')]));
    const records: RawRecord[] = [];
    for await (const some of opened.records()) records.push(...some);
    const whole = new BlockHasher();
    whole.update(Buffer.concat([Buffer.from('{"a":1}\n'), big, Buffer.from('\n{"a":2}\n')]));
    expect(opened.fingerprint(0, records[2]!.end).blocks).toEqual(whole.blocks());
    await opened.close();
  });
});
