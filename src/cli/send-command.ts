import { ServiceError } from '../errors.js';
import { nodeClock } from '../system/node-clock.js';
import { accountName } from './account-name.js';
import { confirm } from './confirm.js';
import type { Context } from './context.js';
import { EXIT } from './exit-codes.js';
import { type Outgoing, outgoingText, readOutgoing, senderText } from './outgoing.js';
import { orRefused, tellRefusal } from './refusal.js';
import { quoted } from './resume-command.js';
import type { Screen } from './screen.js';
import { shownWord } from './shown-text.js';
import { withSingleCalls } from './single-calls.js';

/** What `--json` prints. */
interface Sent {
  readonly sender: string;
  readonly receiver: string;
  readonly outcome: 'sent' | 'refused' | 'unknown' | 'not-sent' | 'declined';
  readonly key?: string;
  /** Unix seconds. */
  readonly time?: number;
  readonly code?: string;
  readonly reason?: string;
}

/** Sends one message to one account. Answers the exit code: 3 when it is not known whether it arrived. */
export async function sendCommand(context: Context): Promise<number> {
  const receiver = accountName(context.operands[0]!, 'receiver');
  const outgoing = await readOutgoing(context.settings, context.files);
  return withSingleCalls(context, async ({ screen, interrupt, service, api }) => {
    const sender = outgoing.From_Account ?? service.identifier;
    const about = { sender, receiver };
    const what = question(outgoing, senderText(outgoing, service.identifier), receiver);
    if (!(await confirm(context, screen, what, interrupt.signal))) {
      screen.json({ ...about, outcome: 'declined' } satisfies Sent);
      return EXIT.ok;
    }
    const begunMs = nodeClock.wallMs();
    const tried = await orRefused(() =>
      api.sendMsg({ ...outgoing, To_Account: receiver }, { signal: interrupt.signal }),
    );
    if (tried instanceof ServiceError) {
      const { code, message: reason, outcome } = tried;
      screen.json({ ...about, outcome, code, reason } satisfies Sent);
      const exitCode = tellRefusal(screen, tried);
      if (outcome === 'unknown') tellDoubt(screen, about, begunMs);
      return exitCode;
    }
    const { MsgKey: key, MsgTime: time } = tried;
    screen.result(`Sent to ${shownWord(receiver)}: MsgKey ${shownWord(key)}, MsgTime ${time}`);
    screen.json({ ...about, outcome: 'sent', key, time } satisfies Sent);
    return EXIT.ok;
  });
}

function question(outgoing: Outgoing, sender: string, receiver: string): string {
  return [`Sends this message from ${sender} to ${shownWord(receiver)}:`, ...outgoingText(outgoing), ''].join('\n');
}

const A_MINUTE_MS = 60_000;

function tellDoubt(screen: Screen, { sender, receiver }: Pick<Sent, 'sender' | 'receiver'>, begunMs: number): void {
  const since = new Date(begunMs - A_MINUTE_MS).toISOString();
  screen.error('  → It may have arrived, or not; sending it again could show it twice. To look:');
  screen.error(`    tim-migrate history ${quoted(receiver)} ${quoted(sender)} --since ${since}`);
}
