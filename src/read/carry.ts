import { RAW_KEPT_BYTES } from './limits.js';

/** So much is kept of a record that is too long; never more than must be held to find that out. */
export function keptOf(limit: number): number {
  return Math.min(limit, RAW_KEPT_BYTES);
}

/** The beginning of a record that goes on in the next chunk. Past its limit only the first bytes are kept. */
export class Carry {
  length = 0;
  private pieces: Buffer[] = [];

  /** More than `limit` bytes are too many; of those the first `keptOf(limit)` are kept. */
  constructor(private readonly limit: number) {}

  /** More came than may be one record. */
  get isOver(): boolean {
    return this.length > this.limit;
  }

  add(piece: Buffer): void {
    if (piece.length === 0) return;
    const wasOver = this.isOver;
    this.length += piece.length;
    if (wasOver) return;
    this.pieces.push(piece);
    if (this.isOver) this.pieces = [Buffer.from(this.joined().subarray(0, keptOf(this.limit)))];
  }

  /** The bytes, and an empty carry again. */
  take(): Buffer {
    const bytes = this.joined();
    this.pieces = [];
    this.length = 0;
    return bytes;
  }

  private joined(): Buffer {
    return this.pieces.length === 1 ? this.pieces[0]! : Buffer.concat(this.pieces);
  }
}
