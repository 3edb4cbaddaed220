import { number } from '../words.js';
import { foreign, type Html, html, NOTHING, type Part } from './html.js';
import { shareOf } from './phrases.js';

/** So many rows of what has no natural limit are shown; the others are told together. */
export const MOST_ROWS = 25;

export interface BarRow {
  readonly label: Part;
  readonly count: number;
  /** By default the count's share of the total. */
  readonly share?: string;
}

export interface BarTable {
  readonly caption: string;
  /** What a row is about, and what is counted. */
  readonly heads: readonly [label: string, count: string];
  readonly rows: readonly BarRow[];
  /** What the shares are of. */
  readonly total: number;
  /** The count whose bar fills the column; by default the largest one. */
  readonly fullBar?: number;
}

/** Numbers with bars that need no script, stand in print and are no more than decoration of the numbers. */
export function barTable({ caption, heads, rows, total, fullBar }: BarTable): Html {
  const full = fullBar ?? Math.max(0, ...rows.map(({ count }) => count));
  return html`<table class="bars"><caption>${caption}</caption>
<thead><tr><th scope="col">${heads[0]}</th><th scope="col" class="n">${heads[1]}</th><th scope="col" class="n">Share</th><td></td></tr></thead>
<tbody>${rows.map(
    ({ label, count, share }) => html`<tr><th scope="row">${label}</th><td class="n">${number(count)}</td>
<td class="n">${share ?? shareOf(count, total)}</td><td>${bar(count, full)}</td></tr>`,
  )}</tbody></table>`;
}

/** The first rows, and one for all the others. */
export function firstRows<Row>(rows: readonly Row[], rest: (others: readonly Row[]) => Row): readonly Row[] {
  return rows.length <= MOST_ROWS ? rows : [...rows.slice(0, MOST_ROWS - 1), rest(rows.slice(MOST_ROWS - 1))];
}

/** Names and numbers, the most first; nothing when there are none. */
export function breakdown(caption: string, head: string, counts: Readonly<Record<string, number>>): Html {
  const sorted = Object.entries(counts).sort(([, one], [, other]) => other - one);
  if (sorted.length === 0) return NOTHING;
  const rows = firstRows(
    sorted.map(([name, count]): BarRow => ({ label: html`<code>${foreign(name)}</code>`, count })),
    (others) => ({ label: `${number(others.length)} others`, count: sum(others) }),
  );
  return barTable({ caption, heads: [head, 'Records'], rows, total: sum(rows) });
}

export function sum(rows: readonly BarRow[]): number {
  return rows.reduce((total, { count }) => total + count, 0);
}

const LEAST_WIDTH = 0.5;

function bar(count: number, full: number): Html {
  const width = count === 0 ? 0 : Math.max(LEAST_WIDTH, (count / full) * 100);
  return html`<svg class="bar" aria-hidden="true"><rect width="${width.toFixed(2)}%" height="100%" rx="2"/></svg>`;
}
