import type { Draft } from '../../draft.js';
import { isDraft } from '../../draft.js';
import { standIn } from '../../kit/custom.js';
import { compileKinds, type Kinds } from '../../kit/kinds.js';
import { cleanLink } from '../../kit/links.js';

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
  const kind = kindOf(type);
  if (type === 'custom') return custom(body);
  if (!kind) return standIn('easemob', type, body, describe(type, body));
  return typeof kind === 'function'
    ? withoutSecrets(kind({ ...body, filename: body.filename ?? body.file_name }), body)
    : kind.skip;
}

/** Merged messages carry no `type`. */
function typeOf({ type, subType }: Draft): string {
  if (typeof type === 'string' && type !== '') return type;
  return typeof subType === 'string' && subType !== '' ? subType : 'unknown';
}

/** `customExts` is an object, or, in old records, a list of objects with one member each. */
function custom(body: Draft): Draft {
  const { customEvent } = body;
  const extensions = body['v2:customExts'] ?? body.customExts;
  const data = Array.isArray(extensions) ? Object.assign({}, ...extensions.filter(isDraft)) : (extensions ?? {});
  return { type: 'custom', data, desc: customEvent };
}

function describe(type: string, { title, summary }: Draft): string {
  const words = [title, summary].filter((word) => typeof word === 'string' && word !== '').join(': ');
  return words === '' ? `[${type}]` : `[${type}] ${words}`;
}

/**
 * Attachments are kept for some days only, and restricted ones open with a secret that stands beside the address: what was
 * the one user's to know must not go into a message.
 */
function withoutSecrets(draft: Draft, { secret, thumb_secret: thumbSecret }: Draft): Draft {
  const { url, thumbUrl } = draft;
  if (typeof url !== 'string') return draft;
  const link = cleanLink(url);
  const thumb = typeof thumbUrl === 'string' ? cleanLink(thumbUrl) : undefined;
  const hadSecret = link.hadSecret || thumb?.hadSecret || secret || thumbSecret;
  return {
    ...draft,
    url: link.url,
    ...(thumb ? { thumbUrl: thumb.url } : {}),
    uuid: FILE_ID.exec(link.url)?.[1],
    notes: hadSecret ? ['link-expires', 'secret-left-out'] : ['link-expires'],
  };
}

/** Files are named by a UUID at the end of their address. */
const FILE_ID = /\/chatfiles\/([0-9a-f-]{36})(?:[?#]|$)/i;
