import type { PageFacts } from '../page-facts.js';
import { plural } from '../words.js';
import { type Html, html, NOTHING } from './html.js';
import { moment } from './phrases.js';
import { barTable } from './table.js';

/** What the service would not keep. */
export function storageSection({ storage, messages, generatedAt }: PageFacts): Html {
  if (messages === 0 || storage.length === 0) return NOTHING;
  const rows = storage.map(([days, older]) => ({ label: plural(days, 'day'), count: older }));
  return html`<section><h2>What would vanish</h2>
<p>The service keeps messages for a storage period that depends on its edition. Messages older than that vanish: extend the period
<em>before</em> the import. Ages are counted from ${moment(generatedAt)}; with each day that passes, more messages are older.</p>
${barTable({ caption: 'Messages that would vanish, by storage period', heads: ['Storage period', 'Would vanish'], rows, total: messages, fullBar: messages })}
</section>`;
}
