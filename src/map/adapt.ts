import { stringifyLossless } from '../json.js';
import { type Draft, isDraft } from './draft.js';
import { joinStandIns, standIn } from './kit/custom.js';
import { wordOf } from './kit/values.js';

/**
 * Media that lack what the service demands. Sources know less of a file than the API wants to be told: a picture's width
 * and height, a video's thumbnail, an address. A table the user supplies fills what it can; what is still missing is sent
 * as something else, by a stated policy, and counted. Without a policy such records are rejected.
 */

/** `file`: as a file that can be opened. `link`: as a text with the address. `placeholder`: as a custom element without it. */
export type MediaPolicy = 'link' | 'placeholder' | 'file';

export const MEDIA_POLICIES: readonly MediaPolicy[] = ['link', 'placeholder', 'file'];

export interface MediaRules {
  readonly policy: MediaPolicy;
  /** By address, or by the source's own name for the file: canonical fields that replace those of the message. */
  readonly table?: ReadonlyMap<string, Draft>;
}

export interface Adapted {
  readonly draft: Draft;
  /** What had to be done, in words that are counted. */
  readonly adapted: readonly string[] | undefined;
}

export type Adapter = (draft: Draft) => Adapted;

/** `source`: whose records they are, for the stand-ins. */
export function compileAdapter({ policy, table }: MediaRules, source: string): Adapter {
  return (draft) => {
    const notes = notesOf(draft);
    const done: string[] = [];
    const whole = Array.isArray(draft.elements) ? adaptElements(draft, draft.elements, done) : adaptOne(draft, done);
    const adapted = [...notes, ...done];
    return { draft: whole, adapted: adapted.length > 0 ? adapted : undefined };
  };

  function adaptElements(draft: Draft, elements: readonly unknown[], done: string[]): Draft {
    if (!elements.every(isDraft)) return draft;
    return { ...draft, elements: joinStandIns(elements.map((one) => adaptOne(one, done))) };
  }

  function adaptOne(draft: Draft, done: string[]): Draft {
    const { type } = draft;
    if (typeof type !== 'string' || !Object.hasOwn(LACKS, type)) return draft;
    const filled = fill(draft, done);
    const lack = LACKS[type]!(filled);
    if (lack === undefined) return filled;
    const replaced = isAddress(filled.url) ? STAND_INS[policy](filled, type, source) : standInFor(filled, type, source);
    done.push(isAddress(filled.url) ? `${type}-as-${policy}` : `${type}-without-address`);
    return { ...head(draft), ...replaced };
  }

  function fill(draft: Draft, done: string[]): Draft {
    const found = table?.get(wordOf(draft.mediaKey)) ?? table?.get(wordOf(draft.url));
    if (!found) return draft;
    done.push('media-from-table');
    return { ...draft, ...found };
  }
}

function notesOf({ notes }: Draft): readonly string[] {
  return Array.isArray(notes) ? notes.filter((note) => typeof note === 'string') : [];
}

/** What of a draft is not about its body. */
function head({ id, from, to, time, seq, customData }: Draft): Draft {
  const members = Object.entries({ id, from, to, time, seq, customData });
  return Object.fromEntries(members.filter(([, value]) => value !== undefined));
}

/** By canonical type: what the service demands and the draft lacks, or undefined. */
const LACKS: Readonly<Record<string, (draft: Draft) => string | undefined>> = {
  image: (draft) => lackOfAddress(draft) ?? lackOfSize(draft.width, draft.height),
  video: (draft) =>
    lackOfAddress(draft) ?? (isAddress(draft.thumbUrl) ? lackOfSize(draft.thumbWidth, draft.thumbHeight) : 'thumbnail'),
  sound: lackOfAddress,
  file: lackOfAddress,
};

function lackOfAddress({ url }: Draft): string | undefined {
  return isAddress(url) ? undefined : 'address';
}

function lackOfSize(width: unknown, height: unknown): string | undefined {
  return Number(width) > 0 && Number(height) > 0 ? undefined : 'size';
}

export function isAddress(url: unknown): url is string {
  return typeof url === 'string' && /^https?:\/\/[^/\s]/i.test(url);
}

type StandIn = (draft: Draft, type: string, source: string) => Draft;

const STAND_INS: Readonly<Record<MediaPolicy, StandIn>> = {
  file: ({ url, uuid, size, name }) => ({ type: 'file', url, uuid, size, name }),
  link: ({ url, name }, type) => ({ type: 'text', text: [`[${type}]`, textOf(name), url].filter(Boolean).join(' ') }),
  placeholder: standInFor,
};

/** What is known of the file, without its address: it may not be reachable, or not for long. */
function standInFor(draft: Draft, type: string, source: string): Draft {
  const { name, size, width, height, seconds, format, mediaKey } = draft;
  const known = Object.entries({ name, size, width, height, seconds, format, key: mediaKey });
  const body = Object.fromEntries(known.filter(([, value]) => value !== undefined && value !== null && value !== ''));
  return standIn(source, type, body, [`[${type}]`, textOf(name)].filter(Boolean).join(' '));
}

function textOf(value: unknown): string {
  if (value === undefined || value === null) return '';
  return typeof value === 'string' ? value : stringifyLossless(value);
}
