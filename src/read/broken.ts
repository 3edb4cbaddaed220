import { isUtf8 } from 'node:buffer';
import type { At, RawRecord } from '../types.js';
import type { Damage } from './bytes.js';
import { RAW_KEPT_BYTES } from './limits.js';

/** Why a record is broken, and what to do. Never holds text of the record: it goes into logs and reports. */
export type Why = Damage;

/** Where a record ends. */
export interface Ends {
  readonly end: number;
  readonly endLine: number;
}

/** A record that could not be read. `bytes` are copied; `length` is that of the whole text. */
export function brokenRecord(at: At, ends: Ends, why: Why, bytes: Buffer, length: number, atEnd: boolean): RawRecord {
  const { code, reason, advice } = why;
  const raw = new Uint8Array(bytes.subarray(0, RAW_KEPT_BYTES));
  return {
    at,
    end: ends.end,
    endLine: ends.endLine,
    value: undefined,
    broken: { code, reason, advice, length, raw, atEnd },
  };
}

export function tooLong(length: number, limit: number, what: string): Why {
  return {
    code: 'too-long',
    reason: `the ${what} has ${length} bytes; at most ${limit} are read as one record`,
    advice: `See whether line ends or brackets are missing there; if it is right so, raise the limit (format.maxRecordBytes).`,
  };
}

export function tooDeep(levels: number): Why {
  return {
    code: 'too-deep',
    reason: `the JSON is nested more than ${levels} levels deep`,
    advice: 'See what wrote this record; a message is never nested so deeply.',
  };
}

export function notAnObject(value: unknown): Why {
  const came = value === null ? 'null' : Array.isArray(value) ? 'an array' : `a ${typeof value}`;
  return {
    code: 'not-an-object',
    reason: `expected a JSON object, got ${came}`,
    advice:
      came === 'an array'
        ? 'If the records are inside this array, read the file as JSON (format json).'
        : 'Export one JSON object per record.',
  };
}

/** Bytes that are not UTF-8. `what` = line, row, element. */
export function badEncoding(bytes: Buffer, what: string): Why {
  const offset = firstBadByte(bytes);
  return {
    code: 'bad-encoding',
    reason: `the ${what} is not valid UTF-8 from its byte ${offset} on`,
    advice: isGb18030(bytes)
      ? 'It reads as GB18030 (GBK): name that encoding (--encoding gb18030), or export again as UTF-8.'
      : 'Export again as UTF-8, or name the encoding (--encoding gb18030, utf-16le, utf-16be).',
  };
}

function firstBadByte(bytes: Buffer): number {
  const again = Buffer.from(bytes.toString('utf8'), 'utf8');
  const length = Math.min(bytes.length, again.length);
  for (let index = 0; index < length; index += 1) {
    if (bytes[index] !== again[index]) return index;
  }
  return length;
}

function isGb18030(bytes: Buffer): boolean {
  if (isUtf8(bytes)) return false;
  try {
    new TextDecoder('gb18030', { fatal: true }).decode(bytes);
    return true;
  } catch {
    return false;
  }
}
