import { stringifyLossless } from '../../../json.js';
import { type Draft, isDraft } from '../../draft.js';
import { cleanMedia } from '../../kit/clean-media.js';
import { standIn } from '../../kit/custom.js';
import { movePoint } from '../../kit/decimal.js';
import { entryOf } from '../../kit/entry-of.js';
import { objectOf } from '../../kit/json-text.js';
import { compileKinds, type Kinds } from '../../kit/kinds.js';
import { numberOf } from '../../kit/number.js';
import { given, isGiven, textOf } from '../../kit/values.js';

/** Contents of OpenIM messages, by content type. A content is an object written as JSON into a text. */

const KINDS: Kinds = {
  102: {
    type: 'image',
    url: 'sourcePicture.url',
    size: 'sourcePicture.size',
    width: 'sourcePicture.width',
    height: 'sourcePicture.height',
    mediaKey: 'sourcePicture.uuid',
    largeUrl: 'bigPicture.url',
    largeSize: 'bigPicture.size',
    largeWidth: 'bigPicture.width',
    largeHeight: 'bigPicture.height',
    thumbUrl: 'snapshotPicture.url',
    thumbSize: 'snapshotPicture.size',
    thumbWidth: 'snapshotPicture.width',
    thumbHeight: 'snapshotPicture.height',
  },
  103: { type: 'sound', url: 'sourceUrl', size: 'dataSize', seconds: 'duration', mediaKey: 'uuid' },
  104: {
    type: 'video',
    url: 'videoUrl',
    size: 'videoSize',
    seconds: 'duration',
    format: 'videoType',
    mediaKey: 'videoUUID',
    thumbUrl: 'snapshotUrl',
    thumbSize: 'snapshotSize',
    thumbWidth: 'snapshotWidth',
    thumbHeight: 'snapshotHeight',
  },
  105: { type: 'file', url: 'sourceUrl', name: 'fileName', size: 'fileSize', mediaKey: 'uuid' },
  109: { type: 'location', latitude: 'latitude', longitude: 'longitude', desc: 'description' },
  110: { type: 'custom', data: 'data', desc: 'description', ext: 'extension' },
  112: { skip: 'receipt' },
  113: { skip: 'typing' },
  115: { type: 'face', index: 'index', data: 'data' },
  116: { skip: 'receipt' },
  119: { type: 'custom', data: 'data', desc: 'description', ext: 'extension' },
  120: { skip: 'signalling' },
  121: { skip: 'reaction' },
  122: { skip: 'reaction' },
  202: { skip: 'signalling' },
  203: { skip: 'notice' },
  2200: { skip: 'receipt' },
};

const kindOf = compileKinds(KINDS);

/** Texts, with mentions, with a quotation, with marks: the name their words stand under. */
const TEXTS: Readonly<Record<string, string>> = { 101: 'content', 106: 'text', 114: 'text', 117: 'text' };

/** What a content becomes; a text = it is left out, under that name. */
export function readContent(type: string, content: unknown, voiceUnit: string | undefined): Draft | string {
  const parsed = objectOf(content);
  if (Object.hasOwn(TEXTS, type)) return readText(parsed?.[TEXTS[type]!], content, parsed !== undefined);
  const kind = kindOf(type) ?? (isNotification(type) ? { skip: notificationOf(type) } : undefined);
  if (!kind) return unknown(type, parsed ?? content);
  if (typeof kind !== 'function') return kind.skip;
  const draft = cleanMedia(withoutUnsized(kind(parsed ?? {})));
  return type === '103' && voiceUnit === 'ms' ? { ...draft, seconds: movePoint(draft.seconds, -3) } : draft;
}

/** Old servers kept the words themselves, without an object round them. */
function readText(words: unknown, content: unknown, isObject: boolean): Draft | string {
  const text = isGiven(words) || isObject ? words : content;
  return isGiven(text) ? { type: 'text', text } : 'empty';
}

/** Numbers from 1000 on are notifications of the server, of calls between 1600 and 1649. */
function isNotification(type: string): boolean {
  return /^[1-5]\d{3}$/.test(type);
}

function notificationOf(type: string): string {
  return /^16[0-4]\d$/.test(type) ? 'signalling' : 'notice';
}

/** A smaller picture without its size would cost the message. */
function withoutUnsized(draft: Draft): Draft {
  const kept = { ...draft };
  for (const name of draft.type === 'image' ? ['large', 'thumb'] : []) {
    if (isGiven(draft[`${name}Url`]) && isSize(draft[`${name}Width`]) && isSize(draft[`${name}Height`])) continue;
    for (const part of ['Url', 'Size', 'Width', 'Height']) delete kept[`${name}${part}`];
  }
  return kept;
}

function isSize(value: unknown): boolean {
  return (numberOf(value) ?? 0) > 0;
}

const NAMES: Readonly<Record<string, string>> = { 107: 'merged', 108: 'card' };

function unknown(type: string, content: unknown): Draft {
  const words = isDraft(content)
    ? (textOf(content.title) ?? textOf(content.nickname) ?? textOf(content.text))
    : undefined;
  const desc = [`[${entryOf(NAMES, type) ?? type}]`, words].filter(Boolean).join(' ');
  return standIn('openim', type, type === '107' ? mergedBody(content) : content, desc);
}

/** Merged messages of more than so many characters would not fit into a message: their list of beginnings stays. */
const MERGED_LENGTH = 6_000;

function mergedBody(content: unknown): unknown {
  if (!isDraft(content) || stringifyLossless(content).length <= MERGED_LENGTH) return content;
  const { multiMessage, ...rest } = content;
  return Array.isArray(multiMessage) ? { ...rest, messagesLeftOut: multiMessage.length } : rest;
}

const QUOTED_LENGTH = 1_000;

/** What a message quotes, for its custom data. */
export function quoteOf(content: unknown): Draft | undefined {
  const quoted = objectOf(objectOf(content)?.quoteMessage);
  if (!quoted) return undefined;
  const inside = objectOf(quoted.content) ?? objectOf(quoted.textElem);
  const text = textOf(inside?.content) ?? textOf(inside?.text);
  return given({
    id: quoted.clientMsgID,
    from: quoted.sendID,
    time: quoted.sendTime,
    type: quoted.contentType,
    text: text !== undefined && text.length <= QUOTED_LENGTH ? text : undefined,
  });
}
