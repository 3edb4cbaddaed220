import type { Draft } from '../draft.js';
import { cleanLink } from './links.js';
import { mediaKind } from './media-kind.js';
import { attributeOf, childOf, elementsOf, textOf, type XmlElement } from './xml.js';

/** Files in a stanza: stateless file sharing (XEP-0447), SIMS (XEP-0385), else out of band data (XEP-0066). */

export interface StanzaFile {
  /** As the stanza has it, for comparison with the body. */
  readonly address: string;
  readonly draft: Draft;
}

const REFERENCES = 'urn:xmpp:reference:0';
const MOST_FILES = 50;

export function filesOf(root: XmlElement): readonly StanzaFile[] {
  const described = elementsOf(root).flatMap(describedFile);
  if (described.length > 0) return described.slice(0, MOST_FILES);
  return elementsOf(root)
    .filter(({ name, namespace }) => name === 'x' && namespace === 'jabber:x:oob')
    .flatMap((element) => {
      const address = textOf(childOf(element, 'url'))?.trim();
      return address ? [{ address, draft: fileDraft(address, undefined, undefined) }] : [];
    })
    .slice(0, MOST_FILES);
}

function describedFile(element: XmlElement): readonly StanzaFile[] {
  const { name, namespace } = element;
  const isShared = name === 'file-sharing' && namespace === 'urn:xmpp:sfs:0';
  const sharing = isShared
    ? element
    : namespace === REFERENCES
      ? childOf(element, 'media-sharing', 'urn:xmpp:sims:1')
      : undefined;
  if (!sharing) return [];
  const address = sourceOf(sharing);
  const file = elementsOf(sharing).find((child) => child.name === 'file');
  return address === undefined ? [] : [{ address, draft: fileDraft(address, file, thumbnailOf(sharing, file)) }];
}

/** The first source that is a web address. */
function sourceOf(sharing: XmlElement): string | undefined {
  const sources = elementsOf(sharing).find(({ name }) => name === 'sources');
  const addresses = (sources ? elementsOf(sources) : []).map(
    (source) => attributeOf(source, 'target') ?? attributeOf(source, 'uri') ?? '',
  );
  return addresses.find((address) => /^https?:\/\//i.test(address));
}

function thumbnailOf(...places: readonly (XmlElement | undefined)[]): XmlElement | undefined {
  const candidates = places.flatMap((place) => (place ? elementsOf(place) : []));
  const isThumbnail = ({ name, namespace }: XmlElement) => name === 'thumbnail' && namespace === 'urn:xmpp:thumbs:1';
  return candidates.find((one) => isThumbnail(one) && /^https?:\/\//i.test(attributeOf(one, 'uri') ?? ''));
}

function fileDraft(address: string, file: XmlElement | undefined, thumbnail: XmlElement | undefined): Draft {
  const told = (name: string) =>
    textOf(file && elementsOf(file).find((child) => child.name === name))?.trim() || undefined;
  const { url, hadSecret } = cleanLink(address);
  const type = mediaKind(told('media-type'), pathOf(url));
  const [width, height] = (told('dimensions') ?? '').split('x');
  const thumb = thumbnail && {
    thumbUrl: cleanLink(attributeOf(thumbnail, 'uri')!).url,
    thumbWidth: attributeOf(thumbnail, 'width'),
    thumbHeight: attributeOf(thumbnail, 'height'),
  };
  return {
    type,
    url,
    name: told('name') ?? nameOf(url),
    size: integerOf(told('size')),
    width: integerOf(told('width') ?? width),
    height: integerOf(told('height') ?? height),
    // XEP-0446 counts in milliseconds.
    seconds: secondsOf(integerOf(told('length'))),
    ...(type === 'video' ? thumb : undefined),
    notes: hadSecret ? ['link-expires', 'secret-left-out'] : ['link-expires'],
  };
}

function nameOf(url: string): string | undefined {
  const last = pathOf(url).split('/').slice(3).at(-1);
  if (!last) return undefined;
  try {
    return decodeURIComponent(last);
  } catch {
    return last;
  }
}

function pathOf(url: string): string {
  return url.split(/[?#]/, 1)[0]!;
}

/** What strangers write as a number and is none must not cost the message. */
function integerOf(text: string | undefined): number | undefined {
  return text !== undefined && /^\d{1,15}$/.test(text) ? Number(text) : undefined;
}

function secondsOf(milliseconds: number | undefined): number | undefined {
  return milliseconds === undefined ? undefined : milliseconds / 1000;
}
