import type { FileHandle, FileStat, Files } from '../../src/types.js';

/** A disk in memory. `fail` is asked before each operation and may throw. */
export class MemoryFiles implements Files {
  readonly content = new Map<string, Buffer>();
  fail: (operation: string, path: string) => void = () => undefined;
  readonly operations: string[] = [];

  async open(path: string, flags: 'r' | 'r+' | 'w' | 'wx' | 'a'): Promise<FileHandle> {
    this.act('open', path);
    const exists = this.content.has(path);
    if (flags === 'wx' && exists) throw systemError('EEXIST', path);
    if ((flags === 'r' || flags === 'r+') && !exists) throw systemError('ENOENT', path);
    if (flags === 'w' || flags === 'wx' || (flags === 'a' && !exists)) this.content.set(path, Buffer.alloc(0));
    return this.handle(path);
  }

  async rename(from: string, to: string): Promise<void> {
    this.act('rename', to);
    const bytes = this.content.get(from);
    if (!bytes) throw systemError('ENOENT', from);
    this.content.delete(from);
    this.content.set(to, bytes);
  }

  async unlink(path: string): Promise<void> {
    this.act('unlink', path);
    if (!this.content.delete(path)) throw systemError('ENOENT', path);
  }

  async makeFolder(path: string): Promise<void> {
    this.act('makeFolder', path);
  }

  async syncFolder(path: string): Promise<void> {
    this.act('syncFolder', path);
  }

  async stat(path: string): Promise<FileStat | undefined> {
    const bytes = this.content.get(path);
    return bytes && { size: bytes.length, kind: 'file', modifiedMs: 0 };
  }

  async list(path: string): Promise<string[]> {
    const names = [...this.content.keys()].filter((name) => name.startsWith(`${path}/`));
    return names.map((name) => name.slice(path.length + 1));
  }

  text(path: string): string | undefined {
    return this.content.get(path)?.toString('utf8');
  }

  private act(operation: string, path: string): void {
    this.fail(operation, path);
    this.operations.push(`${operation} ${path}`);
  }

  private handle(path: string): FileHandle {
    let cursor = 0;
    const bytes = () => this.content.get(path) ?? Buffer.alloc(0);
    return {
      read: async (buffer, offset, length, position) => {
        const from = position ?? cursor;
        const count = bytes().copy(buffer, offset, from, from + length);
        if (position === null) cursor += count;
        return count;
      },
      write: async (added, position) => {
        this.act('write', path);
        const from = position ?? cursor;
        const grown = Buffer.alloc(Math.max(bytes().length, from + added.length));
        bytes().copy(grown);
        Buffer.from(added).copy(grown, from);
        this.content.set(path, grown);
        if (position === null) cursor += added.length;
      },
      truncate: async (length) => {
        this.act('truncate', path);
        this.content.set(path, Buffer.from(bytes().subarray(0, length)));
      },
      sync: async () => this.act('sync', path),
      stat: async () => ({ size: bytes().length, kind: 'file', modifiedMs: 0 }),
      close: async () => undefined,
    };
  }
}

export function systemError(code: string, path: string): Error {
  return Object.assign(new Error(`${code}: ${path}`), { code });
}
