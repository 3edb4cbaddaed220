import { asFatal, FatalError, ServiceError } from '../errors.js';
import type { Verdict } from '../types.js';
import { type Missed, missedBy } from './batch-answer.js';
import { chunksOf } from './chunks.js';
import type { Client, Tried } from './client.js';
import { LIMITS } from './limits.js';
import type { Perform } from './perform.js';
import type { ReceiverGate } from './receiver-gate.js';
import type { BatchSendMsg, BatchSendMsgAnswer } from './wire.js';

/** What became of a batch for one receiver. */
export type Receipt =
  | { readonly account: string; readonly state: 'sent'; readonly MsgKey?: string; readonly MsgId?: string }
  | {
      readonly account: string;
      /** `failed`: it is certain that it did not get the message. `unknown`: it may have. `not-sent`: it was not its turn. */
      readonly state: 'failed' | 'unknown' | 'not-sent';
      /** The service's ErrorCode as text, or a word, as `connection`. */
      readonly code: string;
      readonly reason: string;
      readonly advice: string;
    };

export interface BatchReceipts {
  /** One for each receiver, in the order they were given; who was named twice gets it once. */
  readonly receipts: readonly Receipt[];
  /** Why the rest was not sent to. */
  readonly stoppedBy?: FatalError | ServiceError;
}

export interface BatchParts {
  readonly client: Pick<Client, 'call'>;
  readonly perform: Perform;
  readonly receivers: ReceiverGate;
  readonly signal: AbortSignal | undefined;
  /** Waited for before each request goes out: to keep on disk who may be going to get the message. */
  readonly onIntent: ((accounts: readonly string[]) => Promise<void>) | undefined;
}

/*
 * A batch goes out in requests of at most 500 receivers, one after another. A request whose outcome is unknown is not
 * repeated: its receivers are `unknown`, and the next request follows. After a partly failed one, only those receivers
 * are tried again whom the service itself named as failed with a code that passes. When no call can succeed, or it is
 * aborted, the rest is `not-sent`; when nobody was sent to at all, that is thrown.
 */
export async function sendBatch(message: BatchSendMsg, parts: BatchParts): Promise<BatchReceipts> {
  const accounts = [...new Set(message.To_Account)];
  const receipts = new Map<string, Receipt>();
  let stoppedBy: FatalError | ServiceError | undefined;
  for (const chunk of chunksOf(accounts, LIMITS.batchReceivers)) {
    if (stoppedBy) note(receipts, chunk, stoppedBy, 'not-sent');
    else stoppedBy = await sendChunk(message, chunk, receipts, parts);
  }
  if (stoppedBy && [...receipts.values()].every(({ state }) => state === 'not-sent')) throw stoppedBy;
  const all = accounts.map((account) => receipts.get(account)!);
  return stoppedBy ? { receipts: all, stoppedBy } : { receipts: all };
}

/** Answers what ends the whole batch. */
async function sendChunk(
  message: BatchSendMsg,
  chunk: readonly string[],
  receipts: Map<string, Receipt>,
  { client, perform, receivers, signal, onIntent }: BatchParts,
): Promise<FatalError | ServiceError | undefined> {
  let waiting = chunk;
  const attempt = async (onStart: () => void): Promise<Tried<BatchSendMsgAnswer>> => {
    const started = await receivers.take(waiting.length, signal);
    if (!started) throw notItsTurn(waiting === chunk, signal);
    try {
      await onIntent?.(waiting);
      const tried = await client.call('batchSendMsg', { ...message, To_Account: waiting }, () => {
        started();
        onStart();
      });
      if (!tried.answer) return tried;
      const { passing, verdict } = settle(waiting, tried.answer, receipts);
      waiting = passing;
      return verdict ? { ...tried, verdict } : tried;
    } finally {
      started();
    }
  };
  try {
    await perform('batchSendMsg', attempt, signal);
    return undefined;
  } catch (error) {
    if (!(error instanceof FatalError || error instanceof ServiceError)) {
      // An intent could not be kept. What is known of those before must not get lost with it.
      if (receipts.size === 0) throw error;
      const stop = asFatal(error);
      const unheard = chunk.filter((account) => !receipts.has(account));
      note(receipts, unheard, stop, 'not-sent');
      return stop;
    }
    const state = error instanceof ServiceError ? STATES[error.outcome] : stateOfStop(waiting, chunk);
    note(receipts, waiting, error, state);
    return error instanceof FatalError || error.code === 'aborted' ? error : undefined;
  }
}

const STATES = { refused: 'failed', unknown: 'unknown', 'not-sent': 'not-sent' } as const;

function notItsTurn(isFirstTry: boolean, signal: AbortSignal | undefined): ServiceError {
  const message = 'the batch was aborted, or closed, before it was its turn';
  const outcome = isFirstTry ? 'not-sent' : 'refused';
  return new ServiceError(
    { code: 'aborted', message, advice: 'Call again when it is wanted.', outcome },
    signal?.reason,
  );
}

/** Who was named as failed before the stop has failed; the others were never sent to. */
function stateOfStop(waiting: readonly string[], chunk: readonly string[]): 'failed' | 'not-sent' {
  return waiting === chunk ? 'not-sent' : 'failed';
}

/** Keeps what an answer says of each receiver; whoever may be tried again is `passing`, and the verdict says so. */
function settle(
  asked: readonly string[],
  answer: BatchSendMsgAnswer,
  receipts: Map<string, Receipt>,
): { readonly passing: readonly string[]; readonly verdict?: Verdict } {
  const missed = missedBy(answer);
  const { MsgKey, MsgId } = answer;
  const key = { ...(MsgKey === undefined ? {} : { MsgKey }), ...(MsgId === undefined ? {} : { MsgId }) };
  const passing: string[] = [];
  let worst: Missed | undefined;
  for (const account of asked) {
    const why = missed.get(account);
    if (!why) {
      receipts.set(account, { account, state: 'sent', ...key });
      continue;
    }
    const { code, reason, advice } = why;
    receipts.set(account, { account, state: 'failed', code, reason, advice });
    if (!why.isPassing) continue;
    passing.push(account);
    worst = worst?.isSlow ? worst : why;
  }
  return worst ? { passing, verdict: partly(worst) } : { passing };
}

/** The named receivers surely did not get it: another try is allowed. */
function partly({ code, reason, advice, isSlow: slow }: Missed): Verdict {
  const why = `some receivers did not get it, code ${code}: ${reason}`;
  return { kind: 'again', why, code, advice, slow, refused: true, answered: true, exhausted: 'reject' };
}

function note(
  receipts: Map<string, Receipt>,
  accounts: readonly string[],
  error: FatalError | ServiceError,
  state: 'failed' | 'unknown' | 'not-sent',
): void {
  const { code, message: reason } = error;
  const advice = error instanceof FatalError ? error.hint : error.advice;
  for (const account of accounts) receipts.set(account, { account, state, code, reason, advice });
}
