import { type Draft, isDraft } from '../../draft.js';
import { standIn } from '../../kit/custom.js';
import { type MediaKind, mediaKind } from '../../kit/media-kind.js';
import { isGiven, textOf } from '../../kit/values.js';
import { plainText } from './text.js';

/** What a Telegram message holds: its text, its file, its place, its card. */
export function contentsOf(record: Draft): readonly Draft[] {
  const text = plainText(record.text);
  const contents = [
    ...(text === '' ? [] : [{ type: 'text', text }]),
    ...(isGiven(record.photo) ? [photo(record)] : []),
    ...(isGiven(record.file) ? [file(record)] : []),
    ...placeOf(record),
    ...cardsOf(record),
  ];
  return contents.length > 0 ? contents : whatElse(record);
}

function photo({ photo: path, width, height, photo_file_size: size }: Draft): Draft {
  return { type: 'image', ...pathOf(path), size, width, height };
}

/** What has no row here was sent as a file. */
const KINDS: ReadonlyMap<unknown, (mime: unknown) => MediaKind> = new Map(
  Object.entries<(mime: unknown) => MediaKind>({
    voice_message: () => 'sound',
    video_message: () => 'video',
    video_file: () => 'video',
    // GIFs are kept as silent videos.
    animation: (mime: unknown) => mediaKind(mime, undefined),
  }),
);

function file(record: Draft): Draft {
  const { media_type: mediaType, mime_type: mime, duration_seconds: seconds, width, height, file_size: size } = record;
  const path = pathOf(record.file);
  const name = record.file_name ?? path.name;
  if (mediaType === 'sticker') return sticker(record, path.mediaKey);
  const type = KINDS.get(mediaType)?.(mime) ?? 'file';
  return { type, ...path, name, size, seconds, ...(type === 'image' ? { width, height } : {}) };
}

/** A sentence stands in place of the path of a file that was not exported. */
const NOT_EXPORTED = /\((?:File|Photo|Video) [^()]*\)$/;

function pathOf(path: unknown): { name?: string; mediaKey?: string } {
  const text = textOf(path) ?? '';
  return text === '' || NOT_EXPORTED.test(text) ? {} : { name: text.slice(text.lastIndexOf('/') + 1), mediaKey: text };
}

function sticker({ sticker_emoji: emoji, width, height }: Draft, key: string | undefined): Draft {
  return standIn('telegram', 'sticker', { emoji, width, height, key }, describe('sticker', emoji));
}

function placeOf({ location_information: place, place_name: name, address }: Draft): readonly Draft[] {
  if (!isDraft(place)) return [];
  const desc = [textOf(name), textOf(address)].filter(Boolean).join(', ');
  return [{ type: 'location', latitude: place.latitude, longitude: place.longitude, ...(desc ? { desc } : {}) }];
}

/** What people see of a card, by its name. */
const CARDS: Readonly<Record<string, readonly string[]>> = {
  contact_information: ['first_name', 'last_name', 'phone_number'],
  poll: ['question'],
  todo_list: ['title'],
  invoice_information: ['title'],
};

function cardsOf(record: Draft): readonly Draft[] {
  return Object.entries(CARDS).flatMap(([name, shown]) => {
    const card = record[name];
    if (!isDraft(card)) return [];
    const type = name.replace('_information', '');
    return [standIn('telegram', type, card, describe(type, ...shown.map((field) => card[field])))];
  });
}

/** Members that are not about what a message holds. */
const BESIDES =
  /^(?:id|type|from|actor|author|text|date|edited|reactions|via_bot|signature)$|^(?:text|date|edited|from|reply_to|forwarded|saved|via|self_destruct)_/;

/** Telegram grows; what is not known here is kept whole. */
function whatElse(record: Draft): readonly Draft[] {
  const others = Object.entries(record).filter(([name, value]) => !BESIDES.test(name) && isGiven(value));
  if (others.length === 0) return [];
  return [standIn('telegram', 'unknown', Object.fromEntries(others), describe(others[0]![0]))];
}

function describe(type: string, ...words: readonly unknown[]): string {
  return [`[${type}]`, ...words.map(textOf)].filter(Boolean).join(' ');
}
