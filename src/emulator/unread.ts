import { checkAccount, checkAccountText, OTHER_SIDE, shown } from './fields.js';
import { NO_SUCH_ACCOUNT, REFUSALS, type Reply, refuse, succeed } from './reply.js';
import type { Body, World } from './world.js';

const MAX_PEERS = 10;

/**
 * v4/openim/get_c2c_unread_msg_num (cloud.tencent.com/document/product/269/56043): without Peer_Account the total
 * alone, with it the counts of those conversations alone. Of its codes 90003 is taken for every trouble with
 * Peer_Account, also for more than 10 peers, of which no document tells. An empty list asks for no conversation, and
 * so for the total.
 */
export function countUnread(body: Body, world: World): Reply {
  const { To_Account: account, Peer_Account: peers = [] } = body;
  const refusal = checkAccount(account, 'To_Account', OTHER_SIDE, world.accounts) ?? checkPeers(peers);
  if (refusal !== undefined) return refusal;
  const wanted = peers as readonly string[];
  return wanted.length === 0 ? total(account as string, world) : perPeer(account as string, wanted, world);
}

function checkPeers(peers: unknown): Reply | undefined {
  if (!Array.isArray(peers)) return refuse(REFUSALS.toAccount, `Peer_Account ${shown(peers)}`);
  if (peers.length > MAX_PEERS)
    return refuse(REFUSALS.toAccount, `${peers.length} in Peer_Account, at most ${MAX_PEERS}`);
  for (const peer of peers) {
    const refusal = checkAccountText(peer, 'Peer_Account', REFUSALS.toAccount);
    if (refusal !== undefined) return refusal;
  }
  return undefined;
}

function total(account: string, { store, oldestSeconds }: World): Reply {
  const oldest = oldestSeconds();
  let sum = 0;
  for (const conversation of store.of(account)) sum += conversation.unreadOf(conversation.sideOf(account), oldest);
  return succeed({ AllC2CUnreadMsgNum: sum });
}

function perPeer(account: string, peers: readonly string[], { accounts, store, oldestSeconds }: World): Reply {
  const oldest = oldestSeconds();
  const unreadFrom = (peer: string) => {
    const conversation = store.find(account, peer);
    return conversation?.unreadOf(conversation.sideOf(account), oldest) ?? 0;
  };
  const strangers = peers.filter((peer) => !accounts.exists(peer));
  const errors = strangers.map((Peer_Account) => ({ Peer_Account, ErrorCode: NO_SUCH_ACCOUNT }));
  return succeed({
    C2CUnreadMsgNumList: peers
      .filter((peer) => accounts.exists(peer))
      .map((Peer_Account) => ({ Peer_Account, C2CUnreadMsgNum: unreadFrom(Peer_Account) })),
    ...(errors.length === 0 ? {} : { ErrorList: errors }),
  });
}
