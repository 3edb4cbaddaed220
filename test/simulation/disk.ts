import type { FileHandle, FileStat, Files } from '../../src/types.js';
import { systemError } from '../helpers/memory-files.js';
import type { Chance } from './chance.js';
import type { Life, World } from './world.js';

/*
 * A disk that keeps its promises and no more. A file's content is in memory until the file is synced; names (made, renamed,
 * removed) until their folder is. A process that is killed leaves all as it is, save for the operation it was in, which may
 * have happened, or a part of it. When the power fails, of what was not synced any part may be there, each write cut at any
 * byte; what was synced is there.
 */

/** One change of a file's content since it was synced. */
type Change =
  | { readonly kind: 'write'; readonly position: number; readonly bytes: Buffer }
  | { readonly kind: 'truncate'; readonly length: number };

interface Inode {
  content: Buffer;
  durable: Buffer;
  changes: Change[];
}

/** One change of names since the folder was synced. */
type Naming = { readonly path: string; readonly inode: Inode | undefined };

/** What goes wrong: each operation of the kinds named, from the first on and for so many. */
export interface DiskFault {
  readonly code: 'ENOSPC' | 'EIO' | 'EACCES';
  readonly operations: readonly DiskOperation[];
  /** Number of the first operation of the life that fails, from 0, and how many do; a fault that never ends has many. */
  readonly from: number;
  readonly count: number;
  /** In scenarios made by hand: only operations on the file of this name. */
  readonly file?: string;
}

export type DiskOperation = 'open' | 'write' | 'sync' | 'rename' | 'unlink' | 'syncFolder' | 'truncate' | 'read';

/** What a process is in the middle of, for when it is killed. */
interface Running {
  readonly life: Life;
  /** Does it, or a part of it; does nothing when it is done. */
  readonly finish: (share: number) => void;
}

export class Disk {
  private readonly names = new Map<string, Inode>();
  private durableNames = new Map<string, Inode>();
  private readonly namings = new Map<string, Naming[][]>();
  private readonly folders = new Set<string>();
  private readonly running = new Set<Running>();
  /** Told of each file that got another's name, when it has it. */
  onRename: (path: string) => void = () => undefined;
  failures = 0;

  constructor(
    private readonly world: World,
    private readonly chance: Chance,
  ) {}

  /** Makes a folder, or a file that is synced. */
  put(path: string, content: Buffer): void {
    const folder = folderOf(path);
    this.folders.add(folder);
    const inode: Inode = { content, durable: content, changes: [] };
    this.names.set(path, inode);
    this.durableNames.set(path, inode);
  }

  /** Gives a file more content; who has it open sees it. */
  grow(path: string, content: Buffer): void {
    const inode = this.names.get(path);
    if (!inode) return this.put(path, content);
    inode.content = content;
    inode.durable = content;
  }

  makeFolder(path: string): void {
    this.folders.add(path);
  }

  remove(path: string): void {
    this.names.delete(path);
    this.durableNames.delete(path);
  }

  content(path: string): Buffer | undefined {
    return this.names.get(path)?.content;
  }

  /** What of a file would be there whatever happened, if its name is. */
  durable(path: string): Buffer | undefined {
    return this.names.get(path)?.durable;
  }

  paths(): string[] {
    return [...this.names.keys()];
  }

  /** The operations a process is in the middle of happen, or not, or in part. */
  kill(life: Life): void {
    for (const running of this.running) {
      if (running.life !== life) continue;
      this.running.delete(running);
      if (this.chance.happens(0.6)) running.finish(this.chance.happens(0.5) ? 1 : this.chance.next());
    }
  }

  /** What was not synced is there, or not, or in part. All processes must be dead. */
  powerCut(): void {
    const kept = new Map(this.durableNames);
    for (const namings of this.namings.values()) {
      // A journal keeps the order of changes: some first ones are there.
      const count = this.chance.happens(0.4) ? 0 : this.chance.whole(0, namings.length);
      for (const { path, inode } of namings.slice(0, count).flat()) {
        if (inode) kept.set(path, inode);
        else kept.delete(path);
      }
    }
    this.namings.clear();
    this.names.clear();
    for (const [path, inode] of kept) {
      const content = this.remains(inode);
      this.names.set(path, { content, durable: content, changes: [] });
    }
    this.durableNames = new Map(this.names);
  }

  private remains({ durable, changes }: Inode): Buffer {
    let content = durable;
    const whole = this.chance.happens(0.3);
    for (const change of changes) {
      if (!whole && this.chance.happens(0.5)) continue;
      const share = whole || this.chance.happens(0.5) ? 1 : this.chance.next();
      content = applied(content, change, share);
    }
    return content;
  }

  /** The disk as a process sees it. */
  filesOf(life: Life, faults: readonly DiskFault[]): Files {
    let operations = 0;
    const act = async <Answer>(kind: DiskOperation, path: string, how: Action<Answer>): Promise<Answer> => {
      const number = operations;
      operations += 1;
      const fault = faults.find(
        ({ from, count, operations: kinds, file = '' }) =>
          number >= from && number < from + count && kinds.includes(kind) && path.endsWith(file),
      );
      return this.act(life, path, fault, how);
    };
    return this.files(act);
  }

  private act<Answer>(life: Life, path: string, fault: DiskFault | undefined, how: Action<Answer>): Promise<Answer> {
    return new Promise((resolve, reject) => {
      let isDone = false;
      let answer: Answer | undefined;
      let failure: unknown;
      const finish = (share: number): void => {
        if (isDone) return;
        isDone = true;
        if (fault) {
          this.failures += 1;
          how.fail?.(this.chance.next(), fault.code);
          failure = systemError(fault.code, path);
          return;
        }
        try {
          answer = how.act(share);
        } catch (error) {
          failure = error;
        }
      };
      const running: Running = { life, finish };
      this.running.add(running);
      // It may happen long before the process is told.
      if (this.chance.happens(0.3)) finish(1);
      this.world.after(
        this.delayMs(),
        () => {
          this.running.delete(running);
          finish(1);
          if (failure === undefined) resolve(answer as Answer);
          else reject(failure as Error);
        },
        life,
      );
    });
  }

  private delayMs(): number {
    return this.chance.happens(0.02) ? this.chance.magnitude(10, 500) : this.chance.next() * 2;
  }

  private files(act: <Answer>(kind: DiskOperation, path: string, how: Action<Answer>) => Promise<Answer>): Files {
    return {
      open: async (path, flags) => {
        const inode = await act('open', path, { act: () => this.opened(path, flags) });
        return this.handle(path, inode, flags === 'a', act);
      },
      rename: (from, to) =>
        act('rename', to, {
          act: () => {
            const inode = this.names.get(from);
            if (!inode) throw systemError('ENOENT', from);
            this.name([
              { path: to, inode },
              { path: from, inode: undefined },
            ]);
            this.onRename(to);
          },
        }),
      unlink: (path) =>
        act('unlink', path, {
          act: () => {
            if (!this.names.has(path)) throw systemError('ENOENT', path);
            this.name([{ path, inode: undefined }]);
          },
        }),
      makeFolder: async (path) => this.makeFolder(path),
      syncFolder: (path) =>
        act('syncFolder', path, {
          act: () => {
            for (const { path: name, inode } of (this.namings.get(path) ?? []).flat()) {
              if (inode) this.durableNames.set(name, inode);
              else this.durableNames.delete(name);
            }
            this.namings.delete(path);
          },
        }),
      stat: (path) => act('read', path, { act: () => this.stat(path) }),
      list: (path) =>
        act('read', path, {
          act: () =>
            [...this.names.keys()]
              .filter((name) => folderOf(name) === path)
              .map((name) => name.slice(path.length + 1))
              // A file system lists in an order of its own.
              .reverse(),
        }),
    };
  }

  private stat(path: string): FileStat | undefined {
    if (this.folders.has(path)) return { size: 0, kind: 'folder', modifiedMs: 0 };
    const inode = this.names.get(path);
    return inode && { size: inode.content.length, kind: 'file', modifiedMs: 0 };
  }

  private opened(path: string, flags: string): Inode {
    const found = this.names.get(path);
    if (flags === 'wx' && found) throw systemError('EEXIST', path);
    if (found) {
      if (flags === 'w') change(found, { kind: 'truncate', length: 0 });
      return found;
    }
    if (flags === 'r' || flags === 'r+') throw systemError('ENOENT', path);
    const inode: Inode = { content: Buffer.alloc(0), durable: Buffer.alloc(0), changes: [] };
    this.name([{ path, inode }]);
    return inode;
  }

  /** Changes names in one step. */
  private name(changes: Naming[]): void {
    for (const { path, inode } of changes) {
      if (inode) this.names.set(path, inode);
      else this.names.delete(path);
    }
    const folder = folderOf(changes[0]!.path);
    const namings = this.namings.get(folder) ?? [];
    namings.push(changes);
    this.namings.set(folder, namings);
  }

  private handle(
    path: string,
    inode: Inode,
    appends: boolean,
    act: <Answer>(kind: DiskOperation, path: string, how: Action<Answer>) => Promise<Answer>,
  ): FileHandle {
    let cursor = 0;
    return {
      read: (buffer, offset, length, position) =>
        act('read', path, {
          act: () => {
            const from = position ?? cursor;
            // A file system may give less than was asked for.
            const most = this.chance.happens(0.5) ? length : Math.min(length, this.chance.magnitude(1, 4_096));
            const count = from >= inode.content.length ? 0 : inode.content.copy(buffer, offset, from, from + most);
            if (position === null) cursor += count;
            return count;
          },
        }),
      write: (bytes, position) => {
        const copy = Buffer.from(bytes);
        const write = (share: number): void => {
          const at = appends ? inode.content.length : (position ?? cursor);
          const part = copy.subarray(0, Math.floor(copy.length * share));
          change(inode, { kind: 'write', position: at, bytes: part });
          if (position === null) cursor = at + part.length;
        };
        return act('write', path, { act: write, fail: (share, code) => code === 'ENOSPC' && write(share) });
      },
      truncate: (length) => act('truncate', path, { act: () => change(inode, { kind: 'truncate', length }) }),
      sync: () =>
        act('sync', path, {
          act: () => {
            inode.durable = inode.content;
            inode.changes = [];
          },
          // What could not be written is forgotten: another sync says nothing of it.
          fail: () => {
            inode.changes = [];
          },
        }),
      stat: () => act('read', path, { act: () => ({ size: inode.content.length, kind: 'file', modifiedMs: 0 }) }),
      close: () => act('read', path, { act: () => undefined }),
    };
  }
}

interface Action<Answer> {
  /** Does so much of it as the share says; only writes come in parts. */
  readonly act: (share: number) => Answer;
  /** What a failure leaves behind. */
  readonly fail?: (share: number, code: string) => void;
}

function change(inode: Inode, made: Change): void {
  inode.content = applied(inode.content, made, 1);
  inode.changes.push(made);
}

/** The content after so much of a change. */
function applied(content: Buffer, made: Change, share: number): Buffer {
  if (made.kind === 'truncate') {
    const cut = Buffer.alloc(made.length);
    content.copy(cut);
    return cut;
  }
  const bytes = made.bytes.subarray(0, Math.floor(made.bytes.length * share));
  const grown = Buffer.alloc(Math.max(content.length, made.position + bytes.length));
  content.copy(grown);
  bytes.copy(grown, made.position);
  return grown;
}

function folderOf(path: string): string {
  return path.slice(0, path.lastIndexOf('/'));
}
