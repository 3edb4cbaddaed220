import { FatalError, systemCode } from '../errors.js';
import type { Files } from '../types.js';

/** Mappings, modules and tables are small; a larger file was named by mistake. */
const MOST_BYTES = 256 * 1024 * 1024;

/** Reads a whole small file through the port. Throws FatalError('usage', 'mapping-not-readable'). */
export async function readSmallFile(path: string, files: Files, what: string): Promise<Uint8Array> {
  try {
    const file = await files.open(path, 'r');
    try {
      const { size, kind } = await file.stat();
      if (kind !== 'file' || size > MOST_BYTES)
        throw notReadable(path, what, kind === 'file' ? 'too large' : `a ${kind}`);
      const bytes = new Uint8Array(size);
      let filled = 0;
      while (filled < size) {
        const count = await file.read(bytes, filled, size - filled, filled);
        if (count === 0) break;
        filled += count;
      }
      return bytes.subarray(0, filled);
    } finally {
      await file.close();
    }
  } catch (error) {
    if (error instanceof FatalError) throw error;
    const why = systemCode(error) === 'ENOENT' ? 'not there' : String(error instanceof Error ? error.message : error);
    throw notReadable(path, what, why, error);
  }
}

function notReadable(path: string, what: string, why: string, cause?: unknown): FatalError {
  return new FatalError('usage', 'mapping-not-readable', `${what} ${path}: ${why}`, 'Check the path.', cause);
}

/** Decodes UTF-8, with or without a byte order mark. Throws FatalError('usage', 'mapping-syntax') for anything else. */
export function decodeText(bytes: Uint8Array, path: string): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch (error) {
    throw new FatalError('usage', 'mapping-syntax', `${path}: the file is not UTF-8`, 'Save it as UTF-8.', error);
  }
}
