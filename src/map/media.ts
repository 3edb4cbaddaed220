import { createHash } from 'node:crypto';
import { file, IMAGE_FORMATS, type ImageFormat, image, type Picture, sound, video } from '../im/elements.js';
import type { FileElement, ImageElement, SoundElement, VideoElement } from '../im/wire.js';
import type { FieldReader } from './fields.js';

/** Elements that point at a file: image, sound, video, file. */

const SIZE_ADVICE =
  'Read the size from the picture when exporting, or send it as `file`: a size of 0 would show nothing in clients.';

/** An image: the original always, large and thumbnail only where the record has them, each with its own size. */
export function buildImage(fields: FieldReader, id: string): ImageElement {
  const original = picture(fields, fields.demandedUrl('url'), ['width', 'height', 'size']);
  const large = smallerPicture(fields, 'large');
  const thumb = smallerPicture(fields, 'thumb');
  const uuid = fields.text('uuid') ?? fileUuid(original.url, id);
  return image({ uuid, format: imageFormat(fields, original.url), original, large, thumb });
}

function smallerPicture(fields: FieldReader, name: string): Picture | undefined {
  const url = fields.url(`${name}Url`);
  return url === undefined ? undefined : picture(fields, url, [`${name}Width`, `${name}Height`, `${name}Size`]);
}

function picture(fields: FieldReader, url: string, names: readonly [string, string, string]): Picture {
  const [width, height, size] = names;
  return { url, size: fields.integer(size, 0), width: dimension(fields, width), height: dimension(fields, height) };
}

/** Width or height in pixels; 0 is what exporters write when they do not know. */
function dimension(fields: FieldReader, field: string): number {
  const pixels = fields.integer(field, 0);
  if (pixels !== undefined && pixels > 0) return pixels;
  fields.fail(`${fields.type}-without-size`, `the service demands ${field}, the record has none or 0`, SIZE_ADVICE);
  return 0;
}

/** What else formats are called: another ending, the API's own numbers. */
const OTHER_NAMES: Readonly<Record<string, ImageFormat>> = { jpeg: 'jpg', 1: 'jpg', 2: 'gif', 3: 'png', 4: 'bmp' };

/** The API's name for `format`, or for the ending of the address; anything else is `other`. */
function imageFormat(fields: FieldReader, url: string): ImageFormat {
  return formatNamed(fields.text('format') ?? extension(url));
}

export function formatNamed(name: string): ImageFormat {
  const named = name.toLowerCase();
  if (Object.hasOwn(OTHER_NAMES, named)) return OTHER_NAMES[named]!;
  return Object.hasOwn(IMAGE_FORMATS, named) ? (named as ImageFormat) : 'other';
}

function extension(url: string): string {
  return /^[^?#]*\.([A-Za-z0-9]{1,5})(?:[?#]|$)/.exec(url)?.[1] ?? '';
}

/** A voice message. */
export function buildSound(fields: FieldReader, id: string): SoundElement {
  const url = fields.demandedUrl('url');
  const uuid = fields.text('uuid') ?? fileUuid(url, id);
  return sound({ url, uuid, size: fields.integer('size', 0), seconds: fields.seconds('seconds') });
}

/** A file of any kind. */
export function buildFile(fields: FieldReader, id: string): FileElement {
  const url = fields.demandedUrl('url');
  const uuid = fields.text('uuid') ?? fileUuid(url, id);
  return file({ url, uuid, size: fields.integer('size', 0), name: fields.text('name') });
}

/** A video; the service demands a thumbnail with its size. */
export function buildVideo(fields: FieldReader, id: string): VideoElement {
  const url = fields.demandedUrl('url');
  const thumbUrl = fields.demandedUrl('thumbUrl');
  return video({
    url,
    uuid: fields.text('uuid') ?? fileUuid(url, id),
    size: fields.integer('size', 0),
    seconds: fields.seconds('seconds'),
    format: fields.text('format'),
    thumb: {
      uuid: fields.text('thumbUuid') ?? fileUuid(thumbUrl, id),
      ...picture(fields, thumbUrl, ['thumbWidth', 'thumbHeight', 'thumbSize']),
      format: fields.text('thumbFormat'),
    },
  });
}

/** The bytes are not at hand, so the UUID is the MD5 of address and record id: the same in every run. */
function fileUuid(url: string, id: string): string {
  return createHash('md5').update(`${url}\n${id}`).digest('hex');
}
