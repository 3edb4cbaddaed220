import { ServiceError } from '../errors.js';
import { ruleFor } from '../im/codes.js';
import { LIMITS } from '../im/limits.js';
import { columns, number } from '../report/words.js';
import { accountName } from './account-name.js';
import type { Context } from './context.js';
import { EXIT } from './exit-codes.js';
import { orRefused, tellRefusal } from './refusal.js';
import { shownWord } from './shown-text.js';
import { type Ask, withSingleCalls } from './single-calls.js';

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
  return withSingleCalls(context, async ({ screen, ask }) => {
    const found = await orRefused(() => (peers.length === 0 ? total(account!, ask) : each(account!, peers, ask)));
    if (found instanceof ServiceError) return tellRefusal(screen, found);
    screen.result(unreadText(found).join('\n'));
    screen.json(found);
    return found.failed?.length ? EXIT.findings : EXIT.ok;
  });
}

async function total(account: string, ask: Ask): Promise<Unread> {
  const { answer } = await ask('getC2cUnreadMsgNum', { To_Account: account });
  return { account, total: answer?.AllC2CUnreadMsgNum ?? 0 };
}

async function each(account: string, peers: readonly string[], ask: Ask): Promise<Unread> {
  const conversations: { peer: string; unread: number }[] = [];
  const failed: { peer: string; code: number; reason: string }[] = [];
  for (let begin = 0; begin < peers.length; begin += LIMITS.unreadPeersPerCall) {
    const asked = peers.slice(begin, begin + LIMITS.unreadPeersPerCall);
    const { answer } = await ask('getC2cUnreadMsgNum', { To_Account: account, Peer_Account: asked });
    for (const { Peer_Account, C2CUnreadMsgNum } of answer?.C2CUnreadMsgNumList ?? []) {
      conversations.push({ peer: Peer_Account, unread: C2CUnreadMsgNum });
    }
    for (const { Peer_Account, ErrorCode } of answer?.ErrorList ?? []) {
      const reason = ruleFor(ErrorCode)?.meaning ?? 'a code that no document names';
      failed.push({ peer: Peer_Account, code: ErrorCode, reason });
    }
  }
  return { account, conversations, failed };
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
