import type { Element } from '../im/wire.js';
import {
  checkAccount,
  checkContent,
  checkSeqAndRandom,
  checkTimestamp,
  makeUint32,
  RECEIVER,
  SENDER,
  shown,
} from './fields.js';
import type { Message } from './message.js';
import { OK, REFUSALS, type Reply, refuse } from './reply.js';
import type { Body, World } from './world.js';

/**
 * v4/openim/importmsg (cloud.tencent.com/document/product/269/2568): checks the fields, takes the message in.
 * Duplicates answer OK and change nothing. A message to oneself, in the future, or past the storage period is
 * accepted: no document says otherwise.
 */
export function importMessage(body: Body, world: World): Reply {
  const refusal =
    checkMode(body.SyncFromOldSystem) ??
    checkAccount(body.From_Account, 'From_Account', SENDER, world.accounts) ??
    checkAccount(body.To_Account, 'To_Account', RECEIVER, world.accounts) ??
    checkSeqAndRandom(body) ??
    checkTimestamp(body) ??
    checkContent(body, 'import');
  if (refusal !== undefined) return refusal;
  world.stats.imported(world.store.add(toMessage(body, world.random), world.written));
  return OK;
}

function checkMode(mode: unknown): Reply | undefined {
  return mode === 2 || mode === 5 ? undefined : refuse(REFUSALS.sync, shown(mode));
}

/** Only the fields the call has, in its order; the body has passed every check. */
function toMessage(body: Body, random: () => number): Message {
  const custom = body.CloudCustomData as string | undefined;
  return {
    SyncFromOldSystem: body.SyncFromOldSystem as 2 | 5,
    From_Account: body.From_Account as string,
    To_Account: body.To_Account as string,
    MsgSeq: (body.MsgSeq as number | undefined) ?? makeUint32(random),
    MsgRandom: body.MsgRandom as number,
    MsgTimeStamp: body.MsgTimeStamp as number,
    MsgBody: body.MsgBody as Element[],
    ...(custom === undefined ? {} : { CloudCustomData: custom }),
  };
}
