import { cpus, totalmem } from 'node:os';

/**
 * A part of the bench answers a section: `{title, about, tables: [{head, rows}], targets: [{text, figure, met}]}`, all
 * cells as text. Here it becomes Markdown, for the terminal and for RESULTS.md alike.
 */

export function sectionText({ title, about, tables, targets }) {
  const blocks = [`## ${title}`, about, ...targets.map(targetLine), ...tables.map(tableText)];
  return blocks.filter((block) => block !== '').join('\n\n');
}

export function documentText(sections, now, seconds) {
  const targets = sections.flatMap((section) => section.targets);
  const met = targets.filter((target) => target.met).length;
  const summary = tableText({
    head: ['target', 'measured', ''],
    rows: targets.map(({ text, figure, met }) => [text, figure, word(met)]),
  });
  return `${[
    '# Measurements',
    `${now.toISOString().slice(0, 10)}, ${machine()}. Made by \`npm run bench\` in ${Math.round(seconds / 60)} minutes; ` +
      'what is measured how is told in [README.md](README.md). Medians of interleaved runs where there are several. ' +
      'Times are from the start of a process to its end, MB are 10^6 bytes, peaks are of resident memory.',
    `**Targets: ${met} of ${targets.length} met.**`,
    summary,
    ...sections.map(sectionText),
  ].join('\n\n')}\n`;
}

export function machine() {
  const gigabytes = Math.round(totalmem() / 1e9);
  return `Node.js ${process.versions.node} on ${process.platform} ${process.arch}, ${cpus().length} cores, ${gigabytes} GB`;
}

function targetLine({ text, figure, met }) {
  return `- **${word(met)}**: ${text} — ${figure}`;
}

function word(met) {
  return met ? 'met' : 'missed';
}

/** Columns are padded, so that a table can be read as text too. */
function tableText({ head, rows }) {
  const widths = head.map((_, column) => Math.max(3, ...[head, ...rows].map((row) => row[column].length)));
  const line = (cells) => `| ${cells.map((cell, column) => cell.padEnd(widths[column])).join(' | ')} |`;
  return [line(head), `|${widths.map((width) => '-'.repeat(width + 2)).join('|')}|`, ...rows.map(line)].join('\n');
}
