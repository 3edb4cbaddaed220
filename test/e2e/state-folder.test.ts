import { appendFileSync, readFileSync, rmSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { beforeAll, describe, expect, it } from 'vitest';
import { type CliResult, runCli, startCli } from '../helpers/cli.js';
import { emulatorForFile, startEmulatorProcess } from '../helpers/emulator-process.js';
import {
  arrivals,
  expected,
  ofTeam,
  readRejects,
  readReport,
  record,
  records,
  temporaryFolder,
  toLines,
  writeExport,
} from '../helpers/export-files.js';
import { modes, picture } from '../helpers/state.js';

const folder = temporaryFolder();
const emulator = await emulatorForFile();

function run(path: string, state: string, ...words: string[]): Promise<CliResult> {
  return runCli(['run', path, '--state', state, ...words], { env: emulator.env });
}

/** A run of `name` that did the first `done` of its records; the others, broken ones too, are still to come. */
async function begun(team: string, values: readonly unknown[], done: number): Promise<{ path: string; state: string }> {
  const path = writeExport(folder, `${team}.jsonl`, values);
  const state = `${folder}/${team}.state`;
  const { code, stderr } = await run(path, state, '--limit', String(done));
  expect([0, 1], stderr).toContain(code);
  return { path, state };
}

/** The state folder without what every start writes to. */
function kept(state: string): Record<string, string> {
  const { 'run.log': _, ...files } = picture(state);
  return files;
}

const RULES =
  'version: 1\nname: same\nid: id\nfrom: from\nto: to\ntime: { path: time, unit: ms }\nmessages: { text: { text: text } }\n';

describe('2.1 a state folder belongs to one export, mapping, application and service', () => {
  let state: string;
  let path: string;
  let before: Record<string, string>;

  beforeAll(async () => {
    ({ path, state } = await begun('own', records(20, 4, 'own'), 10));
    writeExport(folder, 'other.jsonl', records(20, 4, 'other'));
    writeFileSync(`${folder}/same.yaml`, RULES);
    before = kept(state);
  });

  it.each([
    ['another mapping', ['--mapping', 'same.yaml'], 'mapping'],
    ['another application', ['--sdk-app-id', '1400000009'], 'sdk-app-id'],
    ['another order rule', ['--order', 'time'], 'order'],
    ['another zone', ['--zone', '+08:00'], 'zone'],
    ['another generation', ['--generation', '1'], 'generation'],
    ['another time span', ['--since', '2024-01-01T00:00:00Z'], 'since'],
    ['another format', ['--format', 'json'], 'format'],
    ['live instead of history', ['--live', '--yes'], 'live'],
    ['another size limit', ['--max-body', '9000'], 'max-body'],
  ])('%s: exit 4, and the advice names the setting', async (_, words, setting) => {
    const { code, stderr } = await runCli(['run', path, '--state', state, ...words], {
      env: emulator.env,
      cwd: folder,
    });
    expect(code, stderr).toBe(4);
    expect(stderr).toMatch(new RegExp(`\\b${setting} was `));
    expect(stderr).toContain('--state');
    expect(kept(state)).toEqual(before);
  });

  it('another service: exit 4', async () => {
    const { TIM_ENDPOINT: _, ...env } = emulator.env;
    const { code, stderr } = await runCli(['run', path, '--state', state, '--emulate'], { env });
    expect(code, stderr).toBe(4);
    expect(stderr).toContain('service was "local", now is "emulator"');
  });

  it('another export: exit 4', async () => {
    const { code, stderr } = await run(`${folder}/other.jsonl`, state);
    expect(code, stderr).toBe(4);
    expect(stderr).toContain('another export');
    expect(kept(state)).toEqual(before);
  });

  it('a second export in front of the first one: exit 4; behind it: welcome', async () => {
    const second = writeExport(folder, 'second.jsonl', records(5, 2, 'second'));
    const first = await runCli(['run', second, path, '--state', state], { env: emulator.env });
    expect(first.code, first.stderr).toBe(4);
    expect(kept(state)).toEqual(before);
    const behind = await runCli(['run', path, second, '--state', state], { env: emulator.env });
    expect(behind.code, behind.stderr).toBe(0);
    expect(readReport(state).counts).toMatchObject({ read: 25, delivered: 25 });
  });

  it('rate, concurrency, patience, timeouts, reject limits and logging are free to change', async () => {
    const words = ['--rate', '100', '--concurrency', '3', '--patience', '1m', '--timeout', '5s', '--max-rejects', '5%'];
    const second = `${folder}/second.jsonl`;
    const { code, stderr } = await runCli(['run', path, second, '--state', state, ...words, '--log-level', 'debug'], {
      env: emulator.env,
    });
    expect(code, stderr).toBe(0);
  });
});

describe('1.8 one process at a time', () => {
  it('a second process is refused with exit 4, the first goes on; status says running, then interrupted', async () => {
    const slow = await startEmulatorProcess({ faults: ['outage:0s-10m'] });
    const path = writeExport(folder, 'busy.jsonl', records(50));
    const state = `${folder}/busy`;
    const first = startCli(['run', path, '--state', state], { env: slow.env });
    await first.said('Starting');
    const second = await runCli(['run', path, '--state', state], { env: slow.env });
    expect(second.code, second.stderr).toBe(4);
    expect(second.stderr).toContain(`process ${first.child.pid}`);
    const status = await runCli(['status', '--state', state]);
    expect(status.stdout).toMatch(/: running/);
    await slow.setFaults();
    const { code, stderr } = await first.ended;
    expect(code, stderr).toBe(0);
    expect((await slow.stats()).stored).toBe(50);
    await slow.stop();
  });

  it('a second --emulate on the same folder is refused before it touches the messages of the first', async () => {
    const path = writeExport(folder, 'twins.jsonl', records(1_000, 20));
    const state = `${folder}/twins`;
    const words = ['run', path, '--state', state, '--emulate', '--rate', '100'];
    const first = startCli(words);
    await first.said('Starting');
    const second = await runCli(words);
    expect(second.code, second.stderr).toBe(4);
    first.kill('SIGTERM');
    const { code, stderr } = await first.ended;
    expect(code, stderr).toBe(143);
    const { delivered } = readReport(state).counts;
    expect(delivered).toBeGreaterThan(0);
    const held = readFileSync(`${state}/emulator/messages.jsonl`, 'utf8').trimEnd().split('\n');
    expect(held).toHaveLength(1 + delivered);
  });

  it('the lock of a killed process is taken over, and status says died with the command that resumes', async () => {
    const slow = await startEmulatorProcess({ faults: ['outage:0s-10m'] });
    const path = writeExport(folder, 'killed.jsonl', records(30));
    const state = `${folder}/killed`;
    const first = startCli(['run', path, '--state', state], { env: slow.env });
    await first.said('Starting');
    first.kill('SIGKILL');
    await first.ended;
    const status = await runCli(['status', '--state', state]);
    expect(status.code).toBe(0);
    expect(status.stdout).toContain(': died');
    expect(status.stdout).toContain(`To go on: tim-migrate run ${path} --state ${state}`);
    const asJson = await runCli(['status', '--state', state, '--json']);
    expect(JSON.parse(asJson.stdout)).toMatchObject({ state: 'died', counts: { delivered: 0 } });
    await slow.setFaults();
    expect((await runCli(['run', path, '--state', state], { env: slow.env })).code).toBe(0);
    expect((await runCli(['status', '--state', state])).stdout).toContain(': finished');
    await slow.stop();
  });

  it('the lock of another host is refused until --take-over', async () => {
    const { path, state } = await begun('moved', records(10, 2, 'moved'), 5);
    const owner = { host: 'elsewhere', bootId: 'b', pid: 7, processStart: '1', nonce: 'n' };
    writeFileSync(`${state}/lock`, JSON.stringify(owner));
    const refused = await run(path, state);
    expect(refused.code, refused.stderr).toBe(4);
    expect(refused.stderr).toContain('elsewhere');
    expect(refused.stderr).toContain('--take-over');
    const taken = await run(path, state, '--take-over');
    expect(taken.code, taken.stderr).toBe(0);
    expect(readReport(state).counts.delivered).toBe(10);
  });
});

describe('1.4 what cannot be trusted is refused with exit 4, and nothing is changed', () => {
  const damages: readonly [string, (text: Buffer) => Buffer][] = [
    ['truncated', (text) => text.subarray(0, text.length >> 1)],
    ['without its last byte', (text) => text.subarray(0, -1)],
    ['empty', () => Buffer.alloc(0)],
    ['with a flipped bit in its head', (text) => flipped(text, 12)],
    ['with a flipped bit in its checksum', (text) => flipped(text, 40)],
    ['with a flipped bit in its middle', (text) => flipped(text, text.length >> 1)],
    ['with a flipped bit near its end', (text) => flipped(text, text.length - 9)],
    ['with something behind it', (text) => Buffer.concat([text, Buffer.from('{}\n')])],
    ['of a later version', (text) => Buffer.from(text.toString().replace('"version":1', '"version":2'))],
    ['another file', () => Buffer.from('{"hello":"world"}\n')],
  ];

  describe('checkpoint.json', () => {
    let whole: Buffer;
    let path: string;
    let state: string;
    beforeAll(async () => {
      ({ path, state } = await begun('damaged', records(6, 2, 'damaged'), 3));
      whole = readFileSync(`${state}/checkpoint.json`);
    });

    it.each(damages)('%s', async (_, damage) => {
      writeFileSync(`${state}/checkpoint.json`, damage(whole));
      const before = kept(state);
      const { code, stderr } = await run(path, state);
      expect(code, stderr).toBe(4);
      expect(stderr).toContain('checkpoint.json');
      expect(kept(state)).toEqual(before);
    });

    it('removed', async () => {
      rmSync(`${state}/checkpoint.json`);
      const before = kept(state);
      const { code, stderr } = await run(path, state);
      expect(code, stderr).toBe(4);
      expect(stderr).toContain('its checkpoint.json is gone');
      expect(kept(state)).toEqual(before);
    });

    it('put back as it was, the run goes on', async () => {
      writeFileSync(`${state}/checkpoint.json`, whole);
      expect((await run(path, state)).code).toBe(0);
      expect(readReport(state).counts).toMatchObject({ read: 6, delivered: 6 });
    });
  });

  const REJECTED = [...records(4, 2, 'rej'), '{"id":', 'nonsense', ...records(10, 2, 'rej').slice(4)];

  describe('rejects.jsonl', () => {
    let whole: string;
    let path: string;
    let state: string;
    beforeAll(async () => {
      ({ path, state } = await begun('rej', REJECTED, 8));
      whole = readFileSync(`${state}/rejects.jsonl`, 'utf8');
      expect(readRejects(state)).toHaveLength(2);
    });

    it.each<[string, (path: string) => void]>([
      ['shortened by a few bytes', (file) => writeFileSync(file, whole.slice(0, -10))],
      ['emptied', (file) => truncateSync(file, 0)],
      ['removed', (file) => rmSync(file)],
      ['edited in place', (file) => writeFileSync(file, whole.replace('nonsense', 'correct!'))],
    ])('%s', async (_, change) => {
      writeFileSync(`${state}/rejects.jsonl`, whole);
      change(`${state}/rejects.jsonl`);
      const before = kept(state);
      const { code, stderr } = await run(path, state);
      expect(code, stderr).toBe(4);
      expect(stderr).toContain('rejects.jsonl');
      expect(kept(state)).toEqual(before);
    });
  });

  it('rejects.jsonl longer than saved is cut back', async () => {
    const { path, state } = await begun('longer', REJECTED, 8);
    const saved = readFileSync(`${state}/rejects.jsonl`, 'utf8');
    appendFileSync(`${state}/rejects.jsonl`, `{"input":"longer.jsonl","record":9,"code":"x"}\n{"torn`);
    const { code, stderr } = await run(path, state);
    expect(code, stderr).toBe(1);
    expect(readFileSync(`${state}/rejects.jsonl`, 'utf8')).toBe(saved);
    expect(readReport(state).counts).toMatchObject({ read: 12, delivered: 10, rejected: 2 });
  });
});

describe('2.2 the export must be what was read', () => {
  it('changed before the mark: exit 4 before the first request', async () => {
    const { path, state } = await begun('changed', records(20, 4, 'changed'), 10);
    writeFileSync(path, readFileSync(path, 'utf8').replace('hello 3"', 'hullo 3"'));
    const before = (await emulator.stats()).requests;
    const { code, stderr } = await run(path, state);
    expect(code, stderr).toBe(4);
    expect(stderr).toContain('changed.jsonl');
    expect((await emulator.stats()).requests).toBe(before);
    // Corrected, it goes on.
    writeFileSync(path, readFileSync(path, 'utf8').replace('hullo 3"', 'hello 3"'));
    expect((await run(path, state)).code).toBe(0);
    expect(readReport(state).counts.delivered).toBe(20);
  });

  it('shorter than what was read: exit 4', async () => {
    const { path, state } = await begun('shrunk', records(20, 4, 'shrunk'), 10);
    truncateSync(path, 300);
    const { code, stderr } = await run(path, state);
    expect(code, stderr).toBe(4);
    expect(stderr).toContain('shorter');
  });

  it('changed behind what was read, or grown: welcome', async () => {
    const { path, state } = await begun('grown', records(20, 4, 'grown'), 10);
    writeExport(folder, 'grown.jsonl', [...records(12, 4, 'grown'), { ...record(13, 4, 'grown'), text: 'other' }]);
    expect((await run(path, state)).code).toBe(0);
    appendFileSync(path, toLines([record(14, 4, 'grown')]));
    expect((await run(path, state)).code).toBe(0);
    const { counts, runId } = readReport(state);
    expect(counts).toMatchObject({ read: 14, delivered: 14 });
    expect(runId).toMatch(/^\d{8}T/);
    expect(ofTeam(await emulator.messages(), 'grown')).toHaveLength(14);
  });

  it('a finished run that is started again sends nothing', async () => {
    const { path, state } = await begun('again', records(10, 2, 'again'), 10);
    const { runId, startedAt } = readReport(state);
    const before = (await emulator.stats()).requests;
    expect((await run(path, state)).code).toBe(0);
    expect((await emulator.stats()).requests).toBe(before);
    expect(readReport(state)).toMatchObject({ runId, startedAt, counts: { read: 10, delivered: 10 } });
  });
});

describe('2.3 the end of an input that may still be growing', () => {
  it('a broken last line is told, not kept, and imported when it is whole', async () => {
    const path = writeExport(folder, 'half.jsonl', records(5, 2, 'half'));
    const state = `${folder}/half`;
    const sixth = toLines([record(6, 2, 'half')]);
    appendFileSync(path, sixth.slice(0, 30));
    for (let time = 0; time < 2; time += 1) {
      const { code, stderr } = await run(path, state);
      expect(code, stderr).toBe(1);
      expect(readReport(state).counts).toMatchObject({ read: 6, delivered: 5, rejected: 1 });
      expect(readReport(state).balanced).toBe(true);
      expect(readRejects(state).map((reject) => reject.record)).toEqual([6]);
    }
    appendFileSync(path, sixth.slice(30) + toLines([record(7, 2, 'half')]));
    const { code, stderr } = await run(path, state);
    expect(code, stderr).toBe(0);
    expect(readReport(state).counts).toMatchObject({ read: 7, delivered: 7, rejected: 0 });
    expect(readRejects(state)).toEqual([]);
    expect(arrivals(ofTeam(await emulator.messages(), 'half'))).toEqual(expected(records(7, 2, 'half')));
  });

  it('a whole last line without its line end is imported; going on with one is fine', async () => {
    const path = writeExport(folder, 'open.jsonl', records(3, 2, 'open'));
    truncateSync(path, statSync(path).size - 1);
    const state = `${folder}/open`;
    expect((await run(path, state)).code).toBe(0);
    expect(readReport(state).counts).toMatchObject({ read: 3, delivered: 3 });
    appendFileSync(path, `\n${toLines([record(4, 2, 'open')])}`);
    const { code, stderr } = await run(path, state);
    expect(code, stderr).toBe(0);
    expect(readReport(state).counts).toMatchObject({ read: 4, delivered: 4 });
  });

  it('going on without one is exit 4 and names the record', async () => {
    const path = writeExport(folder, 'glued.jsonl', records(3, 2, 'glued'));
    truncateSync(path, statSync(path).size - 1);
    const state = `${folder}/glued`;
    expect((await run(path, state)).code).toBe(0);
    const before = kept(state);
    appendFileSync(path, ` ${toLines([record(4, 2, 'glued')])}`);
    const { code, stderr } = await run(path, state);
    expect(code, stderr).toBe(4);
    expect(stderr).toContain('Record 3');
    const { 'checkpoint.json': checkpoint } = kept(state);
    expect(checkpoint).toBe(before['checkpoint.json']);
  });
});

describe('6.8 who may read it', () => {
  it('files are 0600 and folders 0700', async () => {
    const path = writeExport(folder, 'modes.jsonl', [...records(3), 'broken']);
    const state = `${folder}/deep/modes`;
    const { TIM_ENDPOINT: _, ...env } = emulator.env;
    expect((await runCli(['run', path, '--state', state, '--emulate'], { env })).code).toBe(1);
    expect((await runCli(['check', path, '--state', state])).code).toBe(1);
    const found = modes(state);
    const files = [
      'checkpoint.json',
      'rejects.jsonl',
      'report.json',
      'run.log',
      'emulator/messages.jsonl',
      'check/rejects.jsonl',
      'check/report.json',
    ];
    for (const name of files) expect(found[`${state}/${name}`], name).toBe('600');
    for (const [name, mode] of Object.entries(found)) expect(['600', '700'], name).toContain(mode);
    expect(found[state]).toBe('700');
    expect(found[`${state}/check`]).toBe('700');
  });
});

function flipped(text: Buffer, at: number): Buffer {
  const copy = Buffer.from(text);
  copy[at] = copy[at]! ^ 1;
  return copy;
}
