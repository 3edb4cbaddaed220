import { isPassing, ruleFor, UNDOCUMENTED } from './codes.js';
import type { BatchSendMsgAnswer } from './wire.js';

/** Why somebody did not get a message that was sent to many. */
export interface Missed {
  /** The service's ErrorCode as text. */
  readonly code: string;
  /** For people. */
  readonly reason: string;
  readonly advice: string;
  /** It may be tried again. */
  readonly isPassing: boolean;
  /** The service pushes back. */
  readonly isSlow: boolean;
}

/** By account those whom an answer names. Somebody who is not named got the message. */
export function missedBy({ ErrorList = [] }: BatchSendMsgAnswer): ReadonlyMap<string, Missed> {
  return new Map(ErrorList.map(({ To_Account, ErrorCode }) => [To_Account, missed(ErrorCode)]));
}

function missed(errorCode: number): Missed {
  const rule = ruleFor(errorCode);
  const { meaning: reason, advice } = rule ?? UNDOCUMENTED;
  const isSlow = rule?.decision === 'throttled';
  return { code: String(errorCode), reason, advice, isPassing: isPassing(errorCode), isSlow };
}
