import { type Accounts, isWellFormedAccount } from './accounts.js';
import { checkElements, type ElementSet } from './elements.js';
import { REFUSALS, type Refusal, type Reply, refuse } from './reply.js';
import type { Body } from './world.js';

/** Checks of fields that several commands have. Each answers the refusal, or undefined when all is well. */

const UINT32_END = 0x1_0000_0000;

export function isUint32(value: unknown): value is number {
  return Number.isInteger(value) && (value as number) >= 0 && (value as number) < UINT32_END;
}

/** A number for a MsgSeq that was left out. */
export function makeUint32(random: () => number): number {
  return Math.floor(random() * UINT32_END);
}

/** How a command refuses an account. */
export interface AccountRefusals {
  readonly malformed: Refusal;
  readonly unknown: Refusal;
}

/** `from` of the calls whose list has a code of its own for an unknown account. */
export const SENDER: AccountRefusals = { malformed: REFUSALS.fromAccount, unknown: REFUSALS.fromUnknown };
export const RECEIVER: AccountRefusals = { malformed: REFUSALS.toAccount, unknown: REFUSALS.toUnknown };
/** Of the calls that list only 90008 and 90003: missing, malformed and unknown are one. */
export const ONE_SIDE: AccountRefusals = { malformed: REFUSALS.fromAccount, unknown: REFUSALS.fromAccount };
export const OTHER_SIDE: AccountRefusals = { malformed: REFUSALS.toAccount, unknown: REFUSALS.toAccount };

/** An account that can be, whether or not it is there. */
export function checkAccountText(account: unknown, field: string, malformed: Refusal): Reply | undefined {
  if (account === undefined) return refuse(malformed, `${field} missing`);
  if (typeof account !== 'string') return refuse(REFUSALS.accountType, `${field} ${shown(account)}`);
  return isWellFormedAccount(account) ? undefined : refuse(malformed, `${field} ${shown(account)}`);
}

export function checkAccount(
  account: unknown,
  field: string,
  { malformed, unknown }: AccountRefusals,
  accounts: Accounts,
): Reply | undefined {
  const refusal = checkAccountText(account, field, malformed);
  if (refusal !== undefined || accounts.exists(account as string)) return refusal;
  return refuse(unknown, `${field} ${shown(account)}`);
}

/** MsgSeq and MsgRandom, which make the key together with a time. */
export function checkSeqAndRandom({ MsgSeq, MsgRandom }: Body): Reply | undefined {
  if (MsgSeq !== undefined && !isUint32(MsgSeq)) return refuse(REFUSALS.format, `MsgSeq ${shown(MsgSeq)}`);
  return isUint32(MsgRandom) ? undefined : refuse(REFUSALS.random, shown(MsgRandom));
}

/** Milliseconds do not fit 32 bits, so a time in the wrong unit ends here. */
export function checkTimestamp({ MsgTimeStamp }: Body): Reply | undefined {
  return isUint32(MsgTimeStamp) ? undefined : refuse(REFUSALS.timestamp, shown(MsgTimeStamp));
}

/** MsgBody and CloudCustomData. */
export function checkContent(body: Body, elements: ElementSet): Reply | undefined {
  if (!Array.isArray(body.MsgBody)) return refuse(REFUSALS.body, typeof body.MsgBody);
  const wrong = checkElements(body.MsgBody, elements);
  return wrong === undefined ? checkCustomData(body) : refuse(REFUSALS.element, wrong);
}

export function checkCustomData({ CloudCustomData }: Body): Reply | undefined {
  if (CloudCustomData === undefined || typeof CloudCustomData === 'string') return undefined;
  return refuse(REFUSALS.format, `CloudCustomData is ${typeof CloudCustomData}, no String`);
}

/** A value as it came, short enough for one line; never used on what people wrote. */
export function shown(value: unknown): string {
  if (value === undefined) return 'missing';
  const text = JSON.stringify(value);
  return text.length > 60 ? `${text.slice(0, 60)}…` : text;
}
