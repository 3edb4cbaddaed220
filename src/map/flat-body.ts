import { flatBytes, flatNumber, isFlatText, isShortNumber, plainFlatText } from '../flat-object.js';
import { file, IMAGE_FORMATS, image, sound, video } from '../im/elements.js';
import type { Element } from '../im/wire.js';
import { jsonByteLength } from '../json.js';
import type { FlatObject, FlatShape } from '../types.js';
import { formatNamed } from './media.js';
import { textBodyBytes } from './size.js';

/** The size of a message's body, from the members of a record that was not parsed. */
export interface FlatBody {
  readonly type: Element['MsgType'];
  /** UTF-8 bytes of the body as JSON; undefined where the record has to be judged. */
  measure(flat: FlatObject): number | undefined;
}

/** What a member adds to the body of an element whose texts are empty and whose numbers are 0; undefined as above. */
type Measure = (flat: FlatObject, member: number) => number | undefined;

interface Kind {
  readonly empty: Element;
  readonly demanded: Readonly<Record<string, Measure>>;
  readonly optional: Readonly<Record<string, Measure>>;
  /** With one of these the element is another. */
  readonly more?: readonly string[];
}

const NO_FILE = { url: '', uuid: '' };
const NO_PICTURE = { ...NO_FILE, width: 0, height: 0 };

/** Media as most exporters write them, by their canonical types; elements.ts says what else there may be. */
const KINDS: Readonly<Record<string, Kind>> = {
  image: {
    empty: image({ uuid: '', format: 'jpg', original: NO_PICTURE }),
    demanded: { url, uuid: text, width: pixels, height: pixels, format: imageFormat },
    optional: { size: number('Size') },
    more: ['largeUrl', 'thumbUrl'],
  },
  sound: {
    empty: sound(NO_FILE),
    demanded: { url, uuid: text },
    optional: { size: number('Size'), seconds: number('Second') },
  },
  video: {
    empty: video({ ...NO_FILE, thumb: NO_PICTURE }),
    demanded: { url, uuid: text, thumbUrl: url, thumbUuid: text, thumbWidth: pixels, thumbHeight: pixels },
    optional: {
      size: number('VideoSize'),
      seconds: number('VideoSecond'),
      format: named('VideoFormat'),
      thumbSize: number('ThumbSize'),
      thumbFormat: named('ThumbFormat'),
    },
  },
  file: {
    empty: file(NO_FILE),
    demanded: { url, uuid: text },
    optional: { size: number('FileSize'), name: named('FileName') },
  },
};

/** The bodies that objects of a shape may have, by the values of `type`. */
export function flatBodies(shape: FlatShape): ReadonlyMap<string, FlatBody> {
  const bodies = new Map<string, FlatBody>();
  if (shape.names.includes('text')) bodies.set('text', textBody(shape.names.indexOf('text')));
  for (const [word, kind] of Object.entries(KINDS)) {
    const body = mediaBody(shape, kind);
    if (body) bodies.set(word, body);
  }
  return bodies;
}

function textBody(member: number): FlatBody {
  return {
    type: 'TIMTextElem',
    measure: (flat) => (isFlatText(flat, member) ? textBodyBytes(flatBytes(flat, member)) : undefined),
  };
}

function mediaBody({ names }: FlatShape, { empty, demanded, optional, more = [] }: Kind): FlatBody | undefined {
  const isPlain = Object.keys(demanded).every((name) => names.includes(name));
  if (!isPlain || more.some((name) => names.includes(name))) return undefined;
  const emptyBytes = jsonByteLength([empty]);
  const steps = Object.entries({ ...demanded, ...optional })
    .map(([name, measure]) => ({ member: names.indexOf(name), measure }))
    .filter(({ member }) => member !== -1);
  return {
    type: empty.MsgType,
    measure(flat) {
      let bytes = emptyBytes;
      for (const { member, measure } of steps) {
        const added = measure(flat, member);
        if (added === undefined) return undefined;
        bytes += added;
      }
      return bytes;
    },
  };
}

/** An empty text is none. */
function text(flat: FlatObject, member: number): number | undefined {
  return isFlatText(flat, member) ? flatBytes(flat, member) || undefined : undefined;
}

function url(flat: FlatObject, member: number): number | undefined {
  return /^https?:\/\/[^/\s]/.test(plainFlatText(flat, member) ?? '') ? text(flat, member) : undefined;
}

function pixels(flat: FlatObject, member: number): number | undefined {
  const isGiven = isShortNumber(flat, member) && flatNumber(flat, member) > 0;
  return isGiven ? flatBytes(flat, member) - 1 : undefined;
}

/** A format that is named is a text. */
function imageFormat(flat: FlatObject, member: number): number | undefined {
  const name = isFlatText(flat, member) ? plainFlatText(flat, member) : undefined;
  return name ? String(IMAGE_FORMATS[formatNamed(name)]).length - 1 : undefined;
}

/** A number under a name of its own, with a comma, quotes and a colon. */
function number(name: string): Measure {
  return (flat, member) => (isShortNumber(flat, member) ? name.length + 4 + flatBytes(flat, member) : undefined);
}

/** The same of a text. */
function named(name: string): Measure {
  return (flat, member) => {
    const bytes = text(flat, member);
    return bytes === undefined ? undefined : name.length + 6 + bytes;
  };
}
