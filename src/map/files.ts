import { FatalError, systemCode } from '../errors.js';
import { readBytes } from '../text-file.js';
import type { Files } from '../types.js';

/** Reads a whole small file through the port. Throws FatalError('usage', 'mapping-not-readable'). */
export async function readSmallFile(path: string, files: Files, what: string): Promise<Uint8Array> {
  try {
    return await readBytes(files, path);
  } catch (error) {
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
