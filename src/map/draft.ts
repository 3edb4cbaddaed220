import type { At } from '../types.js';
import type { Problem } from './problem.js';

/** A record in canonical form (docs: canonical record), none of its fields checked yet. */
export type Draft = Readonly<Record<string, unknown>>;

/** What a mapping makes of one record: drafts, one per message; or it is left out; or it cannot be mapped. */
export type Translated =
  | { readonly drafts: readonly Draft[] }
  | { readonly skip: string }
  /** `head`: what the mapping says of id, accounts and time all the same; the reject carries the key they give. */
  | { readonly problem: Problem; readonly head?: Draft };

/** Turns a source record into canonical form. Never throws, never answers an empty list of drafts. */
export type Translator = (value: unknown, at: At) => Translated;

/** Whether a value is an object with named members. */
export function isDraft(value: unknown): value is Draft {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
