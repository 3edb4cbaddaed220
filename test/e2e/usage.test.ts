import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { describe, expect, it, vi } from 'vitest';
import { parseCommandLine } from '../../src/cli/program.js';
import { type CliOptions, type CliResult, runCli, SECRET_KEY, startCli } from '../helpers/cli.js';
import { emulatorForFile, startEmulatorProcess } from '../helpers/emulator-process.js';
import { ofTeam, type ReportFile, readReport, records, temporaryFolder, writeExport } from '../helpers/export-files.js';
import { filesHolding } from '../helpers/state.js';

const folder = temporaryFolder();
const emulator = await emulatorForFile();
const path = writeExport(folder, 'chats.jsonl', records(20, 4, 'usage'));

let runs = 0;
function run(words: readonly string[], options: CliOptions = {}): Promise<CliResult> {
  runs += 1;
  const given = words.includes('--state') ? words : [...words, '--state', `${folder}/state-${runs}`];
  return runCli(['run', path, ...given], { cwd: folder, ...options });
}

function config(name: string, text: string): string {
  writeFileSync(`${folder}/${name}`, text);
  return `${folder}/${name}`;
}

describe('a wrong or unknown setting is exit 2 and named, with what was given and what is allowed', () => {
  it.each<[string, string[], Record<string, string>, string[]]>([
    ['a flag’s value', ['--emulate', '--rate', 'fast'], {}, ['--rate', '"fast"', 'whole number']],
    ['a flag twice', ['--emulate', '--rate', '1', '--rate', '2'], {}, ['--rate', '2 times']],
    ['a flag without its value', ['--emulate', '--rate'], {}, ['rate']],
    ['an unknown flag', ['--emulate', '--ratee', '5'], {}, ['ratee']],
    ['the key as a flag', ['--emulate', '--secret-key', 'abc'], {}, ['secret-key']],
    ['an environment variable', ['--emulate'], { TIM_RATE: '-5' }, ['TIM_RATE', '"-5"', 'whole number']],
    ['an unknown format', ['--emulate', '--format', 'xml'], {}, ['--format', '"xml"', 'jsonl, csv, json']],
    ['a zone', ['--emulate', '--zone', 'Mars/Olympus'], {}, ['--zone', 'Mars/Olympus', '+08:00']],
    ['a timeout below the service’s own', ['--emulate', '--timeout', '2s'], {}, ['--timeout', '"2s"']],
    ['a limit of nothing', ['--emulate', '--limit', '0'], {}, ['--limit']],
    ['a time', ['--emulate', '--since', 'yesterday'], {}, ['--since', 'yesterday']],
    ['an order', ['--emulate', '--order', 'name'], {}, ['--order', 'seq, time, id, position']],
    ['a share', ['--emulate', '--max-rejects', '200%'], {}, ['--max-rejects', '"200%"']],
    ['a mapping that is not there', ['--emulate', '--mapping', 'none.yaml'], {}, ['none.yaml']],
    ['a config that is not there', ['--config', 'none.yaml'], {}, ['none.yaml', 'TIM_CONFIG']],
    ['nowhere to send to', [], {}, ['--endpoint', '--sdk-app-id', '--identifier', 'TIM_SECRET_KEY']],
    ['--emulate with an endpoint flag', ['--emulate', '--endpoint', 'http://127.0.0.1:1'], {}, ['--emulate']],
    ['--emulate with an endpoint variable', ['--emulate'], { TIM_ENDPOINT: 'http://127.0.0.1:1' }, ['TIM_ENDPOINT']],
    ['--live without --yes', ['--emulate', '--live'], {}, ['--live', '--yes']],
  ])('%s', async (_, words, env, named) => {
    const { code, stdout, stderr } = await run(words, { env });
    expect(code, stderr).toBe(2);
    expect(stdout).toBe('');
    expect(stderr).toMatch(/^Error: /);
    for (const text of named) expect(stderr).toContain(text);
  });

  const SERVICE = ['--sdk-app-id', '1400000001', '--identifier', 'admin'];

  it.each<[string, string[], string[]]>([
    [
      '--rate 0 for the service',
      ['--endpoint', 'https://console.tim.qq.com', '--rate', '0'],
      ['--rate 0', 'console.tim.qq.com'],
    ],
    ['--rate 0 for a private address', ['--endpoint', 'http://192.168.1.5:80', '--rate', '0'], ['--rate 0']],
    ['the service without encryption', ['--endpoint', 'http://console.tim.qq.com'], ['https']],
    ['an endpoint with a path', ['--endpoint', 'https://console.tim.qq.com/v4'], ['--endpoint', 'without path']],
    ['an endpoint with a password', ['--endpoint', 'https://me:pw@console.tim.qq.com'], ['--endpoint']],
  ])('%s', async (_, words, named) => {
    const { code, stderr } = await run([...SERVICE, ...words], { env: { TIM_SECRET_KEY: SECRET_KEY } });
    expect(code, stderr).toBe(2);
    for (const text of named) expect(stderr).toContain(text);
  });

  it.each<[string, string, string[]]>([
    ['unknown', 'emulate: true\nrat: 5\n', ['"rat"', 'rate']],
    ['wrong', 'emulate: true\nrate: fast\n', ['rate', 'fast', 'whole number']],
    ['emulate with an endpoint', 'emulate: true\nendpoint: http://127.0.0.1:1\n', ['--emulate', 'config file']],
    ['a secret', `emulate: true\nsecretKey: ${SECRET_KEY}\n`, ['secretKey', 'TIM_SECRET_KEY']],
    ['a secret by another name', `secret-key: ${SECRET_KEY}\n`, ['secret-key', 'TIM_SECRET_KEY_FILE']],
    ['--yes, which is said each time', 'emulate: true\nyes: true\n', ['yes']],
    ['no mapping', '- rate\n', ['cfg.yaml']],
    ['no YAML', 'rate: [1\n', ['cfg.yaml']],
  ])('in a config file: %s', async (_, text, named) => {
    const { code, stderr } = await run(['--config', config('cfg.yaml', text)]);
    expect(code, stderr).toBe(2);
    for (const word of named) expect(stderr).toContain(word);
    expect(stderr).not.toContain(SECRET_KEY);
  });

  it.each<[string, string[]]>([
    ['no command', []],
    ['an unknown command', ['rum', 'chats.jsonl']],
    ['no export', ['run', '--emulate']],
    ['an export that is not there', ['run', 'none.jsonl', '--emulate', '--state', 's']],
    ['an empty folder name', ['check', '']],
    ['status without a run', ['status', '--state', 'nothing']],
    ['standard input without --state', ['run', '-', '--emulate']],
    ['standard input twice', ['check', '-', '-', '--state', 's']],
  ])('%s', async (_, words) => {
    const { code, stdout, stderr } = await runCli(words, { cwd: folder });
    expect(code, stderr).toBe(2);
    expect(stderr).not.toBe('');
    expect(stdout).toBe('');
  });

  it('the emulator needs a key, and says so', async () => {
    const { code, stderr } = await runCli(['emulator']);
    expect(code).toBe(2);
    expect(stderr).toContain('TIM_SECRET_KEY');
  });
});

describe('precedence: defaults < config file < environment < flags', () => {
  it('each beats the one before', async () => {
    const wrong = 'http://127.0.0.1:9';
    const { TIM_ENDPOINT, ...env } = emulator.env;
    const file = config('order.yaml', `endpoint: ${wrong}\nsdkAppId: 1\npatience: 1s\n`);
    // Config alone goes nowhere; the environment and then a flag correct it.
    const environment = await run(['--config', file], { env: { ...env, TIM_ENDPOINT } });
    expect(environment.code, environment.stderr).toBe(0);
    const flag = await run(['--config', file, '--endpoint', emulator.url], { env: { ...env, TIM_ENDPOINT: wrong } });
    expect(flag.code, flag.stderr).toBe(0);
  });

  it('TIM_CONFIG names the config file, --config beats it; JSON is fine, and names in both spellings', async () => {
    const { TIM_ENDPOINT, TIM_SDK_APP_ID, ...env } = emulator.env;
    const good = config('good.json', JSON.stringify({ endpoint: TIM_ENDPOINT, 'sdk-app-id': Number(TIM_SDK_APP_ID) }));
    const bad = config('bad.yaml', 'nonsense: 1\n');
    expect((await run([], { env: { ...env, TIM_CONFIG: good } })).code).toBe(0);
    expect((await run(['--config', good], { env: { ...env, TIM_CONFIG: bad } })).code).toBe(0);
  });

  it('the key may come from a file', async () => {
    const { TIM_SECRET_KEY, ...env } = emulator.env;
    const file = config('key', `${TIM_SECRET_KEY}\n`);
    expect((await run([], { env: { ...env, TIM_SECRET_KEY_FILE: file } })).code).toBe(0);
    const missing = await run([], { env: { ...env, TIM_SECRET_KEY_FILE: `${folder}/none` } });
    expect(missing.code).toBe(2);
    expect(missing.stderr).toContain('TIM_SECRET_KEY_FILE');
  });
});

describe('what is printed', () => {
  it('run --json, check --json, status --json: one JSON object on standard output and nothing else', async () => {
    const state = `${folder}/json`;
    const ran = await run(['--json', '--state', state], { env: emulator.env });
    expect(ran.code, ran.stderr).toBe(0);
    expect(ran.stdout.trim().split('\n')).toHaveLength(1);
    expect(JSON.parse(ran.stdout)).toEqual(readReport(state));
    const checked = await runCli(['check', path, '--json', '--state', state]);
    expect(checked.stdout.trim().split('\n')).toHaveLength(1);
    const report = JSON.parse(checked.stdout) as ReportFile;
    expect(report).toMatchObject({ command: 'check', state: 'finished', balanced: true, counts: { delivered: 20 } });
    expect(report.findings).toBeDefined();
    // 1.7: a check keeps its files apart and leaves the run's alone.
    expect(readReport(`${state}/check`)).toEqual(report);
    expect(readReport(state).command).toBe('run');
    const status = await runCli(['status', '--json', '--state', state]);
    expect(status.stdout.trim().split('\n')).toHaveLength(1);
    expect(JSON.parse(status.stdout)).toMatchObject({ state: 'finished', counts: { delivered: 20 } });
  });

  it('report.json has the fields of the contract', async () => {
    const state = `${folder}/fields`;
    await run(['--state', state], { env: emulator.env });
    const report = readReport(state);
    expect(report).toMatchObject({
      runId: expect.any(String),
      command: 'run',
      inputs: [path],
      startedAt: expect.stringMatching(/^\d{4}-.*Z$/),
      finishedAt: expect.stringMatching(/^\d{4}-.*Z$/),
      state: 'finished',
      counts: { read: 20, delivered: 20, rejected: 0, skipped: 0, pending: 0, retried: 0 },
      rejectsByCode: {},
      skippedByReason: {},
      ratePerSecond: expect.any(Number),
      balanced: true,
      exitCode: 0,
    });
    const log = readFileSync(`${state}/run.log`, 'utf8').trim().split('\n');
    const events = log.map((line) => (JSON.parse(line) as { msg: string }).msg);
    // 6.8: no per-message events at info.
    expect(events).toEqual(['started', 'ended']);
  });

  it('without a terminal there are no escape codes and no carriage returns, NO_COLOR or not', async () => {
    for (const env of [{}, { NO_COLOR: '1' }, { FORCE_COLOR: '1' }]) {
      const { stdout, stderr } = await run(['--rate', '100'], { env: { ...emulator.env, ...env } });
      expect(stdout + stderr).not.toMatch(/[\u001b\r]/);
    }
  });

  it('--quiet says nothing but errors', async () => {
    const { code, stdout, stderr } = await run(['--quiet'], { env: emulator.env });
    expect([code, stdout, stderr]).toEqual([0, '', '']);
    const wrong = await run(['--quiet', '--rate', 'x'], { env: emulator.env });
    expect(wrong.stderr).toContain('--rate');
  });

  it.each([[['--help']], [['prepare', '--help']]])('%j as it was made is what yargs says', async (words) => {
    const lines: string[] = [];
    const print = vi.spyOn(console, 'log').mockImplementation((line: string) => lines.push(line));
    await parseCommandLine(words);
    print.mockRestore();
    expect((await runCli(words)).stdout).toBe(`${lines.join('\n')}\n`);
  });

  it('--help names every option of the contract, on every command, with examples', async () => {
    const helps = await Promise.all(['run', 'check', 'status', 'emulator'].map((name) => runCli([name, '--help'])));
    for (const { code, stdout } of helps) {
      expect(code).toBe(0);
      expect(stdout).toContain('Examples');
    }
    const flags =
      '--config --endpoint --sdk-app-id --identifier --emulate --rate --concurrency --state --mapping --format --zone --yes --order --generation --live --timeout --patience --max-rejects --limit --since --until --json --quiet --verbose --progress --log-level';
    for (const flag of flags.split(' ')) expect(helps[0]!.stdout).toContain(flag);
    expect(helps[0]!.stdout).toContain('TIM_ENDPOINT');
    expect(helps[0]!.stdout).not.toContain('--secret');
  });

  it('a reader that goes away (a closed pipe) is no crash', async () => {
    const life = startCli(['check', path, '--state', `${folder}/pipe`]);
    life.child.stdout!.destroy();
    const { code, stderr } = await life.ended;
    expect(stderr).not.toMatch(/at .*\.js:\d+/);
    expect([0, 1]).toContain(code);
  });
});

describe('secrets and people’s words stay where they belong', () => {
  it('the key and the signature are in no output and no file; texts are in no log, report or checkpoint', async () => {
    const slow = await startEmulatorProcess({
      faults: ['lost-after:0.1', 'code:70001:0.05', 'http-502:0.1', 'code:77777:0.05'],
    });
    const words = 'PRIVATE-WORDS';
    const lines = records(80, 20, 'secret').map((one) => ({ ...one, text: `${words} ${one.text}` }));
    const file = writeExport(folder, 'private.jsonl', [
      ...lines,
      `{"id": "${words}"`,
      { ...lines[0], id: 'x', time: words },
    ]);
    const state = `${folder}/private`;
    const { stdout, stderr } = await runCli(
      ['run', file, '--state', state, '--verbose', '--log-level', 'debug', '--json'],
      { env: slow.env },
    );
    const wrong = { ...slow.env, TIM_SECRET_KEY: 'another-secret-key' };
    const refused = await runCli(['run', file, '--state', `${state}2`, '--log-level', 'debug'], { env: wrong });
    const all = stdout + stderr + refused.stdout + refused.stderr;
    // A signature is a zlib stream in the service's own base64.
    for (const secret of [SECRET_KEY, 'another-secret-key', 'usersig=eJ', 'eJw', 'eJy']) {
      expect(all).not.toContain(secret);
      expect([...filesHolding(state, secret), ...filesHolding(`${state}2`, secret)]).toEqual([]);
    }
    expect(all).not.toContain(words);
    expect(filesHolding(state, words)).toEqual([`${state}/rejects.jsonl`]);
    await slow.stop();
  });

  it('a wrong setting does not print the key', async () => {
    const { stderr } = await run(['--rate', 'x'], { env: emulator.env });
    expect(stderr).not.toContain(SECRET_KEY);
  });
});

describe('--live', () => {
  it('history is SyncFromOldSystem 2, live is 5', async () => {
    const history = writeExport(folder, 'history.jsonl', records(4, 2, 'history'));
    const live = writeExport(folder, 'live.jsonl', records(4, 2, 'live'));
    const words = ['--live', '--yes'];
    expect((await runCli(['run', history, '--state', `${folder}/h`], { env: emulator.env })).code).toBe(0);
    expect((await runCli(['run', live, '--state', `${folder}/l`, ...words], { env: emulator.env })).code).toBe(0);
    const messages = await emulator.messages();
    const modesOf = (team: string) => ofTeam(messages, team).map((message) => message.SyncFromOldSystem);
    expect(modesOf('history')).toEqual([2, 2, 2, 2]);
    expect(modesOf('live')).toEqual([5, 5, 5, 5]);
  });
});

describe('the default state folder', () => {
  it('6.1 is named after the export below .tim-migrate; status alone takes the newest run', async () => {
    const { code, stderr } = await runCli(['run', 'chats.jsonl', '--emulate', '--rate', '0'], { cwd: folder });
    expect(code, stderr).toBe(0);
    const state = /state in (\S+)/.exec(stderr)![1]!;
    expect(state).toMatch(/\/\.tim-migrate\/chats\.jsonl-[0-9a-f]{8}-emulated$/);
    expect(existsSync(`${state}/checkpoint.json`)).toBe(true);
    const newest = await runCli(['status'], { cwd: folder });
    expect(newest.stdout).toContain(state);
    const named = await runCli(['status', 'chats.jsonl'], { cwd: folder });
    expect(named.stdout).toBe(newest.stdout);
  });

  it('6.1 a trial in the emulator leaves the folder of the real run alone', async () => {
    const emulator = await startEmulatorProcess({ limit: 0 });
    try {
      const trial = await runCli(['run', 'chats.jsonl', '--emulate', '--rate', '0'], { cwd: folder });
      const real = await runCli(['run', 'chats.jsonl', '--rate', '0'], { cwd: folder, env: emulator.env });
      expect([trial.code, real.code], real.stderr).toEqual([0, 0]);
      const state = /state in (\S+)/.exec(real.stderr)![1]!;
      expect((await runCli(['status', 'chats.jsonl'], { cwd: folder })).stdout).toContain(`${state}\n`);
    } finally {
      await emulator.stop();
    }
  });
});
