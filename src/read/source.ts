import { FatalError } from '../errors.js';
import type { Files } from '../types.js';
import { type ByteSource, FileSource, peek, StreamSource } from './bytes.js';
import { CheckedSource } from './checked-source.js';
import { InflateSource } from './inflate.js';
import { type Input, openFile, STANDARD_INPUT } from './inputs.js';
import { REJECTS_START_BYTES, startsRejects } from './reject-lines.js';
import { type Encoding, transcoded } from './transcode.js';
import { unpacked } from './unpack.js';

export interface SourceDeps {
  readonly files: Files;
  /** Standard input, perhaps looked at already. */
  readonly stdin: ByteSource | undefined;
  /** Told of every byte read from disk or standard input. */
  readonly count: (bytes: number) => void;
}

/** Whether reading may begin at any byte: the text is the file. Everything else is read from its beginning. */
export function isSeekable(input: Input, encoding: Encoding): boolean {
  return input.kind === 'plain' && encoding === 'utf-8';
}

/** The text of an input in UTF-8, decompressed, from its beginning. Nothing is left open when this throws. */
export async function openText(input: Input, encoding: Encoding, deps: SourceDeps): Promise<ByteSource> {
  const packed = await openPacked(input, deps);
  try {
    const { source, packing } = await unpacked(packed);
    if (packing === 'zip') throw zipInPipe(input.name);
    if (encoding === 'utf-8') return source;
    // A rejects file is ours, and so in UTF-8 whatever the encoding of the export.
    const { head, source: whole } = await peek(source, REJECTS_START_BYTES);
    return startsRejects(head) ? whole : transcoded(whole, encoding);
  } catch (error) {
    await packed.close();
    throw error;
  }
}

async function openPacked(input: Input, { files, stdin, count }: SourceDeps): Promise<ByteSource> {
  const { path, name, entry, kind } = input;
  if (path === STANDARD_INPUT) return stdin ?? missingStdin();
  const handle = await openFile(path, files);
  if (kind === 'stream') return new FileSource({ handle, name, from: null, count });
  if (!entry) return new FileSource({ handle, name, from: 0, count });
  const packed = new FileSource({ handle, name, from: entry.from, to: entry.to, count });
  return new CheckedSource(entry.isDeflated ? new InflateSource(packed, 'zip') : packed, entry);
}

/** Standard input as a source; absent when the caller has none. */
export function stdinSource(
  stream: AsyncIterable<Uint8Array> | undefined,
  count: (bytes: number) => void,
): ByteSource | undefined {
  return stream && new StreamSource(stream, 'standard input', count);
}

function missingStdin(): never {
  throw new FatalError(
    'usage',
    'no-stdin',
    'Standard input (-) was named, but there is none.',
    'Give a file or a folder.',
  );
}

function zipInPipe(name: string): FatalError {
  return new FatalError(
    'usage',
    'zip-in-pipe',
    `${name} gives a zip archive, which cannot be read from a pipe or inside another archive.`,
    'Give the archive as a file, on standard input (-), or unpacked.',
  );
}
