/** Bits of MsgFlagBits (269/42794). */

const RECALLED = 8;

/** Whether a message of a history, or of a callback, was recalled. */
export function isRecalled({ MsgFlagBits = 0 }: { readonly MsgFlagBits?: number | undefined }): boolean {
  return (MsgFlagBits & RECALLED) !== 0;
}
