import { Readable } from 'node:stream';
import { type Entry, fromRandomAccessReader, RandomAccessReader, type ZipFile } from 'yauzl';
import { FatalError } from '../errors.js';
import type { FileHandle } from '../types.js';
import { readAt } from './bytes.js';
import { CHUNK_BYTES } from './limits.js';

/** The door to yauzl: what a zip archive holds and where. The entries' bytes are read by ourselves. */

export interface ZipEntry {
  readonly name: string;
  /** Where its packed bytes stand in the archive. */
  readonly from: number;
  readonly to: number;
  readonly isDeflated: boolean;
  /** Bytes and CRC-32 of its unpacked text. */
  readonly size: number;
  readonly checksum: number;
}

const STORED = 0;
const DEFLATED = 8;

/**
 * The files in an archive, in byte order of their names, without folders, hidden files and __MACOSX. Throws FatalError
 * `usage` for an archive that is cut, encrypted, or has an entry that points outside of it.
 */
export async function zipEntries(handle: FileHandle, size: number, name: string): Promise<ZipEntry[]> {
  const zip = await openZip(handle, size, name);
  const entries: ZipEntry[] = [];
  try {
    for await (const entry of zip.eachEntry()) {
      if (!isWanted(entry.fileName)) continue;
      checkReadable(entry, name);
      const { fileDataStart } = await zip.readLocalFileHeaderPromise(entry, { minimal: true });
      entries.push({
        name: entry.fileName,
        from: fileDataStart,
        to: fileDataStart + entry.compressedSize,
        isDeflated: entry.compressionMethod === DEFLATED,
        size: entry.uncompressedSize,
        checksum: entry.crc32,
      });
    }
  } catch (error) {
    throw asFatal(name, error);
  }
  return entries.sort((one, other) => Buffer.compare(Buffer.from(one.name), Buffer.from(other.name)));
}

function openZip(handle: FileHandle, size: number, name: string): Promise<ZipFile> {
  return new Promise((resolve, reject) => {
    const options = { lazyEntries: true, autoClose: false };
    fromRandomAccessReader(new HandleReader(handle, name), size, options, (error, zip) => {
      if (error) reject(asFatal(name, error));
      else resolve(zip);
    });
  });
}

class HandleReader extends RandomAccessReader {
  constructor(
    private readonly handle: FileHandle,
    private readonly name: string,
  ) {
    super();
  }

  override _readStreamForRange(start: number, end: number): Readable {
    return Readable.from(rangeOf(this.handle, this.name, start, end), { objectMode: false });
  }
}

async function* rangeOf(handle: FileHandle, name: string, start: number, end: number): AsyncGenerator<Buffer> {
  let position = start;
  while (position < end) {
    const chunk = Buffer.allocUnsafe(Math.min(CHUNK_BYTES, end - position));
    const got = await readAt(handle, name, chunk, position);
    if (got === 0) return;
    position += got;
    yield chunk.subarray(0, got);
  }
}

function isWanted(name: string): boolean {
  if (name.endsWith('/')) return false;
  return !name.split('/').some((part) => part === '__MACOSX' || (part.startsWith('.') && part !== '..'));
}

function checkReadable(entry: Entry, name: string): void {
  const { fileName, compressionMethod } = entry;
  const problem = entry.isEncrypted()
    ? 'is encrypted'
    : compressionMethod === STORED || compressionMethod === DEFLATED
      ? undefined
      : `is packed with method ${compressionMethod}, which is not supported`;
  if (problem === undefined) return;
  throw new FatalError(
    'usage',
    'unreadable-archive',
    `${name}/${fileName} ${problem}.`,
    'Unpack the archive and give the folder.',
  );
}

function asFatal(name: string, error: unknown): FatalError {
  if (error instanceof FatalError) return error;
  const why = error instanceof Error ? error.message : String(error);
  if (/relative path|absolute path|invalid characters in fileName/.test(why)) {
    return new FatalError(
      'usage',
      'unsafe-archive',
      `The zip archive ${name} has an entry that points outside of it: ${why}.`,
      'Do not trust this archive; pack the export again.',
    );
  }
  return new FatalError(
    'usage',
    'broken-archive',
    `The zip archive ${name} cannot be read: ${why}`,
    'It may be cut or not copied completely; test it with unzip -t and copy it again.',
    error,
  );
}
