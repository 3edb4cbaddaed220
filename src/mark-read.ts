import type { Identity } from './checkpoint/identity.js';
import { withLock } from './checkpoint/lock.js';
import type { SetMsgRead } from './im/wire.js';
import { forget, type ListItem, travelList } from './list-journey.js';
import type { Ending } from './outcome.js';
import type { List } from './read/list-export.js';
import type { LifeSettings, RunPorts, RunRequest } from './request.js';
import type { Database } from './survey/database.js';
import { askConversations, type Conversations, conversationsFrom } from './survey/questions/conversations.js';
import { NO_CONTENT, type SurveyedCounts, withSurvey } from './surveyed.js';
import type { Work } from './types.js';

export interface MarkReadSettings {
  readonly memoryBytes: number;
  /** What decides which record becomes which message, in words. */
  readonly mapping: Identity;
  /** Service, application, and up to when: what makes another marking. */
  readonly identity: Identity;
  /** Unix seconds: what is newer stays unread; absent = the moment the marking began. */
  readonly untilSeconds?: number;
  /** Told what would be marked; false = leave it. */
  confirm(conversations: number, people: number): Promise<boolean>;
  readonly act: LifeSettings;
}

export interface MarkReadEnding {
  /** Undefined when nothing was to be done. */
  readonly ending?: Ending;
  readonly export?: SurveyedCounts;
  readonly conversations?: Conversations;
}

/** What one account has of another. */
interface Side {
  readonly reader: string;
  readonly peer: string;
}

const WORK: Work = { doing: 'marking as read', done: 'marked', members: 'sides of conversations' };
/** About what one takes in memory. */
const SIDE_BYTES = 200;

/*
 * Marks every conversation of an export as read, for both of its people. The conversations come out of a survey (a former one
 * is used again), and each of their two sides is a member of a list that is travelled like a run. Up to when is decided when it
 * begins, and kept however often it is resumed: what people write meanwhile stays unread.
 */
export async function markRead(request: RunRequest, how: MarkReadSettings, ports: RunPorts): Promise<MarkReadEnding> {
  const { folder } = request;
  return withLock(ports, folder, how.act.takeOver, () => {
    const survey = { memoryBytes: how.memoryBytes, contentOf: NO_CONTENT, identity: how.mapping };
    return withSurvey(request, survey, ports, (database) => markAll(`${folder}/marking`, database, how, ports));
  });
}

async function markAll(
  folder: string,
  database: Database,
  how: MarkReadSettings,
  ports: RunPorts,
): Promise<MarkReadEnding> {
  const conversations = await askConversations(database);
  const { count, people, digest } = conversations;
  if (!(await how.confirm(count, people))) return { conversations };
  const list: List<Side> = { name: 'conversations', count: 2 * count, values: (from) => sidesFrom(database, from) };
  const itemOf = (side: Side, startedAtMs: number): ListItem =>
    toItem(side, how.untilSeconds ?? Math.floor(startedAtMs / 1_000));
  const identity = { ...how.identity, list: digest };
  const ending = await travelList({ folder, identity, list, work: WORK, itemOf }, how.act, ports);
  if (ending.state === 'finished') await forget(folder, ports);
  return { ending, conversations };
}

/** Both sides of a conversation follow each other. */
async function* sidesFrom(database: Database, from: number): AsyncGenerator<readonly Side[]> {
  let skipped = (from - 1) % 2;
  for await (const pairs of conversationsFrom(database, 1 + Math.floor((from - 1) / 2))) {
    const sides = pairs.flatMap(([first, second]) => [
      { reader: first, peer: second },
      { reader: second, peer: first },
    ]);
    yield sides.slice(skipped);
    skipped = 0;
  }
}

function toItem({ reader, peer }: Side, until: number): ListItem {
  const payload: SetMsgRead = { Report_Account: reader, Peer_Account: peer, MsgReadTime: until };
  return { id: `${reader} ${peer}`, payload, bytes: SIDE_BYTES, raw: payload };
}
