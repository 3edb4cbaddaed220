import { asFatal, type FatalError } from '../errors.js';
import { type Input, openExport, type ReadOptions } from '../read/open.js';
import { openText } from '../read/source.js';
import type { Files, RawRecord } from '../types.js';

/** Looks into an export, so far and no further. */

/** Bytes of the first input that encoding and format are judged by. */
const HEAD_BYTES = 1024 * 1024;

/** So many inputs of a folder or an archive are looked into. */
export const MOST_INPUTS = 8;

/** How far a sample goes, in each input. */
export interface Reach {
  /** All of the first so many records are kept, … */
  readonly first: number;
  /** … then each so manieth, … */
  readonly every: number;
  /** … until so many are kept, … */
  readonly kept: number;
  /** … or so much text was read. */
  readonly bytes: number;
}

/** To find out how an export is to be read. */
export const GLANCE: Reach = { first: 200, every: 1, kept: 200, bytes: 2 * 1024 * 1024 };
/** To find out what is in it. */
export const LOOK: Reach = { first: 1_000, every: 10, kept: 2_000, bytes: 16 * 1024 * 1024 };

export interface Sample {
  readonly records: readonly RawRecord[];
  /** Of all inputs looked into: records passed, kept or not, and bytes of their text. */
  readonly passed: number;
  readonly bytes: number;
  /** Everything was passed. */
  readonly isWhole: boolean;
  /** Why reading ended before its time. */
  readonly failure?: FatalError;
}

/** The beginning of an input, decompressed and not decoded. */
export async function readHead(input: Input, files: Files): Promise<Uint8Array> {
  const source = await openText(input, 'utf-8', { files, stdin: undefined, count: () => undefined });
  const chunks: Buffer[] = [];
  let length = 0;
  try {
    while (length < HEAD_BYTES) {
      const chunk = await source.next();
      if (chunk === undefined) break;
      chunks.push(chunk);
      length += chunk.length;
    }
  } finally {
    await source.close();
  }
  return Buffer.concat(chunks).subarray(0, HEAD_BYTES);
}

/** Reads a sample of the inputs; what cannot be read is told in `failure`. */
export async function readSample(
  inputs: readonly Input[],
  options: ReadOptions,
  files: Files,
  reach: Reach,
): Promise<Sample> {
  const kept: RawRecord[] = [];
  let [passed, bytes, isWhole] = [0, 0, inputs.length <= MOST_INPUTS];
  let failure: FatalError | undefined;
  for (const input of inputs.slice(0, MOST_INPUTS)) {
    const taken = new Taking(reach);
    try {
      await takeFrom(input, options, files, taken);
    } catch (error) {
      failure ??= asFatal(error);
    }
    kept.push(...taken.kept);
    passed += taken.passed;
    bytes += taken.bytes;
    isWhole &&= !taken.isFull;
  }
  return { records: kept, passed, bytes, isWhole, ...(failure ? { failure } : {}) };
}

async function takeFrom(input: Input, options: ReadOptions, files: Files, taken: Taking): Promise<void> {
  const source = await openExport([input], options, { files, fingerprints: false });
  try {
    for await (const batch of source.records()) {
      for (const record of batch) taken.take(record);
      if (taken.isFull) break;
    }
  } finally {
    await source.close();
  }
}

class Taking {
  readonly kept: RawRecord[] = [];
  passed = 0;
  bytes = 0;

  constructor(private readonly reach: Reach) {}

  get isFull(): boolean {
    return this.kept.length >= this.reach.kept || this.bytes >= this.reach.bytes;
  }

  take(record: RawRecord): void {
    if (this.isFull) return;
    const { first, every } = this.reach;
    if (this.passed < first || (this.passed - first) % every === 0) this.kept.push(record);
    this.passed += 1;
    this.bytes = record.end;
  }
}
