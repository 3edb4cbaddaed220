import { fingerprintOfAscii } from '../fingerprint.js';
import {
  flatBytes,
  flatEnd,
  flatFrom,
  flatModulo,
  flatNumber,
  isFlatText,
  isFlatWord,
  isShortNumber,
  plainFlatText,
} from '../flat-object.js';
import { murmur3Bytes } from '../hash.js';
import type { ImportMsg } from '../im/wire.js';
import { lanePrint } from '../prints.js';
import type { FlatObject, Message, RawRecord } from '../types.js';
import { isSimpleInBytes } from './account.js';
import type { FlatBody } from './flat-body.js';
import { type FlatMembers, memberFinder } from './flat-members.js';
import { FlatMessage } from './flat-message.js';
import { placeOf, seqByTime, TIES, UINT32_SIZE } from './identity.js';
import type { Plan } from './plan.js';
import { flatRequestBytes } from './size.js';

/*
 * The quick way of the usual record of a canonical export: a message of one element whose record was found and not parsed. It knows
 * only what is right. Whatever is not as usual it leaves to the general way, which parses the record and judges it; where
 * it answers, it answers what the general way would. test/unit/map/flat-mapper.test.ts compares the two.
 */

/** Answers the message of a flat record, which holds until the next call; undefined where the record has to be judged. */
export type FlatMapper = (record: RawRecord, flat: FlatObject) => readonly Message<ImportMsg>[] | undefined;

const MICROSECONDS = 1_000_000;

/** `parse` is the general way, for those who ask for a payload all the same. */
export function compileFlatMapper(plan: Plan, parse: (record: RawRecord) => ImportMsg): FlatMapper {
  const membersOf = memberFinder();
  const message = new FlatMessage(parse);
  const answer = [message];
  return (record, flat) => {
    const members = membersOf(flat.shape);
    const body = members && bodyOf(flat, members);
    if (!body || !isMessage(flat, members)) return undefined;
    const bodyBytes = body.measure(flat);
    if (bodyBytes === undefined) return undefined;
    message.take(record, flat, members, body.type);
    const isUsual = timed(plan, message, flat, members.time) && keyed(plan, message, flat, members);
    if (!isUsual || !addressed(message, flat, members)) return undefined;
    return sized(plan, message, flat, members, bodyBytes) ? answer : undefined;
  };
}

/** The body that `type` names; without one it is a text. */
function bodyOf(flat: FlatObject, { type, bodies }: FlatMembers): FlatBody | undefined {
  if (type === -1 || isFlatWord(flat, type, 'text')) return bodies.get('text');
  return isFlatText(flat, type) ? bodies.get(plainFlatText(flat, type) ?? '') : undefined;
}

/** Whether the members that all messages have are of the kinds that they have there. */
function isMessage(flat: FlatObject, { customData, seq, from, to }: FlatMembers): boolean {
  if (!isFlatText(flat, from) || !isFlatText(flat, to)) return false;
  return (customData === -1 || isFlatText(flat, customData)) && (seq === -1 || !isFlatText(flat, seq));
}

function timed({ settings, readTime }: Plan, message: FlatMessage, flat: FlatObject, member: number): boolean {
  const isShort = isShortNumber(flat, member);
  if (!isShort && !isFlatText(flat, member)) return false;
  const timeUs = readTime(isShort ? flatNumber(flat, member) : plainFlatText(flat, member));
  if (typeof timeUs !== 'number') return false;
  const { sinceUs, untilUs } = settings;
  if ((sinceUs !== undefined && timeUs < sinceUs) || (untilUs !== undefined && timeUs >= untilUs)) return false;
  message.timeUs = timeUs;
  message.key.seconds = Math.floor(timeUs / MICROSECONDS);
  return true;
}

function keyed(plan: Plan, message: FlatMessage, flat: FlatObject, members: FlatMembers): boolean {
  const { id } = members;
  const isByTime = plan.order === undefined ? members.seq === -1 : plan.order === 'time';
  if (isByTime && !isFlatText(flat, id)) {
    message.key.seq = seqByTime(message.timeUs, flatModulo(flat, id, TIES));
    message.orderedBy = 'time';
  } else {
    const text = plainFlatText(flat, id);
    if (text === undefined || text === '' || text.includes('+')) return false;
    const seqValue = members.seq === -1 ? undefined : flatModulo(flat, members.seq, UINT32_SIZE);
    const place = placeOf(plan.order, text, seqValue, message.timeUs, message.at.record);
    if (!('orderedBy' in place)) return false;
    message.key.seq = place.seq;
    message.orderedBy = place.orderedBy;
  }
  const [from, end] = [flatFrom(flat, id), flatEnd(flat, id)];
  message.key.random = murmur3Bytes(flat.bytes, plan.settings.generation, from, end);
  message.prints.id = fingerprintOfAscii(flat.bytes, from, end).low;
  return true;
}

/** Accounts that are right under all rules, which is nearly all of them, and not the same one twice. */
function addressed({ prints }: FlatMessage, flat: FlatObject, members: FlatMembers): boolean {
  const { bytes } = flat;
  const [from, fromEnd] = [flatFrom(flat, members.from), flatEnd(flat, members.from)];
  const [to, toEnd] = [flatFrom(flat, members.to), flatEnd(flat, members.to)];
  if (!isSimpleInBytes(bytes, from, fromEnd) || !isSimpleInBytes(bytes, to, toEnd)) return false;
  const one = fingerprintOfAscii(bytes, from, fromEnd);
  const other = fingerprintOfAscii(bytes, to, toEnd);
  if (one.low === other.low && one.high === other.high) return false;
  const lane = lanePrint(one, other);
  prints.oneLow = one.low;
  prints.oneHigh = one.high;
  prints.otherLow = other.low;
  prints.otherHigh = other.high;
  prints.laneLow = lane.low;
  prints.laneHigh = lane.high;
  return true;
}

function sized(
  { settings }: Plan,
  message: FlatMessage,
  flat: FlatObject,
  { from, to, customData }: FlatMembers,
  bodyBytes: number,
): boolean {
  // UTF-8 bytes of a text inside quotes are the same in the record and in the request.
  const accountsBytes = flatBytes(flat, from) + flatBytes(flat, to) + 4;
  const customBytes = customData === -1 ? 0 : flatBytes(flat, customData);
  message.bytes = flatRequestBytes(message.key, accountsBytes, bodyBytes, customBytes);
  return message.bytes <= settings.maxRequestBytes;
}
