import { Limiter } from '../../src/emulator/limiter.js';
import { SignatureCheck } from '../../src/emulator/usersig.js';
import type { ImportMsg, WithdrawMsg } from '../../src/im/wire.js';
import type { World } from './world.js';

/** A message as the simulated service keeps it. */
export interface Stored {
  readonly text: string;
  readonly seconds: number;
  readonly seq: number;
  /** How many came before it, over all conversations. */
  readonly arrival: number;
  readonly body: ImportMsg;
  isRecalled: boolean;
}

export const APPLICATION = {
  sdkAppId: 1_400_000_000,
  identifier: 'administrator',
  secretKey: 'a key of the simulation',
};

/** Accounts that begin so are not known to it. */
export const UNKNOWN_ACCOUNT = 'gone';
/** Messages that hold this word get an answer that no document names. */
export const ODD_WORD = 'oddity';

const NO_SUCH_MESSAGE = 20_022;
const ALREADY_RECALLED = 20_023;
const REFUSED = 90_012;
const UNDOCUMENTED = 99_999;
const OVER_LIMIT = 60_007;

/**
 * What the service is to a run, with the true time and a memory: conversations without repeats, a limit a second,
 * signatures that expire. Never restarted; nobody else writes to it.
 */
export class Service {
  readonly conversations = new Map<string, Map<string, Stored>>();
  readonly arrivalsMs: number[] = [];
  requests = 0;
  refusedForRate = 0;
  /** Signatures made before this second are not good any more. */
  signaturesFrom = 0;
  private readonly signatures = new SignatureCheck(APPLICATION.sdkAppId, APPLICATION.secretKey);
  private readonly limiter: Limiter;
  private stored = 0;

  constructor(
    private readonly world: World,
    limitPerSecond: number,
  ) {
    this.limiter = new Limiter(limitPerSecond);
  }

  /** Answers a request at once, as JSON. */
  handle(path: string, body: string): string {
    this.requests += 1;
    this.arrivalsMs.push(this.world.nowMs);
    const query = new URLSearchParams(path.slice(path.indexOf('?')));
    const refusal = this.signatures.check(
      query.get('usersig') ?? '',
      query.get('identifier') ?? '',
      this.world.trueMs(),
      this.signaturesFrom,
    );
    if (refusal) return answer(refusal.code);
    if (!this.limiter.admits(this.world.nowMs)) {
      this.refusedForRate += 1;
      return answer(OVER_LIMIT);
    }
    if (path.includes('/admin_msgwithdraw?')) return answer(this.recall(JSON.parse(body) as WithdrawMsg));
    return answer(this.take(JSON.parse(body) as ImportMsg));
  }

  private recall({ From_Account, To_Account, MsgKey }: WithdrawMsg): number {
    const stored = this.conversations.get(nameOf(From_Account, To_Account))?.get(MsgKey);
    if (!stored) return NO_SUCH_MESSAGE;
    if (stored.isRecalled) return ALREADY_RECALLED;
    stored.isRecalled = true;
    return 0;
  }

  private take(message: ImportMsg): number {
    const { From_Account: from, To_Account: to, MsgSeq: seq, MsgRandom: random, MsgTimeStamp: seconds } = message;
    if (to.startsWith(UNKNOWN_ACCOUNT) || from.startsWith(UNKNOWN_ACCOUNT)) return REFUSED;
    const text = textOf(message);
    const name = nameOf(from, to);
    const conversation = this.conversations.get(name) ?? new Map<string, Stored>();
    this.conversations.set(name, conversation);
    const key = `${seq}_${random}_${seconds}`;
    if (!conversation.has(key)) {
      this.stored += 1;
      conversation.set(key, { text, seconds, seq, arrival: this.stored, body: message, isRecalled: false });
    }
    return text.includes(ODD_WORD) ? UNDOCUMENTED : 0;
  }
}

function nameOf(from: string, to: string): string {
  return [from, to].sort().join(' ');
}

export function textOf({ MsgBody }: ImportMsg): string {
  const [element] = MsgBody;
  return element?.MsgType === 'TIMTextElem' ? element.MsgContent.Text : '';
}

export function answer(code: number): string {
  return JSON.stringify({
    ActionStatus: code === 0 ? 'OK' : 'FAIL',
    ErrorCode: code,
    ErrorInfo: code === 0 ? '' : 'x',
  });
}
