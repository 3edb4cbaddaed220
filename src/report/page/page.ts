import type { PageFacts } from '../page-facts.js';
import { completionPlot } from './completion.js';
import { contentSection } from './content-section.js';
import { everyDay } from './days.js';
import { durationSection } from './duration-section.js';
import { findingsSection } from './findings-section.js';
import { type Html, html } from './html.js';
import { dataElement, inlineScript, inlineStyle, policy } from './inline.js';
import { lookedAt } from './looked-at.js';
import { PAGE_SCRIPT } from './script.js';
import { storageSection } from './storage-section.js';
import { PAGE_STYLE } from './style.js';
import { summary } from './summary.js';

/** The texts of the plotting library, licence included. */
export interface PageAssets {
  readonly script: string;
  readonly style: string;
}

/**
 * report.html: one file for whoever decides about the import, which needs nothing but a browser: no network, no other
 * file. No message text and no account is in it; names of the export's files are.
 */
export function pageHtml(facts: PageFacts, assets: PageAssets): string {
  const styles = [inlineStyle(assets.style), inlineStyle(PAGE_STYLE)];
  const scripts = [inlineScript(assets.script), inlineScript(PAGE_SCRIPT)];
  const plots = { days: everyDay(facts.perDay), completion: completionPlot(facts) };
  const page = html`<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy(scripts, styles)}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${facts.title}</title>
${styles.map(({ element }) => element)}
</head>
<body>
<main>
${summary(facts)}
${findingsSection(facts)}
${durationSection(facts)}
${storageSection(facts)}
${contentSection(facts)}
${lookedAt(facts)}
${exactness()}
<footer><p>Made by tim-migrate. No message text and no account is in this file; it asks nothing of any network. Plots are drawn with uPlot.</p></footer>
</main>
${dataElement('plot-data', plots)}
${scripts.map(({ element }) => element)}
</body>
</html>`;
  return `<!doctype html>\n${page.html}\n`;
}

function exactness(): Html {
  return html`<section><h2>How exact this is</h2>
<p><strong>Exact:</strong> all numbers of records, messages, conversations and accounts, per day, type, size and age. They were counted one
by one. Where a finding says “at least”, there may be more. Shares are rounded to a tenth of a percent.</p>
<p><strong>Estimates:</strong> how long the import takes, when it ends, when conversations are complete and what is complete at the cut-over. They
assume a steady pace and a service that always answers.</p>
<p><strong>Not looked at:</strong> whether the accounts exist at the service, and whether pictures and files can still be fetched.</p>
</section>`;
}
