import type { GetRoamMsg, GetRoamMsgAnswer, GetRoamMsgOldNames, RoamMsg } from './wire.js';

export interface HistoryRange {
  /** Whose view of the conversation is read, and the other side. */
  readonly operator: string;
  readonly peer: string;
  /** Unix seconds, both included. */
  readonly fromSeconds: number;
  readonly untilSeconds: number;
  /** Messages wanted in one answer; the service answers fewer when they are long (269/42794: 13K a page). */
  readonly pageMessages: number;
  /** Which generation of field names is sent: `operator` (default), or what older editions document. */
  readonly names?: 'operator' | 'from-to';
}

/** The service answers pages, but does not come to an end. */
export class HistoryStuck extends Error {}

/*
 * The way through the pages of a conversation. They run from new to old, and inside a page from old to new. The next
 * request ends where the oldest message so far stands: same second, and its key, from which the service knows what of that
 * second was given already. A service that gives it once more all the same is not believed: what was given of the boundary
 * second is remembered until the second is passed. A page with nothing new, though more is announced, would be asked for
 * again and again: it is an error.
 */
export class HistoryCursor {
  /** Keys given of the second in which the next page begins. */
  private boundary = new Set<string>();
  private untilSeconds: number;
  private lastKey: string | undefined;
  isDone = false;

  constructor(private readonly range: HistoryRange) {
    this.untilSeconds = range.untilSeconds;
  }

  request(): GetRoamMsg | GetRoamMsgOldNames {
    const { operator, peer, fromSeconds, pageMessages, names } = this.range;
    const sides =
      names === 'from-to'
        ? { From_Account: operator, To_Account: peer }
        : { Operator_Account: operator, Peer_Account: peer };
    return {
      ...sides,
      MaxCnt: pageMessages,
      MinTime: fromSeconds,
      MaxTime: this.untilSeconds,
      ...(this.lastKey === undefined ? {} : { LastMsgKey: this.lastKey }),
    };
  }

  /** Takes an answer in; gives what is new in it, oldest first. Throws HistoryStuck. */
  take({ Complete, MsgList, LastMsgTime, LastMsgKey }: GetRoamMsgAnswer): readonly RoamMsg[] {
    const fresh = MsgList.filter((message) => !this.boundary.has(message.MsgKey));
    if (Complete === 1) {
      this.isDone = true;
      return fresh;
    }
    const oldest = MsgList[0];
    if (fresh.length === 0 || !oldest) {
      throw new HistoryStuck('the service announces more messages, but answers none that are new');
    }
    const seconds = LastMsgTime ?? oldest.MsgTimeStamp;
    if (seconds > this.untilSeconds) {
      throw new HistoryStuck(`the service answers messages of second ${seconds}, later than was asked for`);
    }
    if (seconds < this.untilSeconds) this.boundary = new Set();
    for (const { MsgTimeStamp, MsgKey } of fresh) if (MsgTimeStamp === seconds) this.boundary.add(MsgKey);
    this.untilSeconds = seconds;
    this.lastKey = LastMsgKey ?? oldest.MsgKey;
    return fresh;
  }
}
