import type { Draft } from '../../draft.js';
import { isDraft } from '../../draft.js';
import { cleanMedia } from '../../kit/clean-media.js';
import { standIn } from '../../kit/custom.js';
import { listOf, objectOf } from '../../kit/json-text.js';
import { mediaKind } from '../../kit/media-kind.js';
import { numberOf } from '../../kit/number.js';
import { isGiven, isTrue, textOf, wordOf } from '../../kit/values.js';

/** What a Sendbird message holds: its text, its files, or something of a kind not known here. */
export function contentsOf(record: Draft): readonly Draft[] {
  const { type, message } = record;
  if (type === 'MESG' || !isGiven(type)) return isGiven(message) ? [{ type: 'text', text: message }] : [];
  if (type === 'FILE')
    return withCaption(
      message,
      filesOf(record).map((file) => fileContent(file, record)),
    );
  const word = wordOf(type);
  return [standIn('sendbird', word, { message }, [`[${word}]`, textOf(message)].filter(Boolean).join(' '))];
}

function withCaption(message: unknown, files: readonly Draft[]): readonly Draft[] {
  const isCaption = isGiven(message) && !files.some(({ name, url }) => message === name || message === url);
  return isCaption ? [{ type: 'text', text: message }, ...files] : files;
}

/** One file in `file`, several in `files`; in tables its fields stand in the row itself. */
function filesOf(record: Draft): readonly Draft[] {
  const several = (listOf(record.files) ?? []).filter(isDraft);
  if (several.length > 0) return several;
  const file = objectOf(record.file) ?? {};
  const { url, name, file_type, size, thumbnails } = record;
  return [Object.keys(file).length > 0 ? { url, ...file } : { url, name, file_type, size, thumbnails }];
}

function fileContent(file: Draft, record: Draft): Draft {
  const name = file.name ?? file.file_name;
  const content = {
    type: mediaKind(file.type ?? file.file_type, name),
    url: file.url,
    name,
    size: file.size ?? file.file_size,
    ...thumbnailOf(listOf(file.thumbnails ?? record.thumbnails) ?? []),
  };
  const needsKey = isTrue(file.require_auth) || isTrue(record.require_auth);
  return cleanMedia(content, needsKey ? ['link-needs-key'] : []);
}

/** The first whose size is known: the service demands it. */
function thumbnailOf(thumbnails: readonly unknown[]): Draft {
  const isKnown = (size: unknown) => (numberOf(size) ?? 0) > 0;
  const known = thumbnails.filter(isDraft).find((one) => isKnown(one.real_width) && isKnown(one.real_height));
  if (!known) return {};
  return { thumbUrl: known.plain_url ?? known.url, thumbWidth: known.real_width, thumbHeight: known.real_height };
}
