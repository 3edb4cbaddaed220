import { fingerprintOfAscii } from '../fingerprint.js';
import { flatEnd, flatFrom, flatNumber, isFlatText, plainFlatText } from '../flat-object.js';
import { murmur3Bytes } from '../hash.js';
import type { ImportMsg } from '../im/wire.js';
import { lanePrint } from '../prints.js';
import type { FlatObject, Message, RawRecord } from '../types.js';
import { isSimpleInBytes } from './account.js';
import { type FlatMembers, memberFinder } from './flat-members.js';
import { FlatMessage } from './flat-message.js';
import { placeOf, seqByTime } from './identity.js';
import type { Plan } from './plan.js';
import { flatTextRequestBytes } from './size.js';

/*
 * The quick way of the usual record of a canonical export: a text message whose record was found and not parsed. It knows
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
    if (members === undefined || !isTextMessage(flat, members)) return undefined;
    message.take(record, flat, members);
    const isUsual = timed(plan, message, flat, members.time) && keyed(plan, message, flat, members);
    return isUsual && addressed(message, flat, members) && sized(plan, message, flat, members) ? answer : undefined;
  };
}

/** Whether all members have the kinds of values that those of a text message have. */
function isTextMessage(flat: FlatObject, { type, text, customData, seq, from, to }: FlatMembers): boolean {
  if (type !== -1 && !(isFlatText(flat, type) && isWordText(flat, flatFrom(flat, type), flatEnd(flat, type))))
    return false;
  if (!isFlatText(flat, text) || !isFlatText(flat, from) || !isFlatText(flat, to)) return false;
  return (customData === -1 || isFlatText(flat, customData)) && (seq === -1 || !isFlatText(flat, seq));
}

/** Whether the word `text` stands there. */
function isWordText({ bytes }: FlatObject, from: number, end: number): boolean {
  return (
    end - from === 4 &&
    bytes[from] === 0x74 &&
    bytes[from + 1] === 0x65 &&
    bytes[from + 2] === 0x78 &&
    bytes[from + 3] === 0x74
  );
}

function timed({ settings, readTime }: Plan, message: FlatMessage, flat: FlatObject, member: number): boolean {
  const value = isFlatText(flat, member) ? plainFlatText(flat, member) : flatNumber(flat, member);
  const timeUs = readTime(value);
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
    message.key.seq = seqByTime(flatNumber(flat, id), message.timeUs);
    message.orderedBy = 'time';
  } else {
    const text = plainFlatText(flat, id);
    if (text === undefined || text === '' || text.includes('+')) return false;
    const seqValue = members.seq === -1 ? undefined : flatNumber(flat, members.seq);
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

function sized({ settings }: Plan, message: FlatMessage, flat: FlatObject, members: FlatMembers): boolean {
  const accountsBytes = sizeOf(flat, members.from) + sizeOf(flat, members.to) + 4;
  const customBytes = members.customData === -1 ? 0 : sizeOf(flat, members.customData);
  message.bytes = flatTextRequestBytes(message.key, accountsBytes, sizeOf(flat, members.text), customBytes);
  return message.bytes <= settings.maxRequestBytes;
}

/** UTF-8 bytes of a text inside quotes, which are the same in the record and in the request. */
function sizeOf(flat: FlatObject, member: number): number {
  return flatEnd(flat, member) - flatFrom(flat, member);
}
