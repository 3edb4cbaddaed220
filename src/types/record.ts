/**
 * Where a record stands in the export. (`input`, `record`, `part`) is the order of everything;
 * `line` and `byte` are for people and for seeking.
 */
export interface At {
  /** Index of the input, from 0. */
  readonly input: number;
  /** Number of the record in its input, from 1. */
  readonly record: number;
  /** A record that becomes several messages has parts, from 0. */
  readonly part: number;
  /** Line on which the record begins, from 1. */
  readonly line: number;
  /** Offset of the record's first byte in the decompressed UTF-8 text of its input. */
  readonly byte: number;
}

/** A place between two records of an input, from which reading can begin. */
export interface Position {
  readonly record: number;
  readonly part: number;
  readonly line: number;
  readonly byte: number;
}

/** Why a record could not be read. */
export interface Broken {
  readonly code: string;
  readonly reason: string;
  readonly advice: string;
  /** Length in bytes of the whole broken text, of which `raw` may hold only the beginning. */
  readonly length: number;
  /** The record's bytes, at most RAW_KEPT_BYTES of them. */
  readonly raw: Uint8Array;
  /** The broken text touches the end of its input, which may still be growing or half copied. */
  readonly atEnd: boolean;
}

/** What a line of an earlier run's rejects.jsonl says about the record it holds. */
export interface Origin {
  /** Name of the input as the earlier run had it. */
  readonly input: string;
  readonly record: number;
  readonly part: number;
  readonly line: number;
  readonly byte: number;
  /** The line is about this one part of the value; otherwise about the whole value. */
  readonly onlyPart: boolean;
  /** The value is only this part of what the earlier run read. */
  readonly standalone?: boolean;
  /** MsgKey and the digest of id, accounts and time it was made from (see map/identity.ts). */
  readonly key?: string;
  readonly basis?: string;
  /** Digest of the mapping the earlier run used. */
  readonly mapping?: string;
}

/** One record as the reader hands it over: parsed, or broken. */
export interface RawRecord {
  readonly at: At;
  /** Where the record ends and the next may begin: first byte and line after its separator. */
  readonly end: number;
  readonly endLine: number;
  /** The parsed value; undefined when `broken`. */
  readonly value: unknown;
  readonly broken?: Broken;
  /** A whole last record of the input without its line end. */
  readonly openEnd?: boolean;
  /** The JSON it came from holds no escapes: neither does the JSON of any of its strings. Spares measuring them twice. */
  readonly escapeFree?: boolean;
  /** The value again, not parsed: there where it need not be, and then `value` parses it each time it is asked for. */
  readonly flat?: FlatObject;
  readonly origin?: Origin;
  /** `value` is one message taken out of a record that holds several, and can be mapped alone. */
  readonly standalone?: boolean;
}

/**
 * A JSON object found in its bytes and not parsed, which takes longer than all else that is done with a record. Each member
 * is a text, with no escapes but those JSON.stringify writes too, or a whole number without a sign.
 */
export interface FlatObject {
  readonly shape: FlatShape;
  /** Valid UTF-8. */
  readonly bytes: Buffer;
  /** Where the object stands, with the blanks after it. */
  readonly from: number;
  readonly to: number;
  /** Two numbers for each member, from `first` on: where its value begins and ends, quotes left out. */
  readonly spans: Int32Array;
  readonly first: number;
}

/** The names of an object's members, none twice: one shape for all objects with the same names in the same order. */
export interface FlatShape {
  readonly names: readonly string[];
}
