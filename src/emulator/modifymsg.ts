import type { Element } from '../im/wire.js';
import type { Edit } from './changes.js';
import { has, MARK } from './conversation.js';
import { type AccountRefusals, checkAccount, checkContent, checkCustomData, RECEIVER, shown } from './fields.js';
import { REFUSALS, type Reply, refuse } from './reply.js';
import type { Body, World } from './world.js';

/** The call lists neither 90008 nor 90048. */
const SENDER: AccountRefusals = { malformed: REFUSALS.partyInvalid, unknown: REFUSALS.partyInvalid };
const DONE: Reply = { code: 0, info: 'succeed' };

/**
 * v4/openim/modify_c2c_msg (cloud.tencent.com/document/product/269/74740): overwrites MsgBody, CloudCustomData or
 * both. Of its list of codes, 20001 is taken for a MsgKey that is malformed, unknown or past the storage period, and
 * for a message that was recalled.
 */
export function modifyMessage(body: Body, world: World): Reply {
  const { From_Account: from, To_Account: to, MsgKey: key } = body;
  const refusal =
    checkAccount(from, 'From_Account', SENDER, world.accounts) ??
    checkAccount(to, 'To_Account', RECEIVER, world.accounts) ??
    checkEdit(body);
  if (refusal !== undefined) return refusal;
  if (typeof key !== 'string') return refuse(REFUSALS.request, `MsgKey ${shown(key)}`);
  const entries = world.store.find(from as string, to as string)?.all(key) ?? [];
  const isThere = entries.some((entry) => entry.seconds >= world.oldestSeconds() && !has(entry, MARK.recalled));
  if (!isThere) return refuse(REFUSALS.request, 'no such message');
  world.change({ do: 'edit', from: from as string, to: to as string, key, ...toEdit(body) });
  return DONE;
}

function checkEdit(body: Body): Reply | undefined {
  if (body.MsgBody !== undefined) return checkContent(body, 'send');
  if (body.CloudCustomData === undefined) return refuse(REFUSALS.format, 'neither MsgBody nor CloudCustomData');
  return checkCustomData(body);
}

function toEdit({ MsgBody, CloudCustomData }: Body): Edit {
  return {
    ...(MsgBody === undefined ? {} : { MsgBody: MsgBody as Element[] }),
    ...(CloudCustomData === undefined ? {} : { CloudCustomData: CloudCustomData as string }),
  };
}
