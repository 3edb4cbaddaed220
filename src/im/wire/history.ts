import type { Answer } from './answer.js';
import type { Element } from './elements.js';

/** v4/openim/admin_getroammsg: a conversation read back (269/42794). */

interface RoamRange {
  /** Messages wanted; the upper bound is not documented, an answer holds at most 13K. */
  readonly MaxCnt: number;
  /** Unix seconds, both ends included. */
  readonly MinTime: number;
  readonly MaxTime: number;
  /** LastMsgKey of the answer before. */
  readonly LastMsgKey?: string;
}

export interface GetRoamMsg extends RoamRange {
  /** Whose view is read. */
  readonly Operator_Account: string;
  readonly Peer_Account: string;
}

/** The names that older editions document; whether the service still takes them is not known. */
export interface GetRoamMsgOldNames extends RoamRange {
  readonly From_Account: string;
  readonly To_Account: string;
}

export interface RoamMsg {
  readonly From_Account: string;
  readonly To_Account: string;
  readonly MsgSeq: number;
  readonly MsgRandom: number;
  /** Unix seconds. */
  readonly MsgTimeStamp: number;
  /** 0, or 8 = recalled. */
  readonly MsgFlagBits?: number;
  /** 1 = the receiver has sent a read receipt. */
  readonly IsPeerRead?: number;
  /** `<MsgSeq>_<MsgRandom>_<MsgTimeStamp>`. */
  readonly MsgKey: string;
  readonly MsgBody: readonly Element[];
  readonly CloudCustomData?: string;
}

/** Pages run from new to old; MsgList runs from old to new. */
export interface GetRoamMsgAnswer extends Answer {
  /** 1 = nothing older is left in the range. */
  readonly Complete: number;
  readonly MsgCnt?: number;
  /** Of the first of MsgList: MaxTime and LastMsgKey of the next request. */
  readonly LastMsgTime?: number;
  readonly LastMsgKey?: string;
  readonly MsgList: readonly RoamMsg[];
}
