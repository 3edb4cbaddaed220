import type { Draft } from '../../draft.js';
import { standIn } from '../../kit/custom.js';
import { firstGiven } from '../../kit/first-given.js';
import { objectOf } from '../../kit/json-text.js';
import { compileKinds, type Kinds } from '../../kit/kinds.js';
import { withCleanLinks } from '../../kit/media-links.js';
import { isGiven, textOf } from '../../kit/values.js';

/** The body of a JMessage message. Files are named by an id that opens with a call of the API only. */

const FILE = { mediaKey: 'media_id', size: 'fsize', format: 'format' };
const KINDS: Kinds = {
  text: { type: 'text', text: 'text' },
  image: { type: 'image', ...FILE, url: 'img_link', width: 'width', height: 'height' },
  voice: { type: 'sound', ...FILE, seconds: 'duration' },
  file: { type: 'file', ...FILE, name: 'fname' },
  video: {
    type: 'video',
    mediaKey: 'video.media_id',
    name: 'video.fname',
    size: 'video.fsize',
    format: 'video.format',
    seconds: 'duration',
    thumbWidth: 'thumb.width',
    thumbHeight: 'thumb.height',
    thumbSize: 'thumb.fsize',
    thumbFormat: 'thumb.format',
  },
  location: { type: 'location', latitude: 'latitude', longitude: 'longitude', desc: 'label' },
};
const kindOf = compileKinds(KINDS);

const MEDIA: ReadonlySet<string> = new Set(['image', 'voice', 'file', 'video']);

/** The fields of a message; `extras` go elsewhere. */
export function readContent(type: unknown, { extras: _, ...body }: Draft): Draft {
  const word = textOf(type) ?? 'unknown';
  const content = named(body);
  // The vendor's own sample of a custom message says that it is a voice.
  if (word === 'custom' || (MEDIA.has(word) && !namesFile(content))) return { type: 'custom', data: body };
  const kind = kindOf(word);
  if (typeof kind !== 'function') return standIn('jmessage', word, body, `[${word}]`);
  return withCleanLinks(kind(content), { expires: false });
}

/** The documents spell label in two ways; a video may have its file beside it. */
function named(body: Draft): Draft {
  return {
    ...body,
    label: firstGiven(body.label, body.lable),
    video: objectOf(body.video) ?? body,
    thumb: objectOf(body.thumb),
  };
}

function namesFile({ media_id: id, img_link: link, video }: Draft): boolean {
  return isGiven(id) || isGiven(link) || isGiven((video as Draft).media_id);
}
