import type { Answer } from './answer.js';

/** v4/recentcontact/get_list: the conversation list of an account (269/62118). */

/** All position members are 0 on the first page, and those of the answer before on the next. */
export interface GetRecentContacts {
  readonly From_Account: string;
  readonly TimeStamp: number;
  readonly StartIndex: number;
  readonly TopTimeStamp: number;
  readonly TopStartIndex: number;
  /** Bits: 1 pinned conversations, 2 empty ones, 4 paging of pinned ones; newer pages say a fixed 15 or 63. */
  readonly AssistFlags: number;
}

export interface RecentContact {
  /** 1 = one-to-one, 2 = group. */
  readonly Type: 1 | 2;
  readonly To_Account?: string;
  readonly GroupId?: string;
  /** Unix seconds of the last message. */
  readonly MsgTime: number;
  /** 1 = pinned. */
  readonly TopFlag?: number;
}

export interface GetRecentContactsAnswer extends Answer {
  readonly SessionItem?: readonly RecentContact[];
  /** 1 = all were returned. */
  readonly CompleteFlag: number;
  readonly TimeStamp: number;
  readonly StartIndex: number;
  readonly TopTimeStamp: number;
  readonly TopStartIndex: number;
}
