import { checkAccount, ONE_SIDE, OTHER_SIDE, shown } from './fields.js';
import { isMessageKey } from './message.js';
import { OK, REFUSALS, type Reply, refuse } from './reply.js';
import type { Body, World } from './world.js';

const MAX_KEYS = 30;

/**
 * v4/openim/delete_c2c_msg_ramble (cloud.tencent.com/document/product/269/101439): the messages vanish from the
 * operator's side; the peer keeps them. No document lists codes: a list that is none or too long is 90010, a
 * malformed key 90054. A key that names nothing is passed over.
 */
export function deleteMessages(body: Body, world: World): Reply {
  const { Operator_Account: operator, Peer_Account: peer, MsgKeyList: keys } = body;
  const refusal =
    checkAccount(operator, 'Operator_Account', ONE_SIDE, world.accounts) ??
    checkAccount(peer, 'Peer_Account', OTHER_SIDE, world.accounts);
  if (refusal !== undefined) return refusal;
  if (!Array.isArray(keys)) return refuse(REFUSALS.format, `MsgKeyList ${shown(keys)}`);
  if (keys.length < 1 || keys.length > MAX_KEYS) {
    return refuse(REFUSALS.format, `${keys.length} in MsgKeyList, allowed are 1 to ${MAX_KEYS}`);
  }
  const strange = keys.find((key) => !isMessageKey(key));
  if (strange !== undefined) return refuse(REFUSALS.messageKey, shown(strange));
  world.change({ do: 'hide', from: operator as string, to: peer as string, keys });
  return OK;
}
