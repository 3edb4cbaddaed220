import type { Draft, TranslatedOne } from '../../draft.js';
import { isDraft } from '../../draft.js';
import { message } from '../../kit/content.js';
import { customData } from '../../kit/custom-data.js';
import { firstGiven } from '../../kit/first-given.js';
import { listOf, objectOf } from '../../kit/json-text.js';
import { expiryOf } from '../../kit/media-links.js';
import { isGiven } from '../../kit/values.js';
import { problem } from '../../problem.js';
import { readBody } from './bodies.js';

/** What an Easemob record is about, before its bodies are looked at. */
export interface Head {
  readonly id: unknown;
  readonly from: unknown;
  readonly to: unknown;
  readonly time: unknown;
}

/** Id, accounts and time. The pair inside counts; the one outside is called internal by the newer documents. */
export function headOf(record: Draft, payload: Draft): Head {
  return {
    id: record.msg_id,
    from: firstGiven(payload.from, record.from),
    to: firstGiven(payload.to, record.to),
    time: record.timestamp,
  };
}

/** Undefined when the record has one that cannot be read. */
export function payloadOf({ payload }: Draft): Draft | undefined {
  return isGiven(payload) ? objectOf(payload) : {};
}

/** What the bodies of a record become under that head. `migrated`: what customData should tell of the message. */
export function readMessage(payload: Draft, head: Head, migrated: Draft): TranslatedOne {
  const bodies = listOf(payload.bodies);
  if (!bodies) return { problem: NO_BODIES, head: { ...head } };
  const contents = bodies.map(readBody);
  const kept = contents.filter(isDraft);
  if (kept.length === 0) return { skip: contents.find((content) => typeof content === 'string') ?? 'empty' };
  const told = customData(objectOf(payload.ext) ?? payload.ext, { ...expiryOf('easemob', kept), ...migrated });
  return { drafts: [message({ ...head, customData: told }, kept)] };
}

const NO_BODIES = problem(
  'bodies-missing',
  'expected a payload with a list of bodies',
  'Export the record again: payload must be an object, or its JSON as text, as Easemob wrote it.',
);

/** For a record whose payload cannot be read. */
export function withoutPayload(record: Draft): TranslatedOne {
  return { problem: NO_BODIES, head: { ...headOf(record, {}) } };
}
