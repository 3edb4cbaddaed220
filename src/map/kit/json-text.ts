import { parseLossless } from '../../json.js';
import { type Draft, isDraft } from '../draft.js';

/** Objects that came as they are, or as JSON inside a text. */

/** The object, or undefined when the value is none and no JSON of one. Integers keep all their digits. */
export function objectOf(value: unknown): Draft | undefined {
  if (isDraft(value)) return value;
  const parsed = parsedText(value);
  return isDraft(parsed) ? parsed : undefined;
}

/** The list, or undefined when the value is none and no JSON of one. */
export function listOf(value: unknown): readonly unknown[] | undefined {
  if (Array.isArray(value)) return value;
  const parsed = parsedText(value);
  return Array.isArray(parsed) ? parsed : undefined;
}

function parsedText(value: unknown): unknown {
  if (typeof value !== 'string' || !/^\s*[[{]/.test(value)) return undefined;
  try {
    return parseLossless(value);
  } catch {
    return undefined;
  }
}
