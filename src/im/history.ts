import { ServiceError } from '../errors.js';
import { HistoryCursor, type HistoryRange, HistoryStuck } from './history-cursor.js';
import type { GetRoamMsgAnswer, RoamMsg } from './wire.js';

/** The pages of a range, newest page first, oldest message first in a page. `read` fetches one. */
export async function* historyPages(
  range: HistoryRange,
  read: (request: ReturnType<HistoryCursor['request']>) => Promise<GetRoamMsgAnswer>,
): AsyncGenerator<readonly RoamMsg[], void, undefined> {
  const cursor = new HistoryCursor(range);
  while (!cursor.isDone) yield take(cursor, await read(cursor.request()));
}

function take(cursor: HistoryCursor, answer: GetRoamMsgAnswer): readonly RoamMsg[] {
  try {
    return cursor.take(answer);
  } catch (error) {
    if (!(error instanceof HistoryStuck)) throw error;
    const advice = 'Ask the service’s support; older messages of this conversation were not read.';
    throw new ServiceError({ code: 'history-stuck', message: error.message, advice, outcome: 'refused' }, error);
  }
}
