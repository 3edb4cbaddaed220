import { ServiceError } from '../errors.js';
import type { GetRecentContacts, GetRecentContactsAnswer, RecentContact } from './wire.js';

/** The fixed value of the newest page of the documents (269/62118); another (1047/43087) says 63, older ones 7. */
const ASSIST_FLAGS = 15;
/** More than any edition keeps, one conversation a page. */
const MOST_PAGES = 10_000;

export interface ContactsQuery {
  /** Whose conversations. */
  readonly account: string;
  readonly assistFlags?: number;
}

/** The conversations of an account in the service's order. `read` fetches one page. */
export async function* recentContacts(
  { account, assistFlags = ASSIST_FLAGS }: ContactsQuery,
  read: (request: GetRecentContacts) => Promise<GetRecentContactsAnswer>,
): AsyncGenerator<RecentContact, void, undefined> {
  const sides = { From_Account: account, AssistFlags: assistFlags };
  let position: Position = { TimeStamp: 0, StartIndex: 0, TopTimeStamp: 0, TopStartIndex: 0 };
  const asked = new Set<string>();
  for (;;) {
    asked.add(textOf(position));
    const answer = await read({ ...sides, ...position });
    yield* answer.SessionItem ?? [];
    if (answer.CompleteFlag === 1) return;
    position = positionOf(answer);
    if (asked.has(textOf(position)) || asked.size >= MOST_PAGES) throw noProgress();
  }
}

type Position = Pick<GetRecentContacts, 'TimeStamp' | 'StartIndex' | 'TopTimeStamp' | 'TopStartIndex'>;

function positionOf({ TimeStamp, StartIndex, TopTimeStamp, TopStartIndex }: Position): Position {
  return { TimeStamp, StartIndex, TopTimeStamp, TopStartIndex };
}

function textOf({ TimeStamp, StartIndex, TopTimeStamp, TopStartIndex }: Position): string {
  return [TimeStamp, StartIndex, TopTimeStamp, TopStartIndex].join(' ');
}

function noProgress(): ServiceError {
  const message = 'the service announces more conversations, but answers pages that were there already';
  const advice = 'Ask the service’s support; the list of conversations was not read to its end.';
  return new ServiceError({ code: 'contacts-stuck', message, advice, outcome: 'refused' });
}
