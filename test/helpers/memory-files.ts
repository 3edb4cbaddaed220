import type { FileHandle, FileStat, Files } from '../../src/types.js';

/** A handle's file: as on a disk, what is removed or replaced lives on for who has it open. */
interface Opened {
  /** Undefined once another file has its name. */
  path: string | undefined;
  bytes: Buffer;
}

/** A disk in memory. `fail` is asked before each operation and may throw. */
export class MemoryFiles implements Files {
  readonly content = new Map<string, Buffer>();
  fail: (operation: string, path: string) => void = () => undefined;
  readonly operations: string[] = [];
  private readonly folders = new Set<string>();
  private readonly opened = new Set<Opened>();

  async open(path: string, flags: 'r' | 'r+' | 'w' | 'wx' | 'a'): Promise<FileHandle> {
    this.act('open', path);
    const exists = this.content.has(path);
    if (flags === 'wx' && exists) throw systemError('EEXIST', path);
    if ((flags === 'r' || flags === 'r+') && !exists) throw systemError('ENOENT', path);
    if (flags === 'w' || flags === 'wx' || (flags === 'a' && !exists)) this.content.set(path, Buffer.alloc(0));
    return this.handle(path, flags === 'a');
  }

  async rename(from: string, to: string): Promise<void> {
    this.act('rename', to);
    const bytes = this.content.get(from);
    if (!bytes) throw systemError('ENOENT', from);
    this.letGo(to);
    for (const file of this.opened) if (file.path === from) file.path = to;
    this.content.delete(from);
    this.content.set(to, bytes);
  }

  async unlink(path: string): Promise<void> {
    this.act('unlink', path);
    this.letGo(path);
    if (!this.content.delete(path)) throw systemError('ENOENT', path);
  }

  async makeFolder(path: string): Promise<void> {
    this.act('makeFolder', path);
    for (let end = path.length; end > 0; end = path.lastIndexOf('/', end - 1)) this.folders.add(path.slice(0, end));
  }

  async syncFolder(path: string): Promise<void> {
    this.act('syncFolder', path);
  }

  async stat(path: string): Promise<FileStat | undefined> {
    if (this.folders.has(path)) return { size: 0, kind: 'folder', modifiedMs: 0 };
    const bytes = this.content.get(path);
    return bytes && { size: bytes.length, kind: 'file', modifiedMs: 0 };
  }

  async list(path: string): Promise<string[]> {
    const inside = [...this.content.keys(), ...this.folders].filter((name) => name.startsWith(`${path}/`));
    return inside.map((name) => name.slice(path.length + 1)).filter((name) => !name.includes('/'));
  }

  text(path: string): string | undefined {
    return this.content.get(path)?.toString('utf8');
  }

  private act(operation: string, path: string): void {
    this.fail(operation, path);
    this.operations.push(`${operation} ${path}`);
  }

  /** Who has the file open keeps it as it is now. */
  private letGo(path: string): void {
    for (const file of this.opened) {
      if (file.path !== path) continue;
      file.bytes = this.content.get(path) ?? file.bytes;
      file.path = undefined;
    }
  }

  private handle(path: string, appends: boolean): FileHandle {
    let cursor = 0;
    const file: Opened = { path, bytes: Buffer.alloc(0) };
    this.opened.add(file);
    const bytes = () => (file.path === undefined ? file.bytes : (this.content.get(file.path) ?? Buffer.alloc(0)));
    const keep = (changed: Buffer) => {
      if (file.path === undefined) file.bytes = changed;
      else this.content.set(file.path, changed);
    };
    return {
      read: async (buffer, offset, length, position) => {
        const from = position ?? cursor;
        const count = from >= bytes().length ? 0 : bytes().copy(buffer, offset, from, from + length);
        if (position === null) cursor += count;
        return count;
      },
      write: async (added, position) => {
        this.act('write', path);
        const from = appends ? bytes().length : (position ?? cursor);
        const grown = Buffer.alloc(Math.max(bytes().length, from + added.length));
        bytes().copy(grown);
        Buffer.from(added).copy(grown, from);
        keep(grown);
        if (position === null) cursor = from + added.length;
      },
      truncate: async (length) => {
        this.act('truncate', path);
        const cut = Buffer.alloc(length);
        bytes().copy(cut);
        keep(cut);
      },
      sync: async () => this.act('sync', path),
      stat: async () => ({ size: bytes().length, kind: 'file', modifiedMs: 0 }),
      close: async () => {
        this.opened.delete(file);
      },
    };
  }
}

/** As Node.js makes them. */
export function systemError(code: string, path: string): Error {
  return Object.assign(new Error(`${code}: ${path}`), { code, errno: -1, syscall: 'open', path });
}
