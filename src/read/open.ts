import { FatalError } from '../errors.js';
import type { Export, Files, ResumePoint } from '../types.js';
import { ExportReader } from './export-reader.js';
import type { Input } from './inputs.js';
import type { ReadOptions } from './opening.js';
import { stdinSource } from './source.js';
import { spoolZip } from './spool.js';

export { type Input, type Listing, listInputs } from './inputs.js';
export type { ReadOptions } from './opening.js';

export interface OpenDeps {
  readonly files: Files;
  readonly stdin?: AsyncIterable<Uint8Array>;
  /** Where a zip archive from standard input is put while it is read. */
  readonly spoolFolder?: string;
  /** Standard input ends when it is aborted: what is opened then is cut, not broken. */
  readonly interrupt?: AbortSignal;
  /** By index of `Export.inputs`; `from.record` is the number of the first record to read. */
  readonly resume?: readonly (ResumePoint | undefined)[];
  /** Only the first so many records of the whole export; records before a resume point count. */
  readonly limit?: number;
  /** Told at once when the bytes read by an earlier life turn out to be others; `records` throws the same. */
  readonly onChanged?: (error: unknown) => void;
  /** False = `fingerprint` will not be called, and no bytes are kept for it. */
  readonly fingerprints?: boolean;
  /** True = records may be handed over unparsed where nearly nobody will ask for their values: see RawRecord.flat. */
  readonly mayStayFlat?: boolean;
}

/**
 * Opens an export for reading once, in order. Its `inputs` are those given, save that a zip archive on standard input
 * is replaced by the files in it. Offsets count the bytes of the decompressed text in UTF-8, a byte order mark included;
 * for other encodings they are offsets in the text as turned into UTF-8, and a resume reads past what was done instead
 * of seeking, as it does in everything compressed and on standard input. Throws FatalError.
 */
export async function openExport(inputs: readonly Input[], options: ReadOptions, deps: OpenDeps): Promise<Export> {
  const { maxRecordBytes } = options;
  if (maxRecordBytes !== undefined && !(Number.isInteger(maxRecordBytes) && maxRecordBytes > 0)) {
    throw new FatalError(
      'usage',
      'bad-record-limit',
      `The most bytes of a record must be a whole number from 1 on, not ${maxRecordBytes}.`,
      'Correct maxRecordBytes.',
    );
  }
  let bytesRead = 0;
  const count = (bytes: number): void => {
    bytesRead += bytes;
  };
  const stdin = stdinSource(deps.stdin, count);
  const spooled = await spoolZip(inputs, stdin, deps);
  // Reading the spooled archive is reading the same bytes a second time.
  const counted = spooled.spool === undefined ? count : (): void => undefined;
  return new ExportReader({
    inputs: spooled.inputs,
    options,
    sources: { files: deps.files, stdin: spooled.stdin, count: counted },
    resume: deps.resume ?? [],
    limit: deps.limit ?? Number.POSITIVE_INFINITY,
    isFingerprinted: deps.fingerprints ?? true,
    mayStayFlat: deps.mayStayFlat ?? false,
    spool: spooled.spool,
    interrupt: deps.interrupt,
    onChanged: deps.onChanged ?? (() => undefined),
    bytesRead: () => bytesRead,
  });
}
