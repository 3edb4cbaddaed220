import { type Conversation, has, isVisibleTo, MARK } from './conversation.js';
import { type AccountRefusals, checkAccount, isUint32, shown } from './fields.js';
import type { HistoryOrder } from './orders.js';
import { REFUSALS, type Reply, refuse } from './reply.js';
import type { Body, World } from './world.js';

/**
 * v4/recentcontact/get_list (cloud.tencent.com/document/product/269/62118): the conversations of an account, the
 * newest first. A conversation's time is that of its last message on this side; one sent with NoLastMsg, or past the
 * storage period, is not it, and without any the conversation is not in the list.
 *
 * Four numbers of an answer go into the next request. The documents do not say what they mean; here TimeStamp is the
 * time of the last conversation told, and StartIndex how many of that time were told, so that no page shifts when a
 * conversation moves up. There are no pinned conversations. How many a plan shows at all is not imitated.
 */
export function listConversations(body: Body, world: World): Reply {
  const refusal = checkAccount(body.From_Account, 'From_Account', OWNER, world.accounts) ?? checkNumbers(body);
  if (refusal !== undefined) return display(refusal);
  const { TimeStamp, StartIndex } = body as Readonly<Record<string, number>>;
  const all = recent(body.From_Account as string, world);
  const isFirst = TimeStamp === 0 && StartIndex === 0;
  const rest = isFirst ? all : all.filter(({ MsgTime }) => MsgTime <= TimeStamp!).slice(StartIndex);
  const items = rest.slice(0, PAGE_LENGTH);
  const last = items.at(-1)?.MsgTime ?? TimeStamp!;
  const told = items.filter(({ MsgTime }) => MsgTime === last).length + (last === TimeStamp ? StartIndex! : 0);
  return display({
    code: 0,
    info: '',
    fields: {
      SessionItem: items.map(({ peer, MsgTime }) => ({ Type: 1, To_Account: peer, MsgTime, TopFlag: 0 })),
      CompleteFlag: items.length === rest.length ? 1 : 0,
      TimeStamp: last,
      StartIndex: told,
      TopTimeStamp: body.TopTimeStamp,
      TopStartIndex: body.TopStartIndex,
    },
  });
}

const PAGE_LENGTH = 100;
const OWNER: AccountRefusals = { malformed: REFUSALS.contactParameter, unknown: REFUSALS.contactUnknown };
const NUMBERS = ['TimeStamp', 'StartIndex', 'TopTimeStamp', 'TopStartIndex', 'AssistFlags'] as const;

function checkNumbers(body: Body): Reply | undefined {
  const wrong = NUMBERS.find((name) => !isUint32(body[name]));
  return wrong === undefined ? undefined : refuse(REFUSALS.contactParameter, `${wrong} ${shown(body[wrong])}`);
}

/** The answers of this service have one common field more. */
function display(reply: Reply): Reply {
  return { ...reply, fields: { ...reply.fields, ErrorDisplay: '' } };
}

interface Recent {
  readonly peer: string;
  readonly MsgTime: number;
}

/** Newest first; of one time by the peers' names. */
function recent(account: string, { store, oldestSeconds }: World): Recent[] {
  const oldest = oldestSeconds();
  const found: Recent[] = [];
  for (const conversation of store.of(account)) {
    const MsgTime = lastTime(conversation, account, store.order, oldest);
    const peer = conversation.first === account ? conversation.second : conversation.first;
    if (MsgTime !== undefined) found.push({ peer, MsgTime });
  }
  return found.sort((one, other) => other.MsgTime - one.MsgTime || (one.peer < other.peer ? -1 : 1));
}

function lastTime(
  conversation: Conversation,
  account: string,
  order: HistoryOrder,
  oldest: number,
): number | undefined {
  const side = conversation.sideOf(account);
  const last = conversation.inOrder(order).findLast((entry) => isVisibleTo(entry, side) && !has(entry, MARK.notLast));
  return last === undefined || last.seconds < oldest ? undefined : last.seconds;
}
