/** The service's limits, as data with names. The section of the API each comes from stands beside it. */
export const LIMITS = {
  /** Bytes of a UserID (269/9346). */
  accountBytes: 32,
  /** Largest MsgSeq and MsgRandom: unsigned 32 bits (269/2568). */
  uint32: 0xffff_ffff,
  /** Size of a message: "12K". Whether that is 12,000 or 12,288 and of what is not documented: the whole request is kept below the smaller. */
  requestBytes: 12_000,
  /** At most one TIMCustomElem in a message (269/2720). */
  customElements: 1,
  /** importmsg calls a second of one application (269/2568). */
  importPerSecond: 200,
  /** Most other calls a second of one application (269/42794, 269/38980, 269/50349). */
  otherCallsPerSecond: 200,
  /** Receivers of one batchsendmsg, and of all of them in a minute (269/1612). */
  batchReceivers: 500,
  batchReceiversPerMinute: 12_000,
  /** Accounts of one multiaccount_import or account_check (269/4919, 269/38417). */
  accountsPerCall: 100,
  /** Conversations of one get_c2c_unread_msg_num, keys of one delete_c2c_msg_ramble (269/56043, 269/101439). */
  unreadPeersPerCall: 10,
  deletedKeysPerCall: 30,
  /** Messages of a page of history, as in the example of the documents (269/42794). */
  historyPageMessages: 100,
  /** The service itself gives up after three seconds; a client's timeout must be longer (269/1519). */
  serviceTimeoutMs: 3_000,
  /** Download_Flag and its likes have one legal value (269/2720). */
  downloadFlag: 2,
  /** Life of a signature we make, and when it is renewed (269/1655: at least 24 h advised). */
  signatureLifeSeconds: 86_400,
} as const;

/** A rate that is asked for is obeyed even above what is usual: it can be bought. Calls that allow less than most get no more. */
export function allowedPerSecond(callPerSecond: number, askedPerSecond: number): number {
  return callPerSecond < LIMITS.importPerSecond ? Math.min(askedPerSecond, callPerSecond) : askedPerSecond;
}
