import type { PageFacts } from '../page-facts.js';
import { number, plural } from '../words.js';
import { busiestDay, everyDay, perPeriod } from './days.js';
import { foreign, type Html, html, NOTHING } from './html.js';
import { dayOf, percent, typeName } from './phrases.js';
import { plotBox } from './plot-box.js';
import { type BarRow, barTable, firstRows, MOST_ROWS, sum } from './table.js';

/** What is in the export. */
export function contentSection(facts: PageFacts): Html {
  if (facts.messages === 0) return NOTHING;
  return html`<section><h2>What is in it</h2>
${days(facts)}
<div class="columns">${types(facts)}${sizes(facts)}${largest(facts)}</div>
</section>`;
}

function days({ perDay, messages }: PageFacts): Html {
  const all = everyDay(perDay);
  const busiest = busiestDay(perDay);
  if (!all || !busiest) return NOTHING;
  const { period, rows } = perPeriod(perDay);
  const silent = all.counts.filter((count) => count === 0).length;
  const between = silent === 0 ? '' : `, ${plural(silent, 'day')} between them have none`;
  const reading = `${plural(perDay.length, 'day has', 'days have')} messages${between}. The busiest is ${busiest[0]} with ${number(busiest[1])}.`;
  const table = barTable({
    caption: `Messages per ${period.toLowerCase()}`,
    heads: [period, 'Messages'],
    rows: rows.map(([label, count]) => ({ label, count })),
    total: messages,
  });
  return html`${plotBox('plot-days', 'Messages per day', reading)}
<details><summary>Table: messages per ${period.toLowerCase()}</summary>${table}</details>`;
}

function types({ perType, messages }: PageFacts): Html {
  const rows = firstRows<BarRow>(
    perType.map(([type, count]) => ({
      label: html`${foreign(typeName(type))} <small>${foreign(type)}</small>`,
      count,
    })),
    (others) => ({ label: `${number(others.length)} other kinds`, count: sum(others) }),
  );
  return barTable({ caption: 'Messages by type', heads: ['Type', 'Messages'], rows, total: messages });
}

function sizes({ sizes: classes, messages }: PageFacts): Html {
  const rows = classes.map(([label, count]) => ({ label: foreign(label), count }));
  return barTable({ caption: 'Messages by size of the request', heads: ['Size', 'Messages'], rows, total: messages });
}

function largest({ largest: conversations, messages }: PageFacts): Html {
  if (conversations.length === 0) return NOTHING;
  const rows = conversations.slice(0, MOST_ROWS).map(({ messages: count, share, lastActivity }) => ({
    label: dayOf(lastActivity),
    count,
    share: percent(share),
  }));
  return barTable({
    caption: 'Largest conversations, by the day of their last message',
    heads: ['Last message', 'Messages'],
    rows,
    total: messages,
  });
}
