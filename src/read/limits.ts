/** How much the reader reads, keeps and tolerates. */

/** Bytes read from a file at a time. */
export const CHUNK_BYTES = 256 * 1024;

/**
 * The most text whose records are handed over in one array. Records of one array live at the same time; with small ones
 * they are gone before the garbage collector looks, which is worth a fifth of the time of a dry run.
 */
export const BATCH_BYTES = 32 * 1024;

/** A longer record is rejected, unless the caller says otherwise. */
export const MAX_RECORD_BYTES = 1024 * 1024;

/** So much of a broken record is kept. */
export const RAW_KEPT_BYTES = 64 * 1024;

/** JSON nested deeper is rejected: code behind the reader walks values recursively. */
export const NESTING_LEVELS = 1_000;

/** A CSV row over so many lines is taken for a missing quote. */
export const ROW_LINES = 200;

/** Fingerprints are digests of blocks of this size; part of what a checkpoint holds, so it never changes. */
export const FINGERPRINT_BLOCK_BYTES = 16 * 1024 * 1024;

/** The most bytes kept for fingerprints that nobody has asked for yet. */
export const HELD_BYTES = 32 * 1024 * 1024;

/** The format of an input is recognised within so many bytes. */
export const HEAD_BYTES = 256 * 1024;

/** The most bytes of a value that stands round records and before them. */
export const FRAME_BYTES = 64 * 1024;

/** The most bytes of a value of the root object that stands round records, wherever it is. */
export const AROUND_BYTES = 16 * 1024 * 1024;

/** So many arrays are named in a message about a list that is not there. */
export const NAMED_ARRAYS = 20;
