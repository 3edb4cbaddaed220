/**
 * A mapping as a module, for what the declarative language cannot say (samples/bot-log.jsonl):
 *   tim-migrate check samples/bot-log.jsonl --mapping config/mapping-module.ts
 *
 * The default export turns one source record into
 *   a canonical record               one message
 *   a list of canonical records      several messages; later ones may leave out id, accounts, time and seq
 *   { skip: 'reason' } or null       none; counted under the reason, or under `filtered`
 * It must be synchronous and depend on nothing but its arguments: the same record must always give the same answer.
 * This file and what it imports by relative path belong to a run's identity.
 */
import { replaceCodes } from './mapping-module-faces.js';

/** Hints for the reader, as `format` in a declarative mapping. */
export const format = { type: 'jsonl' };

/** What orders messages inside one second. */
export const order = 'time';

interface LogLine {
  readonly uid: string;
  readonly pair: readonly [string, string];
  readonly bySecond: boolean;
  readonly ts: string;
  readonly event: string;
  readonly lines?: readonly string[];
  readonly place?: { readonly lat: number; readonly lng: number; readonly name: string };
}

export default function (record: LogLine) {
  if (record.event === 'typing') return { skip: 'typing' };
  if (record.event !== 'say' && record.event !== 'pin') return null;
  // The pair is stored sorted; a flag tells who spoke.
  const [first, second] = record.pair;
  const head = {
    id: record.uid,
    from: record.bySecond ? second : first,
    to: record.bySecond ? first : second,
    time: record.ts,
  };
  if (record.event === 'pin' && record.place) {
    const { lat, lng, name } = record.place;
    return { ...head, type: 'location', latitude: lat, longitude: lng, desc: name };
  }
  // One record holds several lines, each of which was a message of its own.
  const [opening = '', ...rest] = record.lines ?? [];
  return [{ ...head, text: replaceCodes(opening) }, ...rest.map((line) => ({ text: replaceCodes(line) }))];
}
