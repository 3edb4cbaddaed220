import { LIMITS } from '../im/limits.js';
import type { Element } from '../im/wire.js';
import { isWellFormed, stringifyLossless } from '../json.js';
import { type Draft, isDraft } from './draft.js';
import { buildElement } from './elements.js';
import { BROKEN_TEXT } from './fields.js';
import { describe, isProblem, type Problem, problem } from './problem.js';
import { readBody } from './ready-body.js';

/** What a message holds: its elements and its CloudCustomData. */

/** Elements of one message are few; a longer list would not fit into a request anyway. */
const MOST_ELEMENTS = 200;

/**
 * The MsgBody of a draft: `body` as it is, else one element per entry of `elements`, else the one that `type` and its
 * fields describe.
 */
export function buildBody(draft: Draft, id: string): readonly Element[] | Problem {
  const ready = draft.body;
  const several = draft.elements;
  if (isGiven(ready)) return limitCustom(readBody(ready));
  if (isGiven(several)) return limitCustom(buildSeveral(several, id));
  const element = buildElement(draft, id);
  return isProblem(element) ? element : [element];
}

function isGiven(value: unknown): boolean {
  return value !== undefined && value !== null && value !== '';
}

function buildSeveral(list: unknown, id: string): readonly Element[] | Problem {
  if (!Array.isArray(list) || list.length === 0 || list.length > MOST_ELEMENTS || !list.every(isDraft)) {
    const reason = `expected elements as a list of 1 to ${MOST_ELEMENTS} objects, got ${describe(list)}`;
    return problem('elements-invalid', reason, 'Correct the record or the mapping.');
  }
  const elements: Element[] = [];
  for (const [index, draft] of list.entries()) {
    const element = buildElement(draft, id);
    if (isProblem(element)) return { ...element, reason: `elements[${index}] ${element.reason}` };
    elements.push(element);
  }
  return elements;
}

function limitCustom(elements: readonly Element[] | Problem): readonly Element[] | Problem {
  if (isProblem(elements)) return elements;
  const count = elements.filter((element) => element.MsgType === 'TIMCustomElem').length;
  if (count <= LIMITS.customElements) return elements;
  const reason = `the message has ${count} custom elements, ${LIMITS.customElements} is allowed`;
  return problem('two-custom-elements', reason, 'Join their data in one, or make several messages of the record.');
}

/** CloudCustomData: a text as it is, an object as compact JSON; undefined when there is none. */
export function readCustomData(value: unknown): string | undefined | Problem {
  if (!isGiven(value)) return undefined;
  if (typeof value !== 'string' && typeof value !== 'object') {
    const reason = `expected customData as a text or an object, got ${describe(value)}`;
    return problem('custom-data-invalid', reason, 'Correct the record or the mapping.');
  }
  const text = typeof value === 'string' ? value : stringifyLossless(value);
  return isWellFormed(text) ? text : { ...BROKEN_TEXT, reason: `customData: ${BROKEN_TEXT.reason}` };
}

/** The API's name of a body's kind: the types of its elements, joined by `+`. */
export function bodyType(elements: readonly Element[]): string {
  return elements.length === 1 ? elements[0]!.MsgType : elements.map((element) => element.MsgType).join('+');
}
