import { objectOf } from '../map/kit/json-text.js';
import { plainName } from '../map/presets/table/columns.js';
import { flattened, numberOf, pick } from '../map/presets/table/media.js';
import { TYPE_WORDS } from '../map/presets/table/words.js';
import { type Column, isFilled } from './columns.js';
import { type Guess, guess, share } from './guess.js';

/** Kinds of messages: what a table's words and numbers for them mean, by the content of such rows. */

export interface KindFound {
  readonly value: string;
  readonly count: number;
  /** A canonical type, `skip:…` for a word that means no message; absent = not known. */
  readonly means?: Guess<string>;
}

const MOST_KINDS = 40;

/** The values of the column of kinds, the frequent first. */
export function kindsOf(type: Column, contents: readonly unknown[]): readonly KindFound[] {
  const values = [...type.distinct].sort(([, one], [, other]) => other - one).slice(0, MOST_KINDS);
  return values.map(([value, count]) => {
    const known = TYPE_WORDS.get(plainName(value.split('/')[0]!));
    if (known) return { value, count, means: guess(known, 'high', 'a word that is known') };
    const rows = contents.filter((_, row) => String(type.values[row]) === value);
    // A value with a comma in it cannot stand in the list of the option.
    const means = value.includes(',') ? undefined : looksOf(rows);
    return means ? { value, count, means } : { value, count };
  });
}

/** Of fewer rows one may be by chance. */
const SEVERAL = 3;

/** So many of the rows with something in them must look alike; the others must look like nothing that is known. */
const ALIKE = 0.7;

/** What the rows of one kind look like. */
function looksOf(contents: readonly unknown[]): Guess<string> | undefined {
  const filled = contents.filter(isFilled);
  const looks = filled.map(lookOf).filter((look) => look !== undefined);
  const [look] = looks;
  if (look === undefined || looks.some((other) => other !== look) || looks.length < filled.length * ALIKE)
    return undefined;
  const why = looks.length === 1 ? 'its one row looks so' : `${share(looks.length, filled.length)} rows look so`;
  return guess(look, looks.length >= SEVERAL ? 'likely' : 'unsure', why);
}

const MOST_TYPES = 20;

/** A column without a usual name that tells kinds apart: rows with one value look alike, and not like those with another. */
export function guessType(columns: readonly Column[], contents: readonly unknown[]): Guess<string> | undefined {
  for (const column of columns) {
    const { distinct, filled, name } = column;
    if (distinct.size < 2 || distinct.size > MOST_TYPES || distinct.size > filled.length * 0.7) continue;
    const looks = kindsOf(column, contents).map(({ means }) => means?.value);
    const known = looks.filter((look) => look !== undefined);
    if (new Set(known).size < 2 || known.length < looks.length * ALIKE) continue;
    return guess(name, 'likely', `rows with one of its ${distinct.size} values look alike, and not like the others`);
  }
  return undefined;
}

const ENDINGS: Readonly<Record<string, string>> = {
  image: 'jpg jpeg png gif bmp webp heic',
  sound: 'amr aac mp3 m4a wav ogg opus silk',
  video: 'mp4 mov 3gp avi mkv webm m4v',
};

/** By the content of one row; undefined when it says nothing. */
export function lookOf(content: unknown): string | undefined {
  const object = objectOf(content);
  if (!object) return lookOfText(content);
  const body = flattened(object);
  if (pick(body, 'latitude') !== undefined && pick(body, 'longitude') !== undefined) return 'location';
  const url = pick(body, 'url');
  if (url === undefined)
    return pick(body, 'index') !== undefined && Object.keys(object).length <= 4 ? 'face' : undefined;
  const byName = lookOfAddress(String(url)) ?? lookOfAddress(String(pick(body, 'name') ?? ''));
  if (byName) return byName;
  const lasts = ['duration', 'seconds', 'milliseconds'].some((name) => pick(body, name as 'duration') !== undefined);
  if (lasts)
    return pick(body, 'thumbUrl') === undefined && numberOf(pick(body, 'width')) === undefined ? 'sound' : 'video';
  if (pick(body, 'name') !== undefined) return 'file';
  return numberOf(pick(body, 'width')) === undefined ? undefined : 'image';
}

function lookOfText(content: unknown): string | undefined {
  if (typeof content !== 'string' || content === '') return undefined;
  if (/^https?:\/\/\S+$/.test(content)) return lookOfAddress(content);
  return /^\s*[[{]/.test(content) ? undefined : 'text';
}

function lookOfAddress(url: string): string | undefined {
  const ending = /\.([A-Za-z0-9]{2,5})(?:[?#]|$)/.exec(url)?.[1]?.toLowerCase();
  if (ending === undefined) return undefined;
  return Object.keys(ENDINGS).find((kind) => ENDINGS[kind]!.split(' ').includes(ending)) ?? FILE_ENDINGS.get(ending);
}

const FILE_ENDINGS = new Map(
  'pdf doc docx xls xlsx ppt pptx zip rar 7z txt csv apk'.split(' ').map((ending) => [ending, 'file']),
);

/** Milliseconds, when durations are too long to be seconds; undefined when nothing has to be said. */
export function guessDuration(contents: readonly unknown[]): Guess<'ms'> | undefined {
  const durations = contents.flatMap((content) => {
    const object = objectOf(content);
    const duration = object && numberOf(pick(flattened(object), 'duration'));
    return duration === undefined ? [] : [duration];
  });
  const long = durations.filter((duration) => duration >= 1_000).length;
  if (long === 0) return undefined;
  return guess(
    'ms',
    long > durations.length / 2 ? 'likely' : 'unsure',
    `${long} of ${durations.length} durations are 1,000 or more`,
  );
}

/** How many texts hold what HTML writes for &, <, > and quotes. */
export function htmlTexts(contents: readonly unknown[]): number {
  return contents.filter(
    (text) => typeof text === 'string' && /&(?:amp|lt|gt|quot|#\d{2,6}|#x[0-9a-f]{2,5});/i.test(text),
  ).length;
}

/** Whether texts stand inside JSON: all of some are objects with a text member. */
export function areTextsJson(texts: readonly unknown[]): boolean {
  const written = texts.filter((text) => typeof text === 'string' && text !== '');
  return written.length > 0 && written.every((text) => pick(objectOf(text) ?? {}, 'text') !== undefined);
}
