import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

/** Runs the parts of test/faults that are named, or all of them; a whole run is written to docs/fault-figures.md. */

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const PARTS = ['kills', 'checkpoint', 'proxy', 'disk', 'fuzz', 'bombs', 'long'];
const PLOT = 'fault-memory.svg';
const COLUMNS = ['part', 'what', 'tries', 'faults', 'messages', 'lost', 'doubled', 'refused', 'misread'];
const HEAD = ['part', '', 'tries', 'faults made', 'messages', 'lost', 'doubled', 'refused (exit 4)', 'misread'];

const asked = parseArgs({
  options: { count: { type: 'string' }, seed: { type: 'string' }, minutes: { type: 'string' } },
  allowPositionals: true,
});
const unknown = asked.positionals.filter((part) => !PARTS.includes(part));
if (unknown.length > 0) fail(`Unknown: ${unknown.join(', ')}. Parts: ${PARTS.join(', ')}.`);
for (const [name, value] of Object.entries(asked.values)) {
  if (!/^\d+(\.\d+)?$/.test(value)) fail(`--${name} takes a number, not ${value}.`);
}
if (!existsSync(join(ROOT, 'dist', 'cli', 'main.js'))) fail('The command is not built. Build it with: npm run build');

const begunMs = performance.now();
const folder = mkdtempSync(join(tmpdir(), 'faults-'));
const file = join(folder, 'figures.jsonl');
const isWhole = asked.positionals.length === 0 && Object.keys(asked.values).length === 0;
const plot = isWhole ? join(ROOT, 'docs', PLOT) : join(tmpdir(), PLOT);
const failed = [];
for (const part of asked.positionals.length === 0 ? PARTS : asked.positionals) {
  if ((await runPart(part)) !== 0) failed.push(part);
}
const rows = existsSync(file)
  ? readFileSync(file, 'utf8')
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line))
  : [];
rmSync(folder, { recursive: true });
const text = [tableOf(rows), notesOf(rows)].filter((block) => block !== '').join('\n\n');
const minutes = (performance.now() - begunMs) / 60_000;
console.log(`\n${text}\n\n${minutes.toFixed(1)} minutes`);
if (rows.some(({ part }) => part === 'long')) console.log(`plot: ${plot}`);
if (failed.length > 0) fail(`Failed: ${failed.join(', ')}`, 1);
if (isWhole) writeFileSync(join(ROOT, 'docs', 'fault-figures.md'), documentOf(text));

function runPart(part) {
  const words = ['run', '--config', 'vitest.faults.config.ts', `test/faults/${part}.test.ts`];
  const child = spawn(process.execPath, [join(ROOT, 'node_modules', 'vitest', 'vitest.mjs'), ...words], {
    cwd: ROOT,
    stdio: 'inherit',
    env: {
      ...process.env,
      FAULTS_FILE: file,
      FAULTS_COUNT: asked.values.count ?? '',
      FAULTS_SEED: asked.values.seed ?? '',
      FAULTS_PLOT: plot,
      FAULTS_MINUTES: asked.values.minutes ?? '',
    },
  });
  return new Promise((resolve) => child.on('close', resolve));
}

function tableOf(figures) {
  const cells = figures.map((row) => COLUMNS.map((name) => shown(row[name])));
  const widths = HEAD.map((title, column) => Math.max(3, ...[title, ...cells.map((row) => row[column])].map(lengthOf)));
  const line = (row) => `| ${row.map((cell, column) => cell.padEnd(widths[column])).join(' | ')} |`;
  return [line(HEAD), `| ${widths.map((width) => '-'.repeat(width)).join(' | ')} |`, ...cells.map(line)].join('\n');
}

function notesOf(figures) {
  return figures.flatMap(({ part, notes = [] }) => notes.map((note) => `- ${part}: ${note}`)).join('\n');
}

function documentOf(text) {
  return `${[
    '# What was broken on purpose, and what came of it',
    `${new Date().toISOString().slice(0, 10)}, Node.js ${process.versions.node} on ${process.platform} ${process.arch}, ` +
      `${cpus().length} cores. Made by \`npm run faults\` in ${Math.round(minutes)} minutes; the parts stand in \`test/faults\`, ` +
      'each with what it does and who judges. A message is lost when it is neither stored nor in `rejects.jsonl`, doubled when it is ' +
      'there twice, misread when something damaged was taken for something else.',
    text,
    `![memory, open files and timers of the long run](${PLOT})`,
  ].join('\n\n')}\n`;
}

function shown(value) {
  return typeof value === 'number' ? value.toLocaleString('en-US') : value;
}

function lengthOf(cell) {
  return cell.length;
}

function fail(message, code = 2) {
  console.error(message);
  process.exit(code);
}
