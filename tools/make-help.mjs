// Help is made when the command is built: see src/cli/made-help.ts.
import { mkdirSync, writeFileSync } from 'node:fs';
import { HELP_LINES, HELP_WIDTHS } from '../dist/cli/made-help.js';
import { parseCommandLine } from '../dist/cli/program.js';

const folder = new URL('../dist/cli/help/', import.meta.url);

for (const width of HELP_WIDTHS) {
  mkdirSync(new URL(`${width}/`, folder), { recursive: true });
  process.stdout.columns = width;
  for (const { words, file } of HELP_LINES) {
    let text = '';
    // yargs prints help where it makes it.
    console.log = (line) => {
      text += `${line}\n`;
    };
    await parseCommandLine(words);
    writeFileSync(new URL(`${width}/${file}`, folder), text);
  }
}
