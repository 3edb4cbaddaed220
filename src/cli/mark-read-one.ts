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
export function markOne(context: Context, side: OneSide): Promise<number> {
  const [account, peer] = [accountName(side.account, 'account'), accountName(side.peer, 'peer')];
  return withSingleCalls(context, async ({ screen, interrupt, api }) => {
    const readSeconds = side.until ?? Math.floor(nodeClock.wallMs() / 1_000);
    const what = `This marks what ${shownWord(account)} has of ${shownWord(peer)} as read; it cannot be taken back.`;
    const { signal } = interrupt;
    if (!(await confirm(context, screen, what, signal))) return EXIT.ok;
    const request: SetMsgRead = { Report_Account: account, Peer_Account: peer, MsgReadTime: readSeconds };
    const done = await orRefused(() => api.setMsgRead(request, { signal }));
    if (done instanceof ServiceError) {
      const { message, outcome } = done;
      const { code, advice } = withMarkReadAdvice({ code: done.code, advice: done.advice });
      screen.json({ ...request, refused: { code, reason: message, advice } });
      return tellRefusal(screen, new ServiceError({ code, message, advice, outcome }));
    }
    const until = new Date(readSeconds * 1_000).toISOString();
    screen.result(`${shownWord(account)} has read what ${shownWord(peer)} wrote, up to ${until}.`);
    screen.json(request);
    return EXIT.ok;
  });
}
