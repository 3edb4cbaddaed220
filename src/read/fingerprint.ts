import type { Fingerprint } from '../types.js';
import type { BlockHasher } from './block-hasher.js';

/*
 * Reading runs ahead of what is settled, and a fingerprint is asked for up to what is settled. So the bytes between the
 * last fingerprint and the reading position are held, and hashed when it is known how far. Held bytes have a limit: past
 * it the held bytes are hashed up to the last record handed over, and what follows (part of one unfinished record, which
 * no fingerprint can end inside) goes into a second hasher and is let go.
 */

/** The fingerprint of one input while it is read. */
export class LiveFingerprint {
  /** Bytes held. */
  held = 0;
  private readonly chunks: Buffer[] = [];
  /** Goes on from `base`, through an unfinished record, to where the held bytes begin. */
  private ahead: BlockHasher | undefined;
  /** End of the last record handed over that is not broken at the end of the input. */
  private lastEnd = 0;
  private openRecord: { readonly record: number; readonly end: number } | undefined;

  /** `base` stands where reading begins; `saved` is the fingerprint of an earlier life. */
  constructor(
    private base: BlockHasher,
    private readonly saved?: Fingerprint,
  ) {}

  push(bytes: Buffer): void {
    this.chunks.push(bytes);
    this.held += bytes.length;
  }

  /** A record was handed over, up to `end`; `open` is its number when it has no line end. */
  handedOver(end: number, open?: number): void {
    this.lastEnd = end;
    this.openRecord = open === undefined ? undefined : { record: open, end };
  }

  /** Every byte up to `end`, the end of a record handed over; more when the held bytes were over their limit. */
  upTo(end: number): Fingerprint {
    this.absorb(end);
    if (this.saved && end <= this.saved.bytes) return this.saved;
    const bytes = this.base.position;
    const open = this.openRecord?.end === bytes ? { openRecord: this.openRecord.record } : {};
    return { bytes, blocks: this.base.blocks(), ...open };
  }

  /** Lets go of all held bytes. */
  release(): void {
    this.absorb(this.lastEnd);
    if (this.held === 0) return;
    this.ahead ??= this.base.fork();
    for (const chunk of this.chunks) this.ahead.update(chunk);
    this.chunks.length = 0;
    this.held = 0;
  }

  private absorb(end: number): void {
    if (end <= this.base.position) return;
    if (this.ahead && end < this.ahead.position) return;
    if (this.ahead) this.base = this.ahead;
    this.ahead = undefined;
    while (this.base.position < end) {
      const chunk = this.chunks.shift();
      if (chunk === undefined) return;
      const taken = chunk.subarray(0, end - this.base.position);
      this.base.update(taken);
      this.held -= taken.length;
      if (taken.length < chunk.length) this.chunks.unshift(chunk.subarray(taken.length));
    }
  }
}

export const EMPTY_FINGERPRINT: Fingerprint = { bytes: 0, blocks: [] };
