import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import type { AccountRecord } from '../../src/emulator/account-file.js';
import { startEmulator } from '../../src/emulator/server.js';
import { pasteIntoShell, runCli, startCli } from '../helpers/cli.js';
import { type EmulatorProcess, parseLines, startEmulatorProcess } from '../helpers/emulator-process.js';
import { type ReportFile, readReport, record, seeded, temporaryFolder, writeExport } from '../helpers/export-files.js';

const CONVERSATIONS = 300;
const ACCOUNTS = 2 * CONVERSATIONS;
const BATCHES = ACCOUNTS / 100;

/** An export in which every conversation has one message. */
function exportOf(folder: string, conversations = CONVERSATIONS): string {
  return writeExport(
    folder,
    'chats.jsonl',
    Array.from({ length: conversations }, (_, index) => record(index + 1, conversations)),
  );
}

async function accountsOf({ url }: Pick<EmulatorProcess, 'url'>): Promise<AccountRecord[]> {
  return (await (await fetch(`${url}/emulator/accounts`)).json()) as AccountRecord[];
}

async function callsOf(emulator: EmulatorProcess, command: string): Promise<number> {
  return (await emulator.stats()).perCommand[command] ?? 0;
}

interface AccountLine {
  readonly account: string;
  readonly originals: readonly string[];
  readonly code?: string;
  readonly advice?: string;
}

function linesOf(state: string, name: string): AccountLine[] {
  const path = `${state}/accounts/${name}`;
  return existsSync(path) ? parseLines(readFileSync(path, 'utf8')) : [];
}

describe('accounts before a run', () => {
  it('what is missing is found, keeps the run from starting, is imported with its profiles, and then lets it start', async () => {
    const folder = temporaryFolder();
    const path = exportOf(folder);
    const state = `${folder}/state`;
    const emulator = await startEmulatorProcess({ accounts: 'strict' });
    const cli = (...words: string[]) => runCli([...words, '--state', state], { env: emulator.env });

    const first = await cli('accounts', path);
    expect(first.code, first.stderr).toBe(1);
    expect(first.stdout).toContain('--import');
    const missing = linesOf(state, 'missing.jsonl').map(({ account }) => account);
    expect([missing.length, missing[0]]).toEqual([ACCOUNTS, 'ann_x_0']);
    expect(missing).toEqual([...missing].sort());

    const refused = await cli('run', path, '--require-accounts');
    expect(refused.code).toBe(2);
    expect(refused.stdout).toBe('');
    expect(refused.stderr).toContain(`${ACCOUNTS} accounts of the export are missing`);
    expect(refused.stderr).toContain(`${missing.slice(0, 20).join(', ')}, and ${ACCOUNTS - 20} more`);
    expect(refused.stderr).toContain(`${state}/accounts/missing.jsonl`);
    expect(existsSync(`${state}/checkpoint.json`)).toBe(false);
    expect(await callsOf(emulator, 'importmsg')).toBe(0);

    const profiles = `${folder}/people.csv`;
    writeFileSync(profiles, `account,nick,faceUrl\nann_x_1,Ann,https://x/a.png\nbob_x_2,Bob,\nstranger,S,\n`);
    const imported = await cli('accounts', path, '--import', '--profiles', profiles, '--yes', '--json');
    expect(imported.code, imported.stderr).toBe(0);
    expect(imported.stderr).toContain(`${ACCOUNTS} accounts are missing.`);
    expect(imported.stderr).toContain('2 of them with nick or avatar');
    expect((JSON.parse(imported.stdout) as ReportFile).findings).toEqual({
      accounts: ACCOUNTS,
      imported: ACCOUNTS,
      missing: 0,
      unchecked: 0,
      import: { missing: ACCOUNTS, imported: ACCOUNTS, failed: 0, pending: 0, stillMissing: 0 },
    });
    const there = await accountsOf(emulator);
    expect(there.length).toBe(ACCOUNTS + 1);
    expect(there).toContainEqual({ UserID: 'ann_x_1', Nick: 'Ann', FaceUrl: 'https://x/a.png' });
    expect(there).toContainEqual({ UserID: 'bob_x_2', Nick: 'Bob' });
    expect(there).toContainEqual({ UserID: 'ann_x_3' });

    const clean = await cli('accounts', path);
    expect(clean.code, clean.stderr).toBe(0);
    expect(linesOf(state, 'missing.jsonl')).toEqual([]);

    const ran = await cli('run', path, '--require-accounts');
    expect(ran.code, ran.stderr).toBe(0);
    expect(ran.stderr).toContain(`The service has all ${ACCOUNTS} accounts`);
    expect((await emulator.stats()).stored).toBe(CONVERSATIONS);
    await emulator.stop();
  });

  it('works with the emulator in the process, which keeps its accounts in the state folder', async () => {
    const folder = temporaryFolder();
    const path = exportOf(folder, 3);
    const options = ['--emulate', '--accounts', 'strict', '--rate', '0', '--state', `${folder}/state`];
    expect((await runCli(['accounts', path, ...options])).code).toBe(1);
    expect((await runCli(['run', path, '--require-accounts', ...options])).code).toBe(2);
    expect((await runCli(['accounts', path, '--import', '--yes', ...options])).code).toBe(0);
    const ran = await runCli(['run', path, '--require-accounts', ...options]);
    expect(ran.code, ran.stderr).toBe(0);
  });

  it('an account that exists keeps its nick, whatever the file of profiles says', async () => {
    const folder = temporaryFolder();
    const path = exportOf(folder, 2);
    const emulator = await startEmulatorProcess({ accounts: 'strict' });
    const profiles = `${folder}/people.csv`;
    const words = ['accounts', path, '--import', '--profiles', profiles, '--yes', '--state', `${folder}/state`];
    writeFileSync(profiles, 'account,nick\nann_x_1,Ann\n');
    expect((await runCli(words, { env: emulator.env })).code).toBe(0);
    writeFileSync(profiles, 'account,nick\nann_x_1,Anna\n');
    expect((await runCli(words, { env: emulator.env })).code).toBe(0);
    expect(await accountsOf(emulator)).toContainEqual({ UserID: 'ann_x_1', Nick: 'Ann' });
    await emulator.stop();
  });

  it('an account the service does not take is tried alone, and told with code and advice', async () => {
    const folder = temporaryFolder();
    const path = exportOf(folder);
    const state = `${folder}/state`;
    const emulator = await startEmulatorProcess({ accounts: 'strict' });
    const profiles = `${folder}/people.csv`;
    writeFileSync(profiles, `account,nick\nann_x_7,${'n'.repeat(501)}\n`);
    const words = ['accounts', path, '--import', '--profiles', profiles, '--yes', '--state', state, '--json'];
    const { code, stdout, stderr } = await runCli(words, { env: emulator.env });
    expect(code, stderr).toBe(1);
    expect((JSON.parse(stdout) as ReportFile).findings).toEqual({
      accounts: ACCOUNTS,
      imported: ACCOUNTS - 1,
      missing: 1,
      unchecked: 0,
      import: { missing: ACCOUNTS, imported: ACCOUNTS - 1, failed: 1, pending: 0, stillMissing: 0 },
    });
    const [failed] = linesOf(state, 'failed.jsonl');
    expect(failed).toMatchObject({ account: 'ann_x_7', originals: ['ann_x_7'], code: '40601' });
    expect(failed!.advice).toContain('500 bytes');
    const rejects = readFileSync(`${state}/accounts/importing-alone/rejects.jsonl`, 'utf8');
    expect(JSON.parse(rejects)).toMatchObject({ id: 'ann_x_7', code: '40601', raw: ['ann_x_7'] });
    expect(linesOf(state, 'missing.jsonl').map(({ account }) => account)).toEqual(['ann_x_7']);
    expect(await callsOf(emulator, 'account_import')).toBe(1);
    await emulator.stop();
  });

  it('an application that is full stops the import with an explanation, and what it took stays', async () => {
    const folder = temporaryFolder();
    const path = exportOf(folder);
    const target = { sdkAppId: 1_400_000_001, identifier: 'admin_e2e', secretKey: 'full' };
    const emulator = await startEmulator({ ...target, accounts: 'strict', maxAccounts: 250, limitPerSecond: 0 });
    const env = {
      TIM_ENDPOINT: emulator.url,
      TIM_SDK_APP_ID: String(target.sdkAppId),
      TIM_IDENTIFIER: target.identifier,
      TIM_SECRET_KEY: target.secretKey,
    };
    const state = `${folder}/state`;
    const words = ['accounts', path, '--import', '--yes', '--state', state, '--concurrency', '1'];
    const { code, stderr } = await runCli(words, { env });
    expect(code, stderr).toBe(3);
    expect(stderr).toContain('70398');
    expect(stderr).toContain('trial edition');
    const report = readReport(`${state}/accounts`);
    expect(report).toMatchObject({ state: 'stopped', exitCode: 3, error: { code: 'service-70398' } });
    expect(report.findings).toMatchObject({ import: { missing: ACCOUNTS, imported: 200, failed: 0, pending: 400 } });
    await emulator.close();
  });
});

describe('an account check or import that does not come to its end at once', () => {
  it('goes on exactly where it stopped after Ctrl-C, in the check and in the import', async () => {
    const folder = temporaryFolder();
    const path = exportOf(folder, 1_000);
    const state = `${folder}/state`;
    const emulator = await startEmulatorProcess({ accounts: 'strict', latency: '100ms' });
    const words = ['accounts', path, '--import', '--yes', '--state', state, '--concurrency', '1'];
    let line = '';
    for (const command of ['account_check', 'multiaccount_import']) {
      const life = startCli(words, { env: emulator.env });
      while ((await callsOf(emulator, command)) < 4) await sleep(20);
      life.kill('SIGINT');
      const { code, stderr } = await life.ended;
      expect(code, stderr).toBe(130);
      const report = readReport(`${state}/accounts`);
      expect(report).toMatchObject({ state: 'interrupted', exitCode: 130 });
      line = report.resume!;
    }
    const { import: done } = readReport(`${state}/accounts`).findings as { import: Record<string, number> };
    expect(done.missing).toBe(2_000);
    expect(done.imported! + done.pending!).toBe(2_000);
    expect(done.pending).toBeGreaterThan(0);

    const last = await pasteIntoShell(line, { env: emulator.env });
    expect(last.code, last.stderr).toBe(0);
    expect((await accountsOf(emulator)).length).toBe(2_001);
    expect(await callsOf(emulator, 'account_check')).toBe(2 * 20);
    expect(await callsOf(emulator, 'multiaccount_import')).toBe(20);
    await emulator.stop();
  });

  it('loses nothing when it is killed at any moment while the service misbehaves', { timeout: 120_000 }, async () => {
    const folder = temporaryFolder();
    const path = exportOf(folder, 2_000);
    const state = `${folder}/state`;
    const emulator = await startEmulatorProcess({
      accounts: 'strict',
      latency: '20ms',
      faults: ['throttle:0.05', 'lost-after:0.05', 'lost-before:0.03', 'http-502:0.05', 'truncated:0.02'],
    });
    const words = ['accounts', path, '--import', '--yes', '--state', state, '--rate', '20'];
    const chance = seeded(20_261_124);
    for (let kills = 0; kills < 8; kills += 1) {
      const life = startCli(words, { env: emulator.env });
      await sleep(500 + chance() * 2_000);
      life.kill('SIGKILL');
      await life.ended;
    }
    const last = await runCli([...words.slice(0, -1), '0', '--json'], { env: emulator.env });
    expect(last.code, last.stderr).toBe(0);
    const { findings } = JSON.parse(last.stdout) as ReportFile;
    expect(findings).toMatchObject({ accounts: 4_000, imported: 4_000, missing: 0, unchecked: 0 });
    expect((await accountsOf(emulator)).length).toBe(4_001);
    await emulator.stop();
  });

  it('another list of accounts begins anew', async () => {
    const folder = temporaryFolder();
    const state = `${folder}/state`;
    const emulator = await startEmulatorProcess({ accounts: 'strict', latency: '100ms' });
    const words = ['accounts', exportOf(folder, 1_000), '--state', state, '--concurrency', '1'];
    const life = startCli(words, { env: emulator.env });
    while ((await callsOf(emulator, 'account_check')) < 4) await sleep(20);
    life.kill('SIGTERM');
    expect((await life.ended).code).toBe(143);
    const before = await callsOf(emulator, 'account_check');
    exportOf(folder, 250);
    const { code, stdout } = await runCli([...words, '--json'], { env: emulator.env });
    expect(code).toBe(1);
    expect((JSON.parse(stdout) as ReportFile).findings).toMatchObject({ accounts: 500, missing: 500 });
    expect((await callsOf(emulator, 'account_check')) - before).toBe(5);
    await emulator.stop();
  });
});

describe('what cannot be asked or read twice', () => {
  it('an import that nobody confirms ends with exit 2, and tells what was found', async () => {
    const folder = temporaryFolder();
    const path = exportOf(folder);
    const state = `${folder}/state`;
    const emulator = await startEmulatorProcess({ accounts: 'strict' });
    const { code, stderr } = await runCli(['accounts', path, '--import', '--state', state], { env: emulator.env });
    expect(code).toBe(2);
    expect(stderr).toContain(`${ACCOUNTS} accounts are missing. This imports them`);
    expect(stderr).toContain('--yes');
    expect(readReport(`${state}/accounts`)).toMatchObject({
      state: 'stopped',
      exitCode: 2,
      error: { code: 'not-confirmed' },
      findings: { accounts: ACCOUNTS, missing: ACCOUNTS },
    });
    expect(await callsOf(emulator, 'multiaccount_import')).toBe(0);
    expect(await callsOf(emulator, 'account_check')).toBe(BATCHES);
    await emulator.stop();
  });

  it('standard input is checked and imported from, but a run cannot require its accounts', async () => {
    const folder = temporaryFolder();
    const input = readFileSync(exportOf(folder, 3));
    const options = ['--emulate', '--accounts', 'strict', '--rate', '0', '--state', `${folder}/state`];
    const imported = await runCli(['accounts', '-', '--import', '--yes', ...options], { input });
    expect(imported.code, imported.stderr).toBe(0);
    const run = await runCli(['run', '-', '--require-accounts', ...options], { input });
    expect(run.code).toBe(2);
    expect(run.stderr).toContain('standard input does not allow');
    expect(existsSync(`${folder}/state/checkpoint.json`)).toBe(false);
  });

  it('--profiles without --import, and a file of profiles that is none, are usage errors', async () => {
    const folder = temporaryFolder();
    const path = exportOf(folder, 3);
    const profiles = `${folder}/people.csv`;
    writeFileSync(profiles, 'account,nick\nann_x_1,Ann\n,Bob\n');
    const options = ['--emulate', '--rate', '0', '--state', `${folder}/state`, '--profiles', profiles];
    const without = await runCli(['accounts', path, ...options]);
    expect([without.code, without.stderr]).toEqual([2, expect.stringContaining('Add --import')]);
    const wrong = await runCli(['accounts', path, '--import', '--yes', ...options]);
    expect([wrong.code, wrong.stderr]).toEqual([2, expect.stringContaining('people.csv:3: the account is empty')]);
  });
});
