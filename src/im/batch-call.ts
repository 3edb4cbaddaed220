import { asFatal, type FatalError } from '../errors.js';
import type { Verdict } from '../types.js';
import { missedBy } from './batch-answer.js';
import type { Client, Tried } from './client.js';
import type { BatchSendMsg, BatchSendMsgAnswer } from './wire.js';

export interface Reason {
  readonly code: string;
  /** For people. */
  readonly reason: string;
}

/** What one call did. Somebody who is not named in an answer got the message. */
export type BatchOutcome =
  | {
      readonly kind: 'answered';
      readonly key?: string;
      /** Those who did not get it, by account: for good, or so that it may be tried again. */
      readonly others: ReadonlyMap<string, Reason & { readonly isPassing: boolean }>;
    }
  /** All of them were refused. */
  | ({ readonly kind: 'refused' } & Reason)
  /** For certain nobody got it: it may be sent again. */
  | ({
      readonly kind: 'not-sent';
      /** The service pushes back: not before so long. */
      readonly slow?: { readonly afterMs?: number };
      /** No request can succeed. */
      readonly stop?: FatalError;
    } & Reason)
  /** They may have got it, or not: it is never sent again by itself. */
  | ({ readonly kind: 'unknown'; readonly stop?: FatalError } & Reason);

/**
 * One try of batchsendmsg, and what it did for its receivers. The call is never repeated on a guess: people would get the
 * message twice. So a failure counts as "nobody got it" only where the service says so itself, by a push-back or by
 * refusing the signature, or where the request never left; all else is unknown.
 */
export async function callBatch(client: Client, request: BatchSendMsg, onStart: () => void): Promise<BatchOutcome> {
  let isOnItsWay = false;
  const started = () => {
    isOnItsWay = true;
    onStart();
  };
  try {
    return outcomeOf(await client.call('batchSendMsg', request, started), isOnItsWay);
  } catch (error) {
    return outcomeOfStop(asFatal(error));
  }
}

/** `isOnItsWay`: the request went onto a connection. */
export function outcomeOf({ verdict, answer }: Tried<BatchSendMsgAnswer>, isOnItsWay: boolean): BatchOutcome {
  switch (verdict.kind) {
    case 'ok':
    case 'more':
      return answered(answer);
    case 'no': {
      const { code, reason, outcome } = verdict;
      return { kind: outcome === 'refused' ? 'refused' : 'unknown', code, reason };
    }
    case 'again':
      return failed(verdict, isOnItsWay);
  }
}

function answered(answer: BatchSendMsgAnswer | undefined): BatchOutcome {
  const missed = answer ? [...missedBy(answer)] : [];
  const others = missed.map(
    ([account, { code, reason, isPassing }]) => [account, { code, reason, isPassing }] as const,
  );
  const key = answer?.MsgKey;
  return { kind: 'answered', ...(key === undefined ? {} : { key }), others: new Map(others) };
}

function failed(verdict: Verdict & { kind: 'again' }, isOnItsWay: boolean): BatchOutcome {
  const { code, why: reason, slow, refused, afterMs } = verdict;
  if (!refused && isOnItsWay) return { kind: 'unknown', code, reason };
  return { kind: 'not-sent', code, reason, ...(slow ? { slow: afterMs === undefined ? {} : { afterMs } } : {}) };
}

/** A service that refuses everything carries out nothing; nor does whoever answers with a status of 3xx or 4xx. */
const CARRIED_OUT_NOTHING = /^(service-|http-[34])/;

function outcomeOfStop(stop: FatalError): BatchOutcome {
  const { code, message: reason } = stop;
  return { kind: CARRIED_OUT_NOTHING.test(code) ? 'not-sent' : 'unknown', code, reason, stop };
}
