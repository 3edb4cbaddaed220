import { FatalError, ServiceError } from '../errors.js';
import { isRecalled } from '../flag-bits.js';
import { ALREADY_RECALLED, NO_SUCH_MESSAGE } from '../im/codes.js';
import type { RoamMsg } from '../im/wire.js';
import { parseKey } from '../key.js';
import { findZone } from '../map/zone.js';
import type { Key } from '../types.js';
import { accountName } from './account-name.js';
import { confirm } from './confirm.js';
import type { Context } from './context.js';
import { EXIT } from './exit-codes.js';
import { orRefused, tellRefusal } from './refusal.js';
import { shownWord } from './shown-text.js';
import { type SingleCalls, withSingleCalls } from './single-calls.js';
import { messageText } from './transcript.js';

/** What `--json` prints. */
interface Withdrawn {
  readonly sender: string;
  readonly receiver: string;
  readonly key: string;
  readonly outcome: 'recalled' | 'already-recalled' | 'not-there' | 'refused' | 'unknown' | 'not-sent' | 'declined';
  readonly code?: string;
  readonly reason?: string;
}

/** The codes of admin_msgwithdraw that say how it is. */

/** Recalls one message. Answers the exit code: 0 when it is recalled, now or before. */
export async function withdrawCommand(context: Context): Promise<number> {
  const [one, other, keyText] = context.operands;
  const [sender, receiver] = [accountName(one!, 'sender'), accountName(other!, 'receiver')];
  const key = parseKey(keyText!);
  if (!key) {
    throw new FatalError(
      'usage',
      'wrong-key',
      `${JSON.stringify(keyText)} is no key of a message.`,
      'A key is MsgSeq_MsgRandom_MsgTimeStamp, as 11_501_1700000100; history -v shows them.',
    );
  }
  const about = { sender, receiver, key: keyText! };
  return withSingleCalls(context, async (calls) => {
    const { screen, interrupt } = calls;
    const message = await find(about, key, calls);
    const told = await withdraw(about, message, context, calls);
    if (told.error) {
      screen.json(told.result);
      return tellRefusal(screen, told.error);
    }
    const words = WORDS[told.result.outcome];
    if (words !== undefined) screen.result(`The message ${about.key} ${words}`);
    screen.json(told.result);
    if (told.result.outcome === 'declined' && interrupt.signal.aborted) return EXIT[interrupt.received() ?? 'SIGINT'];
    return told.result.outcome === 'not-there' ? EXIT.findings : EXIT.ok;
  });
}

const WORDS: Readonly<Partial<Record<Withdrawn['outcome'], string>>> = {
  recalled: 'is recalled, for both sides.',
  'already-recalled': 'was recalled before.',
  'not-there': 'is not there: the service has no such message of these two, or it is past the storage period.',
};

type About = Pick<Withdrawn, 'sender' | 'receiver' | 'key'>;

async function withdraw(
  about: About,
  message: RoamMsg | undefined,
  context: Context,
  { screen, interrupt, api }: SingleCalls,
): Promise<{ result: Withdrawn; error?: ServiceError }> {
  if (message && isRecalled(message)) return { result: { ...about, outcome: 'already-recalled' } };
  const isWanted = await confirm(context, screen, question(about, message), interrupt.signal);
  if (!isWanted) return { result: { ...about, outcome: 'declined' } };
  const request = { From_Account: about.sender, To_Account: about.receiver, MsgKey: about.key };
  const tried = await orRefused(() => api.withdrawMsg(request, { signal: interrupt.signal }));
  if (!(tried instanceof ServiceError)) {
    return { result: { ...about, outcome: tried.ErrorCode === ALREADY_RECALLED ? 'already-recalled' : 'recalled' } };
  }
  const { code, message: reason, outcome } = tried;
  if (code === String(NO_SUCH_MESSAGE)) return { result: { ...about, outcome: 'not-there', code, reason } };
  return { result: { ...about, outcome, code, reason }, error: tried };
}

function question({ sender, receiver, key }: About, message: RoamMsg | undefined): string {
  const [from, to] = [shownWord(sender), shownWord(receiver)];
  if (!message)
    return `Recalls the message ${key} of ${from} to ${to} for both sides, for good. It could not be read before.`;
  const shown = messageText(message, { zone: findZone('UTC')!, verbose: false });
  const swapped = message.From_Account === receiver ? `It was ${to} who sent it, to ${from}.` : '';
  return `Recalls this message of ${from} to ${to} for both sides, for good (time in UTC):\n  ${shown}\n${swapped}`;
}

/** The message in its second, as either side sees it; undefined when neither does, or when it cannot be read. */
async function find(about: About, { seconds }: Key, { api, interrupt }: SingleCalls): Promise<RoamMsg | undefined> {
  const { sender, receiver, key } = about;
  const second = { fromSeconds: seconds, untilSeconds: seconds };
  for (const [operator, peer] of [[sender, receiver] as const, [receiver, sender] as const]) {
    const messages = api.history({ operator, peer, ...second }, { signal: interrupt.signal });
    const found = await orRefused(() => findAmong(messages, key));
    if (found && !(found instanceof ServiceError)) return found;
  }
  return undefined;
}

async function findAmong(messages: AsyncIterable<RoamMsg>, key: string): Promise<RoamMsg | undefined> {
  for await (const message of messages) if (message.MsgKey === key) return message;
  return undefined;
}
