import type { Position, RawRecord } from './record.js';

/** Digests over every byte of an input up to `bytes`. */
export interface Fingerprint {
  readonly bytes: number;
  /** SHA-256 (first 128 bits, hex) of each block of FINGERPRINT_BLOCK_BYTES; the last block may be partial. */
  readonly blocks: readonly string[];
  /** The last covered record had no line end; this is its number. */
  readonly openRecord?: number;
}

/** What is unusual about the files of a source, beyond format, encoding and CSV dialect. */
export interface ContainerShape {
  /** Lines with something in front: each record begins at its line's first `{`. */
  readonly prefixed?: boolean;
  /** JSON objects one after another, pretty-printed or on one line, with or without anything between: each is a record. */
  readonly glued?: boolean;
  /** Used when an input is one JSON object: where its lists of records are, as `messages` or `chats.list[].messages`. */
  readonly paths?: readonly string[];
  /** Members of the objects round such a list that stand before it, by name; the innermost wins. */
  readonly within?: readonly string[];
  /** Members of the root object, wherever they stand: the file is read twice. */
  readonly around?: readonly string[];
  /** `\xHH` in JSON strings, which is no JSON, means `\u00HH`. */
  readonly hexEscapes?: boolean;
}

/** How a CSV file is written, where that is not found out from the file itself. */
export interface CsvOptions {
  readonly delimiter?: string;
  readonly quote?: string;
  readonly escape?: 'doubled' | 'backslash';
  /** Whether the first row names the columns; true unless said otherwise. */
  readonly header?: boolean;
  /** Names of the columns, in place of the header's. */
  readonly columns?: readonly string[];
  /** A cell with this text is null. */
  readonly null?: string;
}

/** The value of a record from a list whose shape asks for `within` or `around`. */
export interface FramedValue {
  readonly within: Readonly<Record<string, unknown>>;
  readonly record: unknown;
}

/** One input of the export as the person named it. */
export interface InputInfo {
  readonly name: string;
  /** Bytes on disk, compressed or not; undefined for standard input. */
  readonly size?: number;
  readonly kind: 'plain' | 'gzip' | 'zstd' | 'zip' | 'stream';
}

/** Where reading of an input begins, and what the bytes before must look like. */
export interface ResumePoint {
  readonly from: Position;
  readonly fingerprint: Fingerprint;
}

/** Port: an opened export, read once, in order, from where an earlier run stopped. */
export interface Export {
  readonly inputs: readonly InputInfo[];
  /**
   * Looks at everything that can be wrong before the first record: whether each input can be read as it is, and whether
   * what an earlier life read is still there. Throws FatalError `usage` or `state`; `records` does it if nobody did.
   */
  prepare(): Promise<void>;
  /**
   * The records of all inputs, in arrays as they come out of one chunk.
   * Throws FatalError of kind `state` when the bytes differ from the fingerprint.
   */
  records(): AsyncGenerator<readonly RawRecord[]>;
  /** Fingerprint of every byte of an input up to `end`, which must be the end of a record handed over. */
  fingerprint(input: number, end: number): Fingerprint;
  /**
   * False while it is not known that the bytes are those an earlier life read: standard input can only be compared as it
   * goes by. Nothing of such a life may be saved: it might count records of another export.
   */
  isVerified(): boolean;
  /** Bytes on disk read so far, all inputs together. */
  bytesRead(): number;
  close(): Promise<void>;
}
