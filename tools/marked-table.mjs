// Keeps a generated table between two markers of a Markdown file: `<!-- name -->` and `<!-- /name -->`.
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));

/** Rows of cells as a Markdown table; the first row is the header. */
export function table(rows) {
  const cells = rows.map((row) => row.map((cell) => cell.replaceAll('|', '\\|')));
  const [header, ...body] = cells.map((row) => `| ${row.join(' | ')} |`);
  return [header, `|${' --- |'.repeat(rows[0].length)}`, ...body].join('\n');
}

/** Writes the text between the markers of the file; with `--check` on the command line only compares, and fails if it differs. */
export function keep(file, name, text) {
  const path = `${root}/${file}`;
  const old = readFileSync(path, 'utf8');
  const [before, rest] = old.split(`<!-- ${name} -->\n`);
  const after = rest?.split(`<!-- /${name} -->`)[1];
  if (after === undefined) throw new Error(`${file} lacks the markers <!-- ${name} --> and <!-- /${name} -->`);
  const now = `${before}<!-- ${name} -->\n\n${text}\n\n<!-- /${name} -->${after}`;
  if (now === old) return;
  if (process.argv.includes('--check')) {
    console.error(`${file}: the table "${name}" is not what the code says. Run npm run build && node ${toolName()}.`);
    process.exitCode = 1;
  } else {
    writeFileSync(path, now);
  }
}

function toolName() {
  return process.argv[1].slice(root.length);
}
