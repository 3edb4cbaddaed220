import { checkAccount, isUint32, ONE_SIDE, OTHER_SIDE, shown } from './fields.js';
import { type Page, readPage } from './history-page.js';
import { encodeReply, REFUSALS, type Reply, refuse, succeed } from './reply.js';
import type { Body, World } from './world.js';

/**
 * v4/openim/admin_getroammsg (cloud.tencent.com/document/product/269/42794): one side's view of a conversation.
 * Both generations of field names are served. Its list of codes has none for MaxCnt, MinTime, MaxTime and
 * LastMsgKey: 90001 is the one that speaks of the body.
 */
export function readHistory(body: Body, world: World): Reply {
  const operator = body.Operator_Account ?? body.From_Account;
  const peer = body.Peer_Account ?? body.To_Account;
  const refusal =
    checkAccount(operator, 'Operator_Account', ONE_SIDE, world.accounts) ??
    checkAccount(peer, 'Peer_Account', OTHER_SIDE, world.accounts) ??
    checkRange(body);
  if (refusal !== undefined) return refusal;
  const conversation = world.store.find(operator as string, peer as string);
  if (conversation === undefined) return toReply({ isLast: true, items: [] });
  const page = readPage(conversation, {
    side: conversation.sideOf(operator as string),
    order: world.store.order,
    maxCount: body.MaxCnt as number,
    maxBytes: MAX_LIST_BYTES,
    minSeconds: Math.max(body.MinTime as number, world.oldestSeconds()),
    maxSeconds: body.MaxTime as number,
    lastKey: (body.LastMsgKey as string | undefined) ?? '',
  });
  return toReply(page);
}

/** A MaxCnt of 0 asks for nothing, and no document says what that means. */
function checkRange({ MaxCnt, MinTime, MaxTime, LastMsgKey }: Body): Reply | undefined {
  if (!isUint32(MaxCnt) || MaxCnt === 0) return refuse(REFUSALS.json, `MaxCnt ${shown(MaxCnt)}`);
  if (!isUint32(MinTime)) return refuse(REFUSALS.json, `MinTime ${shown(MinTime)}`);
  if (!isUint32(MaxTime)) return refuse(REFUSALS.json, `MaxTime ${shown(MaxTime)}`);
  if (LastMsgKey === undefined || typeof LastMsgKey === 'string') return undefined;
  return refuse(REFUSALS.json, `LastMsgKey ${shown(LastMsgKey)}`);
}

function toReply({ isLast, items }: Page): Reply {
  return succeed({
    Complete: isLast ? 1 : 0,
    MsgCnt: items.length,
    LastMsgTime: items[0]?.MsgTimeStamp ?? 0,
    LastMsgKey: items[0]?.MsgKey ?? '',
    MsgList: items,
  });
}

/** "13K" of the whole answer. */
const MAX_ANSWER_BYTES = 13_312;
/** A MsgCnt of four digits, a LastMsgTime and a key of the longest kind. */
const WIDEST_VALUES_BYTES = 3 + 9 + 32;
const MAX_LIST_BYTES =
  MAX_ANSWER_BYTES - encodeReply(toReply({ isLast: true, items: [] })).length - WIDEST_VALUES_BYTES;
