import { execFileSync } from 'node:child_process';
import { appendFileSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { type CliOptions, type CliResult, runCli, startCli } from '../helpers/cli.js';
import { emulatorForFile, startEmulatorProcess } from '../helpers/emulator-process.js';
import {
  arrivals,
  type CanonicalRecord,
  expected,
  ofTeam,
  readReport,
  records,
  temporaryFolder,
  toLines,
  writeExport,
} from '../helpers/export-files.js';

const folder = temporaryFolder();
const emulator = await emulatorForFile();

function run(words: readonly string[], options: CliOptions = {}): Promise<CliResult> {
  return runCli(['run', ...words], { env: emulator.env, cwd: folder, ...options });
}

/** The judge holds exactly these records of a team, in this order. */
async function holds(team: string, sent: readonly CanonicalRecord[]): Promise<void> {
  expect(arrivals(ofTeam(await emulator.messages(), team))).toEqual(expected(sent));
}

describe('a part of an export', () => {
  it('2.1 --limit N is the first N records; a later run without it goes on', async () => {
    const sent = records(30, 4, 'limit');
    writeExport(folder, 'limit.jsonl', sent);
    expect((await run(['limit.jsonl', '--state', 'limit', '--limit', '7'])).code).toBe(0);
    await holds('limit', sent.slice(0, 7));
    expect(readReport(`${folder}/limit`).counts.read).toBe(7);
    // The same limit again is nothing more to do.
    expect((await run(['limit.jsonl', '--state', 'limit', '--limit', '7'])).code).toBe(0);
    expect(readReport(`${folder}/limit`).counts.read).toBe(7);
    expect((await run(['limit.jsonl', '--state', 'limit', '--limit', '12'])).code).toBe(0);
    await holds('limit', sent.slice(0, 12));
    expect((await run(['limit.jsonl', '--state', 'limit'])).code).toBe(0);
    await holds('limit', sent);
    expect(readReport(`${folder}/limit`).counts).toMatchObject({ read: 30, delivered: 30 });
  });

  it('--limit counts over several inputs', async () => {
    const [first, second] = [records(5, 2, 'span'), records(12, 2, 'span').slice(5)];
    writeExport(folder, 'span-1.jsonl', first);
    writeExport(folder, 'span-2.jsonl', second);
    const words = ['span-1.jsonl', 'span-2.jsonl', '--state', 'span'];
    expect((await run([...words, '--limit', '8'])).code).toBe(0);
    await holds('span', [...first, ...second.slice(0, 3)]);
    expect((await run(words)).code).toBe(0);
    await holds('span', [...first, ...second]);
  });

  it('--since is included, --until is not; what is left out is skipped and counted', async () => {
    const sent = records(20, 2, 'times');
    writeExport(folder, 'times.jsonl', sent);
    const words = ['--since', String(sent[4]!.time), '--until', new Date(sent[14]!.time).toISOString()];
    const { code, stderr } = await run(['times.jsonl', '--state', 'times', ...words]);
    expect(code, stderr).toBe(0);
    await holds('times', sent.slice(4, 14));
    const { counts, skippedByReason } = readReport(`${folder}/times`);
    expect(counts).toMatchObject({ read: 20, delivered: 10, skipped: 10, rejected: 0 });
    expect(Object.values(skippedByReason)).toEqual([4, 6]);
  });
});

describe('several inputs', () => {
  it('exports are read one after another in the order given, and a conversation goes on from one to the next', async () => {
    const all = records(30, 3, 'several');
    writeExport(folder, 'b.jsonl', all.slice(0, 15));
    writeExport(folder, 'a.jsonl', all.slice(15));
    expect((await run(['b.jsonl', 'a.jsonl', '--state', 'several'])).code).toBe(0);
    await holds('several', all);
    expect(readReport(`${folder}/several`).inputs).toEqual(['b.jsonl', 'a.jsonl']);
  });

  it('2.4 a folder is its regular, non-hidden files sorted by name; part-10 before part-2 is warned of', async () => {
    const all = records(12, 3, 'folder');
    mkdirSync(`${folder}/dump/inner`, { recursive: true });
    writeExport(folder, 'dump/part-10.jsonl', all.slice(0, 4));
    writeExport(folder, 'dump/part-2.jsonl', all.slice(4, 8));
    writeExport(folder, 'dump/.hidden.jsonl', ['not to be read']);
    writeExport(folder, 'dump/inner/x.jsonl', ['not to be read']);
    const first = await run(['dump', '--state', 'folder']);
    expect(first.code, first.stderr).toBe(0);
    expect(first.stderr).toMatch(/part-10\S* is read before \S*part-2/);
    expect(first.stderr).toContain('inner');
    // A new file that sorts last is welcome, one that sorts in between is not.
    writeExport(folder, 'dump/part-3.jsonl', all.slice(8));
    expect((await run(['dump', '--state', 'folder'])).code).toBe(0);
    await holds('folder', all);
    writeExport(folder, 'dump/part-11.jsonl', records(2, 1, 'folder2'));
    const between = await run(['dump', '--state', 'folder']);
    expect(between.code, between.stderr).toBe(4);
  });

  it('an empty export is no error', async () => {
    writeFileSync(`${folder}/empty.jsonl`, '');
    const { code, stderr } = await run(['empty.jsonl', '--state', 'empty']);
    expect(code, stderr).toBe(0);
    expect(readReport(`${folder}/empty`)).toMatchObject({ balanced: true, counts: { read: 0 } });
  });

  it('an input inside the state folder in use is exit 2, also through a link', async () => {
    writeExport(folder, 'inside.jsonl', ['broken', ...records(3, 1, 'inside')]);
    expect((await run(['inside.jsonl', '--state', 'inside'])).code).toBe(1);
    const { code, stderr } = await run(['inside/rejects.jsonl', '--state', 'inside']);
    expect(code, stderr).toBe(2);
    expect(stderr).toContain('--state');
    execFileSync('ln', ['-s', 'inside', 'linked'], { cwd: folder });
    expect((await run(['linked/rejects.jsonl', '--state', 'inside'])).code).toBe(2);
    expect((await run(['inside/rejects.jsonl', '--state', 'linked'])).code).toBe(2);
  });
});

describe('compression is recognised by content, and a run resumes in the middle of it', () => {
  const packings: readonly [string, string, (text: string) => Buffer][] = [
    ['gzip', 'data.bin', (text) => gzipSync(text)],
    [
      'gzip of several members',
      'members.jsonl',
      (text) => {
        const middle = text.indexOf('\n', text.length >> 1) - 20;
        return Buffer.concat([gzipSync(text.slice(0, middle)), gzipSync(text.slice(middle))]);
      },
    ],
    ['zip', 'archive.dat', (text) => packed('zip', text)],
    ['zstd', 'frames.jsonl', (text) => packed('zstd', text)],
  ];

  /** By the machine's own tools, so that not our own code is the judge. Undefined output = the tool is missing. */
  function packed(tool: 'zip' | 'zstd', text: string): Buffer {
    writeFileSync(`${folder}/chats.jsonl`, text);
    const words = tool === 'zip' ? ['-q', '-', 'chats.jsonl'] : ['-q', '-c', 'chats.jsonl'];
    return execFileSync(tool, words, { cwd: folder });
  }

  function hasTool(tool: string): boolean {
    try {
      execFileSync(tool, ['--version'], { stdio: 'ignore' });
      return true;
    } catch {
      return false;
    }
  }

  it.each(packings)('%s', async (kind, file, pack) => {
    const tool = kind.startsWith('gzip') ? undefined : kind;
    // A machine without the tool cannot make the archive; gzip is tested on all.
    if (tool !== undefined && !hasTool(tool)) return expect(tool).not.toBe('gzip');
    const team = file.replace(/\W/g, '');
    const sent = records(40, 5, team);
    writeFileSync(`${folder}/${file}`, pack(toLines(sent)));
    const words = [file, '--state', `${team}-state`];
    const first = await run([...words, '--limit', '13']);
    expect(first.code, first.stderr).toBe(0);
    await holds(team, sent.slice(0, 13));
    const before = (await emulator.stats()).requests;
    const second = await run(words);
    expect(second.code, second.stderr).toBe(0);
    await holds(team, sent);
    expect((await emulator.stats()).requests - before).toBe(27);
  });

  it('a gzip that was changed before the mark is exit 4, one that is cut off loses nothing', async () => {
    const sent = records(400, 5, 'cutgz');
    const whole = gzipSync(toLines(sent));
    writeFileSync(`${folder}/cut.gz`, whole.subarray(0, whole.length - 200));
    const cut = await run(['cut.gz', '--state', 'cutgz']);
    expect([1, 3], cut.stderr).toContain(cut.code);
    expect(cut.stdout + cut.stderr).toMatch(/cut\.gz|rejects\.jsonl/);
    writeFileSync(`${folder}/cut.gz`, whole);
    const again = await run(['cut.gz', '--state', 'cutgz']);
    expect(again.code, again.stderr).toBe(0);
    await holds('cutgz', sent);
    writeFileSync(`${folder}/cut.gz`, gzipSync(toLines(sent).replace('hello 9"', 'hullo 9"')));
    const changed = await run(['cut.gz', '--state', 'cutgz']);
    expect(changed.code, changed.stderr).toBe(4);
  });
});

describe('standard input', () => {
  it('is read with -, and a second life passes over what the first one sent', async () => {
    const sent = records(30, 4, 'stdin');
    const input = toLines(sent);
    const first = await run(['-', '--state', 'stdin', '--format', 'jsonl', '--limit', '11'], { input });
    expect(first.code, first.stderr).toBe(0);
    await holds('stdin', sent.slice(0, 11));
    const second = await run(['-', '--state', 'stdin', '--format', 'jsonl'], { input });
    expect(second.code, second.stderr).toBe(0);
    await holds('stdin', sent);
    const other = await run(['-', '--state', 'stdin', '--format', 'jsonl'], { input: input.replace('hello 3"', 'x"') });
    expect(other.code, other.stderr).toBe(4);
    const shorter = await run(['-', '--state', 'stdin', '--format', 'jsonl'], { input: toLines(sent.slice(0, 3)) });
    expect(shorter.code, shorter.stderr).toBe(4);
  });

  it('that cannot be read as it is ends with 2 and saves nothing, so what the advice says works', async () => {
    const sent = records(3, 1, 'untold');
    const input = `${sent.map(({ id, from, to, time, text }) => [id, from, to, time, text].join('^')).join('\n')}\n`;
    const first = await run(['-', '--state', 'untold'], { input });
    expect(first.code, first.stderr).toBe(2);
    expect(first.stderr).toContain('Say it with --format');
    expect(existsSync(`${folder}/untold/checkpoint.json`)).toBe(false);
    const second = await run(['-', '--state', 'untold', '--format', 'jsonl'], { input: toLines(sent) });
    expect(second.code, second.stderr).toBe(0);
    await holds('untold', sent);
  });

  it('a killed run on standard input resumes, with the command that status says', async () => {
    const slow = await startEmulatorProcess({ latency: '50ms' });
    const sent = records(150, 10);
    const input = toLines(sent);
    const words = ['run', '-', '--state', `${folder}/stdin-killed`, '--format', 'jsonl', '--rate', '60'];
    const life = startCli(words, { env: slow.env, input });
    await life.said('Starting');
    await new Promise((resolve) => setTimeout(resolve, 1_600));
    life.kill('SIGKILL');
    await life.ended;
    const status = await runCli(['status', '--state', `${folder}/stdin-killed`]);
    expect(status.stdout).toContain('with the same standard input');
    const again = await runCli(words, { env: slow.env, input });
    expect(again.code, again.stderr).toBe(0);
    expect(arrivals(await slow.messages())).toEqual(expected(sent));
    expect(readReport(`${folder}/stdin-killed`).counts).toMatchObject({ read: 150, delivered: 150 });
    await slow.stop();
  });

  it.each([
    ['gzip', (text: string) => gzipSync(text)],
    ['plain', (text: string) => Buffer.from(text)],
  ])('check reads it, too (%s)', async (kind, pack) => {
    const input = pack(toLines(records(9)));
    const { code, stdout, stderr } = await runCli(['check', '-', '--state', `${folder}/in-${kind}`, '--json'], {
      input,
    });
    expect(code, stderr).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ counts: { read: 9, delivered: 9 } });
  });

  it('stands between files where it is named', async () => {
    const all = records(9, 2, 'between');
    writeExport(folder, 'one.jsonl', all.slice(0, 3));
    writeExport(folder, 'three.jsonl', all.slice(6));
    const words = ['one.jsonl', '-', 'three.jsonl', '--state', 'between'];
    const { code, stderr } = await run(words, { input: toLines(all.slice(3, 6)) });
    expect(code, stderr).toBe(0);
    await holds('between', all);
  });
});

describe('formats', () => {
  it('the same records as JSONL, CSV and JSON become the same messages with the same keys', async () => {
    const rows = records(12, 3, 'formats');
    writeExport(folder, 'f.jsonl', rows);
    writeFileSync(`${folder}/f.json`, JSON.stringify(rows, null, 1));
    const names = ['id', 'from', 'to', 'time', 'seq', 'text'];
    writeFileSync(
      `${folder}/f.csv`,
      [names, ...rows.map((row) => names.map((name) => row[name]))].map((row) => `${row.join(',')}\r\n`).join(''),
    );
    expect((await run(['f.jsonl', '--state', 'f-jsonl'])).code).toBe(0);
    const before = await emulator.stats();
    expect((await run(['f.json', '--state', 'f-json'])).code).toBe(0);
    expect((await run(['f.csv', '--state', 'f-csv'])).code).toBe(0);
    const after = await emulator.stats();
    expect(after.stored).toBe(before.stored);
    expect(after.duplicates - before.duplicates).toBe(24);
    expect(after.duplicatesWithOtherContent).toBe(before.duplicatesWithOtherContent);
  });

  it('a JSON array that grows by new elements goes on: its closing bracket is not fingerprinted', async () => {
    const rows = records(10, 3, 'array');
    writeFileSync(`${folder}/array.json`, JSON.stringify(rows.slice(0, 6)));
    expect((await run(['array.json', '--state', 'array'])).code).toBe(0);
    writeFileSync(`${folder}/array.json`, JSON.stringify(rows));
    const { code, stderr } = await run(['array.json', '--state', 'array']);
    expect(code, stderr).toBe(0);
    await holds('array', rows);
  });

  it('a CSV that grows goes on in its middle with the columns of its header', async () => {
    const rows = records(10, 3, 'csv');
    const line = (row: CanonicalRecord) => `${row.text},${row.id},${row.from},${row.to},${row.time}\n`;
    writeFileSync(`${folder}/grow.csv`, `text,id,from,to,time\n${rows.slice(0, 4).map(line).join('')}`);
    expect((await run(['grow.csv', '--state', 'csv'])).code).toBe(0);
    appendFileSync(`${folder}/grow.csv`, rows.slice(4).map(line).join(''));
    const { code, stderr } = await run(['grow.csv', '--state', 'csv']);
    expect(code, stderr).toBe(0);
    await holds('csv', rows);
    writeFileSync(`${folder}/grow.csv`, readFileSync(`${folder}/grow.csv`, 'utf8').replace('id,from,to', 'id,to,from'));
    const swapped = await run(['grow.csv', '--state', 'csv']);
    expect(swapped.code, swapped.stderr).toBe(4);
  });

  it('ids beyond 2^53 keep every digit', async () => {
    const ids = ['9007199254740993', '9007199254740995'];
    const lines = ids.map(
      (id, n) => `{"id":${id},"from":"ann_big_1","to":"bob_big_1","time":${1_710_000_000_000 + n},"text":"${id}"}`,
    );
    writeExport(folder, 'big.jsonl', lines);
    expect((await run(['big.jsonl', '--state', 'big'])).code).toBe(0);
    // As text the ids are the same ids, so the keys are, too: nothing is stored.
    const before = (await emulator.stats()).stored;
    writeExport(
      folder,
      'big-text.jsonl',
      lines.map((line) => line.replace(/"id":(\d+)/, '"id":"$1"')),
    );
    expect((await run(['big-text.jsonl', '--state', 'big-text'])).code).toBe(0);
    expect((await emulator.stats()).stored).toBe(before);
    expect(ofTeam(await emulator.messages(), 'big')).toHaveLength(2);
  });
});
