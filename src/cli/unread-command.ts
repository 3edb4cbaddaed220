import { ServiceError } from '../errors.js';
import type { ImApi } from '../im/api.js';
import { ruleFor, UNDOCUMENTED } from '../im/codes.js';
import { columns, number } from '../report/words.js';
import { accountName } from './account-name.js';
import type { Context } from './context.js';
import { EXIT } from './exit-codes.js';
import { orRefused, tellRefusal } from './refusal.js';
import { shownWord } from './shown-text.js';
import { withSingleCalls } from './single-calls.js';

/** What `--json` prints. */
interface Unread {
  readonly account: string;
  /** Of all conversations; when none was named. */
  readonly total?: number;
  /** Of the conversations that were named. */
  readonly conversations?: readonly { readonly peer: string; readonly unread: number }[];
  readonly failed?: readonly { readonly peer: string; readonly code: number; readonly reason: string }[];
}

/** Tells how many messages an account has not read. Answers the exit code: 1 when a conversation could not be asked for. */
export function unreadCommand(context: Context): Promise<number> {
  const [account, ...named] = context.operands.map((name, index) =>
    accountName(name, index === 0 ? 'account' : 'peer'),
  );
  const peers = [...new Set(named)];
  return withSingleCalls(context, async ({ screen, interrupt, api }) => {
    const found = await orRefused(() => unreadOf(api, account!, peers, interrupt.signal));
    if (found instanceof ServiceError) return tellRefusal(screen, found);
    screen.result(unreadText(found).join('\n'));
    screen.json(found);
    return found.failed?.length ? EXIT.findings : EXIT.ok;
  });
}

async function unreadOf(api: ImApi, account: string, peers: readonly string[], signal: AbortSignal): Promise<Unread> {
  if (peers.length === 0) {
    const { AllC2CUnreadMsgNum = 0 } = await api.getC2cUnreadMsgNum({ To_Account: account }, { signal });
    return { account, total: AllC2CUnreadMsgNum };
  }
  const answer = await api.getC2cUnreadMsgNum({ To_Account: account, Peer_Account: peers }, { signal });
  const { C2CUnreadMsgNumList = [], ErrorList = [] } = answer;
  return {
    account,
    conversations: C2CUnreadMsgNumList.map(({ Peer_Account, C2CUnreadMsgNum }) => ({
      peer: Peer_Account,
      unread: C2CUnreadMsgNum,
    })),
    failed: ErrorList.map(({ Peer_Account, ErrorCode }) => ({
      peer: Peer_Account,
      code: ErrorCode,
      reason: (ruleFor(ErrorCode) ?? UNDOCUMENTED).meaning,
    })),
  };
}

function unreadText({ account, total: all, conversations = [], failed = [] }: Unread): string[] {
  if (all !== undefined) return [`${shownWord(account)} has not read ${number(all)}`];
  return [
    `${shownWord(account)} has not read`,
    ...(conversations.length === 0
      ? []
      : columns(conversations.map(({ peer, unread }) => [shownWord(peer), number(unread)]))),
    ...failed.map(({ peer, code, reason }) => `✗ ${shownWord(peer)}: ${reason} (${code})`),
  ];
}
