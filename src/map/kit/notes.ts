import type { Draft } from '../draft.js';

/** The draft with further words for what could not be kept as it was. */
export function withNotes(draft: Draft, more: readonly string[]): Draft {
  if (more.length === 0) return draft;
  const notes: readonly unknown[] = Array.isArray(draft.notes) ? draft.notes : [];
  return { ...draft, notes: [...notes, ...more] };
}
