import { type Draft, isDraft } from '../draft.js';

/**
 * CloudCustomData of a message: what the app itself had put beside it, as it was, and under `migrated` what people should
 * know of its way (an edit, a link that will not last). Undefined when there is nothing of either.
 */
export function customData(extension: unknown, migrated: Draft): unknown {
  const facts = Object.entries(migrated).filter(([, value]) => value !== undefined && value !== null && value !== '');
  const own = isEmpty(extension) ? undefined : extension;
  if (facts.length === 0) return own;
  const told = { migrated: Object.fromEntries(facts) };
  if (own === undefined) return told;
  return isDraft(own) ? { ...own, ...told } : { extension: own, ...told };
}

function isEmpty(value: unknown): boolean {
  if (value === undefined || value === null || value === '') return true;
  return typeof value === 'object' && Object.keys(value).length === 0;
}
