import { existsSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { runCli } from '../helpers/cli.js';
import { temporaryFolder } from '../helpers/export-files.js';

const root = fileURLToPath(new URL('../../', import.meta.url));
const folder = temporaryFolder();
const place = () => mkdtempSync(`${folder}/inspect-`);
const sample = (name: string) => `${root}samples/${name}`;

describe('inspect', () => {
  it.each([
    ['presets/table/landing.csv', [], 3],
    ['presets/table/mailbox.csv', [], 2],
    ['presets/table/wall-time.csv', ['--zone', 'Europe/Berlin'], 4],
    ['presets/easemob/callbacks.jsonl', [], 2],
    ['presets/rongcloud/routing.jsonl', [], 2],
  ] as const)('samples/%s: the mapping it writes is what check takes', async (name, flags, sent) => {
    const cwd = place();
    const looked = await runCli(['inspect', sample(name), ...flags, '-o', 'm.yaml', '--json'], { cwd });
    expect(looked.code, looked.stdout + looked.stderr).toBe(0);
    const told = JSON.parse(looked.stdout);
    expect(told).toMatchObject({ ready: true, mapping: 'm.yaml', preview: { wouldBeSent: sent } });
    const checked = await runCli(['check', sample(name), '--mapping', 'm.yaml', ...flags, '--state', 's', '--json'], {
      cwd,
    });
    expect(checked.code, checked.stderr).toBeLessThan(2);
    expect(JSON.parse(checked.stdout).counts.delivered).toBe(sent);
  });

  it('what is not known is marked, said, and ends with code 1; filled in, check takes it', async () => {
    const cwd = place();
    const looked = await runCli(['inspect', sample('presets/table/chinese-headers.csv'), '-o', 'm.yaml'], { cwd });
    expect(looked.code).toBe(1);
    expect(looked.stdout).toContain('Which zone are the times in?');
    expect(looked.stdout).toContain('Is the sender in 发送人?');
    const text = readFileSync(`${cwd}/m.yaml`, 'utf8');
    expect(text).toContain('# FILL IN zone:');
    writeFileSync(`${cwd}/m.yaml`, text.replace('# FILL IN zone:', 'zone: "+08:00" #'));
    const words = [
      'check',
      sample('presets/table/chinese-headers.csv'),
      '--mapping',
      'm.yaml',
      '--state',
      's',
      '--json',
    ];
    const checked = await runCli(words, { cwd });
    expect(JSON.parse(checked.stdout).counts, checked.stderr).toMatchObject({ delivered: 3, skipped: 1, rejected: 1 });
  });

  it('shows the first messages to whoever asks, and writes none of them, nor who wrote them', async () => {
    const cwd = place();
    const looked = await runCli(['inspect', sample('presets/table/landing.csv')], { cwd });
    expect(looked.stdout).toContain('mei_lin → huang_lei  Text 今天见？');
    const text = readFileSync(`${cwd}/landing.mapping.yaml`, 'utf8');
    for (const secret of ['今天', 'mei_lin', 'huang_lei', '5550001']) expect(text).not.toContain(secret);
  });

  it('replaces no file: a default name is numbered, a given one refused', async () => {
    const cwd = place();
    const words = ['inspect', sample('presets/table/landing.csv')];
    await runCli(words, { cwd });
    await runCli(words, { cwd });
    expect(readdirSync(cwd).sort()).toEqual(['landing.mapping-2.yaml', 'landing.mapping.yaml']);
    const refused = await runCli([...words, '-o', 'landing.mapping.yaml'], { cwd });
    expect(refused.code).toBe(2);
    expect(refused.stderr).toContain('is there already');
  });

  it('canonical records need no mapping, and get none', async () => {
    const cwd = place();
    const looked = await runCli(['inspect', sample('canonical.csv')], { cwd });
    expect(looked.code).toBe(0);
    expect(looked.stdout).toContain('no mapping is needed');
    expect(readdirSync(cwd)).toEqual([]);
  });

  it('a terminal is not told what to do by a message', async () => {
    const cwd = place();
    const hostile = '\u001b[2J\u001b]0;owned\u0007';
    const record = { id: 1, from: 'a', to: 'b', time: 1_719_810_000_000, text: hostile, [hostile]: 1 };
    writeFileSync(`${cwd}/x.jsonl`, `${JSON.stringify(record)}\n`);
    const looked = await runCli(['inspect', 'x.jsonl'], { cwd });
    expect(looked.stdout).not.toContain('\u001b');
    expect(looked.stdout).not.toContain('\u0007');
  });

  it.each([
    [['inspect', '-'], 'read once only'],
    [['inspect', sample('crm.jsonl'), sample('table.csv')], 'one export at a time'],
    [['inspect', 'nothing-here'], 'nothing-here'],
  ])('%j is refused', async (words, said) => {
    const refused = await runCli(words, { cwd: place() });
    expect(refused.code).toBe(2);
    expect(refused.stderr).toContain(said);
  });

  it('what cannot be read is said, and nothing is written', async () => {
    const cwd = place();
    writeFileSync(`${cwd}/empty.csv`, '');
    const looked = await runCli(['inspect', 'empty.csv'], { cwd });
    expect(looked.code).toBe(1);
    expect(looked.stdout).toContain('No record was found');
    expect(existsSync(`${cwd}/empty.mapping.yaml`)).toBe(false);
  });
});

describe('presets', () => {
  it('lists them, and tells the options of one', async () => {
    const list = await runCli(['presets']);
    expect(list.stdout).toMatch(/^easemob +Easemob/m);
    expect(list.stdout).toMatch(/^table +a table of your own/m);
    const one = await runCli(['presets', 'agora-chat', '--json']);
    expect(JSON.parse(one.stdout)).toMatchObject([
      { name: 'easemob', aliases: ['agora-chat'], options: expect.any(Array) },
    ]);
    expect((await runCli(['presets', 'table'])).stdout).toContain('--option unit=s|ms|us|ns|text');
  });

  it('an unknown one is told with those there are', async () => {
    const unknown = await runCli(['presets', 'easmob']);
    expect(unknown.code).toBe(2);
    expect(unknown.stderr).toContain('did you mean "easemob"?');
  });
});

describe('a dump without a mapping file', () => {
  it('MySQL OUTFILE by flags alone: nothing quoted, backslashes, \\N', async () => {
    const columns = 'msg_id,from_uid,to_uid,msg_type,content,created_at,deleted_at';
    const options = 'unit=s,duration=ms,types=1:text,2:image,3:sound,4:video,5:file,6:location,*:stand-in';
    const dialect = ['--delimiter', 'tab', '--quote', 'none', '--escape', 'backslash', '--columns', columns];
    const words = [
      'check',
      sample('presets/table/mysql-outfile.txt'),
      '--preset',
      'table',
      ...dialect,
      '--option',
      options,
    ];
    const checked = await runCli([...words, '--state', `${place()}/s`, '--json']);
    expect(JSON.parse(checked.stdout).counts, checked.stderr).toMatchObject({ delivered: 11, skipped: 2, rejected: 1 });
  });

  it.each([
    [['--quote', 'ab'], 'one character, or none'],
    [['--escape', 'slash'], 'doubled, backslash'],
  ])('%j is refused', async (flags, allowed) => {
    const refused = await runCli(['check', sample('canonical.csv'), ...flags, '--state', `${place()}/s`]);
    expect(refused.code).toBe(2);
    expect(refused.stderr).toContain(allowed);
  });
});
