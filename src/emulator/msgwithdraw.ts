import { has, MARK } from './conversation.js';
import { checkAccount, ONE_SIDE, OTHER_SIDE, shown } from './fields.js';
import { isMessageKey } from './message.js';
import { OK, REFUSALS, type Reply, refuse } from './reply.js';
import type { Body, World } from './world.js';

/**
 * v4/openim/admin_msgwithdraw (cloud.tencent.com/document/product/269/38980): recalls a message for both sides. The
 * pair may be named in either direction. A message past the storage period is none any more.
 */
export function withdrawMessage(body: Body, world: World): Reply {
  const { From_Account: from, To_Account: to, MsgKey: key } = body;
  const refusal =
    checkAccount(from, 'From_Account', ONE_SIDE, world.accounts) ??
    checkAccount(to, 'To_Account', OTHER_SIDE, world.accounts);
  if (refusal !== undefined) return refusal;
  if (!isMessageKey(key)) return refuse(REFUSALS.messageKey, shown(key));
  const entries = world.store.find(from as string, to as string)?.all(key) ?? [];
  if (!entries.some((entry) => entry.seconds >= world.oldestSeconds())) return refuse(REFUSALS.recallUnknown);
  if (entries.every((entry) => has(entry, MARK.recalled))) return refuse(REFUSALS.recallAgain);
  world.change({ do: 'recall', from: from as string, to: to as string, key });
  return OK;
}
