import SaxParser from 'ltx/src/parsers/ltx.js';
import { type Problem, problem } from '../problem.js';

/** Small XML texts to trees: the door to ltx. */

export interface XmlElement {
  /** Without its prefix. */
  readonly name: string;
  /** Undefined where neither the element nor one round it names any. */
  readonly namespace: string | undefined;
  readonly attributes: Readonly<Record<string, string>>;
  readonly children: readonly (XmlElement | string)[];
}

const MOST_CHARACTERS = 1024 * 1024;
const MOST_LEVELS = 32;
const MOST_ELEMENTS = 10_000;

/**
 * Ends whatever the text left open. As long as there is no end, the tokenizer looks for the one of a comment, a value or a
 * text from every single character anew: many seconds for one text of the greatest length.
 */
const LAST_ENDS = `-->"'<`;

/**
 * The element a text is. What people sent comes through here, so that anything wrong is a Problem, told without the text:
 * tags that do not match, entities beyond the five of XML (there is no way to declare any), sizes and depths nobody needs.
 */
export function parseXml(text: string): XmlElement | Problem {
  const whole = text.trim();
  if (whole.length > MOST_CHARACTERS) return broken(`it is longer than ${MOST_CHARACTERS} characters`);
  if (!whole.startsWith('<') || !whole.endsWith('>')) return broken('it does not begin and end with a tag');
  const tree = new Tree();
  const parser = new SaxParser()
    .on('startElement', (tag, attributes) => tree.open(tag, attributes))
    .on('endElement', (tag) => tree.close(tag))
    .on('text', (piece) => tree.text(piece));
  try {
    parser.write(whole + LAST_ENDS);
  } catch (error) {
    return broken(error instanceof WrongTree ? error.message : 'it holds an entity or a character XML does not know');
  }
  return tree.root ?? broken('its outermost element is not closed');
}

/** How the tree tells the parser to stop; never leaves this file. */
class WrongTree extends Error {}

function broken(why: string): Problem {
  return problem(
    'bad-xml',
    `the XML cannot be read: ${why}`,
    'Look at the record in rejects.jsonl; it may have been cut or altered by the export.',
  );
}

interface OpenElement extends XmlElement {
  readonly tag: string;
  readonly children: (XmlElement | string)[];
}

/** Grows as the parser tells of tags and texts. */
class Tree {
  root: XmlElement | undefined;
  private readonly opened: OpenElement[] = [];
  private count = 0;

  open(tag: string, attributes: Readonly<Record<string, string>>): void {
    this.count += 1;
    if (this.root) throw new WrongTree('something follows its outermost element');
    if (this.opened.length >= MOST_LEVELS) throw new WrongTree(`it is nested deeper than ${MOST_LEVELS} levels`);
    if (this.count > MOST_ELEMENTS) throw new WrongTree(`it holds more than ${MOST_ELEMENTS} elements`);
    const [name, prefix] = splitName(tag);
    const namespace = this.namespaceOf(prefix, attributes);
    const element: OpenElement = { tag, name, namespace, attributes, children: [] };
    this.opened.at(-1)?.children.push(element);
    this.opened.push(element);
  }

  close(tag: string): void {
    const element = this.opened.pop();
    if (element?.tag !== tag) throw new WrongTree('its tags do not match');
    if (this.opened.length === 0) this.root = element;
  }

  text(piece: string): void {
    this.opened.at(-1)?.children.push(piece);
  }

  /** The nearest element that names the prefix counts. */
  private namespaceOf(prefix: string, own: Readonly<Record<string, string>>): string | undefined {
    const attribute = prefix === '' ? 'xmlns' : `xmlns:${prefix}`;
    if (Object.hasOwn(own, attribute)) return own[attribute];
    return this.opened.findLast(({ attributes }) => Object.hasOwn(attributes, attribute))?.attributes[attribute];
  }
}

function splitName(tag: string): [name: string, prefix: string] {
  const colon = tag.indexOf(':');
  return colon < 0 ? [tag, ''] : [tag.slice(colon + 1), tag.slice(0, colon)];
}

/** The first element of that name and namespace directly inside; without a namespace: that of the element itself. */
export function childOf(element: XmlElement, name: string, namespace = element.namespace): XmlElement | undefined {
  return elementsOf(element).find((child) => child.name === name && child.namespace === namespace);
}

export function elementsOf(element: XmlElement): readonly XmlElement[] {
  return element.children.filter((child) => typeof child !== 'string');
}

/** The text directly inside an element; undefined when there is no element. */
export function textOf(element: XmlElement | undefined): string | undefined {
  return element?.children.filter((child) => typeof child === 'string').join('');
}

export function attributeOf(element: XmlElement | undefined, name: string): string | undefined {
  return element && Object.hasOwn(element.attributes, name) ? element.attributes[name] : undefined;
}
