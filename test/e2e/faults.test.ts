import { describe, expect, it } from 'vitest';
import { runCli, startCli } from '../helpers/cli.js';
import { startEmulatorProcess } from '../helpers/emulator-process.js';
import {
  arrivals,
  byConversation,
  expected,
  readRejects,
  readReport,
  records,
  temporaryFolder,
  writeExport,
} from '../helpers/export-files.js';

const folder = temporaryFolder();

const MIXED = [
  'throttle:0.02',
  'lost-before:0.03',
  'lost-after:0.03',
  'http-502:0.03',
  'http-429:0.003:1',
  'internal:0.03',
  'internal-after:0.01',
  'html:0.01',
  'truncated:0.01',
  'cut:0.02',
  'slow:0.03:80',
];

describe('a service that fails now and then', () => {
  it('one request in five fails in mixed ways: all is stored once, in order, and nothing is rejected', {
    timeout: 120_000,
  }, async () => {
    const emulator = await startEmulatorProcess({ faults: MIXED, latency: '2ms' });
    const sent = records(1_600, 200);
    const path = writeExport(folder, 'mixed.jsonl', sent);
    const { code, stderr } = await runCli(['run', path, '--state', `${folder}/mixed`], { env: emulator.env });
    expect(code, stderr).toBe(0);
    const stats = await emulator.stats();
    expect(stats).toMatchObject({ stored: 1_600, duplicatesWithOtherContent: 0 });
    for (const label of ['throttle', 'lost-before', 'lost-after', 'http-502', 'http-429', 'internal', 'html', 'cut']) {
      expect(stats.faults[label], label).toBeGreaterThan(0);
    }
    const stored = await emulator.messages();
    expect(arrivals(stored)).toEqual(expected(sent));
    expect(byConversation(stored)).toEqual(expected(sent));
    const { counts, balanced } = readReport(`${folder}/mixed`);
    expect(balanced).toBe(true);
    expect(counts).toMatchObject({ read: 1_600, delivered: 1_600, rejected: 0, skipped: 0, pending: 0 });
    expect(counts.retried).toBeGreaterThan(100);
    await emulator.stop();
  });

  it('4.3 an outage longer than --patience ends with exit 3, rejects nothing, and the same command finishes', {
    timeout: 60_000,
  }, async () => {
    const emulator = await startEmulatorProcess({ latency: '5ms' });
    const sent = records(1_500, 30);
    const path = writeExport(folder, 'outage.jsonl', sent);
    const state = `${folder}/outage`;
    const words = ['run', path, '--state', state, '--patience', '2s', '--rate', '300'];
    await emulator.setFaults('outage:1500ms-10m');
    const { code, stderr } = await runCli(words, { env: emulator.env });
    expect(code, stderr).toBe(3);
    expect(stderr).toContain('--patience');
    expect(stderr).toContain('waiting for the service');
    const stopped = readReport(state);
    expect(stopped).toMatchObject({ state: 'stopped', balanced: true, exitCode: 3, error: { code: 'service-down' } });
    expect(stopped.counts).toMatchObject({ rejected: 0 });
    expect(stopped.counts.pending).toBeGreaterThan(0);
    expect(readRejects(state)).toEqual([]);
    await emulator.setFaults();
    expect((await runCli(words, { env: emulator.env })).code).toBe(0);
    expect(arrivals(await emulator.messages())).toEqual(expected(sent));
    await emulator.stop();
  });

  it('4.3 an outage shorter than the patience is waited out', { timeout: 60_000 }, async () => {
    const emulator = await startEmulatorProcess({ latency: '5ms' });
    const sent = records(400, 20);
    const path = writeExport(folder, 'pause.jsonl', sent);
    await emulator.setFaults('outage:0s-2500ms');
    const { code, stderr } = await runCli(['run', path, '--state', `${folder}/pause`], { env: emulator.env });
    expect(code, stderr).toBe(0);
    expect(readReport(`${folder}/pause`).counts).toMatchObject({ delivered: 400, rejected: 0 });
    // While it is down it is asked now and then, not hammered.
    const { faults } = await emulator.stats();
    expect(faults.outage).toBeLessThan(150);
    await emulator.stop();
  });

  it('4.3 a Retry-After of a day is not waited for beyond the patience', { timeout: 60_000 }, async () => {
    const emulator = await startEmulatorProcess({ faults: ['http-429:1:86400'] });
    const path = writeExport(folder, 'day.jsonl', records(40, 20));
    const words = ['run', path, '--state', `${folder}/day`, '--patience', '2s'];
    const { code, stderr } = await runCli(words, { env: emulator.env });
    expect(code, stderr).toBe(3);
    expect(readReport(`${folder}/day`)).toMatchObject({ error: { code: 'service-down' }, counts: { rejected: 0 } });
    await emulator.setFaults();
    expect((await runCli(words, { env: emulator.env })).code).toBe(0);
    await emulator.stop();
  });

  it('4.4 an unknown code rejects its record with outcome unknown while others succeed', async () => {
    const emulator = await startEmulatorProcess({ faults: ['code:77777:0.1'] });
    const path = writeExport(folder, 'unknown.jsonl', records(300, 50));
    const state = `${folder}/unknown`;
    const { code } = await runCli(['run', path, '--state', state], { env: emulator.env });
    expect(code).toBe(1);
    const rejects = readRejects(state);
    expect(rejects.length).toBeGreaterThan(5);
    expect(new Set(rejects.map((reject) => `${reject.stage} ${reject.code} ${reject.outcome}`))).toEqual(
      new Set(['deliver 77777 unknown']),
    );
    const { counts, rejectsByCode } = readReport(state);
    expect(counts).toMatchObject({ read: 300, delivered: 300 - rejects.length, rejected: rejects.length });
    expect(rejectsByCode).toEqual({ '77777': rejects.length });
    await emulator.stop();
  });

  it('4.4 twenty different records in a row with an unknown code stop the run', async () => {
    const emulator = await startEmulatorProcess({ faults: ['code:77777:1'] });
    const path = writeExport(folder, 'systematic.jsonl', records(300, 50));
    const state = `${folder}/systematic`;
    const { code, stderr } = await runCli(['run', path, '--state', state, '--concurrency', '4'], { env: emulator.env });
    expect(code, stderr).toBe(3);
    const { counts, balanced } = readReport(state);
    expect(counts.rejected).toBeGreaterThanOrEqual(20);
    expect(counts.rejected).toBeLessThan(30);
    expect(balanced).toBe(true);
    expect(readRejects(state)).toHaveLength(counts.rejected);
    await emulator.stop();
  });

  it('4.4 --duplicate-code takes a code as delivered', async () => {
    const emulator = await startEmulatorProcess({ faults: ['code:77777:1'] });
    const path = writeExport(folder, 'duplicate.jsonl', records(60));
    const words = ['run', path, '--state', `${folder}/duplicate`, '--duplicate-code', '77777'];
    expect((await runCli(words, { env: emulator.env })).code).toBe(0);
    expect(readReport(`${folder}/duplicate`).counts).toMatchObject({ delivered: 60, rejected: 0 });
    await emulator.stop();
  });
});

describe('signatures', () => {
  it('4.5 a signature that expires in the middle is renewed, and the run goes on', async () => {
    const emulator = await startEmulatorProcess({ latency: '20ms' });
    const path = writeExport(folder, 'expiry.jsonl', records(900, 90));
    const life = startCli(['run', path, '--state', `${folder}/expiry`, '--rate', '200'], { env: emulator.env });
    await life.said('Starting');
    // Signatures carry whole seconds: the one in use is older than the second that begins in 2 s.
    await emulator.setFaults('expire-usersig:2s');
    const { code, stderr } = await life.ended;
    expect(code, stderr).toBe(0);
    const { perCode, stored } = await emulator.stats();
    expect(stored).toBe(900);
    // Those in flight at that moment, and not one request more: the renewal is shared.
    expect(perCode[70001]).toBeGreaterThan(0);
    expect(perCode[70001]).toBeLessThanOrEqual(64);
    expect(readReport(`${folder}/expiry`).counts).toMatchObject({ delivered: 900, rejected: 0 });
    await emulator.stop();
  });

  it('4.5 a wrong key ends the run with exit 3 after few requests, and nothing is rejected', async () => {
    const emulator = await startEmulatorProcess({ latency: '5ms' });
    const path = writeExport(folder, 'wrong-key.jsonl', records(500, 100));
    const state = `${folder}/wrong-key`;
    const env = { ...emulator.env, TIM_SECRET_KEY: 'another-key', TIM_RATE: '200' };
    const { code, stderr } = await runCli(['run', path, '--state', state], { env });
    expect(code, stderr).toBe(3);
    expect(stderr).toContain('TIM_SECRET_KEY');
    expect(stderr).not.toContain('another-key');
    expect((await emulator.stats()).requests).toBeLessThanOrEqual(16);
    expect(readReport(state).counts).toMatchObject({ delivered: 0, rejected: 0 });
    // With the right key the same command goes on.
    expect((await runCli(['run', path, '--state', state], { env: emulator.env })).code).toBe(0);
    expect((await emulator.stats()).stored).toBe(500);
    await emulator.stop();
  });

  it.each([
    ['--sdk-app-id', '1400000002', '--sdk-app-id'],
    ['--identifier', 'somebody', '--identifier'],
  ])('a wrong %s ends with exit 3 and names it', async (flag, value, named) => {
    const emulator = await startEmulatorProcess();
    const path = writeExport(folder, `wrong${flag}.jsonl`, records(50));
    const words = ['run', path, '--state', `${folder}/wrong${flag}`, flag, value];
    const { code, stderr } = await runCli(words, { env: emulator.env });
    expect(code, stderr).toBe(3);
    expect(stderr).toContain(named);
    expect((await emulator.stats()).stored).toBe(0);
    await emulator.stop();
  });
});

describe('push-back', () => {
  it('a service with a lower limit than --rate slows the run down and rejects nothing', async () => {
    const emulator = await startEmulatorProcess({ limit: 60 });
    const path = writeExport(folder, 'pushed-back.jsonl', records(250, 100));
    const state = `${folder}/pushed-back`;
    const { code, stderr } = await runCli(['run', path, '--state', state, '--rate', '200'], { env: emulator.env });
    expect(code, stderr).toBe(0);
    expect(readReport(state).counts).toMatchObject({ delivered: 250, rejected: 0 });
    expect((await emulator.stats()).overLimit).toBeGreaterThan(0);
    await emulator.stop();
  });
});
