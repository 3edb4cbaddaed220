import type { Element } from './elements.js';

/** v4/openim/importmsg: one message of history (269/2568). */

/** 2 = history: no unread count, no push. 5 = live: both. Nothing else is legal. */
export type SyncFromOldSystem = 2 | 5;

/** Request of v4/openim/importmsg. MsgSeq is always sent: left out, a retry becomes a second copy. */
export interface ImportMsg {
  readonly SyncFromOldSystem: SyncFromOldSystem;
  readonly From_Account: string;
  readonly To_Account: string;
  readonly MsgSeq: number;
  readonly MsgRandom: number;
  readonly MsgTimeStamp: number;
  readonly MsgBody: readonly Element[];
  readonly CloudCustomData?: string;
}
