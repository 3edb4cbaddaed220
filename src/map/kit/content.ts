import type { Draft } from '../draft.js';

/** One message of what a record holds: a single element stands in the message itself, several in its `elements`. */
export function message(head: Draft, contents: readonly Draft[]): Draft {
  const [only] = contents;
  const notes = contents.flatMap(({ notes: own }) => (Array.isArray(own) ? own : []));
  const noted = notes.length > 0 ? { notes } : {};
  return contents.length === 1 ? { ...head, ...only, ...noted } : { ...head, elements: contents, ...noted };
}
