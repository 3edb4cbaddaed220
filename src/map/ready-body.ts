import { LIMITS } from '../im/limits.js';
import type { Element } from '../im/wire.js';
import { isWellFormed, parseLossless } from '../json.js';
import { isDraft } from './draft.js';
import { BROKEN_TEXT } from './fields.js';
import { describe, isProblem, type Problem, problem } from './problem.js';

/** A ready-made MsgBody: passed through as it is, after a look at everything the service demands of it. */

type FieldType = 'text' | 'number' | 'flag';
type Demands = Readonly<Record<string, FieldType>>;

/** Fields the service refuses a message without, in the API's own spelling (269/2720). */
const DEMANDED: Readonly<Record<Element['MsgType'], Demands>> = {
  TIMTextElem: { Text: 'text' },
  TIMLocationElem: { Latitude: 'number', Longitude: 'number' },
  TIMFaceElem: { Index: 'number' },
  TIMCustomElem: { Data: 'text' },
  TIMSoundElem: { Url: 'text', UUID: 'text', Download_Flag: 'flag' },
  TIMImageElem: { UUID: 'text', ImageFormat: 'number' },
  TIMFileElem: { Url: 'text', UUID: 'text', Download_Flag: 'flag' },
  TIMVideoFileElem: {
    VideoUrl: 'text',
    VideoUUID: 'text',
    VideoDownloadFlag: 'flag',
    ThumbUrl: 'text',
    ThumbUUID: 'text',
    ThumbWidth: 'number',
    ThumbHeight: 'number',
    ThumbDownloadFlag: 'flag',
  },
};

const IMAGE_DEMANDED: Demands = { Type: 'number', Width: 'number', Height: 'number', URL: 'text' };
const ADVICE = 'Correct the ready-made body; field names are spelled as the API spells them.';

/** Checks a body given as a list or as its JSON text; answers it unchanged. */
export function readBody(value: unknown): readonly Element[] | Problem {
  const body = typeof value === 'string' ? parseBody(value) : value;
  if (isProblem(body)) return body;
  if (!Array.isArray(body) || body.length === 0) {
    return problem('body-invalid', `expected body as a list of elements, got ${describe(body)}`, ADVICE);
  }
  for (const [index, element] of body.entries()) {
    const wrong = findWrongElement(element, `body[${index}]`) ?? findUnsendable(element, `body[${index}]`, 0);
    if (wrong) return wrong;
  }
  return body as Element[];
}

function parseBody(text: string): unknown {
  try {
    return parseLossless(text);
  } catch {
    return problem('body-invalid', 'body is no JSON text', ADVICE);
  }
}

function findWrongElement(element: unknown, place: string): Problem | undefined {
  const type = isDraft(element) ? element.MsgType : undefined;
  if (typeof type !== 'string' || !Object.hasOwn(DEMANDED, type)) {
    const reason = `${place}.MsgType: expected one of ${Object.keys(DEMANDED).join(', ')}, got ${describe(type)}`;
    return problem('body-type-unknown', reason, ADVICE);
  }
  const content = (element as { MsgContent?: unknown }).MsgContent;
  if (!isDraft(content)) return problem('body-invalid', `${place}.MsgContent: expected an object`, ADVICE);
  const missing = findMissing(content, DEMANDED[type as Element['MsgType']], `${place}.MsgContent`);
  return missing ?? (type === 'TIMImageElem' ? findWrongImage(content, place) : undefined);
}

function findWrongImage(content: Readonly<Record<string, unknown>>, place: string): Problem | undefined {
  const where = `${place}.MsgContent.ImageInfoArray`;
  const images = content.ImageInfoArray;
  if (!Array.isArray(images) || images.length === 0) {
    return problem('body-field-missing', `${where}: expected a list of images`, ADVICE);
  }
  for (const [index, image] of images.entries()) {
    const at = `${where}[${index}]`;
    if (!isDraft(image)) return problem('body-invalid', `${at}: expected an object`, ADVICE);
    const missing = findMissing(image, IMAGE_DEMANDED, at);
    if (missing) return missing;
  }
  return undefined;
}

function findMissing(content: Readonly<Record<string, unknown>>, demands: Demands, place: string): Problem | undefined {
  for (const [name, type] of Object.entries(demands)) {
    const value = content[name];
    const fits =
      type === 'text' ? typeof value === 'string' && (value !== '' || name === 'Text') : typeof value === 'number';
    if (!fits) {
      const reason = `${place}.${name}: expected ${type === 'text' ? 'a text' : 'a number'}, got ${kindOf(value)}`;
      return problem('body-field-missing', reason, ADVICE);
    }
    if (type === 'flag' && value !== LIMITS.downloadFlag) {
      const reason = `${place}.${name}: the only legal value is ${LIMITS.downloadFlag}, got ${describe(value)}`;
      return problem('body-flag', reason, ADVICE);
    }
  }
  return undefined;
}

/** As describe(), but never shows a text: it may be what somebody wrote. */
function kindOf(value: unknown): string {
  return typeof value === 'string' && value !== '' ? 'a text' : describe(value);
}

const DEEPEST = 32;

/** Anything inside that cannot be written as JSON and read back the same. */
function findUnsendable(value: unknown, place: string, depth: number): Problem | undefined {
  if (typeof value === 'string') {
    return isWellFormed(value) ? undefined : { ...BROKEN_TEXT, reason: `${place}: ${BROKEN_TEXT.reason}` };
  }
  if (value === null || typeof value === 'boolean') return undefined;
  if (typeof value === 'number' && Number.isFinite(value)) return undefined;
  if (typeof value !== 'object' || depth > DEEPEST) {
    const found = typeof value === 'object' ? 'it is nested too deep' : `got ${describe(value)}`;
    return problem('body-invalid', `${place}: expected what JSON can hold exactly, ${found}`, ADVICE);
  }
  for (const [name, member] of Object.entries(value)) {
    const wrong = findUnsendable(member, `${place}.${name}`, depth + 1);
    if (wrong) return wrong;
  }
  return undefined;
}
