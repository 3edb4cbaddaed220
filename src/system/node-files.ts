import { mkdir, type FileHandle as NodeHandle, open, readdir, rename, stat, unlink } from 'node:fs/promises';
import { systemCode } from '../errors.js';
import type { FileHandle, FileStat, Files } from '../types.js';

/** The real disk. */
export const nodeFiles: Files = {
  async open(path, flags, mode) {
    return handle(await open(path, flags, mode));
  },
  rename,
  unlink,
  async makeFolder(path, mode) {
    await mkdir(path, { recursive: true, ...(mode === undefined ? {} : { mode }) });
  },
  async syncFolder(path) {
    const folder = await open(path, 'r');
    try {
      await folder.sync();
    } finally {
      await folder.close();
    }
  },
  async stat(path) {
    try {
      return fileStat(await stat(path));
    } catch (error) {
      const code = systemCode(error);
      if (code === 'ENOENT' || code === 'ENOTDIR') return undefined;
      throw error;
    }
  },
  list: (path) => readdir(path),
};

function fileStat(found: { size: number; mtimeMs: number; isFile(): boolean; isDirectory(): boolean }): FileStat {
  const kind = found.isFile() ? 'file' : found.isDirectory() ? 'folder' : 'other';
  return { size: found.size, kind, modifiedMs: found.mtimeMs };
}

function handle(node: NodeHandle): FileHandle {
  return {
    async read(buffer, offset, length, position) {
      return (await node.read(buffer, offset, length, position)).bytesRead;
    },
    async write(bytes, position) {
      let done = 0;
      while (done < bytes.length) {
        const at = position === null ? null : position + done;
        done += (await node.write(bytes, done, bytes.length - done, at)).bytesWritten;
      }
    },
    truncate: (length) => node.truncate(length),
    sync: () => node.sync(),
    async stat() {
      return fileStat(await node.stat());
    },
    close: () => node.close(),
  };
}
