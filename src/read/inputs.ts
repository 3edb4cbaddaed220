import { FatalError, systemCode } from '../errors.js';
import type { FileHandle, FileStat, Files, InputInfo } from '../types.js';
import { readAt, readFailure } from './bytes.js';
import { MAGIC_BYTES, type Packing, packingOf } from './unpack.js';
import type { ZipEntry } from './zip.js';

/** The word for standard input. */
export const STANDARD_INPUT = '-';

/** One input, with what is needed to open it. */
export interface Input extends InputInfo {
  /** `-` = standard input. */
  readonly path: string;
  /** For a file in a zip archive at `path`. */
  readonly entry?: ZipEntry;
}

export interface Listing {
  readonly inputs: readonly Input[];
  /** What a person should know about the order or about what was left out. */
  readonly warnings: readonly string[];
}

/**
 * Expands files, folders, zip archives and `-` into the inputs, in reading order: paths as given, a folder's regular,
 * non-hidden files and an archive's files in byte order of their names. Compression is told by content. What comes on
 * standard input is told when it is opened. Throws FatalError `usage`: a path that is not there, an empty folder or
 * archive, standard input twice, an archive that cannot be read.
 */
export async function listInputs(paths: readonly string[], files: Files): Promise<Listing> {
  if (paths.length === 0)
    throw usage('no-export', 'No export was given.', 'Name files, folders, or - for standard input.');
  if (paths.filter((path) => path === STANDARD_INPUT).length > 1) {
    throw usage('stdin-twice', 'Standard input (-) was given twice.', 'It can be read once only.');
  }
  const inputs: Input[] = [];
  const warnings: string[] = [];
  for (const path of paths) {
    if (path === STANDARD_INPUT) inputs.push({ name: path, path, kind: 'stream' });
    else inputs.push(...(await inputsAt(path, files, warnings)));
  }
  return { inputs, warnings };
}

async function inputsAt(path: string, files: Files, warnings: string[]): Promise<Input[]> {
  const stat = await statOf(path, files);
  if (stat.kind !== 'folder') return inputsOf(path, stat, files);
  const folder = path.replace(/(?<=[^/])\/+$/, '');
  const inputs: Input[] = [];
  const names = (await files.list(folder)).filter((name) => !name.startsWith('.')).sort(byBytes);
  const read: string[] = [];
  for (const name of names) {
    const child = folder === '/' ? `/${name}` : `${folder}/${name}`;
    const found = await statOf(child, files);
    if (found.kind === 'folder') warnings.push(`The folder ${child} inside ${path} is not read; give it on its own.`);
    if (found.kind !== 'file') continue;
    read.push(name);
    inputs.push(...(await inputsOf(child, found, files)));
  }
  if (inputs.length === 0)
    throw usage('empty-folder', `The folder ${path} holds no files.`, 'Hidden files and folders inside are not read.');
  const odd = oddlySorted(read);
  if (odd)
    warnings.push(
      `In ${path}, ${odd[0]} is read before ${odd[1]}: files are sorted by name, byte by byte. Give numbers leading zeros if that is wrong.`,
    );
  return inputs;
}

async function inputsOf(path: string, stat: FileStat, files: Files): Promise<Input[]> {
  // A pipe can be read once only, so it is not looked into now.
  if (stat.kind === 'other') return [{ name: path, path, kind: 'stream' }];
  const handle = await openFile(path, files);
  try {
    const packing = await packingAt(handle, path);
    if (packing === 'zip') return await inputsInZip(handle, path, path, stat.size);
    return [{ name: path, path, kind: packing, size: stat.size }];
  } finally {
    await handle.close();
  }
}

/** The files inside a zip archive. */
export async function inputsInZip(handle: FileHandle, path: string, name: string, size: number): Promise<Input[]> {
  // Loaded when it is wanted: few exports are archives.
  const { zipEntries } = await import('./zip.js');
  const entries = await zipEntries(handle, size, name);
  if (entries.length === 0)
    throw usage('empty-archive', `The zip archive ${name} holds no files to read.`, 'Hidden files are not read.');
  return entries.map((entry) => ({
    name: `${name}/${entry.name}`,
    path,
    kind: 'zip',
    size: entry.to - entry.from,
    entry,
  }));
}

/** Opens a file for reading, or throws FatalError. */
export async function openFile(path: string, files: Files): Promise<FileHandle> {
  try {
    return await files.open(path, 'r');
  } catch (error) {
    const code = systemCode(error);
    if (code === 'EACCES' || code === 'EPERM')
      throw usage('no-permission', `${path} may not be read.`, 'Check its permissions.');
    throw readFailure(path, error);
  }
}

async function packingAt(handle: FileHandle, path: string): Promise<Packing> {
  const head = Buffer.alloc(MAGIC_BYTES);
  let length = 0;
  while (length < head.length) {
    const got = await readAt(handle, path, head, length, length);
    if (got === 0) break;
    length += got;
  }
  return packingOf(head.subarray(0, length));
}

async function statOf(path: string, files: Files): Promise<FileStat> {
  const stat = await files.stat(path).catch((error: unknown) => {
    throw readFailure(path, error);
  });
  if (stat === undefined) throw usage('no-such-file', `${path} is not there.`, 'Check the path.');
  return stat;
}

function byBytes(one: string, other: string): number {
  return Buffer.compare(Buffer.from(one), Buffer.from(other));
}

/** The first two neighbours that a person would put the other way round, because of a number in their names. */
function oddlySorted(names: readonly string[]): [string, string] | undefined {
  for (let index = 1; index < names.length; index += 1) {
    const [one, other] = [names[index - 1]!, names[index]!];
    if (isNumberedBehind(one, other)) return [one, other];
  }
  return undefined;
}

function isNumberedBehind(one: string, other: string): boolean {
  let same = 0;
  while (same < one.length && one[same] === other[same]) same += 1;
  while (same > 0 && /\d/.test(one[same - 1]!)) same -= 1;
  const [left] = /^\d+/.exec(one.slice(same)) ?? [];
  const [right] = /^\d+/.exec(other.slice(same)) ?? [];
  return left !== undefined && right !== undefined && BigInt(left) > BigInt(right);
}

function usage(code: string, message: string, hint: string): FatalError {
  return new FatalError('usage', code, message, hint);
}
