import { systemCode } from './errors.js';
import type { Files } from './types.js';

/** Small whole files, and files of lines, through the Files port. */

const MOST_BYTES = 256 * 1024 * 1024;

/** A small file's text, or undefined when it is not there. */
export async function readText(files: Files, path: string): Promise<string | undefined> {
  try {
    return (await readBytes(files, path)).toString('utf8');
  } catch (error) {
    if (systemCode(error) === 'ENOENT') return undefined;
    throw error;
  }
}

/** A small file's bytes. Throws what the system says. */
export async function readBytes(files: Files, path: string, mostBytes = MOST_BYTES): Promise<Buffer> {
  const handle = await files.open(path, 'r');
  try {
    const { size, kind } = await handle.stat();
    if (kind !== 'file') throw new Error(`it is a ${kind === 'folder' ? 'folder' : 'special file'}`);
    if (size > mostBytes) throw new Error(`it has ${size} bytes, more than ${mostBytes}`);
    const bytes = Buffer.alloc(size);
    let done = 0;
    while (done < size) {
      const count = await handle.read(bytes, done, size - done, done);
      if (count === 0) break;
      done += count;
    }
    return bytes.subarray(0, done);
  } finally {
    await handle.close();
  }
}

/**
 * Replaces a file so that at any moment, power cuts included, the old or the new text is there whole:
 * temporary file, fsync, rename, fsync of the folder.
 */
export async function replaceText(files: Files, folder: string, name: string, text: string): Promise<void> {
  const temporary = `${folder}/${name}.tmp`;
  const handle = await files.open(temporary, 'w', 0o600);
  try {
    await handle.write(Buffer.from(text), null);
    await handle.sync();
  } finally {
    await handle.close();
  }
  await files.rename(temporary, `${folder}/${name}`);
  await files.syncFolder(folder);
}

const LINE_CHUNK_BYTES = 256 * 1024;

/**
 * The whole lines of a file up to byte `to`, without their ends; none when it is not there. What follows the last line end
 * is left out.
 */
export async function* linesOf(files: Files, path: string, to = Number.POSITIVE_INFINITY): AsyncGenerator<string> {
  if (!(await files.stat(path))) return;
  const handle = await files.open(path, 'r');
  try {
    const chunk = Buffer.alloc(LINE_CHUNK_BYTES);
    let rest: Buffer = Buffer.alloc(0);
    for (let left = to; left > 0; ) {
      const count = await handle.read(chunk, 0, Math.min(chunk.length, left), null);
      if (count === 0) return;
      left -= count;
      const bytes = Buffer.concat([rest, chunk.subarray(0, count)]);
      let begin = 0;
      for (let end = bytes.indexOf(0x0a); end >= 0; end = bytes.indexOf(0x0a, begin)) {
        yield bytes.toString('utf8', begin, end);
        begin = end + 1;
      }
      rest = Buffer.from(bytes.subarray(begin));
    }
  } finally {
    await handle.close();
  }
}
