import { createHash } from 'node:crypto';
import { LIMITS } from '../im/limits.js';
import { isWellFormed, jsonByteLength } from '../json.js';
import type { Person } from '../types.js';
import { describe, isProblem, type Problem, problem } from './problem.js';

/** Accounts: rewritten as the mapping says, then held against what the service takes. */

export type CharacterSet = 'safe' | 'ascii' | 'any';

/** How accounts are rewritten; the steps are taken in the order they stand here. */
export interface AccountRules {
  /** Taken off the beginning where it stands there. */
  readonly strip?: string | undefined;
  readonly removeDashes?: boolean | undefined;
  readonly lowerCase?: boolean | undefined;
  /** Old to new account. */
  readonly table?: ReadonlyMap<string, string> | undefined;
  /** Accounts the table does not have; default `reject`. */
  readonly otherwise?: 'keep' | 'reject' | undefined;
  readonly prefix?: string | undefined;
  /**
   * Accounts the service does not take (too long, other characters) become `h` and 25 characters of a hash of the account,
   * which is the same in every run; `all`: every account does.
   */
  readonly hash?: 'long' | 'all' | undefined;
  /** Which characters are allowed: letters, digits, `_`, `-`; printable ASCII without the space (default); all but controls. */
  readonly characters?: CharacterSet | undefined;
}

/** An account ready to be sent. */
export interface Account extends Person {
  /** Its size as JSON. */
  readonly jsonBytes: number;
}

export type AccountReader = (value: unknown, role: 'from' | 'to') => Account | Problem;

/** Accounts come again and again; so many are remembered, then the memory starts anew. */
const REMEMBERED = 50_000;
const REMEMBERED_LENGTH = 64;

/** Makes the reader of one mapping's accounts. */
export function compileAccounts(rules: AccountRules = {}): AccountReader {
  const known = new Map<string, Account>();
  const characters = rules.characters ?? 'ascii';
  const isPlain = !rewrites(rules) && characters !== 'safe';
  return (value, role) => {
    if (typeof value !== 'string' || value === '') return missing(value, role);
    if (isPlain && isSimple(value)) return { name: value, original: value, jsonBytes: value.length + 2 };
    const remembered = known.get(value);
    if (remembered) return remembered;
    const name = rewrite(value, rules);
    const wrong = isProblem(name) ? name : findWrong(name, characters);
    if (wrong) return { ...wrong, reason: `${role}: ${wrong.reason}` };
    const account = { name: name as string, original: value, jsonBytes: jsonByteLength(name) };
    if (known.size >= REMEMBERED) known.clear();
    if (value.length <= REMEMBERED_LENGTH) known.set(value, account);
    return account;
  };
}

function rewrites({ strip, removeDashes, lowerCase, table, prefix, hash }: AccountRules): boolean {
  return Boolean(strip || removeDashes || lowerCase || table || prefix || hash === 'all');
}

/** Letters, digits, `_`, `-` and `.`, not too many: right under any rule but the strictest, and faster told than looked up. */
function isSimple(value: string): boolean {
  if (value.length > LIMITS.accountBytes) return false;
  for (let index = 0; index < value.length; index += 1) {
    if (SIMPLE[value.charCodeAt(index)] !== 1) return false;
  }
  return true;
}

/** The same of an account that stands in bytes. */
export function isSimpleInBytes(bytes: Uint8Array, from: number, end: number): boolean {
  if (end - from > LIMITS.accountBytes) return false;
  for (let index = from; index < end; index += 1) {
    if (SIMPLE[bytes[index]!] !== 1) return false;
  }
  return end > from;
}

const SIMPLE = new Uint8Array(0x1_0000);
for (const letter of 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-.')
  SIMPLE[letter.charCodeAt(0)] = 1;

function missing(value: unknown, role: string): Problem {
  if (value === undefined || value === null || value === '') {
    return problem('account-missing', `${role}: the record names no account`, 'Correct the record or the mapping.');
  }
  const reason = `${role}: expected the account as text, got ${describe(value)}`;
  return problem('account-not-text', reason, 'Write accounts as text, in quotes; a mapping turns integers into text.');
}

function rewrite(value: string, rules: AccountRules): string | Problem {
  let name = rules.strip && value.startsWith(rules.strip) ? value.slice(rules.strip.length) : value;
  if (rules.removeDashes) name = name.replaceAll('-', '');
  if (rules.lowerCase) name = name.toLowerCase();
  if (rules.table) {
    const renamed = rules.table.get(name);
    if (renamed === undefined && rules.otherwise !== 'keep') {
      const advice = 'Add the account to the table, or set `accounts.otherwise: keep`.';
      return problem('account-not-in-table', `${describe(name)} is not in the account table`, advice);
    }
    name = renamed ?? name;
  }
  const whole = rules.prefix ? rules.prefix + name : name;
  if (rules.hash === undefined) return whole;
  return rules.hash === 'all' || findWrong(whole, rules.characters ?? 'ascii') ? hashed(name, rules.prefix) : whole;
}

/** 25 base-36 digits hold 128 bits: two accounts will not become one. */
const HASH_DIGITS = 25;

function hashed(name: string, prefix = ''): string {
  const digest = createHash('sha256').update(name).digest('hex').slice(0, 32);
  return `${prefix}h${BigInt(`0x${digest}`).toString(36).padStart(HASH_DIGITS, '0')}`;
}

const ALLOWED: Readonly<Record<CharacterSet, { readonly wrong: RegExp; readonly words: string }>> = {
  safe: { wrong: /[^A-Za-z0-9_-]/u, words: 'letters, digits, _ and -' },
  ascii: { wrong: /[^\x21-\x7e]/u, words: 'printable ASCII without spaces' },
  any: { wrong: /\p{Cc}/u, words: 'anything but control characters' },
};

/** Beginnings the service keeps for robots and groups. */
const RESERVED = ['@RBT#', '@TGS#'];

function findWrong(name: string, characters: CharacterSet): Problem | undefined {
  if (name === '') return problem('account-missing', 'nothing is left of the account', 'Correct the account rules.');
  const sizeBytes = Buffer.byteLength(name);
  if (sizeBytes > LIMITS.accountBytes) {
    const reason = `the account is ${sizeBytes} bytes, ${LIMITS.accountBytes} are allowed`;
    return problem('account-too-long', reason, 'Shorten accounts: `accounts.strip`, `removeDashes` or a `table`.');
  }
  const { wrong, words } = ALLOWED[characters];
  const found = wrong.exec(name)?.[0] ?? (isWellFormed(name) ? undefined : 'half a surrogate pair');
  if (found !== undefined) {
    const reason = `the account holds ${JSON.stringify(found)}; allowed are ${words}`;
    return problem('account-characters', reason, 'Rename it with `accounts.table`, or widen `accounts.characters`.');
  }
  const reserved = RESERVED.find((beginning) => name.startsWith(beginning));
  if (reserved === undefined) return undefined;
  const reason = `accounts beginning with ${reserved} are reserved by the service`;
  return problem('account-reserved', reason, 'Filter these records out with `only`, or rename the account.');
}
