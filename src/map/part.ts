import type { Element, ImportMsg } from '../im/wire.js';
import { keyBasis, keyText } from '../key.js';
import type { At, Key, Mapped, Message, RawRecord, Reject } from '../types.js';
import type { Account } from './account.js';
import { bodyType, buildBody, readCustomData } from './body.js';
import type { Draft } from './draft.js';
import { carriedKey, type Place, placeOf, randomOf, readId } from './identity.js';
import { laneOf } from './lane.js';
import { type Known, rejectOf, skipOf } from './outcome.js';
import type { MapSettings, Plan } from './plan.js';
import { isProblem, type Problem, problem } from './problem.js';
import { requestBytes, textRequestBytes } from './size.js';

/** From one draft to one message, reject or skip. */

/** What is known of a record before its body is looked at. */
interface Head {
  readonly id: string;
  readonly timeUs: number;
  readonly from: Account;
  readonly to: Account;
  readonly lane: string;
}

/**
 * One part of a record. The cheap and telling checks come first; what is outside since and until is not judged further.
 * `wrong`: the mapping has no message for it already; then the draft is only what its key is made of.
 */
export function mapPart(
  plan: Plan,
  record: RawRecord,
  at: At,
  draft: Draft,
  part: number,
  wrong?: Problem,
): Mapped<ImportMsg> {
  const refuse = (why: Problem, known?: Known): Reject => rejectOf(record, at, wrong ?? why, known);
  const id = readId(draft.id);
  const timeUs = plan.readTime(draft.time);
  if (typeof timeUs !== 'number') return refuse(timeUs, typeof id === 'string' ? { id } : undefined);
  const outside = outsideWindow(plan.settings, timeUs);
  if (outside !== undefined) return skipOf(record, at, outside);
  if (typeof id !== 'string') return refuse(id);
  const from = plan.readAccount(draft.from, 'from');
  const to = plan.readAccount(draft.to, 'to');
  if (isProblem(from)) return refuse(from, keyWithoutBasis(plan, record, draft, id, timeUs, part));
  if (isProblem(to)) return refuse(to, keyWithoutBasis(plan, record, draft, id, timeUs, part));
  if (from.name === to.name) return skipOf(record, at, 'self');
  const head: Head = { id, timeUs, from, to, lane: laneOf(from.name, to.name) };
  const place = findPlace(plan, record, draft, head, part);
  if (isProblem(place)) return refuse(place, { id, basis: basisOf(head) });
  if (wrong) return refuse(wrong, { id, key: keyText(place.key), basis: basisOf(head) });
  return composeMessage(plan, record, at, draft, head, place);
}

function outsideWindow({ sinceUs, untilUs }: MapSettings, timeUs: number): string | undefined {
  if (sinceUs !== undefined && timeUs < sinceUs) return 'before-since';
  return untilUs !== undefined && timeUs >= untilUs ? 'after-until' : undefined;
}

/** A key, and what its order rests on. */
interface KeyedPlace {
  readonly key: Key;
  readonly orderedBy: Place['orderedBy'];
}

/** The key an earlier run's reject line carries, else the one the rule gives. */
function findPlace(plan: Plan, record: RawRecord, draft: Draft, head: Head, part: number): KeyedPlace | Problem {
  const { origin } = record;
  const carried = origin && carriedKey(origin, head.id, head.lane, head.timeUs, plan.settings.generation);
  if (!carried) return computeKey(plan, record, draft, head.id, head.timeUs, part);
  // The line's key is that of its own part; the others share its MsgSeq.
  const random = part === origin.part ? carried.random : randomOf(head.id, part, plan.settings.generation);
  return { key: { seq: carried.seq, random, seconds: carried.seconds }, orderedBy: 'source' };
}

function computeKey(
  plan: Plan,
  record: RawRecord,
  draft: Draft,
  id: string,
  timeUs: number,
  part: number,
): KeyedPlace | Problem {
  const number = record.origin?.record ?? record.at.record;
  const place = placeOf(plan.order, id, draft.seq, timeUs, number);
  if (!('orderedBy' in place)) return place;
  const random = randomOf(id, part, plan.settings.generation);
  return { key: { seq: place.seq, random, seconds: Math.floor(timeUs / 1_000_000) }, orderedBy: place.orderedBy };
}

function keyWithoutBasis(plan: Plan, record: RawRecord, draft: Draft, id: string, timeUs: number, part: number): Known {
  const place = computeKey(plan, record, draft, id, timeUs, part);
  return 'key' in place ? { id, key: keyText(place.key) } : { id };
}

function basisOf({ id, lane, timeUs }: Head): string {
  return keyBasis(id, lane, timeUs);
}

function composeMessage(
  plan: Plan,
  record: RawRecord,
  at: At,
  draft: Draft,
  head: Head,
  { key, orderedBy }: KeyedPlace,
): Message<ImportMsg> | Reject {
  const refuse = (why: Problem): Reject =>
    rejectOf(record, at, why, { id: head.id, key: keyText(key), basis: basisOf(head) });
  const { draft: fit, adapted } = plan.adapt ? plan.adapt(draft) : { draft, adapted: undefined };
  const body = buildBody(fit, head.id);
  if (isProblem(body)) return refuse(body);
  const customData = readCustomData(draft.customData);
  if (isProblem(customData)) return refuse(customData);
  const payload: ImportMsg = {
    SyncFromOldSystem: plan.settings.mode,
    From_Account: head.from.name,
    To_Account: head.to.name,
    MsgSeq: key.seq,
    MsgRandom: key.random,
    MsgTimeStamp: key.seconds,
    MsgBody: body,
    ...(customData === undefined ? undefined : { CloudCustomData: customData }),
  };
  const accountsBytes = head.from.jsonBytes + head.to.jsonBytes;
  const text = oneText(draft, body);
  // What a canonical record's text holds stands in the record as it is.
  const needsNoEscape = record.escapeFree === true && plan.isCanonical && draft.text === text;
  const bytes =
    text === undefined
      ? requestBytes(payload, accountsBytes)
      : textRequestBytes(payload, accountsBytes, text, needsNoEscape);
  if (bytes > plan.settings.maxRequestBytes) return refuse(tooLarge(bytes, plan.settings.maxRequestBytes));
  return {
    kind: 'message',
    at,
    id: head.id,
    lane: head.lane,
    timeUs: head.timeUs,
    key,
    orderedBy,
    type: bodyType(body),
    payload,
    bytes,
    from: head.from,
    to: head.to,
    ...(adapted ? { adapted } : undefined),
    source: record,
  };
}

/** The text of a body that is one text and nothing else; a body that was given may hold more. */
function oneText({ body: given }: Draft, body: readonly Element[]): string | undefined {
  const [first] = body;
  const isBuilt = given === undefined || given === null || given === '';
  return isBuilt && body.length === 1 && first?.MsgType === 'TIMTextElem' ? first.MsgContent.Text : undefined;
}

function tooLarge(bytes: number, most: number): Problem {
  const reason = `the request is ${bytes} bytes, ${most} are allowed`;
  return problem('too-large', reason, 'Shorten the message or split the record; --max-body sets the limit.');
}
