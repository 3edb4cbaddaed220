import { FatalError } from '../errors.js';
import type { ImportMsg } from '../im/wire.js';
import { randomOf } from '../map/identity.js';
import type { Message } from '../types.js';

/** A message as a canonical record, in two halves of one JSON line: what names it, and what it says. */
export interface CanonicalText {
  /** `{"id":…,"from":…,"to":…,"time":…,"seq":…` */
  readonly head: string;
  /** `,"text":…,"customData":…}` */
  readonly tail: string;
}

/**
 * The record that a run maps to the same message, key included: `seq` is its MsgSeq, and its id is the text that was
 * hashed into its MsgRandom.
 */
export function canonicalText(message: Message<ImportMsg>, generation: number): CanonicalText {
  const { from, to, timeUs, key, payload } = message;
  const head = JSON.stringify({
    id: hashedId(message, generation),
    from: from.name,
    to: to.name,
    time: timeUs % 1_000 === 0 ? timeUs / 1_000 : writtenTime(timeUs),
    seq: key.seq,
  });
  const tail = JSON.stringify({ ...content(payload), customData: payload.CloudCustomData });
  return { head: head.slice(0, -1), tail: `,${tail.slice(1)}` };
}

function content({ MsgBody }: ImportMsg): object {
  const [first] = MsgBody;
  if (MsgBody.length === 1 && first?.MsgType === 'TIMTextElem') return { text: first.MsgContent.Text };
  return { body: MsgBody };
}

/**
 * Part n of a record is hashed as `id#n`; as a record of its own, that is its id. A line of an earlier run's rejects.jsonl
 * stands at part 0, whichever part it is about. Throws FatalError for a key that such a line carries from another generation.
 */
function hashedId({ id, key, at, source }: Message, generation: number): string {
  const { origin } = source;
  if (randomOf(id, 0, generation) === key.random) return id;
  const last = Math.max(at.part, origin?.part ?? 0);
  for (let part = 1; part <= last; part += 1) {
    if (randomOf(id, part, generation) === key.random) return `${id}#${part}`;
  }
  if (origin?.key === undefined) throw new Error(`the key of record ${at.record} is not made from its id`);
  throw new FatalError(
    'usage',
    'key-of-other-generation',
    `The reject line of ${origin.input}, record ${origin.record}, carries the key ${origin.key}, which is not made from its id under generation ${generation}.`,
    'Give the --generation of the run that wrote the rejects file, to this command and to the run of its output.',
  );
}

/** RFC 3339 with microseconds, which milliseconds cannot hold. */
function writtenTime(timeUs: number): string {
  const wholeMs = Math.floor(timeUs / 1_000);
  const restUs = timeUs - wholeMs * 1_000;
  return new Date(wholeMs).toISOString().replace('Z', `${String(restUs).padStart(3, '0')}Z`);
}
