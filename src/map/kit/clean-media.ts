import type { Draft } from '../draft.js';
import { cleanLink } from './links.js';

/** A medium whose addresses hold no secrets any more; `notes` are added to what is told of it. */
export function cleanMedia(draft: Draft, notes: readonly string[] = []): Draft {
  const told = [...notes];
  const cleaned: Record<string, unknown> = { ...draft };
  for (const field of ['url', 'thumbUrl']) {
    const address = draft[field];
    if (typeof address !== 'string') continue;
    const { url, hadSecret } = cleanLink(address);
    cleaned[field] = url;
    if (hadSecret && !told.includes('secret-left-out')) told.push('secret-left-out');
  }
  return told.length > 0 ? { ...cleaned, notes: told } : cleaned;
}
