import { isDraft } from '../../draft.js';
import { textOf } from '../../kit/values.js';

/** Text is one string, or a list of strings and of objects, each a piece with its format. */
export function plainText(text: unknown): string {
  if (!Array.isArray(text)) return textOf(text) ?? '';
  return text.map((piece) => textOf(isDraft(piece) ? piece.text : piece) ?? '').join('');
}

/** Addresses behind words, which the plain text does not show. */
export function linksOf(text: unknown): readonly string[] {
  const pieces = Array.isArray(text) ? text.filter(isDraft) : [];
  return pieces.flatMap(({ href }) => textOf(href) ?? []);
}
