import { mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { runCli } from '../helpers/cli.js';
import { temporaryFolder } from '../helpers/export-files.js';

/** The dry run as a person starts it: with its survey, and without. */

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const folder = temporaryFolder();

interface Finding {
  readonly kind: string;
  readonly wrong: boolean;
  readonly count: number;
}
interface Checked {
  readonly state: string;
  readonly error?: { readonly code: string };
  readonly findings: { readonly survey?: { readonly distinctMessages: number }; readonly findings: readonly Finding[] };
}

const AT_MS = 1_709_514_700_123;
const RECORDS = [
  { id: '1', from: 'anna', to: 'bo', time: AT_MS, text: 'one' },
  { id: '1', from: 'anna', to: 'bo', time: AT_MS, text: 'one' },
  { id: '2', from: 'bo', to: 'anna', time: AT_MS + 1_000, text: 'two' },
  { id: '2', from: 'bo', to: 'anna', time: AT_MS + 2_000, text: 'two' },
  { id: '6', from: 'carl', to: 'anna', time: AT_MS, seq: 5, text: 'SECRET-WORDS' },
  { id: '6', from: 'anna', to: 'carl', time: AT_MS, seq: 5, text: 'other' },
];

function write(name: string, records: readonly unknown[]): string {
  const path = join(folder, name);
  writeFileSync(path, records.map((record) => `${JSON.stringify(record)}\n`).join(''));
  return path;
}

const kinds = ({ findings }: Checked) => findings.findings.map(({ kind, count }) => `${kind} ${count}`);

describe('check', () => {
  it('finds by its survey what looking back tells, and keeps it for the owner alone', async () => {
    const state = join(folder, 'planted');
    const path = write('planted.jsonl', RECORDS);
    const { code, stdout, stderr } = await runCli(['check', path, '--state', state, '--json']);
    expect(code, stderr).toBe(1);
    const report = JSON.parse(stdout) as Checked;
    expect(kinds(report)).toEqual(['shared-keys 1', 'repeated 1', 'doubled 1']);
    expect(report.findings.survey?.distinctMessages).toBe(4);
    for (const name of ['survey.duckdb', 'accounts.csv', 'report.json', 'rejects.jsonl']) {
      expect(statSync(`${state}/check/${name}`).mode & 0o777, name).toBe(0o600);
    }
    expect(readFileSync(`${state}/check/accounts.csv`, 'utf8')).toContain('carl,carl,1,1,1');
    expect(readFileSync(`${state}/check/survey.duckdb`).includes('SECRET-WORDS')).toBe(false);
    expect(stdout).not.toContain('carl');
  });

  it('--jobs finds the same, in threads of its own', async () => {
    const lines = ['{bad', '', JSON.stringify({ ...RECORDS[0], text: 'two\nlines' }), JSON.stringify({ id: 'x' })];
    const path = join(folder, 'jobs.jsonl');
    writeFileSync(path, `${[...RECORDS.map((record) => JSON.stringify(record)), ...lines].join('\r\n')}`);
    const told: unknown[] = [];
    for (const jobs of ['1', '2']) {
      const state = join(folder, `jobs-${jobs}`);
      const words = ['check', path, 'samples/canonical.csv', '--state', state, '--no-survey', '--json', '--jobs', jobs];
      const { code, stdout } = await runCli(words, { cwd: ROOT });
      const { findings, counts, rejectsByCode } = JSON.parse(stdout);
      const { estimate: _, ...found } = findings;
      told.push({ code, counts, rejectsByCode, found, rejects: readFileSync(`${state}/check/rejects.jsonl`, 'utf8') });
    }
    expect(told[0]).toMatchObject({ code: 1, counts: { read: 13, rejected: 2 } });
    expect(told[1]).toEqual(told[0]);
  });

  it('--jobs says why one thread does it alone', async () => {
    const path = write('alone.jsonl', RECORDS);
    const { stderr } = await runCli(['check', path, '--state', join(folder, 'alone'), '--jobs', '2']);
    expect(stderr).toContain('the survey takes records one by one');
  });

  it('--no-survey works in memory alone and leaves no former survey behind', async () => {
    const state = join(folder, 'both');
    const path = write('both.jsonl', RECORDS);
    await runCli(['check', path, '--state', state]);
    const { code, stdout } = await runCli(['check', path, '--state', state, '--no-survey', '--json']);
    expect(code).toBe(1);
    const report = JSON.parse(stdout) as Checked;
    expect(report.findings.survey).toBeUndefined();
    // Both have one id, one key and one size: without a survey that passes for a repeat.
    expect(kinds(report)).toContain('repeated 1');
    expect(() => statSync(`${state}/check/survey.duckdb`)).toThrow('ENOENT');
    expect(() => statSync(`${state}/check/accounts.csv`)).toThrow('ENOENT');
  });

  it.each([
    ['an empty export', ''],
    ['an export of rejects alone', '{"id":1}\nbroken\n'],
  ])('reads %s from standard input', async (name, input) => {
    const state = join(folder, name.replaceAll(' ', '-'));
    const words = ['check', '-', '--format', 'jsonl', '--state', state, '--json'];
    const { code, stdout, stderr } = await runCli(words, { input });
    expect(code, stderr).toBe(input === '' ? 0 : 1);
    const report = JSON.parse(stdout) as Checked & { counts: object; findings: { messages: number } };
    expect(report).toMatchObject({ state: 'finished', counts: { delivered: 0, rejected: input === '' ? 0 : 2 } });
    expect(report.findings.messages).toBe(0);
  });

  it('tells what is complete by the cut-over; without the survey nobody knows', async () => {
    const path = write('cut-over.jsonl', RECORDS);
    const words = ['check', path, '--state', join(folder, 'cut-over')];
    const { stdout } = await runCli([...words, '--cut-over', '2999-01-01', '--zone', '+08:00']);
    expect(stdout).toContain(
      'Cut-over       100.0 % of conversations (2 of 2) are complete by 2998-12-31 16:00:00 UTC',
    );
    const zoneless = await runCli([...words, '--cut-over', '2999-01-01']);
    expect(zoneless.code).toBe(2);
    expect(zoneless.stderr).toContain('--cut-over');
    const without = await runCli([...words, '--cut-over', '2999-01-01T00:00:00Z', '--no-survey']);
    expect(without.code).toBe(2);
  });

  it('what is in the way of the survey stops the check with advice', async () => {
    const state = join(folder, 'in-the-way');
    const path = write('in-the-way.jsonl', RECORDS);
    mkdirSync(`${state}/check/survey.duckdb`, { recursive: true });
    const { code, stderr } = await runCli(['check', path, '--state', state]);
    expect(code).toBe(3);
    expect(stderr).toContain('cannot be deleted');
    expect(stderr).not.toMatch(/at .*\.js:\d+/);
  });

  it('--memory is a size that can be worked with', async () => {
    const path = write('memory.jsonl', RECORDS);
    const { code, stderr } = await runCli(['check', path, '--memory', '10MB', '--state', join(folder, 'memory')]);
    expect(code).toBe(2);
    expect(stderr).toContain('a size from 512MB');
  });
});
