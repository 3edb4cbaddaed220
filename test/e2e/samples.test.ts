import { readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { runCli } from '../helpers/cli.js';
import { type ReportFile, readReport, temporaryFolder } from '../helpers/export-files.js';

const root = fileURLToPath(new URL('../../', import.meta.url));
const folder = temporaryFolder();

/** Every sample with the mapping in config/ that it is for: messages, skips, and the exit code of check. */
const SAMPLES: Readonly<Record<string, { config?: string; sent: number; skipped: number; check: 0 | 1 }>> = {
  'canonical.jsonl': { sent: 1_200, skipped: 0, check: 0 },
  'canonical.csv': { sent: 4, skipped: 0, check: 0 },
  'crm.jsonl': { config: 'mapping-crm.yaml', sent: 12, skipped: 3, check: 0 },
  'table.csv': { config: 'mapping-table.yaml', sent: 8, skipped: 2, check: 0 },
  'nested.json': { config: 'mapping-nested.json', sent: 4, skipped: 0, check: 0 },
  'bot-log.jsonl': { config: 'mapping-module.ts', sent: 5, skipped: 2, check: 0 },
};

it('every sample is in the list', () => {
  const found = readdirSync(`${root}samples`).filter((name) => !name.endsWith('.md') && name !== 'presets');
  expect(found.sort()).toEqual(Object.keys(SAMPLES).sort());
});

it.each(Object.entries(SAMPLES))(
  'samples/%s: check finds nothing wrong, run imports all of it',
  async (name, sample) => {
    const words = [`samples/${name}`, ...(sample.config ? ['--mapping', `config/${sample.config}`] : [])];
    const state = `${folder}/${name}`;
    const checked = await runCli(['check', ...words, '--state', state, '--json'], { cwd: root });
    expect(checked.code, checked.stdout + checked.stderr).toBe(sample.check);
    const counts = { delivered: sample.sent, skipped: sample.skipped, rejected: 0, pending: 0 };
    expect(JSON.parse(checked.stdout) as ReportFile).toMatchObject({ balanced: true, counts });
    const ran = await runCli(['run', ...words, '--state', state, '--emulate', '--rate', '0'], { cwd: root });
    expect(ran.code, ran.stderr).toBe(0);
    expect(readReport(state)).toMatchObject({ balanced: true, exitCode: 0, counts });
  },
);
