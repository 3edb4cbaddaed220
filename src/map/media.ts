import { createHash } from 'node:crypto';
import { LIMITS } from '../im/limits.js';
import type { FileElement, ImageElement, ImageInfo, SoundElement, VideoElement } from '../im/wire.js';
import { compact, type FieldReader } from './fields.js';

/** Elements that point at a file: image, sound, video, file. */

const SIZE_ADVICE =
  'Read the size from the picture when exporting, or send it as `file`: a size of 0 would show nothing in clients.';

/** An image: the original always, large and thumbnail only where the record has them, each with its own size. */
export function buildImage(fields: FieldReader, id: string): ImageElement {
  const url = fields.demandedUrl('url');
  const ImageInfoArray = [imageInfo(fields, 1, url, 'width', 'height', 'size')];
  for (const [type, name] of [
    [2, 'large'],
    [3, 'thumb'],
  ] as const) {
    const smallerUrl = fields.url(`${name}Url`);
    if (smallerUrl === undefined) continue;
    ImageInfoArray.push(imageInfo(fields, type, smallerUrl, `${name}Width`, `${name}Height`, `${name}Size`));
  }
  const UUID = fields.text('uuid') ?? fileUuid(url, id);
  return { MsgType: 'TIMImageElem', MsgContent: { UUID, ImageFormat: imageFormat(fields, url), ImageInfoArray } };
}

function imageInfo(
  fields: FieldReader,
  Type: ImageInfo['Type'],
  URL: string,
  width: string,
  height: string,
  size: string,
): ImageInfo {
  return compact<ImageInfo>({
    Type,
    Size: fields.integer(size, 0),
    Width: dimension(fields, width),
    Height: dimension(fields, height),
    URL,
  });
}

/** Width or height in pixels; 0 is what exporters write when they do not know. */
function dimension(fields: FieldReader, field: string): number {
  const pixels = fields.integer(field, 0);
  if (pixels !== undefined && pixels > 0) return pixels;
  fields.fail(`${fields.type}-without-size`, `the service demands ${field}, the record has none or 0`, SIZE_ADVICE);
  return 0;
}

const IMAGE_FORMATS: Readonly<Record<string, 1 | 2 | 3 | 4 | 255>> = {
  jpg: 1,
  jpeg: 1,
  gif: 2,
  png: 3,
  bmp: 4,
  other: 255,
  1: 1,
  2: 2,
  3: 3,
  4: 4,
  255: 255,
};

/** The API's number for `format`, or for the ending of the address; anything else is 255. */
function imageFormat(fields: FieldReader, url: string): 1 | 2 | 3 | 4 | 255 {
  const named = (fields.text('format') ?? extension(url)).toLowerCase();
  return Object.hasOwn(IMAGE_FORMATS, named) ? IMAGE_FORMATS[named]! : 255;
}

function extension(url: string): string {
  return /^[^?#]*\.([A-Za-z0-9]{1,5})(?:[?#]|$)/.exec(url)?.[1] ?? '';
}

/** A voice message. */
export function buildSound(fields: FieldReader, id: string): SoundElement {
  const url = fields.demandedUrl('url');
  const MsgContent = compact<SoundElement['MsgContent']>({
    Url: url,
    UUID: fields.text('uuid') ?? fileUuid(url, id),
    Size: fields.integer('size', 0),
    Second: fields.seconds('seconds'),
    Download_Flag: LIMITS.downloadFlag,
  });
  return { MsgType: 'TIMSoundElem', MsgContent };
}

/** A file of any kind. */
export function buildFile(fields: FieldReader, id: string): FileElement {
  const url = fields.demandedUrl('url');
  const MsgContent = compact<FileElement['MsgContent']>({
    Url: url,
    UUID: fields.text('uuid') ?? fileUuid(url, id),
    FileSize: fields.integer('size', 0),
    FileName: fields.text('name'),
    Download_Flag: LIMITS.downloadFlag,
  });
  return { MsgType: 'TIMFileElem', MsgContent };
}

/** A video; the service demands a thumbnail with its size. */
export function buildVideo(fields: FieldReader, id: string): VideoElement {
  const url = fields.demandedUrl('url');
  const thumbUrl = fields.demandedUrl('thumbUrl');
  const MsgContent = compact<VideoElement['MsgContent']>({
    VideoUrl: url,
    VideoUUID: fields.text('uuid') ?? fileUuid(url, id),
    VideoSize: fields.integer('size', 0),
    VideoSecond: fields.seconds('seconds'),
    VideoFormat: fields.text('format'),
    VideoDownloadFlag: LIMITS.downloadFlag,
    ThumbUrl: thumbUrl,
    ThumbUUID: fields.text('thumbUuid') ?? fileUuid(thumbUrl, id),
    ThumbSize: fields.integer('thumbSize', 0),
    ThumbWidth: dimension(fields, 'thumbWidth'),
    ThumbHeight: dimension(fields, 'thumbHeight'),
    ThumbFormat: fields.text('thumbFormat'),
    ThumbDownloadFlag: LIMITS.downloadFlag,
  });
  return { MsgType: 'TIMVideoFileElem', MsgContent };
}

/** The bytes are not at hand, so the UUID is the MD5 of address and record id: the same in every run. */
function fileUuid(url: string, id: string): string {
  return createHash('md5').update(`${url}\n${id}`).digest('hex');
}
