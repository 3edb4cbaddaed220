import { type ByteSource, ReplaySource } from './bytes.js';
import { noHeader } from './csv-layout.js';
import { HEAD_BYTES, MAX_RECORD_BYTES } from './limits.js';
import { type Opening, openingOf, type ReadOptions } from './opening.js';

/**
 * Reads as much of an input's beginning as tells how its records are read. Answers also a source that gives all of the
 * bytes again. Throws FatalError `usage` when the input cannot be read.
 */
export async function readOpening(
  source: ByteSource,
  name: string,
  options: ReadOptions,
): Promise<{ opening: Opening; source: ByteSource }> {
  const limit = HEAD_BYTES + (options.maxRecordBytes ?? MAX_RECORD_BYTES);
  const seen: Buffer[] = [];
  let head: Buffer = Buffer.alloc(0);
  let isWhole = false;
  for (;;) {
    const opening = openingOf(head, isWhole, name, options);
    if (opening) return { opening, source: new ReplaySource(seen, source) };
    if (head.length > limit) throw noHeader(name, `it does not end within ${limit} bytes`);
    const chunk = await source.next();
    isWhole = chunk === undefined;
    if (chunk === undefined) continue;
    seen.push(chunk);
    head = seen.length === 1 ? chunk : Buffer.concat([head, chunk]);
  }
}
