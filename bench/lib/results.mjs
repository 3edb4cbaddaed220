import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { cpus, totalmem } from 'node:os';
import { join } from 'node:path';

/**
 * A part of the bench answers a section: `{title, about, tables: [{head, rows}], targets: [{text, figure, met}]}`, all
 * cells as text. Here it becomes Markdown, for the terminal and for RESULTS.md alike. The last full section of each part is
 * kept in results/, so that one part can be measured again without the hour that all of them take.
 */

const BENCH = join(import.meta.dirname, '..');
const KEPT = join(BENCH, 'results');

const keptFile = (part) => join(KEPT, `${part}.json`);

export function keep(part, section) {
  mkdirSync(KEPT, { recursive: true });
  const measured = { on: new Date().toISOString().slice(0, 10), machine: machine(), section };
  writeFileSync(keptFile(part), `${JSON.stringify(measured, null, 2)}\n`);
}

/** RESULTS.md from what is kept of these parts. */
export function writeDocument(parts) {
  const kept = parts.filter((part) => existsSync(keptFile(part)));
  const measured = kept.map((part) => JSON.parse(readFileSync(keptFile(part), 'utf8')));
  const missing = parts.filter((part) => !kept.includes(part));
  writeFileSync(join(BENCH, 'RESULTS.md'), documentText(measured, missing));
}

export function sectionText({ title, about, tables, targets }) {
  const blocks = [`## ${title}`, about, ...targets.map(targetLine), ...tables.map(tableText)];
  return blocks.filter((block) => block !== '').join('\n\n');
}

function documentText(measured, missing) {
  const targets = measured.flatMap(({ section }) => section.targets);
  const met = targets.filter((target) => target.met).length;
  const summary = tableText({
    head: ['target', 'measured', ''],
    rows: targets.map(({ text, figure, met }) => [text, figure, word(met)]),
  });
  return `${[
    '# Measurements',
    'Made by `npm run bench`; what is measured how is told in [README.md](README.md). Medians of interleaved runs where there ' +
      'are several. Times are from the start of a process to its end, MB are 10^6 bytes, peaks are of resident memory.',
    missing.length === 0 ? '' : `Not measured yet: ${missing.join(', ')}.`,
    `**Targets: ${met} of ${targets.length} met.**`,
    summary,
    ...measured.map(({ on, machine, section }) =>
      sectionText({ ...section, about: `${on}, ${machine}. ${section.about}` }),
    ),
  ]
    .filter((block) => block !== '')
    .join('\n\n')}\n`;
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
