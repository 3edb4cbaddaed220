import { type AccountRefusals, checkAccount, checkTimestamp, makeUint32, RECEIVER } from './fields.js';
import { type Message, messageKey } from './message.js';
import { REFUSALS, type Reply, succeed } from './reply.js';
import { checkSending, isOnlineOnly, messageId, toMessage } from './sending.js';
import type { Body, World } from './world.js';

/** The call lists no 90008. */
const SENDER: AccountRefusals = { malformed: REFUSALS.partyInvalid, unknown: REFUSALS.fromUnknown };

/**
 * v4/openim/sendmsg (cloud.tencent.com/document/product/269/2282): one message to one receiver. Its triple, unlike
 * that of an import, keeps nothing out: only the window of resends does.
 */
export function sendMessage(body: Body, world: World): Reply {
  const { From_Account: from = world.administrator, To_Account: to } = body;
  const refusal =
    checkAccount(from, 'From_Account', SENDER, world.accounts) ??
    checkAccount(to, 'To_Account', RECEIVER, world.accounts) ??
    (body.MsgTimeStamp === undefined ? undefined : checkTimestamp(body)) ??
    checkSending(body);
  if (refusal !== undefined) return refusal;
  const sentMs = world.wallMs();
  const head = {
    From_Account: from as string,
    To_Account: to as string,
    MsgSeq: (body.MsgSeq as number | undefined) ?? makeUint32(world.random),
    MsgTimeStamp: (body.MsgTimeStamp as number | undefined) ?? Math.floor(sentMs / 1_000),
  };
  const message = { ...toMessage(head, body), sentMs };
  const known = world.resends.find(message);
  if (known !== undefined) return receipt(known);
  world.resends.remember(message);
  if (!isOnlineOnly(body)) world.store.send(message, world.written);
  return receipt(message);
}

function receipt(message: Message): Reply {
  return succeed({ MsgTime: message.MsgTimeStamp, MsgKey: messageKey(message), MsgId: messageId(message) });
}
