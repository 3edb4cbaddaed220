import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { StoredMessage } from '../../src/emulator/server.js';
import { runCli, startCli } from '../helpers/cli.js';
import { emulatorForFile } from '../helpers/emulator-process.js';
import {
  type CanonicalRecord,
  ofTeam,
  type ReportFile,
  records,
  temporaryFolder,
  textOf,
  writeExport,
} from '../helpers/export-files.js';

const folder = temporaryFolder();
const emulator = await emulatorForFile();

type Recalled = StoredMessage & { readonly recalled?: true };

interface Undone {
  readonly code: number | null;
  readonly report: ReportFile & { readonly findings: Readonly<Record<string, unknown>> };
  readonly stdout: string;
  readonly stderr: string;
}

function words(team: string, sent: readonly unknown[]): string[] {
  return [writeExport(folder, `${team}.jsonl`, sent), '--state', join(folder, team)];
}

async function run(team: string, sent: readonly CanonicalRecord[], ...more: string[]): Promise<string[]> {
  const named = words(team, sent);
  const { code, stderr } = await runCli(['run', ...named, ...more, '-q'], { env: emulator.env });
  expect(code, stderr).toBe(0);
  return named;
}

async function undo(named: readonly string[], ...more: string[]): Promise<Undone> {
  const { code, stdout, stderr } = await runCli(['undo', ...named, ...more, '--json'], { env: emulator.env });
  return { code, report: stdout === '' ? undefined : JSON.parse(stdout), stdout, stderr } as Undone;
}

/** Texts of a team's messages: those that are recalled, and those that stand. */
async function standing(team: string): Promise<{ recalled: string[]; stands: string[] }> {
  const mine = ofTeam(await emulator.messages(), team) as Recalled[];
  const texts = (wanted: boolean) => mine.filter(({ recalled }) => (recalled ?? false) === wanted).map(textOf);
  return { recalled: texts(true), stands: texts(false) };
}

describe('undo', () => {
  it('tells what it would recall, and does nothing without --yes', async () => {
    const named = await run('dry', records(50, 5, 'dry'));
    const { code, report } = await undo(named);
    expect(code).toBe(0);
    expect(report).toMatchObject({ state: 'finished', balanced: true, counts: { read: 50, delivered: 50 } });
    expect(report.findings).toMatchObject({ dryRun: true, exact: true });
    expect((await standing('dry')).recalled).toEqual([]);
    const told = await runCli(['undo', ...named], { env: emulator.env });
    expect(told.stdout).toContain('nothing was done');
    expect(told.stdout).toContain('To recall 50 messages: the same command with --yes');
  });

  it('a dry one between two lives of an undo leaves its refusals alone', async () => {
    const named = await run('between', records(120, 12, 'between'));
    await emulator.setFaults('code:20003:0.5/admin_msgwithdraw');
    const first = startCli(['undo', ...named, '--yes', '--no-progress'], { env: { ...emulator.env, TIM_RATE: '20' } });
    const rejects = join(folder, 'between', 'undo', 'rejects.jsonl');
    const saved = join(folder, 'between', 'undo', 'checkpoint.json');
    while (!existsSync(saved) || !/"rejected":[1-9]/.test(readFileSync(saved, 'utf8'))) {
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    first.kill('SIGINT');
    await first.ended;
    await emulator.setFaults();
    const refused = readFileSync(rejects, 'utf8');
    expect((await undo(named)).code).toBe(0);
    expect(readFileSync(rejects, 'utf8')).toBe(refused);
    const { code, stderr, report } = await undo(named, '--yes');
    expect(code, stderr).toBe(1);
    expect(report.counts).toMatchObject({ read: 120, pending: 0 });
  });

  it('recalls exactly what the run sent, and counts what was recalled before as done', async () => {
    const named = await run('all', records(60, 6, 'all'));
    const mine = ofTeam(await emulator.messages(), 'all');
    const [one, other] = mine as [StoredMessage, StoredMessage];
    const pick = ({ From_Account: from, To_Account: to, MsgKey: key }: StoredMessage) => ({ from, to, key });
    await emulator.damage({ do: 'recall', ...pick(one) }, { do: 'drop', ...pick(other) });
    const { code, report } = await undo(named, '--yes');
    expect(code).toBe(0);
    expect(report).toMatchObject({ balanced: true, counts: { read: 60, delivered: 60, rejected: 0 } });
    expect(report.findings).toMatchObject({ recalled: 58, 'already-recalled': 1, 'not-there': 1, dryRun: false });
    expect((await standing('all')).stands).toEqual([]);
    const verified = await runCli(['verify', ...named, '--json'], { env: emulator.env });
    expect(JSON.parse(verified.stdout).findings.classes).toEqual({ missing: 1, recalled: 59 });
  });

  it('of part of an export that was sent, only that part', async () => {
    const named = await run('part', records(40, 4, 'part'), '--limit', '25');
    const { report } = await undo(named, '--yes');
    expect(report.counts).toMatchObject({ read: 40, delivered: 25, skipped: 15 });
    expect(report.skippedByReason).toEqual({ 'not-sent': 15 });
    expect(report.findings).toMatchObject({ recalled: 25 });
  });

  it('a message that was refused is left alone, even if another run put an equal one there', async () => {
    const sent = records(10, 1, 'refused');
    const named = words('refused', sent);
    await emulator.setFaults('code:20006:1');
    await runCli(['run', ...named, '--limit', '3', '-q'], { env: emulator.env });
    await emulator.setFaults();
    await runCli(['run', ...named, '-q'], { env: emulator.env });
    const rejects = join(folder, 'refused', 'rejects.jsonl');
    const again = await runCli(['run', rejects, '--state', join(folder, 'refused-again'), '-q'], { env: emulator.env });
    expect(again.code, again.stderr).toBe(0);
    const { report } = await undo(named, '--yes');
    expect(report.skippedByReason).toEqual({ refused: 3 });
    expect((await standing('refused')).stands).toHaveLength(3);
    const rest = await undo([rejects, '--state', join(folder, 'refused-again')], '--yes');
    expect(rest.report.findings).toMatchObject({ recalled: 3 });
    expect((await standing('refused')).stands).toEqual([]);
  });

  it('what a killed life sent and the next one was refused is taken back: a refusal unsends nothing', async () => {
    const sent = records(5, 5, 'doubt');
    const named = words('doubt', sent);
    await emulator.setFaults('lost-after:1/importmsg');
    const first = startCli(['run', ...named, '--no-progress'], { env: emulator.env });
    while ((await standing('doubt')).stands.length < 5) await new Promise((resolve) => setTimeout(resolve, 20));
    first.kill('SIGKILL');
    await first.ended;
    await emulator.setFaults('code:20006:1/importmsg');
    expect((await runCli(['run', ...named, '-q'], { env: emulator.env })).code).toBe(1);
    await emulator.setFaults();
    const outcomes = readFileSync(join(folder, 'doubt', 'rejects.jsonl'), 'utf8').match(/"outcome":"\w+"/g);
    expect(outcomes).toEqual(Array(5).fill('"outcome":"unknown"'));
    expect((await undo(named, '--yes')).report.findings).toMatchObject({ recalled: 5 });
    expect((await standing('doubt')).stands).toEqual([]);
  });

  it('after a crash little more is asked for than was sent', async () => {
    const sent = records(13_000, 50, 'fence');
    const named = words('fence', sent);
    const first = startCli(['run', ...named, '--no-progress'], { env: { ...emulator.env, TIM_RATE: '50' } });
    while ((await standing('fence')).stands.length < 10) await new Promise((resolve) => setTimeout(resolve, 20));
    first.kill('SIGKILL');
    await first.ended;
    const { report } = await undo(named, '--yes');
    expect((await standing('fence')).stands).toEqual([]);
    expect(report.findings.exact).toBe(false);
    expect(report.skippedByReason['not-sent']).toBeGreaterThanOrEqual(1_000);
  });

  it('one conversation, or a range of time', async () => {
    const sent = records(40, 4, 'scope');
    const named = await run('scope', sent);
    const pair = await undo(named, '--yes', '--conversation', 'bob_scope_1,ann_scope_1');
    expect(pair.report).toMatchObject({
      counts: { delivered: 10 },
      skippedByReason: { 'other-conversation': 30 },
      findings: { recalled: 10 },
    });
    const since = new Date(sent[20]!.time).toISOString();
    const range = await undo(named, '--yes', '--since', since);
    expect(range.report).toMatchObject({
      skippedByReason: { 'outside-range': 20 },
      findings: { recalled: 15, 'already-recalled': 5 },
    });
    const all = await undo(named, '--yes');
    expect(all.report.findings).toMatchObject({ recalled: 15, 'already-recalled': 25 });
  });

  it('killed in the middle it goes on where it was', async () => {
    const named = await run('killed', records(600, 60, 'killed'));
    const first = startCli(['undo', ...named, '--yes', '--no-progress'], { env: { ...emulator.env, TIM_RATE: '80' } });
    const saved = join(folder, 'killed', 'undo', 'checkpoint.json');
    const settled = () => (existsSync(saved) ? Number(/"delivered":(\d+)/.exec(readFileSync(saved, 'utf8'))?.[1]) : 0);
    while (settled() < 60) await new Promise((resolve) => setTimeout(resolve, 50));
    first.kill('SIGKILL');
    await first.ended;
    const before = (await emulator.stats()).requests;
    const { code, report } = await undo(named, '--yes');
    expect(code).toBe(0);
    expect(report).toMatchObject({ balanced: true, counts: { read: 600, delivered: 600 } });
    expect((await standing('killed')).stands).toEqual([]);
    expect((await emulator.stats()).requests - before).toBeLessThan(600);
  });

  it('a run that crashed: everything it may have sent is recalled, and that is said', async () => {
    const named = words('crashed', records(2_000, 20, 'crashed'));
    const crashed = startCli(['run', ...named, '--no-progress'], { env: { ...emulator.env, TIM_RATE: '300' } });
    while (ofTeam(await emulator.messages(), 'crashed').length < 400) {
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
    crashed.kill('SIGKILL');
    await crashed.ended;
    const there = ofTeam(await emulator.messages(), 'crashed').length;
    const { code, report } = await undo(named, '--yes');
    expect(code).toBe(0);
    expect(report.findings).toMatchObject({ exact: false, recalled: there, 'not-there': 2_000 - there });
    expect((await standing('crashed')).stands).toEqual([]);
  });

  it('with every transport fault it comes to the same end', async () => {
    const named = await run('faults', records(100, 10, 'faults'));
    await emulator.setFaults('throttle:0.1', 'lost-before:0.05', 'lost-after:0.1', 'cut:0.05', 'http-502:0.05');
    const { code, report } = await undo(named, '--yes');
    await emulator.setFaults();
    expect(code).toBe(0);
    const { recalled, 'already-recalled': already = 0 } = report.findings as Record<string, number>;
    expect(recalled! + already).toBe(100);
    expect((await standing('faults')).stands).toEqual([]);
  });

  it('the command it prints imports the export again, under new keys', async () => {
    const named = await run('again', records(20, 2, 'again'));
    const { stdout } = await runCli(['undo', ...named, '--yes'], { env: emulator.env });
    expect(stdout).toMatch(/To import the export again: tim-migrate run .* --generation 1 --state .*again-1/);
    const second = [named[0]!, '--state', join(folder, 'again-1'), '--generation', '1'];
    expect((await runCli(['run', ...second, '-q'], { env: emulator.env })).code).toBe(0);
    expect((await standing('again')).stands).toHaveLength(20);
  });

  it('what was sent under a mapping that was corrected later is told, and found with the old one', async () => {
    // More than the first hundred, which a corrected mapping must take.
    const sent = records(160, 6, 'remap');
    const mapping = (name: string, only: string) => {
      const path = join(folder, `remap-${name}.yaml`);
      const fields = 'id: id\nfrom: from\nto: to\ntime: time\nseq: seq\nmessages:\n  text: { text: text }\n';
      writeFileSync(path, `version: 1\n${fields}${only}`);
      return ['--mapping', path];
    };
    const old = mapping('old', '');
    const named = await run('remap', sent, ...old, '--limit', '140');
    const kept = mapping('new', `only:\n  - { path: id, not: ${JSON.stringify(sent[139]!.id)} }\n`);
    await run('remap', sent, ...kept, '--accept-mapping');
    const first = await undo([...named, ...kept], '--yes');
    expect(first.code).toBe(1);
    expect(first.report.findings).toMatchObject({ recalled: 159, missed: 1 });
    expect((await undo([...named, ...old], '--yes')).code).toBe(4);
    const second = await undo([...named, ...old, '--accept-mapping'], '--yes');
    expect(second.code).toBe(0);
    expect(second.report.findings).toMatchObject({ recalled: 1, 'already-recalled': 159, missed: 0 });
    expect((await standing('remap')).stands).toEqual([]);
  });

  it('another export, another mapping, no run, or a run in progress: refused with advice', async () => {
    const named = await run('state', records(10, 1, 'state'));
    const [path, ...state] = named as [string, ...string[]];
    expect((await undo([path, '--state', join(folder, 'nothing')])).stderr).toContain('There is no run in');
    const other = await undo([path, ...state, '--order', 'position']);
    expect(other.code).toBe(4);
    const before = readFileSync(path, 'utf8');
    writeFileSync(path, before.replace('hello 3"', 'hello 33"'));
    const changed = await undo(named, '--yes');
    expect(changed.code).toBe(4);
    expect(changed.stderr).toContain('is not what the earlier run read');
    // An undo that was refused took nothing back: the run is what it was.
    writeFileSync(path, before);
    const again = await runCli(['run', ...named], { env: emulator.env });
    expect(again.code, again.stderr).toBe(0);

    const busy = words('busy', records(500, 5, 'busy'));
    const running = startCli(['run', ...busy, '--no-progress'], { env: { ...emulator.env, TIM_RATE: '50' } });
    await running.said('Starting run');
    const refused = await undo(busy, '--yes');
    expect(refused.code).toBe(4);
    running.kill('SIGTERM');
    await running.ended;
  });

  it('a run that was undone is over; of a part nothing is printed that would double the rest', async () => {
    const named = await run('over', records(40, 2, 'over'), '--limit', '30');
    const part = await runCli(['undo', ...named, '--yes', '--conversation', 'ann_over_1,bob_over_1'], {
      env: emulator.env,
    });
    expect(part.stdout).not.toContain('--generation 1');
    expect(part.stdout).toContain('would double the rest');
    const goesOn = await runCli(['run', ...named, '--limit', '32'], { env: emulator.env });
    expect(goesOn.code, goesOn.stderr).toBe(0);
    expect(goesOn.stderr).toContain('a part of what this run sent was recalled');
    expect((await undo(named, '--yes')).code).toBe(0);
    const { code, stderr } = await runCli(['run', ...named], { env: emulator.env });
    expect(code).toBe(4);
    expect(stderr).toContain('was undone');
    expect(stderr).not.toContain('a part of what');
  });

  it('an undo that did not come to its end advises no other keys: what still stands would be doubled', async () => {
    const named = await run('begun', records(40, 2, 'begun'));
    const stopped = await runCli(['undo', ...named, '--yes', '--limit', '10'], { env: emulator.env });
    expect(stopped.code, stopped.stderr).toBe(0);
    expect(stopped.stdout).toContain('an equal one that another run put there goes with it');
    expect(stopped.stdout).not.toContain('--generation 1');
    const refused = await runCli(['run', ...named], { env: emulator.env });
    expect(refused.code).toBe(4);
    expect(refused.stderr).toContain('has not taken back everything');
    expect(refused.stderr).not.toContain('--generation');
    expect((await undo(named, '--yes')).code).toBe(0);
    expect((await runCli(['run', ...named], { env: emulator.env })).stderr).toContain('--generation 1');
  });

  it('nor does one whose recalls the service refused', async () => {
    const named = await run('left', records(5, 1, 'left'));
    await emulator.setFaults('code:20003:1/admin_msgwithdraw');
    const undone = await runCli(['undo', ...named, '--yes'], { env: emulator.env });
    await emulator.setFaults();
    expect(undone.code, undone.stderr).toBe(1);
    expect(undone.stdout).toContain('5 messages may still be there');
    expect(undone.stdout).not.toContain('--generation 1');
    const refused = await runCli(['run', ...named], { env: emulator.env });
    expect(refused.code).toBe(4);
    expect(refused.stderr).not.toContain('--generation');
  });

  it('a zone is that of the range', async () => {
    const named = await run('zone', records(10, 1, 'zone'));
    const { code, report, stderr } = await undo(named, '--since', '2024-03-01 08:00', '--zone', '+08:00');
    expect(code, stderr).toBe(0);
    expect(report.counts.delivered).toBe(10);
  });
});
