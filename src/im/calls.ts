import type { Repeat } from '../types.js';
import type * as wire from './wire.js';

/** The calls of the one-to-one message API, as data. */

/** Request and answer of each call. */
export interface Calls {
  readonly importMsg: { readonly request: wire.ImportMsg; readonly answer: wire.Answer };
  readonly sendMsg: { readonly request: wire.SendMsg; readonly answer: wire.SendMsgAnswer };
  readonly batchSendMsg: { readonly request: wire.BatchSendMsg; readonly answer: wire.BatchSendMsgAnswer };
  readonly getRoamMsg: {
    readonly request: wire.GetRoamMsg | wire.GetRoamMsgOldNames;
    readonly answer: wire.GetRoamMsgAnswer;
  };
  readonly withdrawMsg: { readonly request: wire.WithdrawMsg; readonly answer: wire.WithdrawMsgAnswer };
  readonly setMsgRead: { readonly request: wire.SetMsgRead; readonly answer: wire.SetMsgReadAnswer };
  readonly getC2cUnreadMsgNum: {
    readonly request: wire.GetC2cUnreadMsgNum;
    readonly answer: wire.GetC2cUnreadMsgNumAnswer;
  };
  readonly modifyC2cMsg: { readonly request: wire.ModifyC2cMsg; readonly answer: wire.ModifyC2cMsgAnswer };
  readonly deleteC2cMsgRamble: {
    readonly request: wire.DeleteC2cMsgRamble;
    readonly answer: wire.DeleteC2cMsgRambleAnswer;
  };
  readonly accountImport: {
    readonly request: wire.AccountImport | wire.AccountImportOldName;
    readonly answer: wire.AccountImportAnswer;
  };
  readonly multiAccountImport: {
    readonly request: wire.MultiAccountImport;
    readonly answer: wire.MultiAccountImportAnswer;
  };
  readonly accountCheck: { readonly request: wire.AccountCheck; readonly answer: wire.AccountCheckAnswer };
  readonly getRecentContacts: {
    readonly request: wire.GetRecentContacts;
    readonly answer: wire.GetRecentContactsAnswer;
  };
}

export type CallName = keyof Calls;

export interface Call {
  readonly command: string;
  /** Requests a second of one application. */
  readonly perSecond: 200 | 100;
  readonly repeat: Repeat;
}

/** Where the limits come from stands with the shapes (wire/). */
export const CALLS: Readonly<Record<CallName, Call>> = {
  importMsg: { command: 'openim/importmsg', perSecond: 200, repeat: 'always' },
  sendMsg: { command: 'openim/sendmsg', perSecond: 200, repeat: 'within-100s' },
  batchSendMsg: { command: 'openim/batchsendmsg', perSecond: 200, repeat: 'never' },
  getRoamMsg: { command: 'openim/admin_getroammsg', perSecond: 200, repeat: 'always' },
  withdrawMsg: { command: 'openim/admin_msgwithdraw', perSecond: 200, repeat: 'always' },
  setMsgRead: { command: 'openim/admin_set_msg_read', perSecond: 200, repeat: 'always' },
  getC2cUnreadMsgNum: { command: 'openim/get_c2c_unread_msg_num', perSecond: 200, repeat: 'always' },
  modifyC2cMsg: { command: 'openim/modify_c2c_msg', perSecond: 200, repeat: 'always' },
  deleteC2cMsgRamble: { command: 'openim/delete_c2c_msg_ramble', perSecond: 200, repeat: 'always' },
  accountImport: { command: 'im_open_login_svc/account_import', perSecond: 200, repeat: 'always' },
  multiAccountImport: { command: 'im_open_login_svc/multiaccount_import', perSecond: 100, repeat: 'always' },
  accountCheck: { command: 'im_open_login_svc/account_check', perSecond: 100, repeat: 'always' },
  getRecentContacts: { command: 'recentcontact/get_list', perSecond: 200, repeat: 'always' },
};
