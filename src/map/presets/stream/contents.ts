import { type Draft, isDraft } from '../../draft.js';
import { cleanMedia } from '../../kit/clean-media.js';
import { standIn } from '../../kit/custom.js';
import { compileKinds, type Kinds } from '../../kit/kinds.js';
import { isGiven, textOf } from '../../kit/values.js';

/** What a Stream message holds: its text, then its attachments. `html` is made from the text, and left out. */
export function contentsOf({ text, attachments, poll, poll_id: pollId }: Draft): readonly Draft[] {
  const list = Array.isArray(attachments) ? attachments.filter(isDraft) : [];
  return [
    ...(isGiven(text) ? [{ type: 'text', text }] : []),
    ...list.filter((one) => !isPreview(one)).map(attachmentOf),
    ...(isDraft(poll) || isGiven(pollId) ? [pollOf(poll, pollId)] : []),
  ];
}

/** A preview of an address in the text is no medium. */
function isPreview({ og_scrape_url: preview }: Draft): boolean {
  return isGiven(preview);
}

const KINDS: Kinds = {
  image: {
    type: 'image',
    url: 'url',
    name: 'name',
    size: 'file_size',
    width: 'original_width',
    height: 'original_height',
  },
  giphy: { type: 'image', url: 'url', name: 'name', width: 'width', height: 'height' },
  video: { type: 'video', url: 'asset_url', name: 'name', size: 'file_size', seconds: 'duration' },
  audio: { type: 'sound', url: 'asset_url', name: 'name', size: 'file_size', seconds: 'duration' },
  voiceRecording: { type: 'sound', url: 'asset_url', name: 'name', size: 'file_size', seconds: 'duration' },
  file: { type: 'file', url: 'url', name: 'name', size: 'file_size' },
};

const kindOf = compileKinds(KINDS);

function attachmentOf(attachment: Draft): Draft {
  const type = textOf(attachment.type) ?? 'file';
  const kind = kindOf(type);
  if (typeof kind !== 'function') return standIn('stream', type, attachment, describe(type, attachment));
  const { title, fallback, image_url, asset_url, thumb_url, giphy } = attachment;
  const original = isDraft(giphy) && isDraft(giphy.original) ? giphy.original : {};
  const url = original.url ?? [image_url, asset_url, thumb_url].find(isGiven);
  return cleanMedia(kind({ ...original, ...attachment, url, name: title ?? fallback }));
}

function pollOf(poll: unknown, id: unknown): Draft {
  const whole = isDraft(poll) ? poll : { id };
  const { name, description, options, vote_counts_by_option: votes } = whole;
  return standIn('stream', 'poll', { id: whole.id ?? id, name, description, options, votes }, describe('poll', whole));
}

function describe(type: string, { title, name, text }: Draft): string {
  return [`[${type}]`, textOf(title) ?? textOf(name) ?? textOf(text)].filter(Boolean).join(' ');
}
