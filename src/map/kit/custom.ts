import type { Draft } from '../draft.js';

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

/** The value without files written into it as base64; how long they were is left in their place. */
export function withoutBlobs(value: unknown, level = 0): unknown {
  if (typeof value === 'string') {
    return value.length >= BLOB_LENGTH && BLOB.test(value) ? `[${value.length} characters left out]` : value;
  }
  if (typeof value !== 'object' || value === null || level > MOST_LEVELS) return value;
  if (Array.isArray(value)) return value.map((item) => withoutBlobs(item, level + 1));
  return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, withoutBlobs(item, level + 1)]));
}
