import type { OrderKnowledge } from '../../knowledge.js';
import type { Database } from '../database.js';
import { findBehind, type LaneSums } from './lanes.js';
import { examplesOf } from './place.js';

/** Messages that stand in the export after a newer one of their conversation. */
export async function askOrder(
  database: Database,
  messages: number,
  { behind, mostSeconds }: LaneSums,
  windowMessages: number,
): Promise<OrderKnowledge & { readonly mostMessagesLater: number }> {
  if (behind === 0) {
    const outOfOrder = { count: 0, examples: [] };
    return { outOfOrder, mostSeconds: 0, beyondWindow: 0, mostMessagesLater: 0, complete: true };
  }
  await findBehind(database, messages);
  const [sums] = await database.rows<{ beyondWindow: number; mostMessagesLater: number }>(
    `SELECT count(*) FILTER (messages_later > $windowMessages) AS "beyondWindow",
       max(messages_later) AS "mostMessagesLater" FROM behind`,
    { windowMessages },
  );
  const examples = await examplesOf(database, 'FROM behind', 'older than');
  return { outOfOrder: { count: behind, examples }, mostSeconds, ...sums!, complete: true };
}
