import type { At, Control } from '../types.js';
import type { Problem } from './problem.js';

/**
 * A record in canonical form (docs: canonical record), none of its fields checked yet. Beside those fields a preset may
 * set `notes`: words for what could not be kept, which are counted; and `mediaKey`: how the source names the file of a
 * message where that is no address, for the media table.
 */
export type Draft = Readonly<Record<string, unknown>>;

/** What a record says about another one, none of it checked yet; see Control in types/message.ts. */
export interface ControlDraft {
  readonly kind: Control['kind'];
  /** Id of the message it is about. */
  readonly target: unknown;
  /** Accounts of that message's conversation, where the record tells. */
  readonly from?: unknown;
  readonly to?: unknown;
  /** The new content (`edit`), or the copy itself (`mirror`), as a whole canonical record. */
  readonly draft?: Draft;
}

/** What one message of a record, or the whole record, becomes. */
export type TranslatedOne =
  /** One message, or one record that becomes several: parts of one id. */
  | { readonly drafts: readonly Draft[] }
  /** Left out under this name, perhaps because it is about another record. */
  | { readonly skip: string; readonly control?: ControlDraft }
  /** Cannot be mapped. `head`: what is known of id, accounts and time all the same; the reject carries the key they give. */
  | { readonly problem: Problem; readonly head?: Draft };

/** What a mapping makes of one record. */
export type Translated =
  | TranslatedOne
  /** The record holds messages with ids of their own: a page of a query, a post with its replies. Never empty. */
  | { readonly several: readonly Held[] };

/** One message out of a record that holds several. `value` is what the mapping takes for it alone: what a reject keeps. */
export interface Held {
  readonly value: unknown;
  readonly becomes: TranslatedOne;
}

/** Turns a source record into canonical form. Never throws, never answers an empty list. */
export type Translator = (value: unknown, at: At) => Translated;

/** Whether a value is an object with named members. */
export function isDraft(value: unknown): value is Draft {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
