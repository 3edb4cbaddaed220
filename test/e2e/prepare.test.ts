import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { runCli } from '../helpers/cli.js';
import { record, temporaryFolder, toLines, writeExport } from '../helpers/export-files.js';

const folder = temporaryFolder();

/** An export out of order, with a record twice, in two files. */
function messyExport(name: string): string[] {
  const all = Array.from({ length: 300 }, (_, index) => record(index + 1));
  const shuffled = all.map((one, index) => ({ one, place: (index * 7_919) % 300 })).sort((a, b) => a.place - b.place);
  const first = writeExport(folder, `${name}-1.jsonl`, [...shuffled.map(({ one }) => one), 'no json']);
  const second = writeExport(folder, `${name}-2.jsonl`, [record(17), record(301)]);
  return [first, second];
}

const run = (words: readonly string[]) => runCli(words, { cwd: folder });

describe('prepare', () => {
  it('writes what a run imports without a finding, and tells of everything it left out', async () => {
    const paths = messyExport('a');
    const output = `${folder}/a.jsonl`;
    const made = await run(['prepare', ...paths, '-o', output, '--state', `${folder}/a`, '--json']);
    expect(made.code, made.stderr).toBe(1);
    const report = JSON.parse(made.stdout);
    expect(report).toMatchObject({
      command: 'prepare',
      balanced: true,
      counts: { read: 303, rejected: 1 },
      findings: { written: 301, ledgerLines: 2, removed: { duplicate: 1 } },
    });
    const ledger = readFileSync(`${folder}/a/prepare/ledger.jsonl`, 'utf8').trim().split('\n');
    expect(ledger.map((line) => JSON.parse(line))).toMatchObject([
      { input: paths[0], record: 301, fate: 'rejected', why: 'bad-json' },
      { input: paths[1], record: 1, fate: 'removed', why: 'duplicate', of: { input: paths[0] } },
    ]);
    const checked = await run(['check', output, '--state', `${folder}/a-check`, '--json']);
    expect(checked.code, checked.stdout).toBe(0);
    const kinds = JSON.parse(checked.stdout).findings.findings.map(({ kind }: { kind: string }) => kind);
    expect(kinds).not.toContain('out-of-order');
    expect(kinds).not.toContain('repeated');
  });

  it('gives the same messages as a direct run of the sorted export: nothing is sent twice after both', async () => {
    const direct = writeExport(
      folder,
      'b.jsonl',
      Array.from({ length: 60 }, (_, index) => record(index + 1)),
    );
    const output = `${folder}/b-prepared.jsonl`;
    expect((await run(['prepare', direct, '-o', output, '--state', `${folder}/b`])).code).toBe(0);
    const held = async (path: string, state: string) => {
      const ran = await run(['run', path, '--state', state, '--emulate', '--rate', '0']);
      expect(ran.code, ran.stderr).toBe(0);
      const [, ...lines] = readFileSync(`${state}/emulator/messages.jsonl`, 'utf8').trim().split('\n');
      return lines
        .map((line) => ({ ...JSON.parse(line), arrival: 0 }))
        .map((one) => JSON.stringify(one))
        .sort();
    };
    expect(await held(output, `${folder}/b-1`)).toEqual(await held(direct, `${folder}/b-2`));
  });

  it('the same export gives the same bytes, compressed too, and leaves no texts in its folder', async () => {
    const paths = messyExport('c');
    const output = `${folder}/c.jsonl.gz`;
    await run(['prepare', ...paths, '-o', output, '--state', `${folder}/c`]);
    const first = readFileSync(output);
    await run(['prepare', ...paths, '-o', output, '--state', `${folder}/c2`, '--yes']);
    expect(readFileSync(output).equals(first)).toBe(true);
    expect(gunzipSync(first).toString('utf8').trim().split('\n')).toHaveLength(301);
    expect(statSync(output).mode & 0o777).toBe(0o600);
    for (const left of ['survey.duckdb', 'survey.duckdb.wal', 'survey.tmp'])
      expect(existsSync(`${folder}/c/prepare/${left}`)).toBe(false);
  });

  it('of a growing file the torn end is told of, not written', async () => {
    writeFileSync(`${folder}/d.jsonl`, `${toLines([record(1)])}{"id":"torn`);
    const made = await run([
      'prepare',
      `${folder}/d.jsonl`,
      '-o',
      `${folder}/d-out.jsonl`,
      '--state',
      `${folder}/d`,
      '--json',
    ]);
    expect(made.code, made.stderr).toBe(1);
    expect(JSON.parse(made.stdout)).toMatchObject({ balanced: true, findings: { written: 1, ledgerLines: 1 } });
  });

  it('different messages under one key are both written, and said', async () => {
    const twins = [
      { id: 'x', from: 'a', to: 'b', time: 1_700_000_000_000, text: 'one' },
      { id: 'x', from: 'a', to: 'b', time: 1_700_000_000_000, text: 'two' },
    ];
    const path = writeExport(folder, 'e.jsonl', twins);
    const made = await run(['prepare', path, '-o', `${folder}/e-out.jsonl`, '--state', `${folder}/e`]);
    expect(made.code).toBe(1);
    expect(made.stdout).toMatch(/Different messages under one dedup key: 1 more/);
    expect(readFileSync(`${folder}/e-out.jsonl`, 'utf8').trim().split('\n')).toHaveLength(2);
  });

  it.each([
    [['-o', 'out.csv'], /expected a name that ends in \.jsonl/],
    [[], /Where shall the prepared export go/],
    [['-o', 'f.jsonl'], /is an input, too/],
    [['-o', 'g.jsonl'], /is there already/],
  ])('refuses the output %j', async (words, message) => {
    writeExport(folder, 'f.jsonl', [record(1)]);
    writeExport(folder, 'g.jsonl', [record(1)]);
    const made = await run(['prepare', 'f.jsonl', ...words, '--state', `${folder}/f`]);
    expect(made.code).toBe(2);
    expect(made.stderr).toMatch(message);
  });
});
