import { ServiceError } from '../errors.js';
import { withMarkReadAdvice } from '../im/mark-read-sink.js';
import type { SetMsgRead } from '../im/wire.js';
import { nodeClock } from '../system/node-clock.js';
import { accountName } from './account-name.js';
import { confirm } from './confirm.js';
import type { Context } from './context.js';
import { EXIT } from './exit-codes.js';
import { orRefused, tellRefusal } from './refusal.js';
import { shownWord } from './shown-text.js';
import { withSingleCalls } from './single-calls.js';

/** What one account has of another. */
export interface OneSide {
  readonly account: string;
  readonly peer: string;
  /** Unix seconds; absent = now. */
  readonly until?: number;
}

/** Marks one side of one conversation as read: one call, and nothing is kept of it. Answers the exit code. */
export function markOne(context: Context, { account, peer, until }: OneSide): Promise<number> {
  const MsgReadTime = until ?? Math.floor(nodeClock.wallMs() / 1_000);
  const request: SetMsgRead = {
    Report_Account: accountName(account, '--account'),
    Peer_Account: accountName(peer, '--peer'),
    MsgReadTime,
  };
  const [reader, writer] = [shownWord(account), shownWord(peer)];
  return withSingleCalls(context, async ({ screen, interrupt, api }) => {
    const what = `This marks what ${reader} has of ${writer} as read; it cannot be taken back.`;
    if (!(await confirm(context, screen, what, interrupt.signal))) return EXIT.ok;
    const tried = await orRefused(() => api.setMsgRead(request, { signal: interrupt.signal }));
    if (tried instanceof ServiceError) {
      const { code, message, advice, outcome } = tried;
      screen.json({ account, peer, until: MsgReadTime, outcome, code, reason: message });
      return tellRefusal(screen, new ServiceError(withMarkReadAdvice({ code, message, advice, outcome })));
    }
    screen.result(`${reader} has read what ${writer} wrote, up to ${new Date(MsgReadTime * 1_000).toISOString()}.`);
    screen.json({ account, peer, until: MsgReadTime, outcome: 'marked' });
    return EXIT.ok;
  });
}
