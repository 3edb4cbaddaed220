import { FatalError, systemCode } from '../errors.js';
import type { FileHandle } from '../types.js';
import { CHUNK_BYTES } from './limits.js';

/** Why the bytes of an input end before their time: a cut or corrupt archive. */
export interface Damage {
  readonly code: string;
  readonly reason: string;
  readonly advice: string;
}

/** Bytes that are pulled, chunk by chunk. A chunk is never changed after it was handed over. */
export interface ByteSource {
  /** The next bytes, at least one; undefined at the end. Throws FatalError `stopped` when reading fails. */
  next(): Promise<Buffer | undefined>;
  /** After the end: why it is not the true end. */
  damage(): Damage | undefined;
  close(): Promise<void>;
}

/** What a source needs to know of the file it reads. */
export interface FilePart {
  readonly handle: FileHandle;
  /** For messages. */
  readonly name: string;
  /** First byte to read; null for a pipe, which is read as it comes. */
  readonly from: number | null;
  /** The byte to stop before; absent = the end of the file. */
  readonly to?: number;
  /** Told of the bytes of each read. */
  readonly count: (bytes: number) => void;
}

/** Part of a file, through the Files port. The next chunk of a file is read while its reader works on this one. */
export class FileSource implements ByteSource {
  private position: number | null;
  private ahead: Promise<Buffer | undefined> | undefined;

  constructor(private readonly part: FilePart) {
    this.position = part.from;
  }

  async next(): Promise<Buffer | undefined> {
    const chunk = await (this.ahead ?? this.read());
    this.ahead = undefined;
    if (chunk === undefined) return undefined;
    this.part.count(chunk.length);
    if (this.position !== null) {
      this.ahead = this.read();
      // A failure is told to whoever asks for the chunk.
      this.ahead.catch(() => undefined);
    }
    return chunk;
  }

  damage(): undefined {
    return undefined;
  }

  async close(): Promise<void> {
    await this.ahead?.catch(() => undefined);
    await this.part.handle.close();
  }

  private async read(): Promise<Buffer | undefined> {
    const { to, handle, name } = this.part;
    const left = to === undefined || this.position === null ? CHUNK_BYTES : to - this.position;
    if (left <= 0) return undefined;
    const chunk = Buffer.allocUnsafeSlow(Math.min(left, CHUNK_BYTES));
    const got = await readAt(handle, name, chunk, this.position);
    if (got === 0) return undefined;
    if (this.position !== null) this.position += got;
    return chunk.subarray(0, got);
  }
}

/** A stream, as standard input. Closing it does not wait for bytes that may never come. */
export class StreamSource implements ByteSource {
  private readonly iterator: AsyncIterator<Uint8Array>;
  private wake: (() => void) | undefined;
  private closed = false;

  constructor(
    stream: AsyncIterable<Uint8Array>,
    private readonly name: string,
    private readonly count: (bytes: number) => void,
  ) {
    this.iterator = stream[Symbol.asyncIterator]();
  }

  async next(): Promise<Buffer | undefined> {
    for (;;) {
      const step = await this.step();
      if (step === undefined || step.done) return undefined;
      if (step.value.length === 0) continue;
      this.count(step.value.length);
      return asBuffer(step.value);
    }
  }

  damage(): undefined {
    return undefined;
  }

  async close(): Promise<void> {
    this.closed = true;
    this.wake?.();
    this.iterator.return?.().catch(() => undefined);
  }

  private step(): Promise<IteratorResult<Uint8Array> | undefined> {
    if (this.closed) return Promise.resolve(undefined);
    return new Promise((resolve, reject) => {
      this.wake = () => resolve(undefined);
      this.iterator.next().then(resolve, (error: unknown) => reject(readFailure(this.name, error)));
    });
  }
}

/** A source of which some bytes were looked at already. */
export class ReplaySource implements ByteSource {
  constructor(
    private readonly seen: Buffer[],
    private readonly rest: ByteSource,
  ) {}

  async next(): Promise<Buffer | undefined> {
    return this.seen.shift() ?? this.rest.next();
  }

  damage(): Damage | undefined {
    return this.rest.damage();
  }

  close(): Promise<void> {
    return this.rest.close();
  }
}

/** Reads at a place, or throws FatalError `stopped` naming the file. */
export async function readAt(
  handle: FileHandle,
  name: string,
  into: Buffer,
  position: number | null,
  offset = 0,
): Promise<number> {
  try {
    return await handle.read(into, offset, into.length - offset, position);
  } catch (error) {
    throw readFailure(name, error);
  }
}

/** The first bytes of a source, at least `wanted` unless it is shorter, and a source that gives all of them again. */
export async function peek(source: ByteSource, wanted: number): Promise<{ head: Buffer; source: ByteSource }> {
  const seen: Buffer[] = [];
  let length = 0;
  while (length < wanted) {
    const chunk = await source.next();
    if (chunk === undefined) break;
    seen.push(chunk);
    length += chunk.length;
  }
  const head = seen.length === 1 ? seen[0]! : Buffer.concat(seen);
  return { head, source: new ReplaySource(seen, source) };
}

export function asBuffer(bytes: Uint8Array): Buffer {
  return Buffer.isBuffer(bytes) ? bytes : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

/** What a failed read becomes: FatalError `stopped` that names the file. */
export function readFailure(name: string, error: unknown): FatalError {
  if (error instanceof FatalError) return error;
  const why = systemCode(error) ?? (error instanceof Error ? error.message : String(error));
  return new FatalError(
    'stopped',
    'read-failed',
    `Reading ${name} failed: ${why}.`,
    'See that the file is there, readable and its disk healthy, then start the same command again; it goes on where it stopped.',
    error,
  );
}
