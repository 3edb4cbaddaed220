import { isAddress } from '../../adapt.js';
import { type Draft, isDraft } from '../../draft.js';
import { standIn } from '../../kit/custom.js';
import { listOf, objectOf } from '../../kit/json-text.js';
import { wordOf } from '../../kit/values.js';
import { isProblem, type Problem, problem } from '../../problem.js';
import { isEmpty } from './columns.js';
import { unescapeHtml } from './html-text.js';
import type { Layout } from './layout.js';
import { addressed, fileFields, flattened, numberOf, ownFields, pick } from './media.js';

/** What a row's content becomes, given its kind. */

export interface ContentRules {
  /** Whether texts hold `&amp;` for `&`. */
  readonly html: boolean;
  /** Whether the text of a message stands inside JSON. */
  readonly json: boolean;
  /** Of durations; undefined = not said. */
  readonly duration: string | undefined;
}

/** A kind of message, or stand-in, and the source's word for it. */
export interface Kind {
  readonly type: string;
  readonly word: string;
}

/** The elements of the message, or why there is none; none at all = nothing to send. */
export function readContent(row: Draft, layout: Layout, kind: Kind, rules: ContentRules): readonly Draft[] | Problem {
  const body = layout.body?.read(row);
  if (kind.type === 'text') return readText(body, rules);
  if (kind.type === 'custom') return isEmpty(body) ? [] : [{ type: 'custom', data: objectOf(body) ?? body }];
  if (kind.type === 'stand-in')
    return [standIn('table', kind.word, objectOf(body) ?? listOf(body) ?? body, `[${kind.word}]`)];
  const contents: Draft[] = [];
  for (const one of descriptionsOf(row, layout, body)) {
    const made = MAKERS[kind.type]!(one, kind, rules);
    if (isProblem(made)) return made;
    contents.push(made, ...captionOf(one, kind, rules));
  }
  return contents;
}

function readText(body: unknown, rules: ContentRules): readonly Draft[] | Problem {
  const object = isDraft(body) || rules.json ? objectOf(body) : undefined;
  const text = (object && pick(object, 'text')) ?? body;
  if (isEmpty(text)) return [];
  if (typeof text === 'object') return NOT_TEXT;
  return [textElement(String(text), rules)];
}

function textElement(text: string, { html }: ContentRules): Draft {
  return { type: 'text', text: html ? unescapeHtml(text) : text };
}

/**
 * What is written about the file: JSON in the content, or in another column that usually holds such; an address alone; or
 * columns of the row itself. What is none of these is taken for the table's own name of the file.
 */
function descriptionsOf(row: Draft, { moreBodies }: Layout, body: unknown): readonly Draft[] {
  for (const value of [body, ...moreBodies.map((place) => place.read(row))]) {
    const object = objectOf(value);
    if (object) return [flattened(object)];
    const objects = listOf(value)?.filter(isDraft) ?? [];
    if (objects.length > 0) return objects.map(flattened);
    if (isAddress(value)) return [{ ...ownFields(row), url: value }];
  }
  const own = ownFields(row);
  return [isEmpty(body) || pick(own, 'url') !== undefined ? own : { ...own, key: body }];
}

/** Words under a picture are a message of their own kind. */
function captionOf(one: Draft, { type }: Kind, rules: ContentRules): readonly Draft[] {
  if (type === 'location' || type === 'face') return [];
  const caption = pick(one, 'caption');
  return caption === undefined ? [] : [textElement(wordOf(caption), rules)];
}

type Maker = (one: Draft, kind: Kind, rules: ContentRules) => Draft | Problem;

const file: Maker = (one, { type }, { duration }) => {
  const fields = fileFields(type, one, duration);
  return isProblem(fields) ? fields : { type, ...fields };
};

const MAKERS: Readonly<Record<string, Maker>> = { image: file, sound: file, video: file, file, location, face };

function location(one: Draft): Draft {
  return {
    type: 'location',
    latitude: pick(one, 'latitude'),
    longitude: pick(one, 'longitude'),
    desc: pick(one, 'place'),
  };
}

/** A sticker has a number, or is a picture; what is neither goes as it is. */
function face(one: Draft, kind: Kind, rules: ContentRules): Draft | Problem {
  const index = pick(one, 'index');
  if (index !== undefined && /^\d{1,9}$/.test(wordOf(index))) {
    return { type: 'face', index: Number(index), data: pick(one, 'faceData') };
  }
  if (isAddress(addressed(pick(one, 'url')).url) && numberOf(pick(one, 'width')) !== undefined) {
    return file(one, { ...kind, type: 'image' }, rules);
  }
  return standIn('table', kind.word, one, `[${kind.word}]`);
}

const NOT_TEXT: Problem = problem(
  'text-not-text',
  'the content of a text is an object or a list without a text in it',
  'Say which kind the row is: --option type=COLUMN and types=VALUE:TYPE,…; or name another column: --option body=COLUMN.',
);
