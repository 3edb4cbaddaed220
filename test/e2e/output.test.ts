import { existsSync } from 'node:fs';
import { expect, it } from 'vitest';
import { pasteIntoShell, startCli } from '../helpers/cli.js';
import { readReport, records, temporaryFolder, writeExport } from '../helpers/export-files.js';

const folder = temporaryFolder();
const source = writeExport(folder, 'chats.jsonl', records(20, 4));

/** Takes nothing, as a disk that is full. */
const FULL = '/dev/full';

it('a result that standard output does not take is exit 3 and said; the work is done and saved', async ({ skip }) => {
  skip(!existsSync(FULL), `there is no ${FULL}`);
  const state = `${folder}/full`;
  const run = `tim-migrate run "${source}" --emulate --state "${state}" --json`;
  const { code, stderr } = await pasteIntoShell(`${run} > ${FULL}`);
  expect(code, stderr).toBe(3);
  expect(stderr).toContain('Standard output did not take the result: ENOSPC');
  expect(readReport(state)).toMatchObject({ state: 'finished', exitCode: 0, counts: { delivered: 20 } });
  for (const line of ['--help', 'presets', `check "${source}"`, `status --state "${state}"`]) {
    const told = await pasteIntoShell(`tim-migrate ${line} > ${FULL}`);
    expect(told.code, `${line}: ${told.stderr}`).toBe(3);
  }
});

it('another failure keeps its own exit code', async ({ skip }) => {
  skip(!existsSync(FULL), `there is no ${FULL}`);
  expect((await pasteIntoShell(`tim-migrate check ${folder}/nothing > ${FULL}`)).code).toBe(2);
});

it('a reader that goes away is no failure', async () => {
  const running = startCli(['run', source, '--emulate', '--state', `${folder}/gone`, '--json']);
  running.child.stdout?.destroy();
  const { code, stderr } = await running.ended;
  expect(code, stderr).toBe(0);
});
