import type { PageFacts } from '../page-facts.js';
import { number, plural, size } from '../words.js';
import { foreign, type Html, html, NOTHING } from './html.js';
import { breakdown, firstRows } from './table.js';

type Input = PageFacts['inputs'][number];

/** What was read, and what became of it. */
export function lookedAt(facts: PageFacts): Html {
  const { inputs, mapping, rejectsByCode, skippedByReason } = facts;
  const rows = firstRows(inputs.map(inputRow), (others) => restRow(inputs.slice(-others.length)));
  return html`<section><h2>What was looked at</h2>
<div class="columns">
<table><caption>${plural(inputs.length, 'file')} of the export, read with the mapping ${foreign(mapping)}</caption>
<thead><tr><th scope="col">File</th><th scope="col" class="n">Size</th></tr></thead><tbody>${rows}</tbody></table>
${books(facts)}
${breakdown('Records that cannot be imported, by reason', 'Reason', rejectsByCode)}
${breakdown('Records left out on purpose, by reason', 'Reason', skippedByReason)}
</div></section>`;
}

function inputRow({ name, size: bytes }: Input): Html {
  const told = bytes === undefined ? 'not known' : size(bytes);
  return html`<tr><th scope="row" class="name">${foreign(name)}</th><td class="n">${told}</td></tr>`;
}

function restRow(others: readonly Input[]): Html {
  const bytes = others.reduce((total, input) => total + (input.size ?? 0), 0);
  return html`<tr><th scope="row">${number(others.length)} more files</th><td class="n">${size(bytes)}</td></tr>`;
}

/** The lines add up to what was read. */
function books({ counts, messages, distinctMessages }: PageFacts): Html {
  const again = messages - distinctMessages;
  const note =
    again === 0
      ? NOTHING
      : html`<p>Of the ${number(messages)} messages, ${number(distinctMessages)} are distinct. The other ${number(again)} share
the key of one of these, and the service keeps one message per key.</p>`;
  return html`<div><table><caption>What became of the records; a record that becomes several messages counts for each</caption>
<tbody>${[
    row('would be imported', counts.delivered),
    row('cannot be imported', counts.rejected),
    row('left out on purpose', counts.skipped),
    row('not decided', counts.pending),
  ]}</tbody><tfoot>${row('= read', counts.read)}</tfoot></table>${note}</div>`;
}

function row(name: string, count: number): Html {
  return html`<tr><th scope="row">${name}</th><td class="n">${number(count)}</td></tr>`;
}
