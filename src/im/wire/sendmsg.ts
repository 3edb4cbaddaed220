import type { Answer } from './answer.js';
import type { Element } from './elements.js';

/** v4/openim/sendmsg (269/2282) and v4/openim/batchsendmsg (269/1612): messages people see at once. */

/** `NoUnread`: not counted. `NoLastMsg`: not shown in the conversation list. The last obeys the receiver's do-not-disturb. */
export type SendMsgControl = 'NoUnread' | 'NoLastMsg' | 'WithMuteNotifications';

/** Which of the application's callbacks are not called. */
export type ForbidCallbackControl = 'ForbidBeforeSendMsgCallback' | 'ForbidAfterSendMsgCallback';

/** Offline push; the platforms' own members are passed through (269/2720). */
export interface OfflinePushInfo {
  /** 0 = push, 1 = do not. */
  readonly PushFlag?: 0 | 1;
  readonly Title?: string;
  readonly Desc?: string;
  /** JSON text. */
  readonly Ext?: string;
  readonly AndroidInfo?: Readonly<Record<string, unknown>>;
  readonly ApnsInfo?: Readonly<Record<string, unknown>>;
}

interface Sending {
  /** 1 = also on the sender's devices and in its history (default), 2 = only with the receiver. */
  readonly SyncOtherMachine?: 1 | 2;
  /** Default: the administrator. */
  readonly From_Account?: string;
  /** 1 = only for who is online: no history, no unread count. */
  readonly OnlineOnlyFlag?: 0 | 1;
  /** Seconds it is kept for who is offline, 0 to 604,800 (default); 0 = online only. */
  readonly MsgLifeTime?: number;
  /** 0 to 2^32-1; made up by the service when it is missing. */
  readonly MsgSeq?: number;
  /** 0 to 2^32-1. */
  readonly MsgRandom: number;
  readonly SendMsgControl?: readonly SendMsgControl[];
  readonly MsgBody: readonly Element[];
  readonly CloudCustomData?: string;
  readonly OfflinePushInfo?: OfflinePushInfo;
}

export interface SendMsg extends Sending {
  readonly To_Account: string;
  /** Unix seconds. */
  readonly MsgTimeStamp?: number;
  readonly ForbidCallbackControl?: readonly ForbidCallbackControl[];
  readonly SupportMessageExtension?: 0 | 1;
  /** 1 = the receiver's reading is reported to the sender. */
  readonly IsNeedReadReceipt?: 0 | 1;
}

export interface SendMsgAnswer extends Answer {
  /** Unix seconds. */
  readonly MsgTime: number;
  readonly MsgKey: string;
  readonly MsgId?: string;
}

export interface BatchSendMsg extends Sending {
  /** At most 500. */
  readonly To_Account: readonly string[];
}

export interface BatchSendMsgAnswer extends Answer {
  readonly MsgKey?: string;
  readonly MsgId?: string;
  /** The receivers that did not get it; only with ActionStatus `SomeError`. */
  readonly ErrorList?: readonly { readonly To_Account: string; readonly ErrorCode: number }[];
}
