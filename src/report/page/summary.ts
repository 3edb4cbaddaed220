import type { PageFacts } from '../page-facts.js';
import { duration, number, plural } from '../words.js';
import { foreign, type Html, html, NOTHING, type Part } from './html.js';
import { dayOf, moment } from './phrases.js';

/** The top of the page: what somebody sees who reads nothing else. */
export function summary(facts: PageFacts): Html {
  const { title, generatedAt, messages } = facts;
  return html`<header>
<p class="kind">Check of a chat export before its import into Tencent Cloud Chat</p>
<h1>${foreign(title)}</h1>
<p class="made">Made ${moment(generatedAt)}. Nothing was sent. All times and days are UTC.</p>
</header>
${verdict(facts)}
${messages === 0 ? NOTHING : keyFigures(facts)}`;
}

function verdict({ findings, messages }: PageFacts): Html {
  const wrong = findings.filter((finding) => finding.wrong).length;
  const notes = findings.length - wrong;
  const more = notes === 0 ? '' : `${plural(notes, 'note')} for information`;
  if (wrong > 0) {
    const rest = more === '' ? '' : `, and ${more}`;
    return box(
      'wrong',
      '✗',
      `${plural(wrong, 'finding')} to look at`,
      html`<a href="#findings">What is wrong and what to do</a>${rest}.`,
    );
  }
  const link = more === '' ? NOTHING : html`<a href="#findings">${more}</a>.`;
  if (messages === 0) return box('note', '·', 'No messages to import', link);
  return box('good', '✓', 'Nothing wrong found', link);
}

function box(kind: 'good' | 'note' | 'wrong', mark: string, text: string, more: Part): Html {
  return html`<section class="verdict ${kind}" aria-label="Result"><span class="mark" aria-hidden="true">${mark}</span>
<div><p class="result">${text}</p><p>${more}</p></div></section>`;
}

function keyFigures(facts: PageFacts): Html {
  const { messages, conversations, accounts, times, estimate, counts } = facts;
  const span = times === null ? '–' : html`${dayOf(times.oldest)} <span class="to">to</span> ${dayOf(times.newest)}`;
  return html`<dl class="figures">${[
    figure('Messages to import', number(messages)),
    figure('Conversations', number(conversations)),
    figure('Accounts', number(accounts)),
    figure('Records that cannot be imported', number(counts.rejected)),
    figure('The import takes about', duration(estimate.durationSeconds * 1_000)),
    figure('From the oldest to the newest message', span),
  ]}</dl>`;
}

function figure(name: string, value: Part): Html {
  return html`<div><dt>${name}</dt><dd>${value}</dd></div>`;
}
