import type { PageFacts } from '../page-facts.js';
import { duration, number } from '../words.js';
import { completionPlot, cutOverHours, milestones, startMs } from './completion.js';
import { foreign, type Html, html, NOTHING } from './html.js';
import { moment, percent } from './phrases.js';
import { plotBox } from './plot-box.js';

const HOUR_MS = 3_600_000;

/** How long the import takes, and how much is there when. */
export function durationSection(facts: PageFacts): Html {
  if (facts.messages === 0) return NOTHING;
  return html`<section><h2>How long the import takes</h2>
<p>${length(facts)}</p>
${cutOverText(facts)}
${completionPlot(facts) === undefined ? NOTHING : curve(facts)}
</section>`;
}

function length({ estimate }: PageFacts): Html {
  const { durationSeconds, endsAt, boundBy, ratePerSecond } = estimate;
  const pace = ratePerSecond === 0 ? 'without a limit of the rate' : `at ${number(ratePerSecond)} messages a second`;
  const bound =
    boundBy === 'rate'
      ? 'The rate decides: with a higher one it would end sooner.'
      : html`What decides is not the rate but the ${foreign(boundBy)}: a conversation is sent one message after another.`;
  return html`About <strong>${duration(durationSeconds * 1_000)}</strong> ${pace}. Begun when this page was made, it would end
${moment(endsAt)}. ${bound} Pauses of the service and repeated tries are not in this.`;
}

function cutOverText(facts: PageFacts): Html {
  const { cutOver, conversations } = facts;
  const hours = cutOverHours(facts);
  if (cutOver === null || hours === undefined) return NOTHING;
  const when = hours < 0 ? 'before the import begins' : `${duration(hours * HOUR_MS)} after the import’s start`;
  const open = conversations - cutOver.complete;
  const rest = open <= 0 ? 'None is on its way any more.' : `The other ${number(open)} are still on their way.`;
  return html`<p class="cutover"><strong>Cut-over</strong> ${moment(cutOver.at)}, ${when}: ${percent(cutOver.share)} of the conversations
(${number(cutOver.complete)} of ${number(conversations)}) are complete. ${rest}</p>`;
}

function curve(facts: PageFacts): Html {
  const reached = milestones(facts);
  const half = reached.find(([share]) => share === 0.5);
  const all = reached.find(([share]) => share === 1);
  const told = [half && `half are complete after ${words(half[1])}`, all && `all after ${words(all[1])}`].filter(
    Boolean,
  );
  const reading =
    told.length === 0 ? '' : `A conversation is complete when its last message is there: ${told.join(', ')}.`;
  return html`${plotBox('plot-completion', 'Conversations that are complete', reading)}
<table class="narrow"><caption>When conversations are complete</caption>
<thead><tr><th scope="col">Conversations</th><th scope="col">Complete after</th><th scope="col">That is</th></tr></thead>
<tbody>${reached.map(
    ([
      share,
      hours,
    ]) => html`<tr><th scope="row">${share === 1 ? 'all' : `${share * 100} %`}</th><td>${words(hours)}</td>
<td>${moment(startMs(facts) + hours * HOUR_MS)}</td></tr>`,
  )}</tbody></table>`;
}

function words(hours: number): string {
  return duration(hours * HOUR_MS);
}
