import { type Draft, isDraft } from '../../draft.js';
import { mediaKind } from '../../kit/media-kind.js';
import { isGiven, textOf, wordOf } from '../../kit/values.js';

/** What a message of Rocket.Chat holds: its text, its files, its place. */
export function contentsOf(record: Draft): readonly Draft[] {
  const text = textOf(record.msg)?.replace(QUOTE_LINKS, '');
  const attachments = listOf(record.attachments);
  const captions = attachments.map(({ description }) => description).filter(isGiven);
  return [
    ...[text, ...captions].filter(isGiven).map((words) => ({ type: 'text', text: words })),
    ...filesOf(record).map((file) => fileContent(file, attachments)),
    ...placeOf(record),
  ];
}

/** A message that quotes begins with links without a text to what it quotes. */
const QUOTE_LINK = /\[ ?\]\([^)\s]{0,500}[?&]msg=([A-Za-z0-9]{1,50})[^)\s]{0,200}\)\s*/;
const QUOTE_LINKS = new RegExp(`^(?:${QUOTE_LINK.source})+`);

/** Ids of the messages this one quotes. */
export function quotesOf({ msg }: Draft): readonly string[] {
  const [links] = QUOTE_LINKS.exec(textOf(msg) ?? '') ?? [''];
  return [...links.matchAll(new RegExp(QUOTE_LINK, 'g'))].map(([, id]) => id!);
}

/** Every picture has a second, smaller file beside it. */
function filesOf({ files, file }: Draft): readonly Draft[] {
  const list = listOf(files);
  const all = list.length > 0 ? list : isDraft(file) ? [file] : [];
  return all.filter(({ typeGroup }) => typeGroup !== 'thumb');
}

/** Files need a login to be fetched: they are named by their id, for the media table. */
function fileContent(file: Draft, attachments: readonly Draft[]): Draft {
  const id = textOf(file._id);
  const shown = attachments.find(({ title_link: link }) => id !== undefined && wordOf(link).includes(`/${id}/`));
  const size = isDraft(shown?.image_dimensions) ? shown.image_dimensions : {};
  return {
    type: mediaKind(file.type, file.name),
    name: file.name,
    size: numberOf(file.size),
    width: size.width,
    height: size.height,
    mediaKey: id,
  };
}

function placeOf({ location }: Draft): readonly Draft[] {
  if (!isDraft(location) || !Array.isArray(location.coordinates)) return [];
  const [longitude, latitude] = location.coordinates;
  return [{ type: 'location', latitude, longitude }];
}

/** mongoexport writes numbers as they are, or as an object of their kind. */
function numberOf(value: unknown): unknown {
  return isDraft(value) ? (value.$numberLong ?? value.$numberInt ?? value.$numberDouble) : value;
}

function listOf(value: unknown): readonly Draft[] {
  return Array.isArray(value) ? value.filter(isDraft) : [];
}
