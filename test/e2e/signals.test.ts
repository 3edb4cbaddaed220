import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { pasteIntoShell, runCli, startCli } from '../helpers/cli.js';
import { startEmulatorProcess } from '../helpers/emulator-process.js';
import {
  arrivals,
  expected,
  readReport,
  records,
  temporaryFolder,
  toLines,
  writeExport,
} from '../helpers/export-files.js';

const folder = temporaryFolder();

describe('4.7 interrupted', () => {
  it.each([
    ['SIGINT', 130],
    ['SIGTERM', 143],
  ] as const)('%s: finishes what is in flight, says the command that resumes, exits %i', async (signal, exitCode) => {
    const emulator = await startEmulatorProcess({ latency: '300ms' });
    const sent = records(320, 60);
    const path = writeExport(folder, `${signal} it's.jsonl`, sent);
    const state = `${folder}/${signal}`;
    const life = startCli(['run', path, '--state', state, '--rate', '100'], { env: emulator.env });
    await life.said('Starting');
    await sleep(1_200);
    life.kill(signal);
    const { code, stdout, stderr } = await life.ended;
    expect(code, stderr).toBe(exitCode);
    expect(stderr).toContain(signal);
    const report = readReport(state);
    expect(report).toMatchObject({ state: 'interrupted', balanced: true, exitCode });
    expect(report.counts.delivered).toBeGreaterThan(0);
    expect(report.counts.pending).toBeGreaterThan(0);
    // What was in flight is counted: the emulator holds not one message more.
    expect((await emulator.stats()).stored).toBe(report.counts.delivered);

    const resume = stdout.split('\n').find((line) => line.startsWith('To go on: '))!;
    expect(resume.slice('To go on: '.length)).toBe(report.resume);
    const status = await runCli(['status', '--state', state]);
    expect(status.stdout).toContain(': interrupted');
    expect(status.stdout).toContain(report.resume);

    await emulator.stop();
    const again = await startEmulatorProcess();
    const resumed = await pasteIntoShell(report.resume!, { env: again.env });
    expect(resumed.code, resumed.stderr).toBe(0);
    expect(readReport(state).counts).toMatchObject({ read: 320, delivered: 320, pending: 0 });
    // Not one message of the first life was sent again.
    expect((await again.stats()).stored).toBe(320 - report.counts.delivered);
    const rest = [...arrivals(await again.messages())];
    const wanted = expected(sent);
    for (const [lane, texts] of rest) expect(wanted.get(lane)!.slice(-texts.length)).toEqual(texts);
    await again.stop();
  });

  it('a second signal stops at once', async () => {
    const emulator = await startEmulatorProcess({ latency: '60s' });
    const path = writeExport(folder, 'twice.jsonl', records(50));
    const words = ['run', path, '--state', `${folder}/twice`, '--timeout', '50s'];
    const life = startCli(words, { env: emulator.env });
    await life.said('Starting');
    life.kill('SIGINT');
    await life.said('finishing what is in flight');
    life.kill('SIGINT');
    const { code } = await life.ended;
    expect(code).toBe(130);
    await emulator.stop();
  });

  it('while the service is down, a signal ends the run without waiting for it', async () => {
    const emulator = await startEmulatorProcess({ faults: ['outage:0s-1h'] });
    const path = writeExport(folder, 'down.jsonl', records(50));
    const life = startCli(['run', path, '--state', `${folder}/down`], { env: emulator.env });
    await life.said('waiting for the service');
    life.kill('SIGTERM');
    const { code, stderr } = await life.ended;
    expect(code, stderr).toBe(143);
    expect(readReport(`${folder}/down`).counts).toMatchObject({ delivered: 0, rejected: 0 });
    await emulator.stop();
  });

  it('a request without an answer is ended by --timeout, and its message is sent again later', async () => {
    const emulator = await startEmulatorProcess({ latency: '60s' });
    const path = writeExport(folder, 'silent.jsonl', records(20));
    const words = ['run', path, '--state', `${folder}/silent`, '--timeout', '3500ms'];
    const life = startCli(words, { env: emulator.env });
    await life.said('Starting');
    await sleep(300);
    life.kill('SIGINT');
    const { code, stderr } = await life.ended;
    expect(code, stderr).toBe(130);
    expect(readReport(`${folder}/silent`).counts).toMatchObject({ delivered: 0, rejected: 0, pending: 20 });
    // It had been stored, and the answer was lost.
    await emulator.stop();
  });

  it('check can be interrupted, too', async () => {
    const life = startCli(['check', '-', '--state', `${folder}/check`, '--format', 'jsonl'], {
      input: toLines(records(10)),
      keepOpen: true,
    });
    await life.said(/checking/);
    life.kill('SIGINT');
    const { code, stderr } = await life.ended;
    expect(code, stderr).toBe(130);
  });
});
