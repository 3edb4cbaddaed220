import { FatalError } from '../errors.js';
import type { FileHandle, Fingerprint, ResumePoint } from '../types.js';
import { BlockHasher } from './block-hasher.js';
import { readAt, readFailure } from './bytes.js';
import { CHUNK_BYTES, FINGERPRINT_BLOCK_BYTES } from './limits.js';

const LINE_FEED = 0x0a;
const CARRIAGE_RETURN = 0x0d;

/** Compares the bytes of an input, as they go by, with the fingerprint an earlier life took. */
export class Verification {
  private readonly hasher: BlockHasher;
  private readonly firstBlock: number;
  private checked = 0;
  private fork: BlockHasher | undefined;

  /** `from` is the beginning of a block: bytes from there on are given to `update`. */
  constructor(
    private readonly name: string,
    private readonly point: ResumePoint,
    from: number,
  ) {
    this.firstBlock = from / FINGERPRINT_BLOCK_BYTES;
    this.hasher = new BlockHasher(from, [...point.fingerprint.blocks.slice(0, this.firstBlock)]);
    this.checked = this.firstBlock;
    this.keepFork();
  }

  /** All of the fingerprint was compared, the byte after it looked at, and the resume point passed. */
  get done(): boolean {
    return this.hasher.position > Math.max(this.point.fingerprint.bytes, this.point.from.byte);
  }

  /** Throws FatalError `state` at the first difference. */
  update(bytes: Buffer): void {
    let left = bytes;
    while (left.length > 0 && !this.done) {
      const { from, fingerprint } = this.point;
      const position = this.hasher.position;
      const stops = [from.byte, fingerprint.bytes, blockEnd(position)].filter((stop) => stop > position);
      const taken = left.subarray(0, Math.min(...stops) - position);
      if (position === fingerprint.bytes) this.checkLineEnd(left[0]);
      this.hasher.update(taken);
      left = left.subarray(taken.length);
      this.keepFork();
      if (this.hasher.position === fingerprint.bytes || this.hasher.position % FINGERPRINT_BLOCK_BYTES === 0)
        this.compare();
    }
  }

  /** The input ended. */
  end(): void {
    const { bytes } = this.point.fingerprint;
    if (this.hasher.position < bytes) throw shrank(this.name, this.hasher.position, bytes);
  }

  /** A hasher that stands at the resume point; undefined while the bytes before it have not gone by. */
  seed(): BlockHasher | undefined {
    return this.fork;
  }

  private keepFork(): void {
    if (this.hasher.position === this.point.from.byte) this.fork = this.hasher.fork();
  }

  private compare(): void {
    const { bytes, blocks } = this.point.fingerprint;
    if (this.hasher.position > bytes) return;
    const now = this.hasher.blocks();
    for (; this.checked < now.length; this.checked += 1) {
      if (now[this.checked] !== blocks[this.checked]) throw changed(this.name, this.checked, bytes);
    }
  }

  private checkLineEnd(next: number | undefined): void {
    const { openRecord, bytes } = this.point.fingerprint;
    if (openRecord === undefined || next === LINE_FEED || next === CARRIAGE_RETURN) return;
    throw new FatalError(
      'state',
      'open-record-changed',
      `Record ${openRecord} was the last of ${this.name} and had no line end when it was imported; now it goes on at byte ${bytes} without one.`,
      'The record was imported as it was. Compare it with the service, then import the export with another --state.',
    );
  }
}

function blockEnd(position: number): number {
  return (Math.floor(position / FINGERPRINT_BLOCK_BYTES) + 1) * FINGERPRINT_BLOCK_BYTES;
}

/**
 * What must be known of a plain file before its first record: it is long enough, and its first block and all blocks
 * from the resume point on are the same. Answers the hasher that stands at the resume point.
 */
export async function verifyBefore(handle: FileHandle, name: string, point: ResumePoint): Promise<BlockHasher> {
  const { fingerprint, from } = point;
  const { size } = await handle.stat().catch((error: unknown) => {
    throw readFailure(name, error);
  });
  if (size < fingerprint.bytes) throw shrank(name, size, fingerprint.bytes);
  const block = Math.floor(from.byte / FINGERPRINT_BLOCK_BYTES);
  if (block > 0) await verifyBlock(handle, name, fingerprint, 0);
  const start = block * FINGERPRINT_BLOCK_BYTES;
  const verification = new Verification(name, point, start);
  const buffer = Buffer.allocUnsafe(CHUNK_BYTES);
  let position = start;
  while (!verification.done) {
    const got = await readAt(handle, name, buffer, position);
    if (got === 0) break;
    verification.update(buffer.subarray(0, got));
    position += got;
  }
  verification.end();
  return verification.seed() ?? new BlockHasher();
}

/** The blocks `verifyBefore` left out, while records are read already. Ends early once `stopped` says so. */
export async function verifyMeanwhile(
  handle: FileHandle,
  name: string,
  point: ResumePoint,
  stopped: () => boolean,
): Promise<void> {
  const until = Math.floor(point.from.byte / FINGERPRINT_BLOCK_BYTES);
  for (let block = 1; block < until && !stopped(); block += 1) {
    await verifyBlock(handle, name, point.fingerprint, block, stopped);
  }
}

async function verifyBlock(
  handle: FileHandle,
  name: string,
  fingerprint: Fingerprint,
  block: number,
  stopped: () => boolean = () => false,
): Promise<void> {
  const start = block * FINGERPRINT_BLOCK_BYTES;
  const end = Math.min(start + FINGERPRINT_BLOCK_BYTES, fingerprint.bytes);
  const hasher = new BlockHasher(start);
  const buffer = Buffer.allocUnsafe(CHUNK_BYTES);
  while (hasher.position < end && !stopped()) {
    const got = await readAt(handle, name, buffer.subarray(0, end - hasher.position), hasher.position);
    if (got === 0) throw shrank(name, hasher.position, fingerprint.bytes);
    hasher.update(buffer.subarray(0, got));
  }
  if (!stopped() && hasher.blocks()[0] !== fingerprint.blocks[block]) throw changed(name, block, fingerprint.bytes);
}

const NOT_THE_SAME = 'Give the export as it was at the earlier run, or import this one with another --state.';

function changed(name: string, block: number, bytes: number): FatalError {
  const from = block * FINGERPRINT_BLOCK_BYTES;
  const to = Math.min(from + FINGERPRINT_BLOCK_BYTES, bytes);
  return new FatalError(
    'state',
    'export-changed',
    `${name} is not what the earlier run read: its bytes ${from} to ${to} differ.`,
    NOT_THE_SAME,
  );
}

function shrank(name: string, size: number, bytes: number): FatalError {
  return new FatalError(
    'state',
    'export-shrank',
    `${name} has become shorter: the earlier run read ${bytes} bytes of it, now it has ${size}.`,
    NOT_THE_SAME,
  );
}
