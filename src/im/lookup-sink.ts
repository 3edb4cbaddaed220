import type { Gain, Message, Sink, Verdict } from '../types.js';
import type { Client } from './client.js';
import { HistoryCursor, type HistoryRange, HistoryStuck } from './history-cursor.js';
import type { RoamMsg } from './wire.js';

/** A stretch of a conversation to be read back, and who looks at what comes. */
export interface Lookup {
  readonly range: HistoryRange;
  /** A page, oldest message first; the newest page comes first. */
  take(messages: readonly RoamMsg[]): void;
  /** All pages are in. */
  finish(): Gain;
}

/** Reads conversations back with admin_getroammsg, one page a request. */
export function lookupSink(client: Client): Sink<Lookup> {
  const underWay = new WeakMap<Lookup, Progress>();
  return {
    async send({ payload }: Message<Lookup>, onStart): Promise<Verdict> {
      const progress = underWay.get(payload) ?? { cursor: new HistoryCursor(payload.range), calls: 0 };
      underWay.set(payload, progress);
      const { verdict, answer } = await client.call('getRoamMsg', progress.cursor.request(), onStart);
      if (!answer) return verdict;
      progress.calls += 1;
      return takePage(payload, progress, answer);
    },
    close: () => client.close(),
  };
}

interface Progress {
  readonly cursor: HistoryCursor;
  calls: number;
}

function takePage(lookup: Lookup, { cursor, calls }: Progress, answer: Parameters<HistoryCursor['take']>[0]): Verdict {
  try {
    lookup.take(cursor.take(answer));
  } catch (error) {
    if (error instanceof HistoryStuck) return stuck(error);
    throw error;
  }
  if (!cursor.isDone) return { kind: 'more' };
  const { tallies, lines } = lookup.finish();
  return { kind: 'ok', gain: { tallies: { ...tallies, calls }, ...(lines ? { lines } : {}) } };
}

function stuck({ message }: HistoryStuck): Verdict {
  return {
    kind: 'no',
    code: 'history-stuck',
    reason: message,
    advice: 'Ask the service’s support; this conversation was not compared to its end.',
    outcome: 'unknown',
  };
}
