import { createHash } from 'node:crypto';
import { FatalError } from '../errors.js';
import type { FileHandle, Files } from '../types.js';
import { diskError } from './disk-error.js';

/** The end of such a file that a checkpoint holds a hash of. */
const TAIL_BYTES = 4096;
/** Lines are gathered up to this size before they are written. */
const GATHERED_BYTES = 256 * 1024;

/** What a checkpoint holds of a file of lines. */
export interface SavedLines {
  readonly bytes: number;
  /** SHA-256 (hex) of its last 4 KiB. */
  readonly tail: string;
}

export const REJECTS_FILE = 'rejects.jsonl';
/** What a command found out about messages that went their way all the same. */
export const FINDINGS_FILE = 'findings.jsonl';

/**
 * rejects.jsonl or findings.jsonl, append only. A line is in the file for good once a checkpoint that counts it is saved; what an
 * interrupted life wrote beyond that is cut back on resume. Every call that fails leaves the run unable to go on.
 */
export class LinesFile {
  private gathered: Buffer[] = [];
  private gatheredBytes = 0;
  private tail: Buffer;
  private length: number;
  private writing: Promise<void> = Promise.resolve();
  private isClosed = false;

  private constructor(
    private readonly handle: FileHandle,
    private readonly folder: string,
    length: number,
    tail: Buffer,
  ) {
    this.length = length;
    this.tail = tail;
  }

  /** Opens the file as a checkpoint left it. Nothing is changed before all checks have passed. */
  static async open(
    files: Files,
    folder: string,
    name: typeof REJECTS_FILE | typeof FINDINGS_FILE,
    saved: SavedLines | undefined,
  ): Promise<LinesFile> {
    const path = `${folder}/${name}`;
    const found = await files.stat(path);
    if (!saved || (saved.bytes === 0 && !found)) {
      return new LinesFile(await files.open(path, 'w', 0o600), folder, 0, Buffer.alloc(0));
    }
    const handle = await openSaved(files, path, saved);
    try {
      const tail = await readTail(handle, saved.bytes);
      if (hashOf(tail) !== saved.tail) {
        const what = `its last ${tail.length} bytes before byte ${saved.bytes} are not the ones that were saved`;
        throw changed(path, what);
      }
      await handle.truncate(saved.bytes);
      return new LinesFile(handle, folder, saved.bytes, tail);
    } catch (error) {
      await handle.close();
      throw error;
    }
  }

  /** Adds a line. It is written by the next `flush`. */
  append(line: string): void {
    const bytes = Buffer.from(line);
    this.gathered.push(bytes);
    this.gatheredBytes += bytes.length;
    this.length += bytes.length;
    this.tail = Buffer.from(Buffer.concat([this.tail, bytes]).subarray(-TAIL_BYTES));
  }

  /** True when so much is gathered that the reader should wait for a `flush`. */
  get full(): boolean {
    return this.gatheredBytes >= GATHERED_BYTES;
  }

  /** Length and hash of all appended so far, for the checkpoint; `sync` must follow before it is saved. */
  state(): SavedLines {
    return { bytes: this.length, tail: hashOf(this.tail) };
  }

  /** Writes what is gathered, in order. */
  flush(): Promise<void> {
    const bytes = Buffer.concat(this.gathered);
    const position = this.length - this.gatheredBytes;
    this.gathered = [];
    this.gatheredBytes = 0;
    this.writing = this.writing.then(() => this.write(bytes, position));
    return this.writing;
  }

  async sync(): Promise<void> {
    await this.flush();
    await this.handle.sync();
  }

  private async write(bytes: Buffer, position: number): Promise<void> {
    if (bytes.length === 0) return;
    try {
      await this.handle.write(bytes, position);
    } catch (error) {
      throw diskError(this.folder, error);
    }
  }

  async close(): Promise<void> {
    try {
      await this.sync();
    } finally {
      await this.release();
    }
  }

  /** Closes it without what is not written yet, where it is still open. */
  async release(): Promise<void> {
    if (this.isClosed) return;
    this.isClosed = true;
    await this.handle.close();
  }
}

async function openSaved(files: Files, path: string, saved: SavedLines): Promise<FileHandle> {
  const found = await files.stat(path);
  if (!found) throw changed(path, `it is gone; ${saved.bytes} bytes were saved`);
  if (found.size < saved.bytes) throw changed(path, `it has ${found.size} bytes; ${saved.bytes} were saved`);
  return files.open(path, 'r+', 0o600);
}

async function readTail(handle: FileHandle, end: number): Promise<Buffer> {
  const bytes = Buffer.alloc(Math.min(TAIL_BYTES, end));
  let done = 0;
  while (done < bytes.length) {
    const count = await handle.read(bytes, done, bytes.length - done, end - bytes.length + done);
    if (count === 0) break;
    done += count;
  }
  return bytes.subarray(0, done);
}

function hashOf(bytes: Buffer): string {
  return createHash('sha256').update(bytes).digest('hex');
}

function changed(path: string, what: string): FatalError {
  return new FatalError(
    'state',
    'rejects-changed',
    `${path} is not as the run left it: ${what}.`,
    'Put the file back as it was (work on a copy of it, never on the file itself), or start anew with another --state: what was sent before is recognised by its key and not doubled.',
  );
}
