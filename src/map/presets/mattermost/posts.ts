import { type Draft, type Held, isDraft, type Translated, type TranslatedOne } from '../../draft.js';
import { message } from '../../kit/content.js';
import { customData } from '../../kit/custom-data.js';
import { madeId } from '../../kit/made-id.js';
import { mediaKind } from '../../kit/media-kind.js';
import { numberOf } from '../../kit/number.js';
import { peerOf } from '../../kit/peer.js';
import { given, isGiven, textOf, wordOf } from '../../kit/values.js';
import { problem } from '../../problem.js';

/** One line of the export. */
export function translate(value: unknown): Translated {
  if (!isDraft(value) || typeof value.type !== 'string') return { problem: NO_LINE };
  const { type, direct_post: post } = value;
  if (type === 'post') return { skip: 'group' };
  if (type !== 'direct_post') return { skip: 'not-a-message' };
  if (!isDraft(post)) return { problem: NO_LINE };
  const { replies, ...root } = post;
  if (!Array.isArray(replies) || replies.length === 0) return becomes(root);
  return { several: [held(root), ...replies.map((reply) => held(withRoot(reply, root)))] };
}

function held(post: Draft): Held {
  return { value: { type: 'direct_post', direct_post: post }, becomes: becomes(post) };
}

/** A reply as a post of its own: `reply_to` is ours, so that it is known as a reply when it is mapped alone. */
function withRoot(reply: unknown, root: Draft): Draft {
  const { channel_members } = root;
  return { ...(isDraft(reply) ? reply : {}), channel_members, reply_to: idOf(root) };
}

function becomes(post: Draft): TranslatedOne {
  const from = textOf(post.user);
  const members = Array.isArray(post.channel_members) ? post.channel_members : [];
  if ((numberOf(post.delete_at) ?? 0) > 0) return { skip: 'deleted' };
  if (typeof post.type === 'string' && post.type.startsWith('system_')) return { skip: 'system' };
  const peer = peerOf(from, members, { alone: 'self', advice: WRITE_MEMBERS });
  if ('skip' in peer) return peer;
  const head = { id: idOf(post), from, time: post.create_at };
  if ('problem' in peer) return { ...peer, head };
  const contents = [...textsOf(post), ...filesOf(post)];
  if (contents.length === 0) return { skip: 'empty' };
  return { drafts: [message({ ...head, to: peer.to, customData: besides(post) }, contents)] };
}

const WRITE_MEMBERS =
  'Correct channel_members of the record: it names both members of a direct channel, the author included.';

/** Posts have no id in an export: what makes one is the channel, the author, the time and the text. */
function idOf({ channel_members: members, user, create_at: time, message: text }: Draft): string {
  const names = Array.isArray(members) ? members.map(wordOf).sort() : [];
  return madeId([...names, wordOf(user), wordOf(time), wordOf(text)]);
}

function textsOf({ message: text }: Draft): readonly Draft[] {
  return isGiven(text) ? [{ type: 'text', text }] : [];
}

/** Files lie beside the export, by their path; nothing else is told of them. */
function filesOf({ attachments }: Draft): readonly Draft[] {
  const paths = Array.isArray(attachments) ? attachments.map((one) => isDraft(one) && textOf(one.path)) : [];
  return paths.flatMap((path) => {
    if (!path) return [];
    const name = path.slice(path.lastIndexOf('/') + 1);
    return [{ type: mediaKind(undefined, name), name, mediaKey: path }];
  });
}

function besides({ reply_to, props, edit_at: edited }: Draft): unknown {
  const own = isDraft(props) && Object.keys(props).length > 0 ? props : undefined;
  return customData(given({ props: own, reply_to }), { editedAt: (numberOf(edited) ?? 0) > 0 ? edited : undefined });
}

const NO_LINE = problem(
  'not-mattermost',
  'expected a line of a Mattermost bulk export, { type, … }',
  'See docs/presets/mattermost.md for what is read.',
);
