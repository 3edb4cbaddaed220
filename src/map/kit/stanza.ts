import { isProblem, type Problem, problem } from '../problem.js';
import { entryOf } from './entry-of.js';
import { type Jid, parseJid } from './jid.js';
import { attributeOf, childOf, elementsOf, parseXml, textOf, type XmlElement } from './xml.js';

/** An XMPP message stanza: who, to whom, and what kind of thing it is. */

export interface Stanza {
  readonly root: XmlElement;
  readonly from: Jid | undefined;
  readonly to: Jid | undefined;
  /**
   * What its writer's program called it: origin-id (XEP-0359), else the attribute `id`. Never a stanza-id: each archive
   * gives its own.
   */
  readonly nativeId: string | undefined;
  /** Undefined when there is none or nothing in it. */
  readonly body: string | undefined;
}

/** Reads the text of one stanza. What is no message stanza is a Problem. */
export function readStanza(text: unknown): Stanza | Problem {
  if (typeof text !== 'string' || text.trim() === '') return WITHOUT_STANZA;
  const root = parseXml(text);
  if (isProblem(root)) return root;
  if (root.name !== 'message') return NO_MESSAGE;
  return {
    root,
    from: parseJid(attributeOf(root, 'from')),
    to: parseJid(attributeOf(root, 'to')),
    nativeId: attributeOf(childOf(root, 'origin-id', 'urn:xmpp:sid:0'), 'id') || attributeOf(root, 'id') || undefined,
    body: textOf(childOf(root, 'body')) || undefined,
  };
}

const WITHOUT_STANZA = problem(
  'stanza-missing',
  'the record holds no XML of a stanza',
  'Export the column with the XML too: only it tells who wrote the message.',
);
const NO_MESSAGE = problem(
  'stanza-unknown',
  'expected a <message> stanza',
  'See whether the column holds message stanzas.',
);

/** Types of stanzas that are no one-to-one messages. */
const LEFT_OUT_TYPES: Readonly<Record<string, string>> = { groupchat: 'group', headline: 'notice', error: 'system' };

/** Elements, by namespace, that decide what a stanza is whatever its body says: the body is for programs that do not know them. */
const DECIDING: Readonly<Record<string, string>> = {
  'http://jabber.org/protocol/muc#user': 'group',
  'eu.siacs.conversations.axolotl': 'encrypted',
  'urn:xmpp:omemo:1': 'encrypted',
  'urn:xmpp:omemo:2': 'encrypted',
  'urn:xmpp:openpgp:0': 'encrypted',
  'jabber:x:encrypted': 'encrypted',
  'urn:xmpp:eme:0': 'encrypted',
  'urn:xmpp:reactions:0': 'reaction',
};

/** Elements that tell what a stanza without content is. The first of this list that is there counts. */
const TELLING: Readonly<Record<string, string>> = {
  'urn:xmpp:chat-markers:0': 'receipt',
  'urn:xmpp:receipts': 'receipt',
  'http://jabber.org/protocol/chatstates': 'typing',
  'jabber:x:event': 'typing',
  'urn:xmpp:jingle-message:0': 'signalling',
  'urn:xmpp:jingle-message:1': 'signalling',
  'urn:xmpp:call-invites:0': 'signalling',
  'jabber:x:conference': 'group',
  'http://jabber.org/protocol/pubsub#event': 'notice',
};

/** Why the stanza is no one-to-one message, whatever its body says; undefined when it may be one. */
export function whyLeftOut({ root, from, body }: Stanza): string | undefined {
  const type = entryOf(LEFT_OUT_TYPES, attributeOf(root, 'type') ?? '');
  if (type !== undefined) return type;
  const deciding = elementsOf(root).find(({ namespace }) => Object.hasOwn(DECIDING, namespace ?? ''));
  if (deciding) return DECIDING[deciding.namespace!];
  if (body !== undefined && /^(?:\?OTR|aesgcm:\/\/)/.test(body)) return 'encrypted';
  if (elementsOf(root).some(({ name, namespace }) => name === 'retracted' && isRetraction(namespace)))
    return 'recalled';
  return from?.local === '' ? 'system' : undefined;
}

/** What a stanza without content is. */
export function whyEmpty({ root }: Stanza): string {
  const found = new Set(elementsOf(root).map(({ namespace }) => namespace));
  return Object.entries(TELLING).find(([namespace]) => found.has(namespace))?.[1] ?? 'empty';
}

/** The id of the message a stanza takes back (XEP-0424, also in its first form). */
export function retractedId({ root }: Stanza): string | undefined {
  const direct = elementsOf(root).find(({ name, namespace }) => name === 'retract' && isRetraction(namespace));
  if (direct) return attributeOf(direct, 'id');
  const fastened = childOf(root, 'apply-to', 'urn:xmpp:fasten:0');
  const inside =
    fastened && elementsOf(fastened).some(({ name, namespace }) => name === 'retract' && isRetraction(namespace));
  return inside ? attributeOf(fastened, 'id') : undefined;
}

function isRetraction(namespace: string | undefined): boolean {
  return namespace?.startsWith('urn:xmpp:message-retract:') ?? false;
}

/** The id of the message whose content this one replaces (XEP-0308). */
export function replacedId({ root }: Stanza): string | undefined {
  return attributeOf(childOf(root, 'replace', 'urn:xmpp:message-correct:0'), 'id');
}
