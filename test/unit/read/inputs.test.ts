import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { listInputs, openExport } from '../../../src/read/open.js';
import { nodeFiles } from '../../../src/system/node-files.js';
import { drain, memoryDisk, zstdFrame } from './support.js';

describe('listing inputs', () => {
  it('2.4: a folder is its regular, non-hidden files in byte order; folders inside are told of', async () => {
    const disk = memoryDisk({
      'd/b.jsonl': '1',
      'd/B.jsonl': '1',
      'd/é.jsonl': '1',
      'd/.x': '1',
      'd/sub/y': '1',
      'd/a': '',
    });
    const { inputs, warnings } = await listInputs(['d/'], disk.port);
    expect(inputs.map(({ name }) => name)).toEqual(['d/B.jsonl', 'd/a', 'd/b.jsonl', 'd/é.jsonl']);
    expect(warnings).toEqual([expect.stringContaining('d/sub')]);
  });

  it('2.4: part-10 before part-2 is warned of', async () => {
    const folder = (names: string[]) => memoryDisk(Object.fromEntries(names.map((name) => [`d/${name}`, ''])));
    const odd = await listInputs(['d'], folder(['part-1', 'part-2', 'part-10']).port);
    expect(odd.warnings).toEqual([expect.stringContaining('part-10 is read before part-2')]);
    for (const names of [
      ['part-01', 'part-02', 'part-10'],
      ['2024-01-31', '2024-02-01'],
      ['a1', 'b0'],
      ['x', 'y', 'z9'],
    ]) {
      expect((await listInputs(['d'], folder(names).port)).warnings).toEqual([]);
    }
  });

  it('paths come in the order given, each with its size and compression', async () => {
    const disk = memoryDisk({ z: '{}', a: gzipSync('x'), m: zstdFrame(Buffer.from('x')), empty: '' });
    const { inputs } = await listInputs(['z', '-', 'a', 'm', 'empty'], disk.port);
    expect(inputs.map(({ name, kind, size }) => [name, kind, size])).toEqual([
      ['z', 'plain', 2],
      ['-', 'stream', undefined],
      ['a', 'gzip', gzipSync('x').length],
      ['m', 'zstd', zstdFrame(Buffer.from('x')).length],
      ['empty', 'plain', 0],
    ]);
  });

  it.each([
    [[], 'no-export'],
    [['nowhere'], 'no-such-file'],
    [['-', '-'], 'stdin-twice'],
    [['hidden'], 'empty-folder'],
  ])('%j is a usage error', async (paths, code) => {
    const failed = listInputs(paths, memoryDisk({ 'hidden/.x': '' }).port);
    await expect(failed).rejects.toMatchObject({ kind: 'usage', code });
  });

  it('a pipe named by its path is read as it comes', async () => {
    const disk = memoryDisk({ '/dev/fd/9': gzipSync('{"a":1}\n{"a":2}\n') }, { pipes: ['/dev/fd/9'], step: () => 5 });
    const { inputs } = await listInputs(['/dev/fd/9'], disk.port);
    expect(inputs[0]).toEqual({ name: '/dev/fd/9', path: '/dev/fd/9', kind: 'stream' });
    expect(await drain(await openExport(inputs, {}, { files: disk.port }))).toHaveLength(2);
  });

  it('works on the real disk', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'tim-read-'));
    try {
      await writeFile(join(folder, 'a.jsonl.gz'), gzipSync('{"a":1}\n'));
      await writeFile(join(folder, 'b.csv'), 'x,y\n1,2\n');
      const { inputs } = await listInputs([folder], nodeFiles);
      const opened = await openExport(inputs, {}, { files: nodeFiles });
      expect((await drain(opened)).map(({ value }) => value)).toEqual([{ a: 1 }, { x: '1', y: '2' }]);
      await expect(
        drain(await openExport([{ name: folder, path: folder, kind: 'plain' }], {}, { files: nodeFiles })),
      ).rejects.toMatchObject({
        kind: 'stopped',
        code: 'read-failed',
        message: expect.stringContaining('EISDIR'),
      });
    } finally {
      await rm(folder, { recursive: true });
    }
  });
});
