import { type Html, html } from './html.js';

/** The place a plot is painted into. What it shows is told in words too, and its numbers stand in a table near it. */
export function plotBox(id: string, title: string, reading: string): Html {
  return html`<figure><figcaption>${title}</figcaption>
<p class="reading">${reading}</p>
<div id="${id}" class="plot"><p>The plot needs JavaScript. Its numbers stand in the table below.</p></div></figure>`;
}
