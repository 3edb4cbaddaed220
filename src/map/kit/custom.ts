import { type Draft, isDraft } from '../draft.js';

/** Custom elements for what the service has no element for. */

/** A text this long without a blank is no text but a file in disguise. */
const BLOB_LENGTH = 1_000;
const BLOB = /^(?:data:[^,]{0,100},)?[A-Za-z0-9+/=_-]+$/;
const MOST_LEVELS = 20;

/**
 * The fields of a custom element: Data = {"src", "type", "body"}, as compact JSON; Desc = what old clients show.
 * Files written into the body as base64 are left out of it.
 */
export function standIn(source: string, type: string, body: unknown, desc: string): Draft {
  return { type: 'custom', data: { src: source, type, body: withoutBlobs(body) }, desc };
}

/**
 * A message holds at most one custom element: several stand-ins become one, in the place of the first, whose body is the
 * list of them. Custom elements of the source itself are left alone.
 */
export function joinStandIns(elements: readonly Draft[]): readonly Draft[] {
  const standIns = elements.filter(isStandIn);
  if (standIns.length < 2) return elements;
  const bodies = standIns.map(({ data }) => ({ type: (data as Draft).type, body: (data as Draft).body }));
  const desc = standIns.map((one) => one.desc).join(' ');
  const joined = standIn(String((standIns[0]!.data as Draft).src), 'several', bodies, desc);
  return elements.flatMap((one) => (one === standIns[0] ? [joined] : isStandIn(one) ? [] : [one]));
}

function isStandIn({ type, data }: Draft): boolean {
  return type === 'custom' && isDraft(data) && data.src !== undefined && data.type !== undefined && 'body' in data;
}

/** The value without files written into it as base64; how long they were is left in their place. */
export function withoutBlobs(value: unknown, level = 0): unknown {
  if (typeof value === 'string') {
    return value.length >= BLOB_LENGTH && BLOB.test(value) ? `[${value.length} characters left out]` : value;
  }
  if (typeof value !== 'object' || value === null || level > MOST_LEVELS) return value;
  if (Array.isArray(value)) return value.map((item) => withoutBlobs(item, level + 1));
  return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, withoutBlobs(item, level + 1)]));
}
