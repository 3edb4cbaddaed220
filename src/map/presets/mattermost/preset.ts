import { isDraft } from '../../draft.js';
import type { Preset } from '../../preset.js';
import { translate } from './posts.js';

/** Mattermost's bulk export: JSON Lines, of which the direct posts are read. */
export const preset: Preset = {
  name: 'mattermost',
  version: 1,
  title: 'Mattermost: bulk export, direct messages of two',
  format: {
    format: 'jsonl',
    // A post stands on one line with all its replies.
    maxRecordBytes: 16 * 1024 * 1024,
  },
  recognise: (value) => {
    if (!isDraft(value) || typeof value.type !== 'string') return 0;
    if (value.type === 'direct_post') return isDraft(value.direct_post) ? 1 : 0;
    if (value.type === 'version') return typeof value.version === 'number' ? 0.5 : 0;
    return isDraft(value[value.type]) ? 0.7 : 0;
  },
  compile: () => translate,
};
