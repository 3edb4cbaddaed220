import type { Draft } from '../../draft.js';

/** What Stream itself writes into a message: everything else is the app's own and is kept. */
const OWN = new Set(
  `id cid channel channel_id channel_type channel_member_ids user user_id text html type command args silent shadowed pinned
  pinned_at pinned_by pin_expires created_at updated_at deleted_at deleted_for_me message_text_updated_at parent_id
  quoted_message_id quoted_message show_in_channel mentioned_users mentioned_users_ids mentioned_channels mentioned_here
  attachments latest_reactions own_reactions reaction_counts reaction_scores reaction_groups reply_count
  deleted_reply_count thread_participants restricted_visibility before_message_send_failed image_labels moderation
  moderation_details i18n poll poll_id mml draft reminder shared_location member app_pk`.split(/\s+/),
);

/** The fields an app has added to a message. */
export function customFields(item: Draft): Draft {
  return Object.fromEntries(Object.entries(item).filter(([name]) => !OWN.has(name)));
}
