import { crc32 } from 'node:zlib';
import { corruptArchive, cutArchive } from './archive-damage.js';
import type { ByteSource, Damage } from './bytes.js';

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
