import { crc32, createGunzip, createInflateRaw, type Gunzip, type InflateRaw } from 'node:zlib';
import { systemCode } from '../errors.js';
import { asBuffer, type ByteSource, type Damage } from './bytes.js';
import { CHUNK_BYTES } from './limits.js';

/** Compressed bytes given to zlib at a time: at its best ratio of about 1 to 1,000 they become 32 MiB, no more. */
const SLICE_BYTES = 32 * 1024;

/** gzip, several members one after another too. */
export function gunzipped(packed: ByteSource): ByteSource {
  return new InflateSource(packed, createGunzip({ chunkSize: CHUNK_BYTES }), 'gzip');
}

/** Raw deflate, as in zip archives. */
export function inflated(packed: ByteSource): ByteSource {
  return new InflateSource(packed, createInflateRaw({ chunkSize: CHUNK_BYTES }), 'zip');
}

/**
 * Drives a zlib stream by hand, one slice at a time: what a slice becomes is collected before the next slice goes in.
 * Node's own pipelines throw away what was decompressed but not yet read when an error comes, which would lose the
 * last records of a cut file, a different number each time.
 */
class InflateSource implements ByteSource {
  private readonly ready: Buffer[] = [];
  private slices: Buffer | undefined;
  private ended = false;
  private failure: Damage | undefined;
  private settle: (() => void) | undefined;

  constructor(
    private readonly packed: ByteSource,
    private readonly zlib: Gunzip | InflateRaw,
    private readonly kind: string,
  ) {
    zlib.on('data', (bytes: Uint8Array) => this.ready.push(asBuffer(bytes)));
    zlib.on('end', () => this.finish());
    zlib.on('error', (error: unknown) => {
      this.failure ??= damageOf(this.kind, error);
      this.finish();
    });
  }

  async next(): Promise<Buffer | undefined> {
    while (this.ready.length === 0 && !this.ended) await this.feed();
    return this.ready.shift();
  }

  damage(): Damage | undefined {
    return this.failure ?? this.packed.damage();
  }

  async close(): Promise<void> {
    this.zlib.destroy();
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
  }

  private async nextSlice(): Promise<Buffer | undefined> {
    if (!this.slices || this.slices.length === 0) this.slices = await this.packed.next();
    const slice = this.slices?.subarray(0, SLICE_BYTES);
    this.slices = this.slices?.subarray(SLICE_BYTES);
    return slice;
  }

  private finish(): void {
    this.ended = true;
    this.settle?.();
  }
}

function damageOf(kind: string, error: unknown): Damage {
  if (systemCode(error) === 'Z_BUF_ERROR') return cutArchive(kind);
  return corruptArchive(kind, error instanceof Error ? error.message : String(error));
}

export function cutArchive(kind: string): Damage {
  return {
    code: 'cut-archive',
    reason: `the ${kind} data end before their end: the file was cut or is not copied completely`,
    advice: 'Copy or export the file again, completely, then start the same command again.',
  };
}

export function corruptArchive(kind: string, detail: string): Damage {
  return {
    code: 'corrupt-archive',
    reason: `the ${kind} data are corrupt (${detail}); what follows cannot be read`,
    advice: `Test the file with ${kind === 'zip' ? 'unzip -t' : `${kind} -t`}, copy or export it again, then start the same command again.`,
  };
}

/** Passes bytes through and compares their length and CRC-32 at the end, as a zip entry promises them. */
export class CheckedSource implements ByteSource {
  private length = 0;
  private checksum = 0;
  private failure: Damage | undefined;

  constructor(
    private readonly source: ByteSource,
    private readonly promised: { readonly size: number; readonly checksum: number },
  ) {}

  async next(): Promise<Buffer | undefined> {
    const chunk = await this.source.next();
    if (chunk === undefined) {
      this.failure ??= this.judge();
      return undefined;
    }
    this.length += chunk.length;
    this.checksum = crc32(chunk, this.checksum);
    return chunk;
  }

  damage(): Damage | undefined {
    return this.source.damage() ?? this.failure;
  }

  close(): Promise<void> {
    return this.source.close();
  }

  private judge(): Damage | undefined {
    if (this.length < this.promised.size) return cutArchive('zip');
    if (this.length === this.promised.size && this.checksum === this.promised.checksum) return undefined;
    return corruptArchive('zip', 'checksum or length differs');
  }
}
