import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { runCli } from '../helpers/cli.js';
import { type ReportFile, readReport, temporaryFolder } from '../helpers/export-files.js';

/**
 * Every sample of a preset the way a person would take it: checked, imported into the emulator, and what the emulator then
 * holds compared with the messages the case folder of the sample expects (test/cases/preset-NAME).
 */

const root = fileURLToPath(new URL('../../', import.meta.url));
const folder = temporaryFolder();
const presets = readdirSync(join(root, 'src/map/presets'));
const cases = presets.map((name) => `preset-${name}`);

interface Case {
  readonly exports?: readonly string[];
  readonly choice?: {
    readonly preset?: string;
    readonly options?: Record<string, string>;
    readonly media?: string;
    readonly mediaTable?: string;
  };
  readonly settings?: { readonly zone?: string; readonly order?: string };
}

/** The words of a command line that mean a case. */
function wordsOf(name: string): string[] {
  const { exports: files, choice = {}, settings = {} } = caseOf(name);
  const inside = readdirSync(join(root, 'test/cases', name)).map((file) => `test/cases/${name}/${file}`);
  const mapping = inside.find((file) => file.includes('/mapping.'));
  const flags = {
    mapping,
    preset: choice.preset,
    media: choice.media,
    'media-table': choice.mediaTable,
    zone: settings.zone,
    order: settings.order,
  };
  const given = Object.entries(flags).flatMap(([flag, value]) => (value === undefined ? [] : [`--${flag}`, value]));
  const options = Object.entries(choice.options ?? {}).flatMap(([option, value]) => ['--option', `${option}=${value}`]);
  return [...(files ?? inside.filter((file) => file.includes('/export.'))), ...given, ...options];
}

function caseOf(name: string): Case {
  const path = join(root, 'test/cases', name, 'case.json');
  return existsSync(path) ? JSON.parse(readFileSync(path, 'utf8')) : {};
}

function linesOf(name: string, file: string): string[] {
  const path = join(root, 'test/cases', name, file);
  return existsSync(path) ? readFileSync(path, 'utf8').split('\n').filter(Boolean) : [];
}

/** What a service keeps of requests: of equal keys in one conversation the first. */
function kept(requests: readonly string[]): string[] {
  const seen = new Set<string>();
  return requests.filter((text) => {
    const { From_Account: from, To_Account: to, MsgSeq, MsgRandom, MsgTimeStamp } = JSON.parse(text);
    const key = JSON.stringify([[from, to].sort(), MsgSeq, MsgRandom, MsgTimeStamp]);
    return !seen.has(key) && seen.add(key);
  });
}

function heldBy(state: string): string[] {
  const [, ...lines] = readFileSync(`${state}/emulator/messages.jsonl`, 'utf8').split('\n').filter(Boolean);
  return lines.map((line) => {
    const { MsgKey: _key, arrival: _arrival, ...request } = JSON.parse(line);
    return JSON.stringify(request);
  });
}

it('each preset has a sample, a case and a page', () => {
  expect(readdirSync(join(root, 'test/cases'))).toEqual(expect.arrayContaining(cases));
  expect(readdirSync(join(root, 'samples/presets')).sort()).toEqual([...presets].sort());
  expect(readdirSync(join(root, 'docs/presets'))).toEqual(expect.arrayContaining(presets.map((name) => `${name}.md`)));
});

describe.each(cases)('%s', (name) => {
  const words = wordsOf(name);
  const state = `${folder}/${name}`;
  const rejected = linesOf(name, 'rejects.jsonl').length;
  const counts = {
    delivered: linesOf(name, 'messages.jsonl').length,
    rejected,
    skipped: linesOf(name, 'skips.jsonl').length,
    pending: 0,
  };

  it('check reads all of it, and its books balance', async () => {
    const checked = await runCli(['check', ...words, '--state', state, '--no-survey', '--json'], { cwd: root });
    expect(JSON.parse(checked.stdout) as ReportFile, checked.stderr).toMatchObject({ balanced: true, counts });
  });

  it('after a run the emulator holds exactly what is expected', async () => {
    const ran = await runCli(['run', ...words, '--state', state, '--emulate', '--rate', '0'], { cwd: root });
    expect(ran.code, ran.stderr).toBe(rejected > 0 ? 1 : 0);
    expect(readReport(state)).toMatchObject({ balanced: true, counts });
    expect(heldBy(state).sort()).toEqual(kept(linesOf(name, 'messages.jsonl')).sort());
  });

  it('and verify finds nothing wrong with it', async () => {
    const verified = await runCli(['verify', ...words, '--state', state, '--emulate', '--rate', '0', '--json'], {
      cwd: root,
    });
    expect(verified.code, verified.stderr + verified.stdout).toBe(0);
    const distinct = kept(linesOf(name, 'messages.jsonl')).length;
    expect(JSON.parse(verified.stdout).findings).toMatchObject({ expected: distinct, equal: distinct, classes: {} });
  });
});
