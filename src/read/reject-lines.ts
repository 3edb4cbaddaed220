import { isUtf8 } from 'node:buffer';
import type { At, Origin, RawRecord } from '../types.js';
import { badEncoding, brokenRecord, type Ends, type Why } from './broken.js';
import { FAILED, type RecordText } from './json-text.js';

/*
 * A rejects.jsonl of an earlier run is an export like any other: its lines are known by their fields, and the record
 * inside takes the place of the line. `raw` holds the parsed record; `rawText` and `rawBase64` hold what could not be
 * parsed then, cut when it was long, and get another chance now (someone may have corrected the line).
 */

type Line = Readonly<Record<string, unknown>>;

/** Whether a parsed line has the fields of a reject line. */
export function isRejectLine(value: object): boolean {
  const line = value as Line;
  return (
    typeof line.outcome === 'string' &&
    typeof line.stage === 'string' &&
    typeof line.input === 'string' &&
    typeof line.code === 'string' &&
    typeof line.reason === 'string' &&
    [line.record, line.part, line.line, line.byte].every(Number.isInteger) &&
    (line.raw !== undefined || typeof line.rawText === 'string' || typeof line.rawBase64 === 'string')
  );
}

/** A member that every reject line has. */
export const REJECT_LINE_MEMBER = 'outcome';

/** How every line of a rejects file begins; tells such a file whatever a mapping says of the format of exports. */
const REJECTS_START = Buffer.from('{"input":"');

/** Whether the beginning of an input is that of a rejects file. */
export function startsRejects(head: Uint8Array): boolean {
  return Buffer.from(head.buffer, head.byteOffset, head.byteLength)
    .subarray(0, REJECTS_START.length)
    .equals(REJECTS_START);
}

/** Whether these first bytes of an input are too few to tell whether it is a rejects file. */
export function mayStartRejects(head: Uint8Array): boolean {
  return head.length < REJECTS_START_BYTES && REJECTS_START.subarray(0, head.length).equals(head);
}

/** So many bytes tell whether an input is a rejects file. */
export const REJECTS_START_BYTES = REJECTS_START.length;

/**
 * The record a reject line holds. `at` and `ends` are the place of the line in the rejects file; `text` parses what could
 * not be parsed then.
 */
export function rejectLineRecord(value: object, at: At, ends: Ends, text: RecordText): RawRecord {
  const line = value as Line;
  const origin = originOf(line);
  if (line.raw !== undefined) return { at, end: ends.end, endLine: ends.endLine, value: line.raw, origin };
  const bytes =
    typeof line.rawText === 'string' ? Buffer.from(line.rawText) : Buffer.from(String(line.rawBase64), 'base64');
  const length = typeof line.length === 'number' ? line.length : bytes.length;
  const broken = (why: Why): RawRecord => ({ ...brokenRecord(at, ends, why, bytes, length, false), origin });
  if (length > bytes.length) return broken(cutRaw(bytes.length, length, origin));
  if (!isUtf8(bytes)) return broken(badEncoding(bytes, 'record'));
  const parsed = text.object(bytes, 0, bytes.length, true);
  if (parsed === FAILED) return broken({ ...text.why, advice: STILL_BROKEN });
  return { at, end: ends.end, endLine: ends.endLine, value: parsed, origin };
}

const STILL_BROKEN = 'Correct the text in rawText, or put the corrected record into a member raw instead of it.';

function originOf(line: Line): Origin {
  const part = Number(line.part);
  return {
    input: String(line.input),
    record: Number(line.record),
    part,
    line: Number(line.line),
    byte: Number(line.byte),
    onlyPart: line.standalone !== true && (line.stage === 'deliver' || part > 0),
    ...(line.standalone === true ? { standalone: true } : {}),
    ...(typeof line.key === 'string' ? { key: line.key } : {}),
    ...(typeof line.basis === 'string' ? { basis: line.basis } : {}),
    ...(typeof line.mapping === 'string' ? { mapping: line.mapping } : {}),
  };
}

function cutRaw(kept: number, length: number, origin: Origin): Why {
  return {
    code: 'cut-raw',
    reason: `the rejects file holds only the first ${kept} of the record's ${length} bytes`,
    advice: `Take the record from the original export: ${origin.input}, record ${origin.record}, byte ${origin.byte}.`,
  };
}
