import { isAddress } from '../../adapt.js';
import type { Draft } from '../../draft.js';
import { isDraft } from '../../draft.js';
import { standIn } from '../../kit/custom.js';
import { entryOf } from '../../kit/entry-of.js';
import { objectOf } from '../../kit/json-text.js';
import { compileKinds, type Kinds } from '../../kit/kinds.js';
import { cleanLink } from '../../kit/links.js';
import { withCleanLinks } from '../../kit/media-links.js';
import { isGiven } from '../../kit/values.js';

/** The bodies of an Easemob message: payload.bodies[], one element each. */

const KINDS: Kinds = {
  txt: { type: 'text', text: 'msg' },
  img: {
    type: 'image',
    url: 'url',
    name: 'filename',
    size: 'file_length',
    width: 'size.width',
    height: 'size.height',
  },
  audio: { type: 'sound', url: 'url', name: 'filename', size: 'file_length', seconds: 'length' },
  // `size` of a video is that of its thumbnail.
  video: {
    type: 'video',
    url: 'url',
    name: 'filename',
    size: 'file_length',
    seconds: 'length',
    thumbUrl: 'thumb',
    thumbWidth: 'size.width',
    thumbHeight: 'size.height',
  },
  file: { type: 'file', url: 'url', name: 'filename', size: 'file_length' },
  loc: { type: 'location', latitude: 'lat', longitude: 'lng', desc: 'addr' },
  cmd: { skip: 'signalling' },
};

const kindOf = compileKinds(KINDS);

/** What one body becomes; a text = it is left out, under that name. */
export function readBody(body: unknown): Draft | string {
  if (!isDraft(body)) return 'empty';
  const type = typeOf(body);
  if (type === 'custom') return custom(body);
  const kind = kindOf(type);
  if (!kind) return unknownBody(type, body);
  // Agora's table writes file_name, its samples filename.
  return typeof kind === 'function'
    ? medium(kind({ ...body, filename: body.filename ?? body.file_name }), body)
    : kind.skip;
}

/** Merged messages carry no `type`. */
function typeOf({ type, subType }: Draft): string {
  if (typeof type === 'string' && type !== '') return type;
  return typeof subType === 'string' && subType !== '' ? subType : 'unknown';
}

/** `customExts` is an object, or, in old records, a list of objects with one member each. */
function custom(body: Draft): Draft {
  const extensions = body['v2:customExts'] ?? body.customExts;
  const data = Array.isArray(extensions) ? joined(extensions) : (objectOf(extensions) ?? extensions ?? {});
  return { type: 'custom', data, desc: body.customEvent };
}

/** One object of all, where no name comes twice; nothing is to be lost. */
function joined(list: readonly unknown[]): unknown {
  const members = list.flatMap((one) => (isDraft(one) ? Object.entries(one) : [undefined]));
  const names = new Set(members.map((member) => member?.[0]));
  const isOneObject = names.size === members.length && !names.has(undefined);
  return isOneObject ? Object.assign({}, ...list) : list;
}

/** Attachments are kept for some days only; restricted ones open with a secret that stands beside the address. */
function medium(draft: Draft, body: Draft): Draft {
  const clean = withCleanLinks(draft, { expires: true, hadSecret: hasSecret(body) });
  const uuid = typeof clean.url === 'string' ? FILE_ID.exec(clean.url)?.[1] : undefined;
  const format = typeof clean.name === 'string' ? ENDING.exec(clean.name)?.[1] : undefined;
  return { ...clean, ...(uuid === undefined ? {} : { uuid }), ...(format === undefined ? {} : { format }) };
}

/** Addresses end in an id, so that only the name tells what kind of file it is. */
const ENDING = /\.([A-Za-z0-9]{1,5})$/;

/** Files are named by a UUID at the end of their address. */
const FILE_ID = /\/chatfiles\/([0-9a-f-]{36})(?:[?#]|$)/i;

function hasSecret({ secret, thumb_secret: thumbSecret }: Draft): boolean {
  return isGiven(secret) || isGiven(thumbSecret);
}

const WORDS: Readonly<Record<string, string>> = { sub_combine: 'merged' };

/** What the service has no element for: as it is, without what opens its files. */
function unknownBody(type: string, body: Draft): Draft {
  const { secret, thumb_secret: thumbSecret, ...rest } = body;
  const words = [body.title, body.summary].filter((word) => typeof word === 'string' && word !== '').join(': ');
  const desc = [`[${entryOf(WORDS, type) ?? type}]`, words].filter(Boolean).join(' ');
  const links = Object.entries(rest).filter(([, value]) => isAddress(value));
  const clean = links.map(([name, address]) => [name, cleanLink(address as string)] as const);
  const hadSecret = hasSecret(body) || clean.some(([, link]) => link.hadSecret);
  const notes = [...(links.length > 0 ? ['link-expires'] : []), ...(hadSecret ? ['secret-left-out'] : [])];
  const kept = { ...rest, ...Object.fromEntries(clean.map(([name, { url }]) => [name, url])) };
  return { ...standIn('easemob', type, kept, desc), ...(notes.length > 0 ? { notes } : {}) };
}
