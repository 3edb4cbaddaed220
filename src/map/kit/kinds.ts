import { compileElement } from '../declarative.js';
import type { Draft } from '../draft.js';
import type { ElementSpec } from '../schema.js';

/**
 * The kinds of messages of a source as data: its word for the kind, and what becomes of it, in the language of mapping
 * files (docs/mapping.md). `skip` leaves the kind out under the name given.
 */
export type Kinds = Readonly<Record<string, ElementSpec | { readonly skip: string }>>;

export type Kind = { readonly skip: string } | ((content: unknown) => Draft);

/** By the source's word; undefined for words the table does not have. */
export function compileKinds(kinds: Kinds): (word: string) => Kind | undefined {
  const compiled = new Map<string, Kind>();
  for (const [word, spec] of Object.entries(kinds)) {
    const skip = (spec as { skip?: unknown }).skip;
    compiled.set(word, typeof skip === 'string' ? { skip } : compileElement(spec as ElementSpec, undefined));
  }
  return (word) => compiled.get(word);
}
