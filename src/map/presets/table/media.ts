import { isAddress } from '../../adapt.js';
import { type Draft, isDraft } from '../../draft.js';
import { cleanLink } from '../../kit/links.js';
import { wordOf } from '../../kit/values.js';
import { describe, type Problem, problem } from '../../problem.js';
import { isEmpty, plainName } from './columns.js';

/** What tables write about a file, a place or a sticker: the same things under many names. */

const NAMES = {
  url: 'url file_url image_url img_url pic_url audio_url voice_url video_url media_url download_url origin_url original_url remote_url uri href link src path file_path key object_key',
  name: 'name filename file_name original_name origin_name',
  size: 'size file_size file_length bytes size_bytes',
  width: 'width w image_width img_width',
  height: 'height h image_height img_height',
  format: 'format ext suffix',
  uuid: 'md5 file_md5 uuid file_uuid',
  thumbUrl:
    'thumb_url thumb_path thumb thumbnail_url thumbnail cover_url cover poster snapshot_url snapshot preview_url',
  thumbWidth: 'thumb_width thumb_w cover_width cover_w snapshot_width',
  thumbHeight: 'thumb_height thumb_h cover_height cover_h snapshot_height',
  latitude: 'latitude lat',
  longitude: 'longitude lng lon long',
  place: 'address addr poi desc label title name',
  caption: 'caption text',
  index: 'index idx face_index',
  faceData: 'data face_data key face_name name',
  text: 'text content msg message body',
  /** Seconds or milliseconds: the option says. */
  duration: 'dur duration time_length play_time voice_length voice_duration audio_length video_duration',
  seconds: 'seconds second duration_s dur_s',
  milliseconds: 'milliseconds duration_ms dur_ms ms',
} as const;

type Name = keyof typeof NAMES;

const LISTS = new Map(Object.entries(NAMES).map(([name, words]) => [name, words.split(' ').map(plainName)]));

const ALL_NAMES = new Set([...LISTS.values()].flat());

/** The first member that has one of the names and something in it. */
export function pick(body: Draft, name: Name): unknown {
  const members = new Map(Object.entries(body).map(([own, value]) => [plainName(own), value]));
  for (const word of LISTS.get(name)!) {
    const value = members.get(word);
    if (!isEmpty(value) && typeof value !== 'object') return value;
  }
  return undefined;
}

/** Members that hold the file's own description. */
const INSIDE = 'image img picture audio voice sound video file media attachment data info'.split(' ');
const THUMBS = 'thumb thumbnail cover poster snapshot'.split(' ');

/** `{image: {url, w, h}, thumb: {url}}` as one object. */
export function flattened(body: Draft): Draft {
  const inside = INSIDE.map((name) => body[name]).find(isDraft);
  const thumb = THUMBS.map((name) => body[name]).find(isDraft);
  const size = isDraft(body.size) ? body.size : {};
  return {
    ...size,
    ...(inside ? flattened(inside) : {}),
    ...body,
    ...(thumb ? { thumb_url: pick(thumb, 'url'), thumb_w: pick(thumb, 'width'), thumb_h: pick(thumb, 'height') } : {}),
  };
}

/** Names that in a row, beside the others, may mean the message or its sender. */
const OF_THE_ROW = new Set(
  'name key path text title label desc data content body msg message uuid ext info second ms'.split(' '),
);

/** What a row says of a file in columns of its own. */
export function ownFields(row: Draft): Draft {
  const own = Object.entries(row).filter(([name]) => {
    const plain = plainName(name);
    return !OF_THE_ROW.has(plain) && ALL_NAMES.has(plain);
  });
  return Object.fromEntries(own);
}

/** The fields of a file, of whatever kind. */
export function fileFields(type: string, body: Draft, durationUnit: string | undefined): Draft | Problem {
  const seconds = secondsOf(body, durationUnit);
  if (typeof seconds === 'object') return seconds;
  const [width, height] = [numberOf(pick(body, 'width')), numberOf(pick(body, 'height'))];
  return {
    ...addressed(pick(body, 'url')),
    name: pick(body, 'name'),
    size: wholeOf(pick(body, 'size')),
    width,
    height,
    format: pick(body, 'format'),
    uuid: pick(body, 'uuid'),
    seconds,
    ...thumbnail(body, type === 'video' ? { width, height } : {}),
  };
}

/** `like`: what has the thumbnail's shape; a video's frame has that of the video. Without a size none can be sent. */
function thumbnail(body: Draft, like: { width?: number | undefined; height?: number | undefined }): Draft {
  const thumbUrl = pick(body, 'thumbUrl');
  const thumbWidth = numberOf(pick(body, 'thumbWidth')) ?? like.width;
  const thumbHeight = numberOf(pick(body, 'thumbHeight')) ?? like.height;
  if (!isAddress(thumbUrl) || thumbWidth === undefined || thumbHeight === undefined) return {};
  return { thumbUrl: cleanLink(thumbUrl).url, thumbWidth, thumbHeight };
}

/** An address without its secrets; what is no address is the table's own name of the file. */
export function addressed(url: unknown): Draft {
  if (!isAddress(url)) return isEmpty(url) ? {} : { mediaKey: wordOf(url) };
  const link = cleanLink(url);
  return link.hadSecret ? { url: link.url, notes: ['secret-left-out'] } : { url: link.url };
}

/** From so much on, a duration is more likely to be milliseconds than that many seconds; nobody guesses. */
const DOUBTFUL = 1_000;

function secondsOf(body: Draft, unit: string | undefined): number | undefined | Problem {
  const milliseconds = numberOf(pick(body, 'milliseconds'));
  if (milliseconds !== undefined) return milliseconds / 1_000;
  const seconds = numberOf(pick(body, 'seconds'));
  if (seconds !== undefined) return seconds;
  const duration = numberOf(pick(body, 'duration'));
  if (duration === undefined || unit === 's') return duration;
  if (unit === 'ms') return duration / 1_000;
  return duration < DOUBTFUL ? duration : doubtful(duration);
}

function doubtful(duration: number): Problem {
  return problem(
    'duration-unknown',
    `a duration of ${describe(duration)} may be seconds or milliseconds`,
    'Say which: --option duration=ms, or duration=s.',
  );
}

/** A number greater than 0; tables write 0 when they do not know. */
export function numberOf(value: unknown): number | undefined {
  const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
  return typeof number === 'number' && Number.isFinite(number) && number > 0 ? number : undefined;
}

function wholeOf(value: unknown): number | undefined {
  const number = numberOf(value);
  return number !== undefined && Number.isSafeInteger(number) ? number : undefined;
}
