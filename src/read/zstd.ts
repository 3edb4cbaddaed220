import { Decompress } from 'fzstd';
import { corruptArchive, cutArchive } from './archive-damage.js';
import { asBuffer, type ByteSource, type Damage } from './bytes.js';

/** The door to fzstd. Its stream class reads frame after frame; it does not check the frames' checksums. */

/** Compressed bytes given to fzstd at a time: four of them can become 128 KiB, so these at most 64 MiB. */
const SLICE_BYTES = 2 * 1024;

/** fzstd's number for data that end too early. */
const UNEXPECTED_END = 5;

/** Zstandard, several frames one after another too. */
export class ZstdSource implements ByteSource {
  private readonly ready: Buffer[] = [];
  private slices: Buffer | undefined;
  private ended = false;
  private failure: Damage | undefined;
  private readonly stream = new Decompress((bytes) => {
    if (bytes.length > 0) this.ready.push(asBuffer(bytes));
  });

  constructor(private readonly packed: ByteSource) {}

  async next(): Promise<Buffer | undefined> {
    while (this.ready.length === 0 && !this.ended) {
      if (!this.slices || this.slices.length === 0) this.slices = await this.packed.next();
      this.feed(this.slices?.subarray(0, SLICE_BYTES));
      this.slices = this.slices?.subarray(SLICE_BYTES);
    }
    return this.ready.shift();
  }

  damage(): Damage | undefined {
    return this.failure ?? this.packed.damage();
  }

  close(): Promise<void> {
    this.ended = true;
    return this.packed.close();
  }

  private feed(slice: Buffer | undefined): void {
    try {
      if (slice === undefined) this.stream.push(new Uint8Array(0), true);
      else this.stream.push(slice);
      this.ended = slice === undefined;
    } catch (error) {
      this.ended = true;
      const cut = error instanceof Error && 'code' in error && error.code === UNEXPECTED_END;
      this.failure = cut ? cutArchive('zstd') : corruptArchive('zstd', String(error));
    }
  }
}
