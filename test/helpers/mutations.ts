import fc from 'fast-check';

/** Bytes as a bad disk, a broken copy or a wrong program leaves them. Failing cases shrink to few and small changes. */

export interface Mutation {
  readonly kind: 'flip' | 'insert' | 'delete' | 'duplicate' | 'truncate' | 'splice';
  /** Where, as a share of the length. */
  readonly at: number;
  readonly size: number;
  readonly byte: number;
}

/** Bytes that mean something to a reader, a decoder or a parser are as likely as all others together. */
const MEANINGFUL = [...'{}[]",:\\\n\r\t \'#-&*!|><;'].map((mark) => mark.charCodeAt(0)).concat(0, 0xc3, 0xed, 0xff);

const mutation: fc.Arbitrary<Mutation> = fc.record({
  kind: fc.constantFrom('flip', 'insert', 'delete', 'duplicate', 'truncate', 'splice'),
  at: fc.integer({ min: 0, max: 999_999 }).map((millionths) => millionths / 1_000_000),
  size: fc.integer({ min: 1, max: 40 }),
  byte: fc.oneof(fc.constantFrom(...MEANINGFUL), fc.integer({ min: 0, max: 255 })),
});

export const mutations = (most: number) => fc.array(mutation, { minLength: 1, maxLength: most });

export function mutate(whole: Buffer, changes: readonly Mutation[]): Buffer {
  return changes.reduce(changed, whole);
}

function changed(bytes: Buffer, { kind, at, size, byte }: Mutation): Buffer {
  const from = Math.floor(at * bytes.length);
  const to = Math.min(bytes.length, from + size);
  const [before, piece, after] = [bytes.subarray(0, from), bytes.subarray(from, to), bytes.subarray(to)];
  switch (kind) {
    case 'flip': {
      const flipped = Buffer.from(bytes);
      if (from < bytes.length) flipped[from]! ^= 1 << (byte & 7);
      return flipped;
    }
    case 'insert':
      return Buffer.concat([before, Buffer.alloc(size > 3 ? 1 : size, byte), piece, after]);
    case 'delete':
      return Buffer.concat([before, after]);
    case 'duplicate':
      return Buffer.concat([before, piece, piece, after]);
    case 'truncate':
      return before;
    case 'splice': {
      // A piece from elsewhere in the place of this one.
      const elsewhere = (from + byte * size) % Math.max(1, bytes.length);
      return Buffer.concat([before, bytes.subarray(elsewhere, elsewhere + size), after]);
    }
  }
}
