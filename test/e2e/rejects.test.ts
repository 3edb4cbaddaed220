import { readFileSync, writeFileSync } from 'node:fs';
import { beforeAll, describe, expect, it } from 'vitest';
import { type CliResult, runCli } from '../helpers/cli.js';
import { emulatorForFile, startEmulatorProcess } from '../helpers/emulator-process.js';
import {
  arrivals,
  byConversation,
  expected,
  ofTeam,
  readRejects,
  readReport,
  records,
  temporaryFolder,
  textOf,
  writeExport,
} from '../helpers/export-files.js';

const folder = temporaryFolder();
const emulator = await emulatorForFile();

function run(...words: string[]): Promise<CliResult> {
  return runCli(['run', ...words], { env: emulator.env, cwd: folder });
}

/** Records of an invented shop desk, every fifth of a kind the first mapping does not know. */
function deskRecords(count: number, team: string): Record<string, unknown>[] {
  return records(count, 4, team).map((one, index) => ({
    number: index + 1,
    sender: one.from,
    receiver: one.to,
    at: one.time,
    kind: index % 5 === 4 ? 'note' : 'chat',
    words: one.text,
  }));
}

function desk(name: string, more: string, text = 'words'): void {
  const kinds = `type: { path: kind, values: { chat: text${more} } }`;
  const rest = `id: number\nfrom: sender\nto: receiver\ntime: { path: at, unit: ms }\n${kinds}\n`;
  writeFileSync(`${folder}/${name}`, `version: 1\nname: desk\n${rest}messages: { text: { text: ${text} } }\n`);
}

beforeAll(() => {
  desk('desk.yaml', '');
  desk('better.yaml', ', note: text');
});

describe('5.2 rejects.jsonl given to run with another --state', () => {
  it('is mapped with the corrected mapping, keeps its first places, and the records keep their keys', async () => {
    const values = deskRecords(25, 'feed');
    writeExport(folder, 'feed.jsonl', values);
    const first = await run('feed.jsonl', '--mapping', 'desk.yaml', '--state', 'feed');
    expect(first.code, first.stderr).toBe(1);
    const rejects = readRejects(`${folder}/feed`);
    expect(rejects.map((one) => one.record)).toEqual([5, 10, 15, 20, 25]);
    for (const one of rejects) {
      expect(one).toMatchObject({
        input: 'feed.jsonl',
        part: 0,
        line: one.record,
        id: String(one.record),
        key: expect.stringMatching(/^\d+_\d+_\d+$/),
        stage: 'map',
        outcome: 'not-sent',
        raw: values[one.record - 1],
        reason: expect.stringMatching(/./),
        advice: expect.stringMatching(/./),
      });
    }
    // The same mapping again rejects them again, told by their first place.
    const same = await run('feed/rejects.jsonl', '--mapping', 'desk.yaml', '--state', 'feed-same');
    expect(same.code, same.stderr).toBe(1);
    const again = readRejects(`${folder}/feed-same`);
    expect(again.map((one) => [one.input, one.record, one.key])).toEqual(
      rejects.map((one) => [one.input, one.record, one.key]),
    );
    // And those of the second generation can be given, too.
    const better = await run('feed-same/rejects.jsonl', '--mapping', 'better.yaml', '--state', 'feed-better');
    expect(better.code, better.stderr).toBe(0);
    expect(better.stderr).toMatch(/mapping/);
    const stored = ofTeam(await emulator.messages(), 'feed');
    expect(stored).toHaveLength(25);
    const keys = new Set(stored.map((message) => message.MsgKey));
    for (const one of rejects) expect(keys).toContain(one.key);
    // A user sees the whole conversation in its order, wherever the messages came from.
    expect(byConversation(stored)).toEqual(expected(records(25, 4, 'feed')));
    // A run of the whole export with the corrected mapping finds every message there.
    const before = await emulator.stats();
    const whole = await run('feed.jsonl', '--mapping', 'better.yaml', '--state', 'feed-whole');
    expect(whole.code, whole.stderr).toBe(0);
    const after = await emulator.stats();
    expect([after.stored - before.stored, after.duplicates - before.duplicates]).toEqual([0, 25]);
    expect(after.duplicatesWithOtherContent).toBe(before.duplicatesWithOtherContent);
  });

  it('what the service refused is sent again with its key', async () => {
    const judge = await startEmulatorProcess({ faults: ['code:90012:0.3'] });
    const sent = records(40, 8);
    const path = writeExport(folder, 'refused.jsonl', sent);
    expect((await runCli(['run', path, '--state', `${folder}/refused`], { env: judge.env })).code).toBe(1);
    const rejects = readRejects(`${folder}/refused`);
    expect(rejects.length).toBeGreaterThan(3);
    expect(new Set(rejects.map((one) => `${one.stage} ${one.code} ${one.outcome}`))).toEqual(
      new Set(['deliver 90012 refused']),
    );
    await judge.setFaults();
    const words = ['run', `${folder}/refused/rejects.jsonl`, '--state', `${folder}/refused-2`];
    const again = await runCli(words, { env: judge.env });
    expect(again.code, again.stderr).toBe(0);
    const stored = await judge.messages();
    expect(byConversation(stored)).toEqual(expected(sent));
    const keyOf = new Map(stored.map((message) => [textOf(message), message.MsgKey]));
    for (const one of rejects) expect(keyOf.get((one.raw as { text: string }).text)).toBe(one.key);
    await judge.stop();
  });

  it('5.1 what could not be parsed keeps its text or bytes', async () => {
    const bytes = Buffer.concat([Buffer.from('{"id":1\n{"text":"'), Buffer.from([0xff, 0xfe]), Buffer.from('"}\n')]);
    writeFileSync(`${folder}/raw.jsonl`, bytes);
    expect((await run('raw.jsonl', '--state', 'raw')).code).toBe(1);
    const [text, binary] = readRejects(`${folder}/raw`);
    expect(text).toMatchObject({ record: 1, line: 1, byte: 0, stage: 'read', rawText: '{"id":1', outcome: 'not-sent' });
    expect(binary).toMatchObject({ record: 2, line: 2, byte: 8, stage: 'read' });
    expect(Buffer.from(binary!.rawBase64!, 'base64')).toEqual(bytes.subarray(8, -1));
  });
});

describe('5.3 --max-rejects', () => {
  it('N: stops with exit 3 and names the value to go on with, which then goes on', async () => {
    const good = records(60, 4, 'max');
    writeExport(
      folder,
      'max.jsonl',
      good.flatMap((one, index) => (index % 3 === 0 ? [one, `broken ${index}`] : [one])),
    );
    const first = await run('max.jsonl', '--state', 'max', '--max-rejects', '5');
    expect(first.code, first.stderr).toBe(3);
    const next = /--max-rejects (\d+)\b(?! allows)/g;
    const named = [...first.stderr.matchAll(next)].at(-1)![1]!;
    expect(Number(named)).toBeGreaterThan(5);
    expect(readReport(`${folder}/max`)).toMatchObject({ state: 'stopped', balanced: true, exitCode: 3 });
    expect(readRejects(`${folder}/max`)).toHaveLength(readReport(`${folder}/max`).counts.rejected);
    const second = await run('max.jsonl', '--state', 'max', '--max-rejects', named);
    expect([1, 3], second.stderr).toContain(second.code);
    const last = await run('max.jsonl', '--state', 'max');
    expect(last.code, last.stderr).toBe(1);
    expect(readReport(`${folder}/max`).counts).toMatchObject({ read: 80, delivered: 60, rejected: 20, pending: 0 });
    expect(new Set(readRejects(`${folder}/max`).map((one) => one.record)).size).toBe(20);
    expect(arrivals(ofTeam(await emulator.messages(), 'max'))).toEqual(expected(good));
  });

  it('N is allowed, one more is not', async () => {
    writeExport(folder, 'edge.jsonl', ['x', 'y', 'z', ...records(3, 1, 'edge')]);
    expect((await run('edge.jsonl', '--state', 'edge3', '--max-rejects', '3')).code).toBe(1);
    expect((await run('edge.jsonl', '--state', 'edge2', '--max-rejects', '2')).code).toBe(3);
    expect((await run('edge.jsonl', '--state', 'edge0', '--max-rejects', '0')).code).toBe(3);
  });

  it('N% is of what was read, judged from 1,000 records on; check obeys it, too', async () => {
    const mixed = records(3_000, 30, 'share').map((one, index) => (index % 20 === 7 ? 'broken' : one));
    writeExport(folder, 'share.jsonl', mixed);
    const stopped = await runCli(['check', 'share.jsonl', '--state', 'share', '--max-rejects', '4%'], { cwd: folder });
    expect(stopped.code, stopped.stderr).toBe(3);
    const named = /--max-rejects (\d+%)\.?\s*$/m.exec(stopped.stderr)?.[1] ?? '';
    expect(named).toMatch(/^\d+%$/);
    expect(readReport(`${folder}/share/check`).counts.read).toBeGreaterThanOrEqual(1_000);
    const passed = await runCli(['check', 'share.jsonl', '--state', 'share', '--max-rejects', named], { cwd: folder });
    expect(passed.code, passed.stderr).toBe(1);
    const few = writeExport(folder, 'few.jsonl', ['x', 'y', ...records(8, 1, 'few')]);
    expect((await run(few, '--state', 'few', '--max-rejects', '1%')).code).toBe(1);
  });
});

describe('2.5 --accept-mapping', () => {
  it('goes on with a corrected mapping when the keys stay, and says that what was sent keeps its content', async () => {
    writeExport(folder, 'accept.jsonl', deskRecords(20, 'accept'));
    const words = ['accept.jsonl', '--state', 'accept'];
    expect((await run(...words, '--mapping', 'desk.yaml', '--limit', '10')).code).toBe(1);
    const refused = await run(...words, '--mapping', 'better.yaml');
    expect(refused.code, refused.stderr).toBe(4);
    expect(refused.stderr).toContain('--accept-mapping');
    const accepted = await run(...words, '--mapping', 'better.yaml', '--accept-mapping');
    expect(accepted.code, accepted.stderr).toBe(1);
    expect(accepted.stderr).toContain('keeps its old content');
    expect(readReport(`${folder}/accept`).counts).toMatchObject({ read: 20, delivered: 18, rejected: 2 });
    // The accepted mapping is the run's from now on.
    expect((await run(...words, '--mapping', 'better.yaml')).code).toBe(1);
    expect((await run(...words, '--mapping', 'desk.yaml')).code).toBe(4);
  });

  it('refuses one that changes the keys, and one that changes another setting besides', async () => {
    writeExport(folder, 'keys.jsonl', deskRecords(20, 'keys'));
    desk('other-id.yaml', '');
    writeFileSync(
      `${folder}/other-id.yaml`,
      'version: 1\nname: desk\nid: words\nfrom: sender\nto: receiver\ntime: { path: at, unit: ms }\nmessages: { text: { text: words } }\n',
    );
    const words = ['keys.jsonl', '--state', 'keys'];
    expect((await run(...words, '--mapping', 'desk.yaml', '--limit', '10')).code).toBe(1);
    const keys = await run(...words, '--mapping', 'other-id.yaml', '--accept-mapping');
    expect(keys.code, keys.stderr).toBe(4);
    expect(keys.stderr).toMatch(/record \d+ changed its key/);
    const prefixed = `${readFileSync(`${folder}/desk.yaml`, 'utf8')}accounts: { prefix: other_ }\n`;
    writeFileSync(`${folder}/other-from.yaml`, prefixed);
    const accounts = await run(...words, '--mapping', 'other-from.yaml', '--accept-mapping');
    expect(accounts.code, accounts.stderr).toBe(4);
    const order = await run(...words, '--mapping', 'better.yaml', '--accept-mapping', '--order', 'id');
    expect(order.code, order.stderr).toBe(4);
    expect((await run(...words, '--mapping', 'desk.yaml')).code).toBe(1);
    expect(readReport(`${folder}/keys`).counts).toMatchObject({ read: 20, delivered: 16, rejected: 4 });
  });
});

describe('3.2 --generation', () => {
  it('gives other keys, so that what was recalled can be imported again', async () => {
    const sent = records(6, 2, 'gen');
    writeExport(folder, 'gen.jsonl', sent);
    expect((await run('gen.jsonl', '--state', 'gen0')).code).toBe(0);
    expect((await run('gen.jsonl', '--state', 'gen0b')).code).toBe(0);
    expect(ofTeam(await emulator.messages(), 'gen')).toHaveLength(6);
    expect((await run('gen.jsonl', '--state', 'gen1', '--generation', '1')).code).toBe(0);
    expect(ofTeam(await emulator.messages(), 'gen')).toHaveLength(12);
  });
});
