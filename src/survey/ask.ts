import type { Knowledge } from '../knowledge.js';
import type { Database } from './database.js';
import type { Disorder } from './disorder.js';
import { askAccounts, writeAccounts } from './questions/accounts.js';
import { askControls } from './questions/controls.js';
import { findCopies } from './questions/copies.js';
import { completion, type LanePlan, largestLanes, sumLanes } from './questions/lanes.js';
import { askOrder } from './questions/order.js';
import { askAdapted, askDays, askTallies, askTypes } from './questions/tallies.js';

export interface Questions extends LanePlan {
  readonly nowMs: number;
  /** `--retention`: messages older than so many days vanish. */
  readonly retentionDays?: number;
  /** How many messages a run reads ahead. */
  readonly windowMessages: number;
  /** Where the list of accounts is written. */
  readonly accountsFile: string;
}

/** Asks a survey everything a report tells. Throws FatalError('stopped', 'survey-failed'). */
export async function ask(database: Database, disorder: Disorder, questions: Questions): Promise<Knowledge> {
  const tallies = await askTallies(database, questions.nowMs, questions.retentionDays);
  const { messages, wholeSeconds } = tallies;
  const copies = await findCopies(database, messages);
  const lanes = await sumLanes(database, messages, questions);
  const order = await askOrder(database, messages, lanes, questions.windowMessages);
  const accounts = await askAccounts(database);
  await writeAccounts(database, questions.accountsFile);
  // Where all times are whole seconds, the same words twice in one of them may well be two messages.
  const mirroredTwice = wholeSeconds < messages ? copies.onlyMirrored : 0;
  return {
    ...tallies,
    byType: await askTypes(database),
    conversations: { count: lanes.conversations, exact: true },
    accounts: { count: accounts.accounts, exact: true },
    longestConversation: lanes.longest,
    keys: { shared: copies.shared, repeated: copies.repeated, complete: true },
    order,
    survey: {
      distinctMessages: messages - copies.surplus - mirroredTwice,
      repeatedElsewhere: copies.repeated.elsewhere,
      doubled: copies.doubled,
      mirrored: copies.mirrored,
      mostMessagesLater: order.mostMessagesLater,
      disorder: { count: disorder.count, mostSeconds: disorder.mostSeconds },
      controls: await askControls(database),
      merged: accounts.merged,
      rewrittenAccounts: accounts.rewritten,
      adapted: await askAdapted(database),
      largest: await largestLanes(database),
      perDay: await askDays(database),
      completion: await completion(database, questions),
    },
  };
}
