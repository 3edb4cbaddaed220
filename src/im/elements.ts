import { LIMITS } from './limits.js';
import type {
  CustomElement,
  FaceElement,
  FileElement,
  ImageElement,
  ImageInfo,
  LocationElement,
  SoundElement,
  TextElement,
  VideoElement,
} from './wire.js';

/**
 * Elements of a MsgBody from what they say: what the service demands is demanded, flags with one legal value are filled in,
 * and what is undefined is left out. URLs must be such that clients can download from them; a UUID is unique to its file
 * over all files, the MD5 of its bytes, say (269/2720).
 */

type Optional<Value> = { readonly [Name in keyof Value]?: Value[Name] | undefined };

interface FileAt {
  readonly url: string;
  readonly uuid: string;
}

export function text(content: string): TextElement {
  return { MsgType: 'TIMTextElem', MsgContent: { Text: content } };
}

/** Degrees. */
export function location(
  where: { readonly latitude: number; readonly longitude: number } & Optional<{ desc: string }>,
): LocationElement {
  const { latitude, longitude, desc } = where;
  const MsgContent = { Desc: desc, Latitude: latitude, Longitude: longitude };
  return { MsgType: 'TIMLocationElem', MsgContent: given<LocationElement['MsgContent']>(MsgContent) };
}

/** Which picture an index stands for is up to the application. */
export function face({ index, data }: { readonly index: number } & Optional<{ data: string }>): FaceElement {
  return { MsgType: 'TIMFaceElem', MsgContent: given<FaceElement['MsgContent']>({ Index: index, Data: data }) };
}

/** At most one in a message. */
export function custom(
  content: { readonly data: string } & Optional<{ desc: string; ext: string; sound: string }>,
): CustomElement {
  const { data, desc, ext, sound } = content;
  const MsgContent = { Data: data, Desc: desc, Ext: ext, Sound: sound };
  return { MsgType: 'TIMCustomElem', MsgContent: given<CustomElement['MsgContent']>(MsgContent) };
}

/** Bytes; whole seconds. */
export function sound({
  url,
  uuid,
  size,
  seconds,
}: FileAt & Optional<{ size: number; seconds: number }>): SoundElement {
  const MsgContent = { Url: url, UUID: uuid, Size: size, Second: seconds, Download_Flag: LIMITS.downloadFlag };
  return { MsgType: 'TIMSoundElem', MsgContent: given<SoundElement['MsgContent']>(MsgContent) };
}

export function file({ url, uuid, size, name }: FileAt & Optional<{ size: number; name: string }>): FileElement {
  const MsgContent = { Url: url, UUID: uuid, FileSize: size, FileName: name, Download_Flag: LIMITS.downloadFlag };
  return { MsgType: 'TIMFileElem', MsgContent: given<FileElement['MsgContent']>(MsgContent) };
}

/** Pixels; bytes. */
export type Picture = { readonly url: string; readonly width: number; readonly height: number } & Optional<{
  size: number;
}>;

/** The API's numbers of image formats. */
export const IMAGE_FORMATS = { jpg: 1, gif: 2, png: 3, bmp: 4, other: 255 } as const;
export type ImageFormat = keyof typeof IMAGE_FORMATS;

/** The original, and smaller ones where there are some. */
export function image(
  picture: { readonly uuid: string; readonly format: ImageFormat; readonly original: Picture } & Optional<{
    large: Picture;
    thumb: Picture;
  }>,
): ImageElement {
  const { uuid, format, original, large, thumb } = picture;
  const ImageInfoArray = [imageInfo(1, original)];
  if (large) ImageInfoArray.push(imageInfo(2, large));
  if (thumb) ImageInfoArray.push(imageInfo(3, thumb));
  return { MsgType: 'TIMImageElem', MsgContent: { UUID: uuid, ImageFormat: IMAGE_FORMATS[format], ImageInfoArray } };
}

function imageInfo(Type: ImageInfo['Type'], { url, width, height, size }: Picture): ImageInfo {
  return given<ImageInfo>({ Type, Size: size, Width: width, Height: height, URL: url });
}

/** The service demands a thumbnail with its size. Formats are endings, as `mp4`. */
export function video(
  film: FileAt & {
    readonly thumb: FileAt & Picture & Optional<{ format: string }>;
  } & Optional<{ size: number; seconds: number; format: string }>,
): VideoElement {
  const { url, uuid, size, seconds, format, thumb } = film;
  const MsgContent = {
    VideoUrl: url,
    VideoUUID: uuid,
    VideoSize: size,
    VideoSecond: seconds,
    VideoFormat: format,
    VideoDownloadFlag: LIMITS.downloadFlag,
    ThumbUrl: thumb.url,
    ThumbUUID: thumb.uuid,
    ThumbSize: thumb.size,
    ThumbWidth: thumb.width,
    ThumbHeight: thumb.height,
    ThumbFormat: thumb.format,
    ThumbDownloadFlag: LIMITS.downloadFlag,
  };
  return { MsgType: 'TIMVideoFileElem', MsgContent: given<VideoElement['MsgContent']>(MsgContent) };
}

/** Leaves out members that are undefined, so that optional fields are absent instead of empty. */
function given<Content extends object>(members: { [Name in keyof Content]: Content[Name] | undefined }): Content {
  const kept: Partial<Content> = {};
  for (const name of Object.keys(members) as (keyof Content)[]) {
    const value = members[name];
    if (value !== undefined) kept[name] = value as Content[keyof Content];
  }
  return kept as Content;
}
