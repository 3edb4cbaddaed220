import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import type { Result } from '../../src/broadcast/fate.js';
import { IDENTIFIER, runCli, SDK_APP_ID, SECRET_KEY, startCli } from '../helpers/cli.js';
import { parseLines, startEmulatorProcess } from '../helpers/emulator-process.js';
import { records, temporaryFolder, writeExport } from '../helpers/export-files.js';

const folder = temporaryFolder();
const servers: Server[] = [];
afterAll(() => {
  for (const server of servers) server.closeAllConnections();
  for (const server of servers) server.close();
});

function people(count: number): string[] {
  return Array.from({ length: count }, (_, index) => `r${String(index).padStart(5, '0')}`);
}

function listOf(name: string, accounts: readonly string[]): string {
  const path = join(folder, name);
  writeFileSync(path, `# staff\n${accounts.join('\n')}\n`);
  return path;
}

interface Told {
  readonly state: string;
  readonly balanced: boolean;
  readonly counts: Readonly<Record<'receivers' | 'sent' | 'failed' | 'unknown' | 'pending', number>>;
}

function reportOf(state: string): Told {
  return JSON.parse(readFileSync(join(state, 'broadcast', 'report.json'), 'utf8')) as Told;
}

function outcomesOf(state: string): Map<string, string> {
  const lines = parseLines<Result>(readFileSync(join(state, 'broadcast', 'results.jsonl'), 'utf8'));
  return new Map(lines.map(({ account, outcome }) => [account, outcome]));
}

/** How often each account got it. */
function countOf(accounts: readonly string[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const account of accounts) counts.set(account, (counts.get(account) ?? 0) + 1);
  return counts;
}

type Reaction = 'answer' | 'silence' | object;

/** A service that delivers every batch it is sent, and answers as it is told. */
async function scriptedService(react: (call: number, accounts: readonly string[]) => Reaction) {
  const delivered: string[] = [];
  let calls = 0;
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const answer = (value: object) => response.end(JSON.stringify({ ActionStatus: 'OK', ErrorCode: 0, ...value }));
      if (!request.url?.includes('batchsendmsg')) {
        answer({ AllC2CUnreadMsgNum: 0 });
        return;
      }
      const { To_Account } = JSON.parse(Buffer.concat(chunks).toString()) as { To_Account: string[] };
      calls += 1;
      const reaction = react(calls, To_Account);
      if (typeof reaction === 'object') {
        answer(reaction);
        return;
      }
      delivered.push(...To_Account);
      if (reaction === 'answer') answer({ MsgKey: `${calls}_1_1700000000` });
    });
  });
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const env = {
    TIM_SECRET_KEY: SECRET_KEY,
    TIM_SDK_APP_ID: String(SDK_APP_ID),
    TIM_IDENTIFIER: IDENTIFIER,
    TIM_ENDPOINT: `http://127.0.0.1:${port}`,
    TIM_RATE: '0',
  };
  return { env, delivered, calls: () => calls };
}

function command(list: string, state: string, ...more: string[]): string[] {
  return ['broadcast', '--receivers', list, '--text', 'We move on Sunday.', '--state', state, '--yes', ...more];
}

describe('broadcast', { timeout: 120_000 }, () => {
  it('shows the message and to how many, sends it once to each, and has a line for each', async () => {
    const emulator = await startEmulatorProcess();
    const list = listOf('all.txt', [...people(1_200), 'r00007']);
    const state = join(folder, 'all');
    const asked = await runCli(
      command(list, state).filter((word) => word !== '--yes'),
      { env: emulator.env },
    );
    expect(asked.code).toBe(2);
    expect(asked.stderr).toMatch(/to 1,200 accounts, in 3 calls, less than a minute:\s+We move on Sunday\./);
    expect(await emulator.messages()).toEqual([]);
    const { code, stdout, stderr } = await runCli(command(list, state, '--json'), { env: emulator.env });
    expect(code, stderr).toBe(0);
    const counts = { receivers: 1_200, sent: 1_200, failed: 0, unknown: 0, pending: 0 };
    expect(JSON.parse(stdout)).toMatchObject({ state: 'finished', balanced: true, counts, calls: 3, exitCode: 0 });
    expect(reportOf(state)).toMatchObject({ state: 'finished', balanced: true, counts });
    expect(readFileSync(join(state, 'broadcast', 'report.json'), 'utf8')).not.toContain('Sunday');
    const got = countOf((await emulator.messages()).map(({ To_Account }) => To_Account));
    expect(got.size).toBe(1_200);
    expect(Math.max(...got.values())).toBe(1);
    const again = await runCli(command(list, state), { env: emulator.env });
    expect(again.code).toBe(0);
    expect((await emulator.messages()).length).toBe(1_200);
    await emulator.stop();
  });

  it('to everybody in an export but the sender', async () => {
    const emulator = await startEmulatorProcess();
    const sent = records(60, 6);
    const path = writeExport(folder, 'chats.jsonl', sent);
    const everybody = new Set(sent.flatMap(({ from, to }) => [String(from), String(to)]));
    const sender = String(sent[0]!.from);
    const words = ['broadcast', path, '--from', sender, '--text', 'hi', '--yes', '--state', join(folder, 'export')];
    const { code, stderr } = await runCli(words, { env: emulator.env });
    expect(code, stderr).toBe(0);
    everybody.delete(sender);
    const got = (await emulator.messages()).map(({ To_Account }) => To_Account).sort();
    expect(got).toEqual([...everybody].sort());
    await emulator.stop();
  });

  it('killed while it waits for an answer: those receivers are unknown, nobody gets it twice', async () => {
    let onSecond: () => void = () => undefined;
    const second = new Promise<void>((resolve) => {
      onSecond = resolve;
    });
    let isSilent = true;
    const service = await scriptedService((call) => {
      if (call !== 2 || !isSilent) return 'answer';
      onSecond();
      return 'silence';
    });
    const accounts = people(1_300);
    const [list, state] = [listOf('killed.txt', accounts), join(folder, 'killed')];
    const running = startCli(command(list, state), { env: service.env });
    await second;
    running.kill('SIGKILL');
    await running.ended;
    isSilent = false;
    const resumed = await runCli(command(list, state), { env: service.env });
    expect(resumed.code, resumed.stderr).toBe(1);
    expect(reportOf(state)).toMatchObject({
      ...{ state: 'finished', balanced: true },
      counts: { receivers: 1_300, sent: 800, failed: 0, unknown: 500, pending: 0 },
    });
    expect(countOf(service.delivered).size).toBe(1_300);
    expect(Math.max(...countOf(service.delivered).values())).toBe(1);
    const outcomes = outcomesOf(state);
    expect(accounts.slice(500, 1_000).every((account) => outcomes.get(account) === 'unknown')).toBe(true);
    const asked = await runCli(command(list, state, '--retry-unknown'), { env: service.env });
    expect(asked.code, asked.stderr).toBe(0);
    expect(reportOf(state).counts).toMatchObject({ sent: 1_300, unknown: 0 });
  });

  it('killed the moment an answer goes out, again and again: nobody gets it twice, and each is accounted for', async () => {
    let kill: () => void = () => undefined;
    const service = await scriptedService((call) => {
      if (call % 2 === 0 && call < 7) setImmediate(kill);
      return 'answer';
    });
    const accounts = people(4_000);
    const [list, state] = [listOf('killed-often.txt', accounts), join(folder, 'killed-often')];
    let kills = 0;
    for (;;) {
      const running = startCli(command(list, state), { env: service.env });
      kill = () => running.kill('SIGKILL');
      const { signal } = await running.ended;
      if (signal === null) break;
      kills += 1;
    }
    expect(kills).toBeGreaterThan(1);
    expect(Math.max(...countOf(service.delivered).values())).toBe(1);
    const { counts, balanced } = reportOf(state);
    expect(balanced).toBe(true);
    expect(counts.sent + counts.unknown).toBe(4_000);
    expect(counts.unknown).toBeLessThanOrEqual(500 * kills);
    const got = new Set(service.delivered);
    for (const [account, outcome] of outcomesOf(state)) if (outcome === 'sent') expect(got.has(account)).toBe(true);
  });

  it('a push-back and passing errors are tried again; others fail with their reason, exit 1', async () => {
    const service = await scriptedService((call, accounts) => {
      if (call === 1) return { ActionStatus: 'FAIL', ErrorCode: 60007 };
      if (call === 2) {
        const ErrorList = [
          { To_Account: accounts[0], ErrorCode: 70107 },
          { To_Account: accounts[1], ErrorCode: 91000 },
        ];
        return { ActionStatus: 'SomeError', MsgKey: '1_2_3', ErrorList };
      }
      return 'answer';
    });
    const [list, state] = [listOf('errors.txt', people(3)), join(folder, 'errors')];
    const { code, stdout } = await runCli(command(list, state), { env: service.env });
    expect(code).toBe(1);
    expect(stdout).toMatch(/failed\s+1\s+\(70107 1\)/);
    expect(service.calls()).toBe(3);
    expect(service.delivered).toEqual(['r00001']);
    expect(Object.fromEntries(outcomesOf(state))).toEqual({ r00000: 'failed', r00001: 'sent', r00002: 'sent' });
  });

  it('faults of all kinds on the way: nobody gets it twice, and what is told as sent arrived', async () => {
    const emulator = await startEmulatorProcess({
      faults: [
        'throttle:0.1',
        'lost-before:0.05',
        'lost-after:0.05',
        'internal-after:0.05',
        'http-429:0.05',
        'cut:0.05',
      ],
    });
    const accounts = people(6_000);
    const [list, state] = [listOf('faults.txt', accounts), join(folder, 'faults')];
    for (let life = 0; life < 5; life += 1) {
      const { code } = await runCli(command(list, state), { env: emulator.env });
      if (code !== 3) break;
    }
    const got = countOf((await emulator.messages()).map(({ To_Account }) => To_Account));
    expect(Math.max(...got.values())).toBe(1);
    const outcomes = outcomesOf(state);
    expect(outcomes.size).toBe(6_000);
    for (const account of accounts) {
      if (outcomes.get(account) === 'sent') expect(got.get(account)).toBe(1);
      else expect(outcomes.get(account)).toBe('unknown');
    }
    await emulator.stop();
  });

  it('an interrupt finishes the call in flight, and the same command goes on', async () => {
    const emulator = await startEmulatorProcess({ latency: '300ms' });
    const [list, state] = [listOf('interrupted.txt', people(3_000)), join(folder, 'interrupted')];
    const running = startCli(command(list, state), { env: emulator.env });
    await running.said('sent 0 of 3,000');
    running.kill('SIGINT');
    const { code } = await running.ended;
    expect(code).toBe(130);
    const { counts, balanced } = reportOf(state);
    expect(balanced).toBe(true);
    expect(counts.unknown).toBe(0);
    expect(counts.pending).toBeGreaterThan(0);
    expect((await emulator.messages()).length).toBe(counts.sent);
    expect((await runCli(command(list, state), { env: emulator.env })).code).toBe(0);
    expect((await emulator.messages()).length).toBe(3_000);
    await emulator.stop();
  });

  it('a wrong key ends it at once, exit 3, and nobody counts as reached', async () => {
    const emulator = await startEmulatorProcess();
    const [list, state] = [listOf('key.txt', people(10)), join(folder, 'key')];
    const { code } = await runCli(command(list, state), { env: { ...emulator.env, TIM_SECRET_KEY: 'other' } });
    expect(code).toBe(3);
    expect(reportOf(state).counts).toMatchObject({ pending: 10, unknown: 0 });
    expect((await runCli(command(list, state), { env: emulator.env })).code).toBe(0);
    await emulator.stop();
  });

  it.each([
    ['another text', ['--text', 'Something else.']],
    ['another sender', ['--text', 'We move on Sunday.', '--from', 'anna']],
  ])('%s in the same state folder is exit 4', async (_, words) => {
    const [list, state] = [listOf('mine.txt', people(2)), join(folder, 'mine')];
    const base = ['broadcast', '--receivers', list, '--state', state, '--yes', '--emulate'];
    expect((await runCli([...base, '--text', 'We move on Sunday.'])).code).toBe(0);
    expect((await runCli([...base, ...words])).code).toBe(4);
  });

  it.each([
    ['nobody', ['--text', 'x', '--state', 'none'], 'Nobody is named'],
    ['a list without a state folder', ['--receivers', 'r.txt', '--text', 'x'], '--state'],
    ['no message', ['--receivers', 'r.txt', '--state', 'none'], '--text'],
  ])('%s is a usage error, and leaves nothing behind', async (_, words, said) => {
    const cwd = temporaryFolder();
    writeFileSync(join(cwd, 'r.txt'), 'anna\n');
    const { code, stderr } = await runCli(['broadcast', ...words, '--yes', '--emulate'], { cwd });
    expect(code, stderr).toBe(2);
    expect(stderr).toContain(said);
    expect(existsSync(join(cwd, 'none'))).toBe(false);
  });
});
