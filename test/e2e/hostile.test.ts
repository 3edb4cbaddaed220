import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { CLI, IDENTIFIER, pasteIntoShell, runCli, SDK_APP_ID, SECRET_KEY, startCli } from '../helpers/cli.js';
import { emulatorForFile } from '../helpers/emulator-process.js';
import { ofTeam, readReport, records, temporaryFolder, toLines, writeExport } from '../helpers/export-files.js';
import { zipOf } from '../unit/read/support.js';

/** What a process meets beside a service: a reader that goes away, a disk, silence, an export that is another one. */

const folder = temporaryFolder();
const emulator = await emulatorForFile();

/** A service that is not there: nothing is delivered, and what the reader settles is saved. */
const nowhere = {
  TIM_ENDPOINT: 'http://127.0.0.1:9',
  TIM_SDK_APP_ID: String(SDK_APP_ID),
  TIM_IDENTIFIER: IDENTIFIER,
  TIM_SECRET_KEY: SECRET_KEY,
};

describe('2.2: another export under the same name', () => {
  const sent = (team: string) => `${toLines(records(200, 5, team))}this is no record\n`;

  it('in a gzip is found before anything of it is sent, although the mark is before what was read', async () => {
    const path = `${folder}/swap.gz`;
    const state = `${folder}/swap.state`;
    writeFileSync(path, gzipSync(sent('swapgood')));
    const first = await runCli(['run', path, '--state', state, '--patience', '2s'], { env: nowhere });
    expect(first.code, first.stderr).toBe(3);
    const checkpoint = readFileSync(`${state}/checkpoint.json`, 'utf8');
    expect(checkpoint).toContain('"reader":201');

    writeFileSync(path, gzipSync(sent('swapevil')));
    const second = await runCli(['run', path, '--state', state], { env: emulator.env });
    expect(second.code, second.stderr).toBe(4);
    expect(ofTeam(await emulator.messages(), 'swapevil')).toEqual([]);
    expect(readFileSync(`${state}/checkpoint.json`, 'utf8')).toBe(checkpoint);

    writeFileSync(path, gzipSync(sent('swapgood')));
    const third = await runCli(['run', path, '--state', state], { env: emulator.env });
    expect(third.code, third.stderr).toBe(1);
    expect(ofTeam(await emulator.messages(), 'swapgood').length).toBe(200);
  });

  it('on standard input leaves the saved state as it was', async () => {
    const state = `${folder}/swapin.state`;
    const first = await runCli(['run', '-', '--state', state, '--patience', '2s'], {
      env: nowhere,
      input: sent('ingood'),
    });
    expect(first.code, first.stderr).toBe(3);
    const checkpoint = readFileSync(`${state}/checkpoint.json`, 'utf8');
    const second = await runCli(['run', '-', '--state', state], { env: emulator.env, input: sent('inevil') });
    expect(second.code, second.stderr).toBe(4);
    expect(readFileSync(`${state}/checkpoint.json`, 'utf8')).toBe(checkpoint);
    const third = await runCli(['run', '-', '--state', state], { env: emulator.env, input: sent('ingood') });
    expect(third.code, third.stderr).toBe(1);
    expect(ofTeam(await emulator.messages(), 'ingood').length).toBe(200);
  });
});

describe('a run goes on to its end', () => {
  it('when whoever reads its output goes away', async () => {
    const path = writeExport(folder, 'deaf.jsonl', records(300, 10, 'deaf'));
    const state = `${folder}/deaf.state`;
    const line = `("${process.execPath}" "${CLI}" run "${path}" --state "${state}" --verbose 2>&1; echo $? > "${folder}/deaf.code") | head -1`;
    await pasteIntoShell(line, { env: emulator.env });
    expect(readFileSync(`${folder}/deaf.code`, 'utf8').trim()).toBe('0');
    expect(readReport(state)).toMatchObject({ state: 'finished', exitCode: 0, counts: { delivered: 300 } });
  });

  it('when run.log cannot grow', async () => {
    const path = writeExport(folder, 'nolog.jsonl', records(300, 10, 'nolog'));
    const state = `${folder}/nolog.state`;
    expect((await runCli(['run', path, '--state', state, '--limit', '1'], { env: emulator.env })).code).toBe(0);
    writeFileSync(`${state}/run.log`, 'x'.repeat(64 * 1_024));
    const line = `ulimit -f 64; exec "${process.execPath}" "${CLI}" run "${path}" --state "${state}" --log-level debug`;
    const { code, stderr } = await pasteIntoShell(line, { env: emulator.env });
    expect(code, stderr).toBe(0);
    expect(readReport(state).counts.delivered).toBe(300);
  });
});

describe('4.7: a signal is obeyed', () => {
  it.each(['', '{"id":1'])('while standard input is silent after %j', async (input) => {
    const state = `${folder}/silent${input.length}.state`;
    const cli = startCli(['run', '-', '--state', state], { env: emulator.env, input, keepOpen: true });
    // From its lock on it listens for signals; then it waits for its input.
    while (!existsSync(`${state}/lock`)) await new Promise((resolve) => setTimeout(resolve, 50));
    await new Promise((resolve) => setTimeout(resolve, 500));
    cli.kill('SIGTERM');
    expect((await cli.ended).code).toBe(143);
  });

  it('while a zip archive is copied from standard input, of which nothing is left', async () => {
    const state = `${folder}/spooling.state`;
    const archive = zipOf([{ name: 'a.jsonl', bytes: Buffer.from(toLines(records(200, 5, 'spooled'))) }]);
    const input = archive.subarray(0, -30);
    const cli = startCli(['run', '-', '--state', state], { env: emulator.env, input, keepOpen: true });
    while (!existsSync(`${state}/standard-input.zip`)) await new Promise((resolve) => setTimeout(resolve, 50));
    cli.kill('SIGTERM');
    const { code, stderr } = await cli.ended;
    expect(code, stderr).toBe(143);
    expect(existsSync(`${state}/standard-input.zip`)).toBe(false);
    expect(existsSync(`${state}/checkpoint.json`)).toBe(false);
  });
});
