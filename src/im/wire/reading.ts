import type { Answer } from './answer.js';

/** Unread counts: v4/openim/admin_set_msg_read (269/50349), v4/openim/get_c2c_unread_msg_num (269/56043). */

export interface SetMsgRead {
  /** Whose unread count is cleared. */
  readonly Report_Account: string;
  readonly Peer_Account: string;
  /** Unix seconds: what is older counts as read; default now. The international pages say it is a text (1047/38996). */
  readonly MsgReadTime?: number | `${number}`;
}
export interface SetMsgReadAnswer extends Answer {}

export interface GetC2cUnreadMsgNum {
  readonly To_Account: string;
  /** At most 10 conversations; without it the answer has the total only. */
  readonly Peer_Account?: readonly string[];
}

export interface GetC2cUnreadMsgNumAnswer extends Answer {
  readonly AllC2CUnreadMsgNum?: number;
  readonly C2CUnreadMsgNumList?: readonly { readonly Peer_Account: string; readonly C2CUnreadMsgNum: number }[];
  readonly ErrorList?: readonly { readonly Peer_Account: string; readonly ErrorCode: number }[];
}
