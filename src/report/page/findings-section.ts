import type { Found } from '../found.js';
import type { PageFacts } from '../page-facts.js';
import { number } from '../words.js';
import { foreign, type Html, html, NOTHING, type Part } from './html.js';

/** So many findings of either sort are shown. */
const MOST_FOUND = 50;

/** What is wrong and what to do. The notes of examples stay out: they may quote a word of a record. */
export function findingsSection({ findings, messages }: PageFacts): Html {
  const wrong = findings.filter((finding) => finding.wrong);
  const notes = findings.filter((finding) => !finding.wrong);
  const none = messages === 0 ? 'There was no message to judge.' : 'Nothing wrong found.';
  return html`<section id="findings"><h2>What is wrong and what to do</h2>
${wrong.length === 0 ? html`<p>${none}</p>` : list('To look at before the import', wrong, badge('wrong', '✗', 'wrong'))}
${notes.length === 0 ? NOTHING : list('For information', notes, badge('note', '·', 'note'))}
</section>`;
}

function list(title: string, findings: readonly Found[], mark: Html): Html {
  const more = findings.length - MOST_FOUND;
  return html`<h3>${title}</h3>
<ul class="findings">${findings.slice(0, MOST_FOUND).map((finding) => item(finding, mark))}</ul>
${more > 0 ? html`<p>${number(more)} more are in report.json.</p>` : NOTHING}`;
}

function item({ kind, count, message, advice, examples }: Found, mark: Part): Html {
  const places = examples.map(
    ({ input, line, record }) => html`<li>${foreign(input)}, line ${number(line)} (record ${number(record)})</li>`,
  );
  return html`<li>${mark}<div>
<p class="what"><strong>${number(count)}</strong> ${foreign(message)} <code>${foreign(kind)}</code></p>
${advice === '' ? NOTHING : html`<p class="advice"><span aria-hidden="true">→ </span>${foreign(advice)}</p>`}
${places.length === 0 ? NOTHING : html`<p class="where">${places.length < count ? 'First seen in' : 'Seen in'}</p><ul class="places">${places}</ul>`}
</div></li>`;
}

function badge(kind: 'note' | 'wrong', mark: string, name: string): Html {
  return html`<span class="badge ${kind}"><span aria-hidden="true">${mark}</span> ${name}</span>`;
}
