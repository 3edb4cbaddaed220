import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Finding } from '../../src/verify/classes.js';
import { runCli, startCli } from '../helpers/cli.js';
import { emulatorForFile, parseLines } from '../helpers/emulator-process.js';
import {
  type CanonicalRecord,
  type ReportFile,
  records,
  temporaryFolder,
  writeExport,
} from '../helpers/export-files.js';

const folder = temporaryFolder();
const emulator = await emulatorForFile();

interface Verified {
  readonly code: number | null;
  readonly report: ReportFile & {
    readonly findings: {
      readonly classes: Record<string, number>;
      readonly expected: number;
      readonly equal: number;
      readonly returned: number;
      readonly calls: number;
      readonly conversations: { readonly checked: number; readonly all: number };
      readonly mostWrongShare?: number;
      readonly repair?: { readonly imported: number; readonly changed: number; readonly left: Record<string, number> };
    };
  };
  readonly stderr: string;
}

/** Imports records under a team's name; answers the words that name export and state. */
async function imported(team: string, sent: readonly CanonicalRecord[]): Promise<string[]> {
  const path = writeExport(folder, `${team}.jsonl`, sent);
  const words = [path, '--state', join(folder, team)];
  const { code, stderr } = await runCli(['run', ...words, '-q'], { env: emulator.env });
  expect(code, stderr).toBe(0);
  return words;
}

async function verify(words: readonly string[]): Promise<Verified> {
  const { code, stdout, stderr } = await runCli(['verify', ...words, '--json'], { env: emulator.env });
  return { code, report: stdout === '' ? undefined : JSON.parse(stdout), stderr } as Verified;
}

function findings(team: string, name: string): Finding[] {
  const path = join(folder, team, 'verify', `${name}.jsonl`);
  return existsSync(path) ? parseLines(readFileSync(path, 'utf8')) : [];
}

const keyOf = ({ key }: { readonly key: string }) => key;

describe('verify', () => {
  it('after an import all is equal, and the report balances', async () => {
    const words = await imported('ok', records(300, 10, 'ok'));
    const { code, report } = await verify(words);
    expect(code).toBe(0);
    expect(report).toMatchObject({ command: 'verify', state: 'finished', balanced: true, exitCode: 0 });
    expect(report.findings).toMatchObject({
      expected: 300,
      equal: 300,
      returned: 300,
      calls: 10,
      classes: {},
      conversations: { checked: 10, all: 10 },
    });
  });

  it('each class of damage is named, in a file of its own that only its owner may read', async () => {
    const words = await imported('bad', records(200, 4, 'bad'));
    const mine = (await emulator.messages()).filter(({ From_Account }) => From_Account.includes('_bad_'));
    const pick = (index: number) => {
      const { From_Account: from, To_Account: to, MsgKey: key } = mine[index]!;
      return { from, to, key };
    };
    const [dropped, altered, recalled] = await emulator.damage(
      { do: 'drop', ...pick(3) },
      { do: 'alter', ...pick(60), text: 'something else' },
      { do: 'recall', ...pick(120) },
    );
    const { code, report } = await verify(words);
    expect(code).toBe(1);
    expect(report.findings.classes).toEqual({ missing: 1, different: 1, recalled: 1 });
    expect(findings('bad', 'missing').map(keyOf)).toEqual([dropped!.key]);
    expect(findings('bad', 'different').map(keyOf)).toEqual([altered!.key]);
    expect(findings('bad', 'recalled').map(keyOf)).toEqual([recalled!.key]);
    expect(statSync(join(folder, 'bad', 'verify', 'missing.jsonl')).mode & 0o777).toBe(0o600);

    const asked = await verify([...words, '--repair']);
    expect(asked.code).toBe(2);
    expect(asked.stderr).toContain('sends 1 message again and replaces the content of 1 message');

    const mended = await verify([...words, '--repair', '--yes']);
    expect(mended.code, mended.stderr).toBe(1);
    expect(mended.report.findings.repair).toEqual({ imported: 1, changed: 1, left: { recalled: 1, repaired: 2 } });

    const last = await verify(words);
    expect(last.report.findings.classes).toEqual({ recalled: 1 });
    expect(existsSync(join(folder, 'bad', 'verify', 'missing.jsonl'))).toBe(false);
  });

  it('a service that ignores MsgSeq inside a second gives a wrong order', async () => {
    const words = await imported('order', records(300, 3, 'order'));
    await emulator.orderHistory('reverse-in-second');
    try {
      const { code, report } = await verify(words);
      expect(code).toBe(1);
      expect(Object.keys(report.findings.classes)).toEqual(['wrong-order']);
    } finally {
      await emulator.orderHistory('key');
    }
    expect((await verify(words)).code).toBe(0);
  });

  it('what the repair cannot bring back is unrepairable', async () => {
    const words = await imported('lost', records(20, 2, 'lost'));
    const [first] = (await emulator.messages()).filter(({ From_Account }) => From_Account.includes('_lost_'));
    const { From_Account: from, To_Account: to, MsgKey: key } = first!;
    await emulator.damage({ do: 'alter', from, to, key, text: 'x' });
    await emulator.setFaults('code:20001:1/modify_c2c_msg');
    try {
      const { code, report } = await verify([...words, '--repair', '--yes']);
      expect(code).toBe(1);
      expect(report.findings.repair).toEqual({ imported: 0, changed: 0, left: { unrepairable: 1 } });
      expect(findings('lost', 'unrepairable').map(keyOf)).toEqual([key]);
    } finally {
      await emulator.setFaults();
    }
  });

  it('what could not be read again after the repair does not count as repaired', async () => {
    const words = await imported('unread', records(20, 2, 'unread'));
    const [first] = (await emulator.messages()).filter(({ From_Account }) => From_Account.includes('_unread_'));
    const { From_Account: from, To_Account: to, MsgKey: key } = first!;
    await emulator.damage({ do: 'alter', from, to, key, text: 'x' });
    await emulator.setFaults('slow:1:4000/modify_c2c_msg');
    try {
      const mending = startCli(['verify', ...words, '--repair', '--yes', '--json'], { env: emulator.env });
      const saved = join(folder, 'unread', 'verify', 'repair', 'checkpoint.json');
      while (!existsSync(saved)) await new Promise((resolve) => setTimeout(resolve, 20));
      await new Promise((resolve) => setTimeout(resolve, 500));
      await emulator.setFaults('code:20003:1/admin_getroammsg');
      const { code } = await mending.ended;
      expect(code).toBe(1);
      expect(findings('unread', 'repaired')).toEqual([]);
      expect(findings('unread', 'unrepairable').map(keyOf)).toEqual([key]);
    } finally {
      await emulator.setFaults();
    }
  });

  it('messages of others are foreign, and wrong only with --strict', async () => {
    const all = records(40, 2, 'foreign');
    const words = await imported('foreign', all);
    const part = writeExport(folder, 'foreign-part.jsonl', all.slice(0, 38));
    const state = ['--state', join(folder, 'foreign-part')];
    expect((await verify([part, ...state])).report).toMatchObject({
      exitCode: 0,
      findings: { classes: { foreign: 2 }, expected: 38, equal: 38 },
    });
    expect((await verify([part, ...state, '--strict'])).code).toBe(1);
    expect((await verify(words)).code).toBe(0);
  });

  it('of records with one key the first is expected, and the others are told', async () => {
    const [one, two] = records(2, 1, 'shared') as [CanonicalRecord, CanonicalRecord];
    const words = await imported('shared', [one, { ...one, text: 'other' }, two]);
    const { code, report } = await verify(words);
    expect(code).toBe(1);
    expect(report.findings).toMatchObject({ classes: { 'shared-key': 1 }, expected: 2, equal: 2 });
  });

  it('a message past the storage period is not missed', async () => {
    const path = writeExport(folder, 'old.jsonl', records(10, 1, 'old'));
    const state = ['--state', join(folder, 'old')];
    const without = await verify([path, ...state]);
    expect(without.report.findings.classes).toEqual({ missing: 10 });
    const { code, report } = await verify([path, ...state, '--retention', '30d']);
    expect(code).toBe(0);
    expect(report.findings.classes).toEqual({ expired: 10 });
  });

  it('a sample reads part of the conversations and says how sure that makes', async () => {
    const words = await imported('sample', records(600, 200, 'sample'));
    const { code, report } = await verify([...words, '--sample', '20%']);
    expect(code).toBe(0);
    const { conversations, mostWrongShare, calls } = report.findings;
    expect(conversations.all).toBe(200);
    expect(conversations.checked).toBeGreaterThan(15);
    expect(conversations.checked).toBeLessThan(70);
    expect(calls).toBe(conversations.checked);
    expect(mostWrongShare).toBeCloseTo(1 - 0.05 ** (1 / conversations.checked), 6);
    const other = await verify([...words, '--sample', '20%', '--seed', '5']);
    expect(other.report.findings.conversations.checked).toBeLessThan(200);
  });

  it('both people’s views are read when asked for', async () => {
    const words = await imported('views', records(20, 2, 'views'));
    const { report } = await verify([...words, '--both-views']);
    expect(report.findings).toMatchObject({ calls: 4, expected: 40, equal: 40, classes: {} });
  });

  it('killed in the middle it goes on where it was, and finds the same', async () => {
    const words = await imported('killed', records(900, 300, 'killed'));
    const mine = (await emulator.messages()).filter(({ From_Account }) => From_Account.includes('_killed_'));
    const picks = mine.filter((_, index) => index % 90 === 0);
    await emulator.damage(
      ...picks.map(({ From_Account: from, To_Account: to, MsgKey: key }) => ({ do: 'drop', from, to, key })),
    );
    const slow = { ...emulator.env, TIM_RATE: '60' };
    const first = startCli(['verify', ...words, '--no-progress'], { env: slow });
    const saved = join(folder, 'killed', 'verify', 'reading', 'checkpoint.json');
    const settled = () => (existsSync(saved) ? Number(/"delivered":(\d+)/.exec(readFileSync(saved, 'utf8'))?.[1]) : 0);
    while (settled() < 30) await new Promise((resolve) => setTimeout(resolve, 50));
    first.kill('SIGKILL');
    await first.ended;
    const before = (await emulator.stats()).requests;
    const { code, report } = await verify(words);
    expect(code).toBe(1);
    expect(findings('killed', 'missing').map(keyOf).sort()).toEqual(picks.map(({ MsgKey }) => MsgKey).sort());
    expect(report.findings).toMatchObject({ expected: 900, calls: 300, classes: { missing: picks.length } });
    expect((await emulator.stats()).requests - before).toBeLessThan(300);
  });

  it('goes on where it was only while the export is the same', async () => {
    const all = records(300, 30, 'grown');
    const words = await imported('grown', all);
    const first = startCli(['verify', ...words, '--no-progress'], { env: { ...emulator.env, TIM_RATE: '10' } });
    const saved = join(folder, 'grown', 'verify', 'reading', 'checkpoint.json');
    const settled = () => (existsSync(saved) ? Number(/"delivered":(\d+)/.exec(readFileSync(saved, 'utf8'))?.[1]) : 0);
    while (settled() < 8) await new Promise((resolve) => setTimeout(resolve, 50));
    first.kill('SIGINT');
    await first.ended;
    writeExport(folder, 'grown.jsonl', [...all, ...records(40, 40, 'grownmore')]);
    const { code, report } = await verify(words);
    expect(code).toBe(1);
    expect(report.findings).toMatchObject({ expected: 340, equal: 300, calls: 70, classes: { missing: 40 } });
  });

  it('with every transport fault it still comes to the same end', async () => {
    const words = await imported('faults', records(200, 40, 'faults'));
    await emulator.setFaults(
      'throttle:0.1',
      'lost-before:0.05',
      'lost-after:0.05',
      'cut:0.05',
      'truncated:0.05',
      'html:0.05',
      'http-502:0.05',
    );
    try {
      const { code, report } = await verify(words);
      expect(code).toBe(0);
      expect(report.findings).toMatchObject({ expected: 200, equal: 200, calls: 40 });
      expect(report.counts.retried).toBeGreaterThan(0);
    } finally {
      await emulator.setFaults();
    }
  });

  it('a changed export is read anew; an unchanged one is not', async () => {
    const all = records(20, 2, 'again');
    const words = await imported('again', all);
    await verify(words);
    const survey = join(folder, 'again', 'verify', 'survey', 'survey.json');
    const made = statSync(survey).mtimeMs;
    await verify(words);
    expect(statSync(survey).mtimeMs).toBe(made);
    writeFileSync(words[0]!, readFileSync(words[0]!, 'utf8').replace('hello 3"', 'hullo 3"'));
    const { report } = await verify(words);
    expect(report.findings.classes).toEqual({ different: 1 });
    expect(statSync(survey).mtimeMs).toBeGreaterThan(made);
  });

  it('in the folder of a run with other settings it refuses, so that a repair cannot double', async () => {
    const words = await imported('other', records(20, 2, 'other'));
    for (const more of [
      ['--generation', '1'],
      ['--order', 'id'],
    ]) {
      const { code, stderr } = await verify([...words, ...more, '--repair', '--yes']);
      expect(code).toBe(4);
      expect(stderr).toContain('belongs to a run with other settings');
    }
    const elsewhere = [words[0]!, '--state', join(folder, 'elsewhere'), '--generation', '1', '--repair', '--yes'];
    const { code, report } = await verify(elsewhere);
    expect(code).toBe(3);
    expect(report.error?.code).toBe('repair-would-double');
    expect((await emulator.messages()).filter(({ From_Account }) => From_Account.includes('_other_'))).toHaveLength(20);
  });

  it('nothing compared is never all right', async () => {
    const nothing = writeExport(folder, 'nothing.jsonl', [{ some: 'record' }]);
    const { code, stdout } = await runCli(['verify', nothing, '--state', join(folder, 'nothing')], {
      env: emulator.env,
    });
    expect(code).toBe(1);
    expect(stdout).toContain('Nothing was compared');
  });

  it('of a run that was stopped it says so', async () => {
    const path = writeExport(folder, 'stopped.jsonl', records(2_000, 20, 'stopped'));
    const words = [path, '--state', join(folder, 'stopped')];
    const run = startCli(['run', ...words, '--no-progress'], { env: { ...emulator.env, TIM_RATE: '50' } });
    await run.said('Starting run');
    const meanwhile = await verify(words);
    expect(meanwhile.stderr).toContain('is going on');
    run.kill('SIGTERM');
    await run.ended;
    expect((await verify(words)).stderr).toContain('has not come to its end');
    writeFileSync(join(folder, 'stopped', 'report.json'), '{"command":"run"}');
    expect((await verify(words)).stderr).toContain('report.json is damaged');
  });

  it('with a range, only that range is looked at', async () => {
    const sent = records(40, 2, 'range');
    const words = await imported('range', sent);
    const since = new Date(Math.ceil(sent[20]!.time / 1_000) * 1_000).toISOString();
    const { code, report } = await verify([...words, '--since', since, '--strict']);
    expect(report.findings.classes).toEqual({});
    expect(code).toBe(report.findings.expected === 0 ? 1 : 0);
  });
});
