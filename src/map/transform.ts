import type { At } from '../types.js';
import { type Draft, isDraft, type Translated, type Translator } from './draft.js';
import type { Transform } from './module.js';
import { describe, problem } from './problem.js';

/** Runs a module's function on a record and makes sense of its answer. */
export function compileTransform(transform: Transform): Translator {
  return (value, at) => {
    let answer: unknown;
    try {
      answer = transform(value, placeOf(at));
    } catch (error) {
      const reason = `the mapping module threw: ${error instanceof Error ? error.message : describe(error)}`;
      return { problem: problem('mapping-threw', reason, 'Correct the module, or let it answer {skip: "reason"}.') };
    }
    return understand(answer);
  };
}

function placeOf(at: At) {
  return { input: at.input, record: at.record, line: at.line, byte: at.byte };
}

/** A record may not become more messages than this. */
const MOST_PARTS = 1000;

function understand(answer: unknown): Translated {
  if (answer === null) return { skip: 'filtered' };
  if (Array.isArray(answer)) return understandParts(answer);
  if (!isDraft(answer)) return wrongAnswer(`got ${describe(answer)}`);
  if (typeof answer.then === 'function') return refusePromise(answer as unknown as PromiseLike<unknown>);
  const skip = answer.skip;
  if (typeof skip === 'string') return { skip: skip === '' ? 'filtered' : skip };
  return { drafts: [answer] };
}

function refusePromise(answer: PromiseLike<unknown>): Translated {
  // Its failure must not end the process as an unhandled rejection.
  answer.then(undefined, () => undefined);
  const advice = 'Look up what it needs when the module loads; mapping is synchronous.';
  return { problem: problem('mapping-async', 'the mapping module answered a promise', advice) };
}

/**
 * Several records are parts of one: what a later part leaves out of id, accounts, time and seq it has from the first,
 * and an id of its own is refused, because a part's key is made from the record's id and its number.
 */
function understandParts(parts: readonly unknown[]): Translated {
  if (parts.length === 0) return { skip: 'filtered' };
  if (parts.length > MOST_PARTS) return wrongAnswer(`got a list of ${parts.length}, ${MOST_PARTS} are allowed`);
  const [first] = parts;
  const drafts: Draft[] = [];
  for (const [index, part] of parts.entries()) {
    if (!isDraft(part) || !isDraft(first)) return wrongAnswer(`the list holds ${describe(part)} at ${index}`);
    const draft = index === 0 ? part : inherit(part, first);
    if (String(draft.id) !== String(first.id)) {
      const reason = `part ${index} has the id ${describe(draft.id)}, the record ${describe(first.id)}`;
      const advice = 'Leave the id out of later parts; for lists of messages use `format: {records}`.';
      return { problem: problem('part-id-differs', reason, advice) };
    }
    drafts.push(draft);
  }
  return { drafts };
}

function inherit(part: Draft, first: Draft): Draft {
  const { id, from, to, time, seq } = first;
  const shared = Object.entries({ id, from, to, time, seq }).filter(([name]) => part[name] === undefined);
  return { ...part, ...Object.fromEntries(shared) };
}

function wrongAnswer(found: string): Translated {
  const reason = `expected a record, a list of records, {skip: reason} or null from the mapping module, ${found}`;
  return { problem: problem('mapping-answer', reason, 'Correct the module.') };
}
