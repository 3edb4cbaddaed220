import { crc32 } from 'node:zlib';
import { corruptArchive, cutArchive } from './archive-damage.js';
import { type ByteSource, type Damage, ReplaySource } from './bytes.js';
import { InflateSource } from './inflate.js';

const HEADER_BYTES = 10;
const TRAILER_BYTES = 8;
const DEFLATED = 8;
/** Flags of the header: what follows its fixed part. */
const HAS_CHECKSUM = 2;
const HAS_EXTRA = 4;
const HAS_NAME = 8;
const HAS_COMMENT = 16;
/** A longer name or comment in a header is not believed. */
const TEXT_BYTES = 64 * 1024;

/**
 * gzip, several members one after another too. Headers and trailers are read here, not by zlib, because zlib throws away
 * the last text it made when a checksum differs or something else follows the last member.
 */
export class GzipSource implements ByteSource {
  private readonly cursor: Cursor;
  private member: InflateSource | undefined;
  private isFirst = true;
  private ended = false;
  private checksum = 0;
  private length = 0;
  private failure: Damage | undefined;

  constructor(private readonly packed: ByteSource) {
    this.cursor = new Cursor(packed);
  }

  async next(): Promise<Buffer | undefined> {
    while (!this.ended) {
      if (!this.member) await this.beginMember();
      const text = await this.member?.next();
      if (text !== undefined) {
        this.checksum = crc32(text, this.checksum);
        this.length += text.length;
        return text;
      }
      if (this.member) await this.endMember(this.member);
    }
    return undefined;
  }

  damage(): Damage | undefined {
    return this.failure ?? this.packed.damage();
  }

  async close(): Promise<void> {
    this.ended = true;
    await this.member?.close();
    await this.packed.close();
  }

  private async beginMember(): Promise<void> {
    const header = await this.cursor.read(HEADER_BYTES);
    const isPadding = !this.isFirst && header.every((byte) => byte === 0);
    if (isPadding) this.end();
    else if (header[0] !== 0x1f || (header.length > 1 && header[1] !== 0x8b))
      this.end(corruptArchive('gzip', 'something else follows'));
    else if (header.length < HEADER_BYTES) this.end(cutArchive('gzip'));
    else if (header[2] !== DEFLATED) this.end(corruptArchive('gzip', `unknown method ${header[2]}`));
    else if (!(await this.skipOptional(header[3]!))) this.end(cutArchive('gzip'));
    else this.member = new InflateSource(this.cursor, 'gzip');
    this.isFirst = false;
  }

  private async skipOptional(flags: number): Promise<boolean> {
    if (flags & HAS_EXTRA) {
      const size = await this.cursor.read(2);
      if (size.length < 2) return false;
      const extra = size.readUInt16LE();
      if ((await this.cursor.read(extra)).length < extra) return false;
    }
    if (flags & HAS_NAME && !(await this.skipText())) return false;
    if (flags & HAS_COMMENT && !(await this.skipText())) return false;
    return !(flags & HAS_CHECKSUM) || (await this.cursor.read(2)).length === 2;
  }

  private async skipText(): Promise<boolean> {
    for (let index = 0; index < TEXT_BYTES; index += 1) {
      const [byte] = await this.cursor.read(1);
      if (byte === undefined) return false;
      if (byte === 0) return true;
    }
    return false;
  }

  private async endMember(member: InflateSource): Promise<void> {
    const damage = member.damage();
    if (damage) return this.end(damage);
    this.cursor.unread(member.leftOver());
    const trailer = await this.cursor.read(TRAILER_BYTES);
    if (trailer.length < TRAILER_BYTES) return this.end(cutArchive('gzip'));
    const isSame = trailer.readUInt32LE(0) === this.checksum && trailer.readUInt32LE(4) === this.length % 2 ** 32;
    if (!isSame) return this.end(corruptArchive('gzip', 'checksum or length differs'));
    this.member = undefined;
    this.checksum = 0;
    this.length = 0;
  }

  private end(damage?: Damage): void {
    this.failure = damage;
    this.ended = true;
    this.member = undefined;
  }
}

/** A source from which a number of bytes can be read, and bytes put back. */
class Cursor implements ByteSource {
  private readonly rest: Buffer[] = [];
  private readonly source: ByteSource;

  constructor(packed: ByteSource) {
    this.source = new ReplaySource(this.rest, packed);
  }

  next(): Promise<Buffer | undefined> {
    return this.source.next();
  }

  /** So many bytes, or what there is. */
  async read(wanted: number): Promise<Buffer> {
    let bytes: Buffer = Buffer.alloc(0);
    while (bytes.length < wanted) {
      const chunk = await this.next();
      if (chunk === undefined) break;
      bytes = bytes.length === 0 ? chunk : Buffer.concat([bytes, chunk]);
    }
    this.unread(bytes.subarray(wanted));
    return bytes.subarray(0, wanted);
  }

  unread(bytes: Buffer): void {
    if (bytes.length > 0) this.rest.unshift(bytes);
  }

  damage(): Damage | undefined {
    return this.source.damage();
  }

  close(): Promise<void> {
    return this.source.close();
  }
}
