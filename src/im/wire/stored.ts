import type { Answer } from './answer.js';
import type { Element } from './elements.js';

/** What is done to messages that are there: recall (269/38980), edit (269/74740), one-sided deletion (269/101439). */

interface OneMessage {
  readonly From_Account: string;
  readonly To_Account: string;
  readonly MsgKey: string;
}

/** v4/openim/admin_msgwithdraw; the message must still be inside the storage period. */
export interface WithdrawMsg extends OneMessage {}
export interface WithdrawMsgAnswer extends Answer {}

/** v4/openim/modify_c2c_msg: each member given replaces what is stored. */
export interface ModifyC2cMsg extends OneMessage {
  readonly MsgBody?: readonly Element[];
  readonly CloudCustomData?: string;
}
export interface ModifyC2cMsgAnswer extends Answer {}

/** v4/openim/delete_c2c_msg_ramble: gone for the operator, still there for the peer. */
export interface DeleteC2cMsgRamble {
  readonly Operator_Account: string;
  readonly Peer_Account: string;
  /** At most 30. */
  readonly MsgKeyList: readonly string[];
}
export interface DeleteC2cMsgRambleAnswer extends Answer {}
