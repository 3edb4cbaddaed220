import { FatalError, interruptedEarly, systemCode } from '../errors.js';
import type { Files } from '../types.js';
import { type ByteSource, peek } from './bytes.js';
import { type Input, inputsInZip, openFile, STANDARD_INPUT } from './inputs.js';
import { MAGIC_BYTES, packingOf } from './unpack.js';

export interface SpoolDeps {
  readonly files: Files;
  /** Where the file is put. */
  readonly spoolFolder?: string;
  /** Standard input ends when it is aborted. */
  readonly interrupt?: AbortSignal;
}

const SPOOL_NAME = 'standard-input.zip';

export interface Spooled {
  readonly inputs: readonly Input[];
  /** Standard input, with what was looked at. */
  readonly stdin: ByteSource | undefined;
  /** The file to remove at the end. */
  readonly spool?: string;
}

/**
 * A zip archive on standard input can only be read from its end, so it is written to a file first (mode 0600), and its
 * files take the place of the input. Anything else on standard input is left to be read as it comes.
 */
export async function spoolZip(
  inputs: readonly Input[],
  stdin: ByteSource | undefined,
  deps: SpoolDeps,
): Promise<Spooled> {
  const index = inputs.findIndex(({ path }) => path === STANDARD_INPUT);
  if (index === -1 || !stdin) return { inputs, stdin };
  const { head, source } = await peek(stdin, MAGIC_BYTES);
  if (packingOf(head) !== 'zip') return { inputs, stdin: source };
  const { files, spoolFolder } = deps;
  if (spoolFolder === undefined) throw noFolder();
  const spool = `${spoolFolder}/${SPOOL_NAME}`;
  try {
    const found = await inputsOfSpool(source, spool, deps);
    return { inputs: [...inputs.slice(0, index), ...found, ...inputs.slice(index + 1)], stdin: undefined, spool };
  } catch (error) {
    // It holds what people wrote, wherever its writing ended.
    await removeSpool(files, spool);
    throw error;
  }
}

export async function removeSpool(files: Files, spool: string): Promise<void> {
  await files.unlink(spool).catch((error: unknown) => {
    if (systemCode(error) !== 'ENOENT') throw error;
  });
}

async function inputsOfSpool(source: ByteSource, spool: string, { files, interrupt }: SpoolDeps): Promise<Input[]> {
  const size = await write(source, files, spool);
  if (interrupt?.aborted) throw interruptedEarly();
  const handle = await openFile(spool, files);
  try {
    return await inputsInZip(handle, spool, STANDARD_INPUT, size);
  } finally {
    await handle.close();
  }
}

async function write(source: ByteSource, files: Files, path: string): Promise<number> {
  const handle = await files.open(path, 'w', 0o600);
  let size = 0;
  try {
    for (let chunk = await source.next(); chunk !== undefined; chunk = await source.next()) {
      await handle.write(chunk, null);
      size += chunk.length;
    }
  } finally {
    await handle.close();
  }
  return size;
}

function noFolder(): FatalError {
  return new FatalError(
    'usage',
    'zip-without-folder',
    'Standard input holds a zip archive, and there is no folder to put it in while it is read.',
    'Name a state folder (--state), or give the archive as a file.',
  );
}
