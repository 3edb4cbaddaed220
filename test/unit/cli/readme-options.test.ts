import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

/** Tables in the documents are made from the code; `npm run build` comes first. */

const ROOT = fileURLToPath(new URL('../../..', import.meta.url));

describe('the documents say what the code says', () => {
  it.each([
    ['options of the README', 'tools/options-table.mjs'],
    ['codes of the service', 'tools/codes-table.mjs'],
  ])('%s', (_, tool) => {
    const { status, stderr } = spawnSync(process.execPath, [tool, '--check'], { cwd: ROOT, encoding: 'utf8' });
    expect(stderr).toBe('');
    expect(status).toBe(0);
  });
});
