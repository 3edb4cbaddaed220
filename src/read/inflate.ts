import { createInflateRaw } from 'node:zlib';
import { systemCode } from '../errors.js';
import { corruptArchive, cutArchive } from './archive-damage.js';
import { asBuffer, type ByteSource, type Damage } from './bytes.js';
import { CHUNK_BYTES } from './limits.js';

/** Compressed bytes given to zlib at a time: at its best ratio of about 1 to 1,000 they become 32 MiB, no more. */
const SLICE_BYTES = 32 * 1024;

/** zlib hands out text in pieces of this size; at corrupt bytes the piece it was working on is lost. */
const PIECE_BYTES = 16 * 1024;

/**
 * Raw deflate data. Drives a zlib stream by hand, one slice at a time: what a slice becomes is collected before the next
 * slice goes in. Node's own pipelines throw away what was decompressed but not yet read when an error comes, which would
 * lose the last records of a cut file, a different number each time.
 */
export class InflateSource implements ByteSource {
  private readonly zlib = createInflateRaw({ chunkSize: PIECE_BYTES });
  private readonly pieces: Buffer[] = [];
  private chunk: Buffer = Buffer.alloc(0);
  /** Bytes of the chunk, and of all chunks, that went into zlib. */
  private used = 0;
  private fed = 0;
  private ended = false;
  private failure: Damage | undefined;
  private settle: (() => void) | undefined;

  constructor(
    private readonly packed: ByteSource,
    private readonly kind: string,
  ) {
    this.zlib.on('data', (bytes: Uint8Array) => this.pieces.push(asBuffer(bytes)));
    this.zlib.on('end', () => this.finish());
    this.zlib.on('error', (error: unknown) => {
      this.failure ??= damageOf(this.kind, error);
      this.finish();
    });
  }

  async next(): Promise<Buffer | undefined> {
    while (this.pieces.length === 0 && !this.ended) await this.feed();
    return this.pieces.length > 0 ? Buffer.concat(this.pieces.splice(0, CHUNK_BYTES / PIECE_BYTES)) : undefined;
  }

  damage(): Damage | undefined {
    return this.failure ?? this.packed.damage();
  }

  /** After the end: bytes taken from `packed` that are not part of the deflate data. */
  leftOver(): Buffer {
    return this.chunk.subarray(this.used - (this.fed - this.zlib.bytesWritten));
  }

  async close(): Promise<void> {
    this.finish();
    await this.packed.close();
  }

  private async feed(): Promise<void> {
    const slice = await this.nextSlice();
    if (this.ended) return;
    await new Promise<void>((resolve) => {
      this.settle = resolve;
      // The end goes in on its own: ended together with the last slice, zlib would withhold what that slice became.
      if (slice === undefined) this.zlib.end();
      else this.zlib.write(slice, () => resolve());
    });
    // What zlib leaves lies behind the end of the deflate data.
    if (this.zlib.bytesWritten < this.fed) this.finish();
  }

  private async nextSlice(): Promise<Buffer | undefined> {
    if (this.used === this.chunk.length) {
      const chunk = await this.packed.next();
      if (chunk === undefined) return undefined;
      this.chunk = chunk;
      this.used = 0;
    }
    const slice = this.chunk.subarray(this.used, this.used + SLICE_BYTES);
    this.used += slice.length;
    this.fed += slice.length;
    return slice;
  }

  private finish(): void {
    this.ended = true;
    this.zlib.destroy();
    this.settle?.();
  }
}

function damageOf(kind: string, error: unknown): Damage {
  if (systemCode(error) === 'Z_BUF_ERROR') return cutArchive(kind);
  return corruptArchive(kind, error instanceof Error ? error.message : String(error));
}
