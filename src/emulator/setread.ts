import { checkAccount, isUint32, ONE_SIDE, OTHER_SIDE, shown } from './fields.js';
import { OK, REFUSALS, type Reply, refuse } from './reply.js';
import type { Body, World } from './world.js';

/**
 * v4/openim/admin_set_msg_read (cloud.tencent.com/document/product/269/50349): what Peer_Account sent to
 * Report_Account, up to and with MsgReadTime, becomes read and counts as unread no more. Of its two account codes the
 * documents do not say which field is which: here 90008 is Report_Account, 90003 is Peer_Account.
 */
export function setRead(body: Body, world: World): Reply {
  const { Report_Account: reader, Peer_Account: peer } = body;
  const until = readTime(body.MsgReadTime, world);
  const refusal =
    checkAccount(reader, 'Report_Account', ONE_SIDE, world.accounts) ??
    checkAccount(peer, 'Peer_Account', OTHER_SIDE, world.accounts);
  if (refusal !== undefined) return refusal;
  if (until === undefined) return refuse(REFUSALS.json, `MsgReadTime ${shown(body.MsgReadTime)}`);
  world.change({ do: 'read', from: reader as string, to: peer as string, until });
  return OK;
}

const DIGITS = /^\d{1,10}$/;

/** An Integer in newer documents, a String in older ones; now when absent. */
function readTime(value: unknown, { wallMs }: World): number | undefined {
  if (value === undefined) return Math.floor(wallMs() / 1_000);
  const seconds = typeof value === 'string' && DIGITS.test(value) ? Number(value) : value;
  return isUint32(seconds) ? seconds : undefined;
}
