import { crc32, deflateRawSync } from 'node:zlib';
import { type Input, listInputs, type OpenDeps, openExport, type ReadOptions } from '../../../src/read/open.js';
import type { Export, FileHandle, FileStat, Files, RawRecord } from '../../../src/types.js';

/** A disk in memory. Folders are the beginnings of its paths. */
export interface Disk {
  readonly files: Map<string, Buffer>;
  readonly port: Files;
  /** Bytes asked for by reads, by path. */
  readonly read: Map<string, number>;
  openHandles: number;
}

export interface DiskOptions {
  /** A read answers at most so many bytes; called for each read. */
  readonly step?: () => number;
  /** Called before each read; may throw. */
  readonly onRead?: (path: string, position: number) => void;
  /** Paths that are pipes. */
  readonly pipes?: readonly string[];
}

export function memoryDisk(content: Readonly<Record<string, Buffer | string>>, options: DiskOptions = {}): Disk {
  const files = new Map(Object.entries(content).map(([path, text]) => [path, Buffer.from(text)]));
  const disk: Disk = { files, read: new Map(), openHandles: 0, port: {} as Files };
  const statOf = (given: string): FileStat | undefined => {
    const path = given.replace(/\/$/, '');
    const bytes = files.get(path);
    if (bytes) return { size: bytes.length, kind: options.pipes?.includes(path) ? 'other' : 'file', modifiedMs: 0 };
    const isFolder = [...files.keys()].some((name) => name.startsWith(`${path}/`));
    return isFolder ? { size: 0, kind: 'folder', modifiedMs: 0 } : undefined;
  };
  const open = async (path: string, flags: string): Promise<FileHandle> => {
    if (flags === 'w') files.set(path, Buffer.alloc(0));
    else if (!files.has(path)) throw Object.assign(new Error('ENOENT'), { code: 'ENOENT' });
    disk.openHandles += 1;
    return handleOf(disk, path, options);
  };
  const port: Partial<Files> = {
    open,
    stat: async (path) => statOf(path),
    list: async (path) => {
      const inside = [...files.keys()].filter((name) => name.startsWith(`${path}/`));
      return [...new Set(inside.map((name) => name.slice(path.length + 1).split('/')[0]!))];
    },
    unlink: async (path) => {
      files.delete(path);
    },
  };
  Object.assign(disk.port, port);
  return disk;
}

function handleOf(disk: Disk, path: string, options: DiskOptions): FileHandle {
  let place = 0;
  let isOpen = true;
  const handle: Partial<FileHandle> = {
    async read(buffer, offset, length, position) {
      if (!isOpen) throw Object.assign(new Error('EBADF'), { code: 'EBADF' });
      const from = position ?? place;
      options.onRead?.(path, from);
      const bytes = disk.files.get(path)!;
      const wanted = Math.min(length, options.step?.() ?? length);
      const got = bytes.copy(buffer, offset, from, Math.min(bytes.length, from + wanted));
      place = from + got;
      disk.read.set(path, (disk.read.get(path) ?? 0) + got);
      return got;
    },
    async write(bytes) {
      disk.files.set(path, Buffer.concat([disk.files.get(path)!, bytes]));
    },
    async stat() {
      return { size: disk.files.get(path)!.length, kind: 'file', modifiedMs: 0 };
    },
    async close() {
      if (isOpen) disk.openHandles -= 1;
      isOpen = false;
    },
  };
  return handle as FileHandle;
}

/** Reads all records of an export and closes it. */
export async function drain(opened: Export): Promise<RawRecord[]> {
  const records: RawRecord[] = [];
  try {
    for await (const some of opened.records()) records.push(...some);
  } finally {
    await opened.close();
  }
  return records;
}

export interface OneInput extends Omit<OpenDeps, 'files'> {
  readonly name?: string;
  readonly step?: () => number;
}

/** Opens bytes as the only input. */
export async function openBytes(
  bytes: Buffer | string,
  options: ReadOptions = {},
  one: OneInput = {},
): Promise<Export> {
  const { name = 'export.jsonl', step, ...deps } = one;
  const disk = memoryDisk({ [name]: Buffer.from(bytes) }, step ? { step } : {});
  const { inputs } = await listInputs([name], disk.port);
  return openExport(inputs, options, { ...deps, files: disk.port });
}

export async function readBytes(
  bytes: Buffer | string,
  options: ReadOptions = {},
  one: OneInput = {},
): Promise<RawRecord[]> {
  return drain(await openBytes(bytes, options, one));
}

/** What a record says, in a form that compares well. */
export function brief({ at, end, endLine, value, broken, openEnd }: RawRecord): Record<string, unknown> {
  return {
    record: at.record,
    line: at.line,
    byte: at.byte,
    end,
    endLine,
    ...(broken
      ? {
          code: broken.code,
          length: broken.length,
          atEnd: broken.atEnd,
          raw: Buffer.from(broken.raw).toString('latin1'),
        }
      : { value }),
    ...(openEnd ? { openEnd } : {}),
  };
}

export function briefs(records: readonly RawRecord[]): Record<string, unknown>[] {
  return records.map(brief);
}

export function codes(records: readonly RawRecord[]): string[] {
  return records.map(({ broken }) => broken?.code ?? 'ok');
}

export const standardInput: Input = { name: '-', path: '-', kind: 'stream' };

export async function* streamOf(bytes: Buffer, step = 1000): AsyncGenerator<Uint8Array> {
  for (let from = 0; from < bytes.length; from += step) yield bytes.subarray(from, from + step);
}

/** A Zstandard frame of raw blocks. */
export function zstdFrame(bytes: Buffer): Buffer {
  const parts: Buffer[] = [Buffer.from([0x28, 0xb5, 0x2f, 0xfd, 0x00, 0x58])];
  for (let from = 0; from === 0 || from < bytes.length; from += 1000) {
    const block = bytes.subarray(from, from + 1000);
    const header = Buffer.alloc(3);
    header.writeUIntLE((block.length << 3) | (from + 1000 >= bytes.length ? 1 : 0), 0, 3);
    parts.push(header, block);
  }
  return Buffer.concat(parts);
}

export interface ZipFile {
  readonly name: string;
  readonly bytes: Buffer;
  readonly isStored?: boolean;
}

/** A zip archive, written here so that wrong ones can be made too. */
export function zipOf(entries: readonly ZipFile[]): Buffer {
  const bodies: Buffer[] = [];
  const directory: Buffer[] = [];
  let offset = 0;
  for (const { name, bytes, isStored } of entries) {
    const packed = isStored ? bytes : deflateRawSync(bytes);
    const common = Buffer.alloc(26);
    common.writeUInt16LE(20, 0);
    common.writeUInt16LE(0x800, 2);
    common.writeUInt16LE(isStored ? 0 : 8, 4);
    common.writeUInt32LE(crc32(bytes), 10);
    common.writeUInt32LE(packed.length, 14);
    common.writeUInt32LE(bytes.length, 18);
    common.writeUInt16LE(Buffer.byteLength(name), 22);
    const local = Buffer.concat([Buffer.from('PK\x03\x04'), common, Buffer.from(name)]);
    const central = Buffer.concat([Buffer.from('PK\x01\x02\x14\x00'), common, Buffer.alloc(14), Buffer.from(name)]);
    central.writeUInt32LE(offset, 42);
    directory.push(central);
    bodies.push(local, packed);
    offset += local.length + packed.length;
  }
  const size = directory.reduce((sum, { length }) => sum + length, 0);
  const end = Buffer.alloc(22);
  end.write('PK\x05\x06', 0, 'latin1');
  end.writeUInt16LE(entries.length, 8);
  end.writeUInt16LE(entries.length, 10);
  end.writeUInt32LE(size, 12);
  end.writeUInt32LE(offset, 16);
  return Buffer.concat([...bodies, ...directory, end]);
}
