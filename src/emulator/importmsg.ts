import type { Element, ImportMsg } from '../im/wire.js';
import { type Accounts, isWellFormedAccount } from './accounts.js';
import { checkElements } from './elements.js';
import { OK, REFUSALS, type Refusal, type Reply, refuse } from './reply.js';
import type { Stats } from './stats.js';
import type { Store } from './store.js';

/**
 * v4/openim/importmsg (cloud.tencent.com/document/product/269/2568): checks the fields, takes the message in.
 * Duplicates answer OK and change nothing. A message to oneself, in the future, or past the storage period is
 * accepted: no document says otherwise.
 */

export const IMPORT_PATH = '/v4/openim/importmsg';

/** What importmsg works with. */
export interface ImportParts {
  readonly accounts: Accounts;
  readonly store: Store;
  readonly stats: Stats;
  /** Makes up a MsgSeq when the request has none. */
  readonly random: () => number;
  /** Gets the line of every stored message; absent = nothing is kept on disk. */
  readonly written: ((line: string) => void) | undefined;
}

const UINT32_END = 0x1_0000_0000;

/** Answers one request whose body is a JSON object. */
export function importMessage(body: Record<string, unknown>, parts: ImportParts): Reply {
  const refusal = checkHead(body) ?? checkAccounts(body, parts.accounts) ?? checkKey(body) ?? checkContent(body);
  if (refusal !== undefined) return refusal;
  parts.stats.imported(parts.store.add(toMessage(body, parts.random), parts.written));
  return OK;
}

function checkHead(body: Record<string, unknown>): Reply | undefined {
  const mode = body.SyncFromOldSystem;
  return mode === 2 || mode === 5 ? undefined : refuse(REFUSALS.sync, shown(mode));
}

function checkAccounts(body: Record<string, unknown>, accounts: Accounts): Reply | undefined {
  return (
    checkAccount(body, 'From_Account', REFUSALS.fromAccount, REFUSALS.fromUnknown, accounts) ??
    checkAccount(body, 'To_Account', REFUSALS.toAccount, REFUSALS.toUnknown, accounts)
  );
}

function checkAccount(
  body: Record<string, unknown>,
  field: string,
  malformed: Refusal,
  unknown: Refusal,
  accounts: Accounts,
): Reply | undefined {
  const account = body[field];
  if (account === undefined) return refuse(malformed, 'missing');
  if (typeof account !== 'string') return refuse(REFUSALS.accountType, `${field} ${shown(account)}`);
  if (!isWellFormedAccount(account)) return refuse(malformed, shown(account));
  return accounts.exists(account) ? undefined : refuse(unknown, `${field} ${shown(account)}`);
}

function checkKey(body: Record<string, unknown>): Reply | undefined {
  const { MsgSeq, MsgRandom, MsgTimeStamp } = body;
  if (MsgSeq !== undefined && !isUint32(MsgSeq)) return refuse(REFUSALS.format, `MsgSeq ${shown(MsgSeq)}`);
  if (!isUint32(MsgRandom)) return refuse(REFUSALS.random, shown(MsgRandom));
  // Milliseconds do not fit 32 bits, so a time in the wrong unit ends here.
  return isUint32(MsgTimeStamp) ? undefined : refuse(REFUSALS.timestamp, shown(MsgTimeStamp));
}

function checkContent(body: Record<string, unknown>): Reply | undefined {
  if (!Array.isArray(body.MsgBody)) return refuse(REFUSALS.body, typeof body.MsgBody);
  const wrong = checkElements(body.MsgBody);
  if (wrong !== undefined) return refuse(REFUSALS.element, wrong);
  const custom = body.CloudCustomData;
  if (custom === undefined || typeof custom === 'string') return undefined;
  return refuse(REFUSALS.format, `CloudCustomData is ${typeof custom}, no String`);
}

/** Only the fields the call has, in its order; the body has passed every check. */
function toMessage(body: Record<string, unknown>, random: () => number): ImportMsg {
  const custom = body.CloudCustomData as string | undefined;
  return {
    SyncFromOldSystem: body.SyncFromOldSystem as 2 | 5,
    From_Account: body.From_Account as string,
    To_Account: body.To_Account as string,
    MsgSeq: (body.MsgSeq as number | undefined) ?? Math.floor(random() * UINT32_END),
    MsgRandom: body.MsgRandom as number,
    MsgTimeStamp: body.MsgTimeStamp as number,
    MsgBody: body.MsgBody as Element[],
    ...(custom === undefined ? {} : { CloudCustomData: custom }),
  };
}

function isUint32(value: unknown): value is number {
  return Number.isInteger(value) && (value as number) >= 0 && (value as number) < UINT32_END;
}

/** A value as it came, short enough for one line; never used on what people wrote. */
function shown(value: unknown): string {
  if (value === undefined) return 'missing';
  const text = JSON.stringify(value);
  return text.length > 60 ? `${text.slice(0, 60)}…` : text;
}
