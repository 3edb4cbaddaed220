import type { Draft } from '../draft.js';
import type { Stanza } from './stanza.js';
import { filesOf } from './stanza-files.js';
import { attributeOf, childOf, textOf, type XmlElement } from './xml.js';

/** What a stanza says. */
export interface StanzaContent {
  /** Elements of the message: the text, files, a place; empty when it says nothing. */
  readonly elements: readonly Draft[];
  /** What has no place in an element. */
  readonly facts: Draft;
}

export function contentOf(stanza: Stanza): StanzaContent {
  const { root } = stanza;
  const subject = textOf(childOf(root, 'subject')) || undefined;
  const files = filesOf(root);
  const place = placeOf(stanza);
  const text = ownText(
    stanza,
    files.map(({ address }) => address),
    place !== undefined,
  );
  const elements = [
    ...(text === undefined ? [] : [{ type: 'text', text }]),
    ...files.map(({ draft }) => draft),
    ...(place ? [place] : []),
  ];
  const titled = elements.length === 0 && subject !== undefined ? [{ type: 'text', text: subject }] : elements;
  return {
    elements: titled,
    facts: {
      subject: titled === elements ? subject : undefined,
      replyTo: attributeOf(childOf(root, 'reply', 'urn:xmpp:reply:0'), 'id'),
      delayedSince: attributeOf(childOf(root, 'delay', 'urn:xmpp:delay'), 'stamp'),
    },
  };
}

/** The body, unless it only repeats an address or a place for programs that do not know better. */
function ownText({ body }: Stanza, addresses: readonly string[], hasPlace: boolean): string | undefined {
  if (body === undefined || addresses.includes(body.trim())) return undefined;
  return hasPlace && GEO_ADDRESS.test(body) ? undefined : body;
}

const GEO_ADDRESS = /^\s*geo:(-?\d{1,3}(?:\.\d+)?),(-?\d{1,3}(?:\.\d+)?)(?:[;?]\S*)?\s*$/;

/** A place as XEP-0080 has it, or a body that is nothing but a geo address. */
function placeOf({ root, body }: Stanza): Draft | undefined {
  const element = childOf(root, 'geoloc', 'http://jabber.org/protocol/geoloc');
  const told = element && location(childText(element, 'lat'), childText(element, 'lon'), childText(element, 'text'));
  if (told) return told;
  const parts = GEO_ADDRESS.exec(body ?? '');
  return parts ? location(parts[1], parts[2], undefined) : undefined;
}

function location(
  latitude: string | undefined,
  longitude: string | undefined,
  desc: string | undefined,
): Draft | undefined {
  const isWithin = (text: string | undefined, most: number) => !!text && Math.abs(Number(text)) <= most;
  if (!isWithin(latitude, 90) || !isWithin(longitude, 180)) return undefined;
  return { type: 'location', latitude: Number(latitude), longitude: Number(longitude), desc };
}

function childText(element: XmlElement, name: string): string | undefined {
  return textOf(childOf(element, name))?.trim() || undefined;
}
