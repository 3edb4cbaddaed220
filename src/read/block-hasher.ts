import { createHash, type Hash } from 'node:crypto';
import { FINGERPRINT_BLOCK_BYTES } from './limits.js';

/** SHA-256 over bytes in blocks of FINGERPRINT_BLOCK_BYTES, each digest cut to 128 bits. */
export class BlockHasher {
  /**
   * @param position first byte not hashed yet
   * @param done digests of the blocks before the one `position` is in
   * @param hash what the block `position` is in has become so far
   */
  constructor(
    public position = 0,
    private readonly done: string[] = [],
    private hash: Hash = createHash('sha256'),
  ) {}

  update(bytes: Uint8Array): void {
    let from = 0;
    while (from < bytes.length) {
      const room = FINGERPRINT_BLOCK_BYTES - (this.position % FINGERPRINT_BLOCK_BYTES);
      const to = Math.min(bytes.length, from + room);
      this.hash.update(bytes.subarray(from, to));
      this.position += to - from;
      from = to;
      if (this.position % FINGERPRINT_BLOCK_BYTES === 0) this.endBlock();
    }
  }

  /** Digests of all blocks up to the position, the last one partial. */
  blocks(): string[] {
    if (this.position % FINGERPRINT_BLOCK_BYTES === 0) return [...this.done];
    return [...this.done, hexOf(this.hash.copy())];
  }

  /** A hasher that goes on from here on its own. */
  fork(): BlockHasher {
    return new BlockHasher(this.position, [...this.done], this.hash.copy());
  }

  private endBlock(): void {
    this.done.push(hexOf(this.hash));
    this.hash = createHash('sha256');
  }
}

function hexOf(hash: Hash): string {
  return hash.digest('hex').slice(0, 32);
}
