import { murmur3 } from '../hash.js';
import { LIMITS } from '../im/limits.js';
import { keyBasis, parseKey } from '../key.js';
import type { Key, Message, Origin } from '../types.js';
import { describe, type Problem, problem } from './problem.js';

/**
 * Dedup keys: a pure function of the record, never of the clock, chance, a worker or a counter of the run. What is
 * computed here is published in docs/keys.md with vectors and never changes: a changed key doubles a history.
 */

/** What orders messages inside one second. */
export type OrderRule = 'seq' | 'time' | 'id' | 'position';

/** Names of the rules, for checks. */
export const ORDER_RULES: readonly OrderRule[] = ['seq', 'time', 'id', 'position'];

/** MsgSeq of a record and what its order rests on. */
export interface Place {
  readonly seq: number;
  readonly orderedBy: Message['orderedBy'];
}

export const UINT32_SIZE = LIMITS.uint32 + 1;
const MICROSECONDS = 1_000_000;
/** Ties inside one microsecond; 10^6 times this many just fit into 32 bits. */
export const TIES = 4000;

/** The text an id is hashed as: decimal for integers, a text as it is; 5 and "5" are one id. */
export function readId(value: unknown): string | Problem {
  if (typeof value === 'string') return checkTextId(value);
  if (typeof value === 'bigint' || Number.isSafeInteger(value)) return String(value);
  if (value === undefined || value === null) {
    return problem('id-missing', 'the record has no id', 'Name the field that holds an immutable id in the mapping.');
  }
  const advice = 'Give the id as an integer or a text that never changes in the source.';
  if (typeof value === 'number' && Number.isInteger(value)) return damaged(value);
  return problem('id-invalid', `expected an integer or a text as id, got ${describe(value)}`, advice);
}

const SPREADSHEET_NUMBER = /^[+-]?\d+(?:[.,]\d+)?[eE]\+\d+$/;

function checkTextId(text: string): string | Problem {
  if (text === '') {
    return problem('id-missing', 'the id is empty', 'Name the field that holds an immutable id in the mapping.');
  }
  return text.includes('+') && SPREADSHEET_NUMBER.test(text) ? damaged(text) : text;
}

function damaged(value: unknown): Problem {
  return problem(
    'id-damaged',
    `the id ${describe(value)} has lost its last digits, as a spreadsheet or a double leaves it`,
    'Export again with ids as text; different messages would share one key.',
  );
}

/** MsgRandom of a part of a record. `generation` is the hash's seed. */
export function randomOf(id: string, part: number, generation: number): number {
  return murmur3(part === 0 ? id : `${id}#${part}`, generation);
}

/** The source's own sequence mod 2^32; undefined when the record has none. */
export function readSeq(value: unknown): number | undefined | Problem {
  if (value === undefined || value === null || value === '') return undefined;
  if (typeof value === 'number' && Number.isSafeInteger(value) && value >= 0) return value % UINT32_SIZE;
  if (typeof value === 'bigint' && value >= 0n) return Number(value % BigInt(UINT32_SIZE));
  if (typeof value === 'string' && isDecimal(value)) return decimalModulo(value, UINT32_SIZE);
  return problem(
    'seq-invalid',
    `expected a non-negative integer as seq, got ${describe(value)}`,
    'Correct the field, or leave seq out of the mapping and order by time or id.',
  );
}

/** MsgSeq by the declared rule; without one: seq where the record has it, else time. */
export function placeOf(
  rule: OrderRule | undefined,
  id: string,
  seqValue: unknown,
  timeUs: number,
  recordNumber: number,
): Place | Problem {
  if (rule === 'position') return { seq: recordNumber % UINT32_SIZE, orderedBy: 'source' };
  if (rule === 'id') return placeById(id);
  if (rule === 'time') return placeByTime(id, timeUs);
  const seq = readSeq(seqValue);
  if (typeof seq === 'number') return { seq, orderedBy: 'source' };
  if (seq !== undefined) return seq;
  if (rule === undefined) return placeByTime(id, timeUs);
  return problem('seq-missing', 'the order rule is seq and the record has none', 'Use --order time or --order id.');
}

function placeById(id: string): Place | Problem {
  if (isDecimal(id)) return { seq: decimalModulo(id, UINT32_SIZE), orderedBy: 'source' };
  return problem(
    'id-not-decimal',
    `the order rule is id and ${describe(id)} is no decimal number`,
    'Use --order time, or map an increasing number as seq.',
  );
}

function placeByTime(id: string, timeUs: number): Place {
  const decimal = isDecimal(id);
  const tie = decimal ? decimalModulo(id, TIES) : murmur3(id) % TIES;
  return { seq: seqByTime(timeUs, tie), orderedBy: decimal ? 'time' : 'none' };
}

/** The MsgSeq that the rule `time` gives; `tie` is a whole number as id modulo TIES. */
export function seqByTime(timeUs: number, tie: number): number {
  return (timeUs - Math.floor(timeUs / MICROSECONDS) * MICROSECONDS) * TIES + tie;
}

function isDecimal(text: string): boolean {
  for (let index = 0; index < text.length; index += 1) {
    const code = text.charCodeAt(index);
    if (code < 48 || code > 57) return false;
  }
  return text.length > 0;
}

/** Exact at any length: the remainder is carried digit by digit. */
function decimalModulo(decimal: string, modulus: number): number {
  let rest = 0;
  for (let index = 0; index < decimal.length; index += 1) rest = (rest * 10 + decimal.charCodeAt(index) - 48) % modulus;
  return rest;
}

/**
 * The key an earlier run's reject line carries: used as it is while id, accounts and time are what it was made from.
 * A generation asked for on purpose wins: what is imported again after an undo must not meet its old key.
 */
export function carriedKey(
  origin: Origin,
  id: string,
  lane: string,
  timeUs: number,
  generation: number,
): Key | undefined {
  if (origin.key === undefined || origin.basis !== keyBasis(id, lane, timeUs)) return undefined;
  const key = parseKey(origin.key);
  if (!key || generation === 0) return key;
  return key.random === randomOf(id, origin.part, generation) ? key : undefined;
}
