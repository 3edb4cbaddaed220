import { isAddress } from '../adapt.js';
import type { Draft } from '../draft.js';
import { cleanLink } from './links.js';
import { isGiven } from './values.js';

/** The addresses a medium came with, and what is to be told of them. */

export interface LinkFacts {
  /** The source keeps its files for some time only. */
  readonly expires: boolean;
  /** Something that opens the file stood beside the address and was left out. */
  readonly hadSecret?: boolean;
}

/**
 * The medium with clean addresses and the notes they call for. What is no http(s) address names the file all the same:
 * it becomes `mediaKey`, so that a media table can be asked for it.
 */
export function withCleanLinks(medium: Draft, facts: LinkFacts): Draft {
  if (!isGiven(medium.url)) return medium;
  const link = cleanLink(String(medium.url));
  if (!isAddress(link.url)) return { ...medium, url: undefined, mediaKey: medium.mediaKey ?? link.url };
  const thumb = typeof medium.thumbUrl === 'string' ? cleanLink(medium.thumbUrl) : undefined;
  const hadSecret = link.hadSecret || thumb?.hadSecret || facts.hadSecret;
  const notes = [...(facts.expires ? ['link-expires'] : []), ...(hadSecret ? ['secret-left-out'] : [])];
  return {
    ...medium,
    url: link.url,
    ...(thumb ? { thumbUrl: thumb.url } : {}),
    ...(notes.length > 0 ? { notes } : {}),
  };
}

/** For customData: where a message comes from whose links will not last. */
export function expiryOf(source: string, contents: readonly Draft[]): Draft {
  const expires = contents.some(({ notes }) => Array.isArray(notes) && notes.includes('link-expires'));
  return expires ? { src: source, link: 'expires' } : {};
}
