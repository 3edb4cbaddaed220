import type { ByteSource, Damage } from './bytes.js';

/** Text encodings other than UTF-8, turned into UTF-8 before anything else looks at the bytes. */

export type Encoding = 'utf-8' | 'utf-16le' | 'utf-16be' | 'gb18030';

/** Never part of UTF-8: stands for what could not be decoded, so that the UTF-8 check of a record finds it. */
const UNDECODABLE = Buffer.from([0xff]);
const LONE_SURROGATE = /\p{Surrogate}/u;

interface Decoder {
  /** Text of the bytes so far; undefined = no more bytes come. */
  decode(chunk: Buffer | undefined): Buffer;
}

/**
 * The source as UTF-8. What cannot be decoded becomes a byte 0xFF. In GB18030 a correctly encoded U+FFFD is taken for
 * undecodable too: in text of that encoding it is the trace of an earlier broken decoding.
 */
export function transcoded(source: ByteSource, encoding: Encoding): ByteSource {
  if (encoding === 'utf-8') return source;
  return new TranscodedSource(source, encoding === 'gb18030' ? gb18030() : utf16(encoding === 'utf-16be'));
}

class TranscodedSource implements ByteSource {
  private ended = false;

  constructor(
    private readonly source: ByteSource,
    private readonly decoder: Decoder,
  ) {}

  async next(): Promise<Buffer | undefined> {
    while (!this.ended) {
      const chunk = await this.source.next();
      this.ended = chunk === undefined;
      const text = this.decoder.decode(chunk);
      if (text.length > 0) return text;
    }
    return undefined;
  }

  damage(): Damage | undefined {
    return this.source.damage();
  }

  close(): Promise<void> {
    return this.source.close();
  }
}

function gb18030(): Decoder {
  const decoder = new TextDecoder('gb18030', { ignoreBOM: true });
  return {
    decode(chunk) {
      const text = chunk === undefined ? decoder.decode() : decoder.decode(chunk, { stream: true });
      return encoded(text, '\ufffd');
    },
  };
}

function utf16(bigEndian: boolean): Decoder {
  let rest: Buffer = Buffer.alloc(0);
  return {
    decode(chunk) {
      if (chunk === undefined) return rest.length > 0 ? UNDECODABLE : rest;
      const bytes = Buffer.concat([rest, chunk]);
      const whole = wholeUnits(bytes, bigEndian);
      rest = bytes.subarray(whole);
      // The concatenation is our own copy and may be swapped in place.
      const units = bytes.subarray(0, whole);
      return encoded((bigEndian ? units.swap16() : units).toString('utf16le'), LONE_SURROGATE);
    },
  };
}

/** Bytes up to the last whole code unit, less a first half of a pair at the end. */
function wholeUnits(bytes: Buffer, bigEndian: boolean): number {
  const whole = bytes.length - (bytes.length % 2);
  const high = bytes[bigEndian ? whole - 2 : whole - 1] ?? 0;
  return whole >= 2 && high >= 0xd8 && high <= 0xdb ? whole - 2 : whole;
}

function encoded(text: string, undecodable: string | RegExp): Buffer {
  const pieces = text.split(undecodable);
  if (pieces.length === 1) return Buffer.from(text, 'utf8');
  return Buffer.concat(
    pieces.flatMap((piece, index) => (index === 0 ? [Buffer.from(piece)] : [UNDECODABLE, Buffer.from(piece)])),
  );
}
