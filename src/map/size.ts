import type { Element, ImportMsg } from '../im/wire.js';
import { jsonByteLength } from '../json.js';

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
const TEXT_BODY = jsonByteLength([{ MsgType: 'TIMTextElem', MsgContent: { Text: '' } }]) - 2;

/** Exactly the bytes of JSON.stringify(request); the accounts' sizes are known already. */
export function requestBytes(request: ImportMsg, accountsBytes: number): number {
  const numbers = digitCount(request.MsgSeq) + digitCount(request.MsgRandom) + digitCount(request.MsgTimeStamp);
  const bytes = ENVELOPE + accountsBytes + numbers + bodyBytes(request.MsgBody);
  if (request.CloudCustomData === undefined) return bytes;
  return bytes + CUSTOM_DATA + jsonByteLength(request.CloudCustomData);
}

function bodyBytes(body: readonly Element[]): number {
  const [first] = body;
  // A ready-made body may hold more than the one field; only its shape tells.
  if (body.length !== 1 || first?.MsgType !== 'TIMTextElem' || !isPlain(first)) return jsonByteLength(body);
  return TEXT_BODY + jsonByteLength(first.MsgContent.Text);
}

function isPlain(element: Element): boolean {
  let members = 0;
  for (const _ in element) members += 1;
  for (const _ in element.MsgContent) members += 1;
  return members === 3;
}

/** Decimal digits of a non-negative integer. */
function digitCount(value: number): number {
  let count = 1;
  for (let rest = value; rest >= 10; rest /= 10) count += 1;
  return count;
}
