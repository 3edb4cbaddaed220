import { isWellFormedAccount } from './accounts.js';
import { MAX_MESSAGE_BYTES } from './body.js';
import { checkAccount, makeUint32, SENDER, shown } from './fields.js';
import { messageKey } from './message.js';
import { NO_SUCH_ACCOUNT, REFUSALS, type Reply, refuse, succeed } from './reply.js';
import { checkSending, isOnlineOnly, messageId, toMessage } from './sending.js';
import type { Body, World } from './world.js';

const MAX_RECEIVERS = 500;

/**
 * v4/openim/batchsendmsg (cloud.tencent.com/document/product/269/1612): one message to up to 500 receivers. Nothing
 * keeps a repeat out. Its list has no code for To_Account that is no Array: 90001, as for an empty one. 90005 is not
 * on its list, and is what MsgRandom has everywhere else. An account that cannot be is one that is not there.
 */
export function sendToMany(body: Body, world: World): Reply {
  const { From_Account: from = world.administrator, To_Account: to } = body;
  const refusal =
    checkReceivers(to) ??
    checkAccount(from, 'From_Account', SENDER, world.accounts) ??
    checkSending(body) ??
    checkSize(body);
  if (refusal !== undefined) return refusal;
  const receivers = to as readonly string[];
  if (!world.admitsReceivers(receivers.length)) return refuse(REFUSALS.frequency, 'too many receivers in a minute');
  const isThere = (account: string) => isWellFormedAccount(account) && world.accounts.exists(account);
  const reached = receivers.filter(isThere);
  if (reached.length === 0) return refuse(REFUSALS.toUnknown);
  const message = makeMessage(from as string, body, world);
  if (!isOnlineOnly(body)) {
    for (const To_Account of reached) world.store.send({ ...message, To_Account }, world.written);
  }
  const receipt = { MsgKey: messageKey(message), MsgId: messageId(message) };
  if (reached.length === receivers.length) return succeed(receipt);
  const strangers = receivers.filter((account) => !isThere(account));
  const ErrorList = strangers.map((To_Account) => ({ To_Account, ErrorCode: NO_SUCH_ACCOUNT }));
  return succeed({ ActionStatus: 'SomeError', ...receipt, ErrorList });
}

/** The message without a receiver. */
function makeMessage(from: string, body: Body, world: World) {
  const head = {
    From_Account: from,
    To_Account: '',
    MsgSeq: (body.MsgSeq as number | undefined) ?? makeUint32(world.random),
    MsgTimeStamp: Math.floor(world.wallMs() / 1_000),
  };
  return toMessage(head, body);
}

function checkReceivers(to: unknown): Reply | undefined {
  if (!Array.isArray(to)) return refuse(REFUSALS.json, `To_Account ${shown(to)}`);
  if (to.length === 0) return refuse(REFUSALS.json, 'To_Account is empty');
  if (to.length > MAX_RECEIVERS) return refuse(REFUSALS.receivers, `${to.length}`);
  const strange = to.find((account) => typeof account !== 'string');
  return strange === undefined ? undefined : refuse(REFUSALS.accountType, `To_Account holds ${shown(strange)}`);
}

/** The receivers are no part of the message. */
function checkSize(body: Body): Reply | undefined {
  const bytes = Buffer.byteLength(JSON.stringify({ ...body, To_Account: undefined }));
  return bytes <= MAX_MESSAGE_BYTES ? undefined : refuse(REFUSALS.batchBody, `${bytes} bytes without the receivers`);
}
