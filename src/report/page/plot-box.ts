import { type Html, html } from './html.js';

/** The place a plot is painted into. What the plot shows is also told in words, and its numbers stand in a table near it. */
export function plotBox(id: string, title: string, description: string): Html {
  return html`<figure><figcaption>${title}</figcaption>
<div id="${id}" class="plot" role="img" aria-label="${title}. ${description}"><p>The plot needs JavaScript; its numbers stand in the table below.</p></div>
<p class="reading">${description}</p></figure>`;
}
