import type { ByteSource } from './bytes.js';
import { peek } from './bytes.js';
import { GzipSource } from './gzip.js';

/** Bytes of which the compression can be told. */
export const MAGIC_BYTES = 4;

export type Packing = 'plain' | 'gzip' | 'zstd' | 'zip';

/** Compression by content: the name says nothing. */
export function packingOf(head: Uint8Array): Packing {
  const [a, b, c, d] = head;
  if (a === 0x1f && b === 0x8b) return 'gzip';
  // Frames may be preceded by skippable ones, 0x184D2A50 to 0x184D2A5F.
  if (b === 0xb5 && c === 0x2f && d === 0xfd && a === 0x28) return 'zstd';
  if (b === 0x2a && c === 0x4d && d === 0x18 && a !== undefined && a >> 4 === 5) return 'zstd';
  // A zip archive begins with its first entry, or, when it has none, with its end.
  if (a === 0x50 && b === 0x4b && ((c === 3 && d === 4) || (c === 5 && d === 6))) return 'zip';
  return 'plain';
}

/** The decompressed bytes of a source, whatever it turns out to be; a zip archive is left as it is. */
export async function unpacked(packed: ByteSource): Promise<{ source: ByteSource; packing: Packing }> {
  const { head, source } = await peek(packed, MAGIC_BYTES);
  const packing = packingOf(head);
  if (packing === 'gzip') return { source: new GzipSource(source), packing };
  // Loaded when it is wanted: few exports are packed in this way.
  if (packing === 'zstd') return { source: new (await import('./zstd.js')).ZstdSource(source), packing };
  return { source, packing };
}
