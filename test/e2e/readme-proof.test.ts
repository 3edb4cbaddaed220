import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';
import { CLI } from '../helpers/cli.js';
import { temporaryFolder } from '../helpers/export-files.js';

const root = fileURLToPath(new URL('../../', import.meta.url));

/** curl may not be on the machine: the two uses of it, in Node. */
const CURL = `
const [url] = process.argv.slice(1).filter((word) => word.startsWith('http'));
const at = process.argv.indexOf('-d');
fetch(url, at < 0 ? {} : { method: 'POST', body: process.argv[at + 1] })
  .then(async (answer) => { console.log(await answer.text()); process.exit(answer.ok ? 0 : 22); }, () => process.exit(7));
`;

/** The script of the README as it stands, with the built command, a free port and a folder of its own. */
function script(folder: string, port: number): string {
  const readme = readFileSync(join(root, 'README.md'), 'utf8');
  const block = /<!-- proof: begin -->\n```sh\n([\s\S]*?)```\n<!-- proof: end -->/.exec(readme)?.[1];
  if (block === undefined) throw new Error('the README has no proof script');
  writeFileSync(join(folder, 'curl.cjs'), CURL);
  return [
    'set -m',
    `npx() { shift; "${process.execPath}" "${CLI}" "$@"; }`,
    `curl() { "${process.execPath}" -e "$(cat "${folder}/curl.cjs")" -- "$@"; }`,
    block.replaceAll('9000', String(port)).replaceAll('.tim-migrate/proof', `${folder}/proof`),
  ].join('\n');
}

it('the script in the README proves, damages, mends, recalls, and says what its comments say', async () => {
  const folder = mkdtempSync(join(temporaryFolder(), 'proof-'));
  const port = 20_000 + (process.pid % 20_000);
  const { stdout } = await promisify(execFile)('bash', ['-c', script(folder, port)], { cwd: root });
  const [, ...verified] = stdout.split('Verified ');
  expect(verified).toHaveLength(5);
  const [clean, damaged, repaired, after, undone] = verified as [string, string, string, string, string];
  expect(clean).toMatch(/equal +1,200\n += expected +1,200/);
  for (const words of [/missing +1 /, /different +1 /, /recalled +1 /, /wrong-order +7 /])
    expect(damaged).toMatch(words);
  expect(repaired).toContain('2 are right now, 0 are not');
  expect(after).toMatch(/equal +1,199\n +recalled +1 .*\n += expected/);
  expect(after).not.toContain('wrong-order');
  expect(after).toMatch(/recalled +1,199 +by this undo\n +already-recalled +1 /);
  expect(undone).toMatch(/equal +0\n +recalled +1,200 /);
});
