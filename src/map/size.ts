import type { ImportMsg } from '../im/wire.js';
import { jsonByteLength } from '../json.js';
import type { Key } from '../types.js';

/** UTF-8 bytes of a request as JSON, from its pieces: what is the same in every request is measured once. */

const EMPTY: ImportMsg = {
  SyncFromOldSystem: 2,
  From_Account: '',
  To_Account: '',
  MsgSeq: 0,
  MsgRandom: 0,
  MsgTimeStamp: 0,
  MsgBody: [],
};
/** Two empty accounts and an empty body are 2 bytes each, three zeros 1 byte each. */
const ENVELOPE = jsonByteLength(EMPTY) - 3 * 2 - 3 * 1;
/** Name, colon and comma of CloudCustomData, without its value. */
const CUSTOM_DATA = jsonByteLength({ ...EMPTY, CloudCustomData: '' }) - jsonByteLength(EMPTY) - 2;
/** Quotes of the text included. */
const PLAIN_TEXT_BODY = jsonByteLength([{ MsgType: 'TIMTextElem', MsgContent: { Text: '' } }]);

/** Exactly the bytes of JSON.stringify(request); the accounts' sizes are known already. */
export function requestBytes(request: ImportMsg, accountsBytes: number): number {
  return requestEnvelopeBytes(request, accountsBytes) + jsonByteLength(request.MsgBody);
}

/** The same for a body of one text, as nearly every message has; `needsNoEscape`: it is known to hold nothing special. */
export function textRequestBytes(
  request: ImportMsg,
  accountsBytes: number,
  text: string,
  needsNoEscape: boolean,
): number {
  const textBytes = needsNoEscape ? Buffer.byteLength(text) : jsonByteLength(text) - 2;
  return requestEnvelopeBytes(request, accountsBytes) + PLAIN_TEXT_BODY + textBytes;
}

/** The body of one text, given its bytes inside the quotes. */
export function textBodyBytes(textBytes: number): number {
  return PLAIN_TEXT_BODY + textBytes;
}

/** The same for a body whose size is known, given the bytes of CloudCustomData inside its quotes; 0 = none. */
export function flatRequestBytes(key: Key, accountsBytes: number, bodyBytes: number, customBytes: number): number {
  const bytes = envelopeBytes(key.seq, key.random, key.seconds, accountsBytes) + bodyBytes;
  return customBytes === 0 ? bytes : bytes + CUSTOM_DATA + 2 + customBytes;
}

function requestEnvelopeBytes(request: ImportMsg, accountsBytes: number): number {
  const bytes = envelopeBytes(request.MsgSeq, request.MsgRandom, request.MsgTimeStamp, accountsBytes);
  if (request.CloudCustomData === undefined) return bytes;
  return bytes + CUSTOM_DATA + jsonByteLength(request.CloudCustomData);
}

function envelopeBytes(seq: number, random: number, seconds: number, accountsBytes: number): number {
  return ENVELOPE + accountsBytes + digitCount(seq) + digitCount(random) + digitCount(seconds);
}

const POWERS = [10, 100, 1_000, 10_000, 100_000, 1_000_000, 10_000_000, 100_000_000, 1_000_000_000];

/** Decimal digits of an unsigned 32-bit integer; most have many, so it begins at the end. */
function digitCount(value: number): number {
  for (let digits = POWERS.length; digits > 0; digits -= 1) {
    if (value >= POWERS[digits - 1]!) return digits + 1;
  }
  return 1;
}
