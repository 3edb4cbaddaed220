import { createRequire } from 'node:module';
import type * as LosslessJson from 'lossless-json';

/** JSON with integers of any size: the door to lossless-json, and the exact size of a value as JSON. */

/** A number of 16 digits or more may not survive as a double. False alarms (inside a string) only cost time. */
const LONG_NUMBER = /[:,[]\s*-?\d{16}/;

/** Whether the text may hold an integer that a double rounds. */
export function mayRound(text: string): boolean {
  return LONG_NUMBER.test(text);
}

/** Loaded when a long integer is first met: most runs have none. */
let loaded: typeof LosslessJson | undefined;

function losslessJson(): typeof LosslessJson {
  loaded ??= createRequire(import.meta.url)('lossless-json') as typeof LosslessJson;
  return loaded;
}

/** Parses JSON; integers beyond 2^53 become BigInt, so that no digit is lost. Throws SyntaxError. */
export function parseLossless(text: string): unknown {
  return losslessJson().parse(text, null, { parseNumber: exactNumber, onDuplicateKey: lastWins });
}

/** As JSON.parse does. */
function lastWins({ newValue }: { newValue: unknown }): unknown {
  return newValue;
}

function exactNumber(digits: string): number | bigint {
  const value = Number(digits);
  return /^-?\d+$/.test(digits) && !Number.isSafeInteger(value) ? BigInt(digits) : value;
}

/** JSON text of a parsed value; BigInt is written as the integer it is. */
export function stringifyLossless(value: unknown): string {
  return losslessJson().stringify(value) ?? 'null';
}

/**
 * UTF-8 bytes of JSON.stringify(value), without building the text. Values are what a request body is made of:
 * objects, arrays, strings, finite numbers, booleans, null; undefined members are left out.
 */
export function jsonByteLength(value: unknown): number {
  if (typeof value === 'string') return stringByteLength(value);
  if (typeof value === 'number') return String(value).length;
  if (typeof value === 'boolean') return value ? 4 : 5;
  if (value === null || typeof value !== 'object') return 4;
  return Array.isArray(value) ? arrayByteLength(value) : objectByteLength(value as Record<string, unknown>);
}

function arrayByteLength(items: readonly unknown[]): number {
  let total = 2 + Math.max(0, items.length - 1);
  for (const item of items) total += jsonByteLength(item);
  return total;
}

function objectByteLength(object: Record<string, unknown>): number {
  let total = 2;
  let members = 0;
  for (const name of Object.keys(object)) {
    const value = object[name];
    if (value === undefined) continue;
    total += stringByteLength(name) + 1 + jsonByteLength(value);
    members += 1;
  }
  return total + Math.max(0, members - 1);
}

const NEEDS_ESCAPE = /["\\\u0000-\u001f]/;

/** Most strings are names, ids and addresses: looked through faster than a function outside is called. */
function stringByteLength(text: string): number {
  for (let index = 0; index < text.length; index += 1) {
    if (PLAIN_ASCII[text.charCodeAt(index)] !== 1) return anyStringByteLength(text);
  }
  return text.length + 2;
}

/** Characters that are one byte in JSON. */
const PLAIN_ASCII = new Uint8Array(0x80).fill(1, 0x20);
PLAIN_ASCII[0x22] = 0;
PLAIN_ASCII[0x5c] = 0;

/** Half a surrogate pair is escaped, too; a whole one is four bytes. */
function anyStringByteLength(text: string): number {
  if (!isWellFormed(text)) return Buffer.byteLength(JSON.stringify(text));
  const plainBytes = Buffer.byteLength(text) + 2;
  return NEEDS_ESCAPE.test(text) ? plainBytes + escapeBytes(text) : plainBytes;
}

/** What escapes add: a backslash, or for control characters without a short form the rest of \u00XX. */
function escapeBytes(text: string): number {
  let added = 0;
  for (let index = 0; index < text.length; index += 1) {
    const unit = text.charCodeAt(index);
    if (unit === 0x22 || unit === 0x5c) added += 1;
    else if (unit < 0x20) added += unit >= 0x08 && unit <= 0x0d && unit !== 0x0b ? 1 : 5;
  }
  return added;
}

/** Whether every surrogate has its partner. A lone one would arrive as U+FFFD. */
export function isWellFormed(text: string): boolean {
  // Node 20 has the method; the language level of the type library does not name it yet.
  return (text as string & { isWellFormed(): boolean }).isWellFormed();
}
