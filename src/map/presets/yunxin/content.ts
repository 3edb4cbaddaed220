import { isAddress } from '../../adapt.js';
import type { Draft } from '../../draft.js';
import { standIn } from '../../kit/custom.js';
import { movePoint } from '../../kit/decimal.js';
import { entryOf } from '../../kit/entry-of.js';
import { firstGiven } from '../../kit/first-given.js';
import { objectOf } from '../../kit/json-text.js';
import { compileKinds, type Kinds } from '../../kit/kinds.js';
import { cleanLink } from '../../kit/links.js';
import { withCleanLinks } from '../../kit/media-links.js';
import { given, isGiven, textOf } from '../../kit/values.js';
import { type Problem, problem } from '../../problem.js';

/** What a Yunxin message holds: its kind by the word or the number, its text, and what is attached to it. */

/** As copies, history pages and V2 items have it in common. */
export interface Holding {
  readonly type: unknown;
  /** The message itself when it is a text; otherwise words for those who cannot show the rest. */
  readonly text: unknown;
  /** An object, or its JSON as text. */
  readonly attach: unknown;
}

/** Numbers of history pages and V2; from 100 on all are custom. */
const WORDS: Readonly<Record<string, string>> = {
  0: 'TEXT',
  1: 'PICTURE',
  2: 'AUDIO',
  3: 'VIDEO',
  4: 'LOCATION',
  5: 'NOTIFICATION',
  6: 'FILE',
  10: 'TIPS',
  11: 'ROBOT',
};
const FIRST_CUSTOM = 100;

const FILE = { url: 'url', name: 'name', size: 'size', uuid: 'md5' };
const KINDS: Kinds = {
  TEXT: { type: 'text', text: 'text' },
  PICTURE: { type: 'image', ...FILE, width: 'width', height: 'height', format: 'ext' },
  AUDIO: { type: 'sound', ...FILE, seconds: 'seconds', format: 'ext' },
  // Width and height are those of the video; there is no thumbnail.
  VIDEO: { type: 'video', ...FILE, width: 'width', height: 'height', seconds: 'seconds', format: 'ext' },
  FILE: { type: 'file', ...FILE },
  LOCATION: { type: 'location', latitude: 'latitude', longitude: 'longitude', desc: 'title' },
  NOTIFICATION: { skip: 'system' },
  TIPS: { skip: 'system' },
  FRIEND_ADD: { skip: 'notice' },
  FRIEND_DELETE: { skip: 'notice' },
  CUSTOM_P2P_MSG: { skip: 'notice' },
};
const kindOf = compileKinds(KINDS);

/** For people who cannot open a stand-in. Yunxin itself spells it VEDIO. */
const SHOWN: Readonly<Record<string, string>> = {
  NETCALL_AUDIO: 'audio call',
  NETCALL_VEDIO: 'video call',
  NETCALL_VIDEO: 'video call',
  ROBOT: 'robot',
};

/** What becomes of it: the fields of a message, a name it is left out under, or why it cannot be read. */
export function readContent({ type, text, attach }: Holding): Draft | { readonly skip: string } | Problem {
  const word = wordOf(type);
  if (word === 'CUSTOM')
    return { type: 'custom', data: firstGiven(attach, text) ?? {}, desc: customDesc(text, attach) };
  const kind = kindOf(word);
  if (!kind) return other(word, text, attach);
  if (typeof kind !== 'function') return kind;
  if (word === 'TEXT') return kind({ text });
  const attached = objectOf(attach);
  return attached ? withCleanLinks(kind(named(attached)), { expires: false }) : BROKEN_ATTACHMENT;
}

/** Some of the vendor's own constants end in a blank. */
function wordOf(type: unknown): string {
  const word = (textOf(type) ?? 'unknown').trim().toUpperCase();
  return /^\d+$/.test(word) && Number(word) >= FIRST_CUSTOM ? 'CUSTOM' : (entryOf(WORDS, word) ?? word);
}

/** The names of copies and of the SDK's second version. Durations are milliseconds. */
function named(attach: Draft): Draft {
  return {
    ...attach,
    width: firstGiven(attach.w, attach.width),
    height: firstGiven(attach.h, attach.height),
    seconds: movePoint(firstGiven(attach.dur, attach.duration), -3),
    latitude: firstGiven(attach.lat, attach.latitude),
    longitude: firstGiven(attach.lng, attach.longitude),
    title: firstGiven(attach.title, attach.address),
  };
}

/** The text that stands beside an attachment is there to be shown. */
function customDesc(text: unknown, attach: unknown): unknown {
  return isGiven(attach) && isGiven(text) ? text : undefined;
}

/** Calls, and whatever else there may be. */
function other(word: string, text: unknown, attach: unknown): Draft {
  const attached = objectOf(attach);
  const links = Object.entries(attached ?? {}).filter(([, value]) => isAddress(value));
  const clean = links.map(([name, address]) => [name, cleanLink(address as string)] as const);
  const kept = attached && { ...attached, ...Object.fromEntries(clean.map(([name, { url }]) => [name, url])) };
  const desc = [`[${entryOf(SHOWN, word) ?? word}]`, textOf(text)].filter(Boolean).join(' ');
  const body = given({ text, attach: kept ?? attach }) ?? {};
  const hadSecret = clean.some(([, link]) => link.hadSecret);
  return { ...standIn('yunxin', word, body, desc), ...(hadSecret ? { notes: ['secret-left-out'] } : {}) };
}

/** Not sent as it is: what was cut off can be had from the source, but a message that was imported stays as it is. */
const BROKEN_ATTACHMENT = problem(
  'attach-broken',
  'expected what is attached as an object, or its JSON as text',
  'It may have been cut by a column that is too short: export it again from where it is whole.',
);
