import type { ContainerShape } from '../types.js';
import { JsonWalk } from './json-walk.js';
import { HEAD_BYTES } from './limits.js';
import { listPath } from './list-path.js';
import { isBlankByte } from './scan.js';

const OPEN_ARRAY = 0x5b;
const OPEN_OBJECT = 0x7b;

/** More bytes are needed to tell. */
export const MORE = Symbol('more');

/** How the records stand in an input: on lines, one object after another, or in lists inside of one object. */
export type Container = 'lines' | 'glued' | 'document';

/**
 * What the shape of a source makes of an input that begins with `head`, a byte order mark taken off; undefined = nothing:
 * the input is what it would be without a shape.
 */
export function containerOf(
  head: Buffer,
  isWhole: boolean,
  { prefixed, glued, paths }: ContainerShape,
): Container | typeof MORE | undefined {
  const isEnough = isWhole || head.length >= HEAD_BYTES;
  const text = head.subarray(0, HEAD_BYTES);
  const first = text.findIndex((byte) => !isBlankByte(byte));
  if (first === -1) return isEnough ? undefined : MORE;
  const isObject = text[first] === OPEN_OBJECT;
  if (prefixed && !isObject) return behindPrefix(text, isEnough);
  if (!isObject) return undefined;
  const isDocument = paths !== undefined && holdsList(text, isWhole, paths);
  if (isDocument === MORE) return MORE;
  if (isDocument) return 'document';
  if (prefixed) return 'lines';
  return glued ? 'glued' : undefined;
}

/** A prefix may begin with a bracket, too: an array has nothing but blanks between the bracket and its first object. */
function behindPrefix(text: Buffer, isEnough: boolean): Container | typeof MORE | undefined {
  const brace = text.indexOf(OPEN_OBJECT);
  if (brace === -1 && !isEnough) return MORE;
  const before = text.subarray(0, brace === -1 ? text.length : brace).filter((byte) => !isBlankByte(byte));
  const isArray = before[0] === OPEN_ARRAY && (brace === -1 || before.length === 1);
  return isArray ? undefined : 'lines';
}

/** Whether an object holds one of the lists; one that is larger than a head is a document, whatever comes. */
function holdsList(text: Buffer, isWhole: boolean, paths: readonly string[]): boolean | typeof MORE {
  const walk = new JsonWalk(paths.map(listPath));
  const { walked } = walk.scan(text, 0);
  if (walk.isFound || walked !== 'more') return walk.isFound;
  return text.length >= HEAD_BYTES || (isWhole ? false : MORE);
}
