import { describe, expect, it } from 'vitest';
import { nodeFiles } from '../../src/system/node-files.js';
import { readText, replaceText } from '../../src/text-file.js';
import type { FileHandle, Files } from '../../src/types.js';
import { temporaryFolder } from '../helpers/export-files.js';
import { MemoryFiles } from '../helpers/memory-files.js';

/** What a run asks of a disk: the real one and the one simulations use must agree. */
const DISKS: Readonly<Record<string, { files: Files; folder: string }>> = {
  nodeFiles: { files: nodeFiles, folder: temporaryFolder() },
  MemoryFiles: { files: new MemoryFiles(), folder: '/state' },
};

describe.each(Object.entries(DISKS))('port Files: %s', (_, { files, folder }) => {
  let names = 0;
  function fresh(): string {
    names += 1;
    return `${folder}/file-${names}`;
  }

  async function write(path: string, text: string): Promise<void> {
    await use(await files.open(path, 'w', 0o600), (handle) => handle.write(Buffer.from(text), null));
  }

  async function use<Result>(handle: FileHandle, act: (handle: FileHandle) => Promise<Result>): Promise<Result> {
    try {
      return await act(handle);
    } finally {
      await handle.close();
    }
  }

  const text = (path: string) => readText(files, path);

  it('writes, reads and tells sizes in bytes', async () => {
    const path = fresh();
    await write(path, 'héllo');
    expect(await text(path)).toBe('héllo');
    expect(await files.stat(path)).toMatchObject({ size: 6, kind: 'file' });
  });

  it('what is not there: stat is undefined, r and r+ say ENOENT, so do rename and unlink', async () => {
    const path = fresh();
    expect(await files.stat(path)).toBeUndefined();
    for (const flags of ['r', 'r+'] as const)
      await expect(files.open(path, flags)).rejects.toMatchObject({ code: 'ENOENT' });
    await expect(files.rename(path, fresh())).rejects.toMatchObject({ code: 'ENOENT' });
    await expect(files.unlink(path)).rejects.toMatchObject({ code: 'ENOENT' });
  });

  it('wx makes a file once: of two at the same time one gets EEXIST', async () => {
    const path = fresh();
    const both = await Promise.allSettled([files.open(path, 'wx', 0o600), files.open(path, 'wx', 0o600)]);
    expect(both.map((one) => one.status).sort()).toEqual(['fulfilled', 'rejected']);
    for (const one of both) {
      if (one.status === 'fulfilled') await one.value.close();
      else expect(one.reason).toMatchObject({ code: 'EEXIST' });
    }
  });

  it('w empties, r+ keeps, a writes behind', async () => {
    const path = fresh();
    await write(path, 'one');
    await use(await files.open(path, 'r+'), (handle) => handle.write(Buffer.from('X'), 1));
    expect(await text(path)).toBe('oXe');
    await use(await files.open(path, 'a'), (handle) => handle.write(Buffer.from('!'), null));
    expect(await text(path)).toBe('oXe!');
    await write(path, '');
    expect(await text(path)).toBe('');
  });

  it('positions: given ones leave the place alone, null goes on from it', async () => {
    const path = fresh();
    await write(path, 'abcdef');
    await use(await files.open(path, 'r'), async (handle) => {
      const buffer = Buffer.alloc(4, '.');
      expect(await handle.read(buffer, 0, 2, null)).toBe(2);
      expect(await handle.read(buffer, 2, 1, 5)).toBe(1);
      expect(await handle.read(buffer, 3, 1, null)).toBe(1);
      expect(buffer.toString()).toBe('abfc');
      expect(await handle.read(buffer, 0, 4, 100)).toBe(0);
    });
  });

  it('writing beyond the end fills with zeros; truncate cuts, and makes longer', async () => {
    const path = fresh();
    await write(path, 'ab');
    await use(await files.open(path, 'r+'), async (handle) => {
      await handle.write(Buffer.from('z'), 4);
      expect((await handle.stat()).size).toBe(5);
      await handle.truncate(3);
      await handle.sync();
    });
    expect(await text(path)).toBe('ab\0');
    await use(await files.open(path, 'r+'), (handle) => handle.truncate(5));
    expect(await text(path)).toBe('ab\0\0\0');
  });

  it('rename replaces what is there', async () => {
    const [from, to] = [fresh(), fresh()];
    await write(from, 'new');
    await write(to, 'old');
    await files.rename(from, to);
    expect([await text(from), await text(to)]).toEqual([undefined, 'new']);
    await replaceText(files, folder, to.slice(folder.length + 1), 'newest');
    expect(await text(to)).toBe('newest');
    expect(await files.stat(`${to}.tmp`)).toBeUndefined();
  });

  it('a handle of a file that was replaced still reads the old one', async () => {
    const [from, to] = [fresh(), fresh()];
    await write(from, 'new');
    await write(to, 'old');
    await use(await files.open(to, 'r'), async (handle) => {
      await files.rename(from, to);
      const buffer = Buffer.alloc(3);
      await handle.read(buffer, 0, 3, 0);
      expect(buffer.toString()).toBe('old');
    });
  });

  it('folders are made with all above them, twice too; list names what is directly inside', async () => {
    const inner = `${folder}/a/b`;
    await files.makeFolder(inner, 0o700);
    await files.makeFolder(inner, 0o700);
    await write(`${inner}/x`, '1');
    await write(`${inner}/y`, '2');
    await files.syncFolder(inner);
    expect((await files.list(inner)).sort()).toEqual(['x', 'y']);
    expect(await files.list(`${folder}/a`)).toEqual(['b']);
    expect(await files.stat(inner)).toMatchObject({ kind: 'folder' });
    await files.unlink(`${inner}/x`);
    expect(await files.list(inner)).toEqual(['y']);
  });
});
