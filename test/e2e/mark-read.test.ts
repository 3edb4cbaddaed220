import { readFileSync, writeFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, describe, expect, it } from 'vitest';
import { Client } from '../../src/im/client.js';
import { nodeClock } from '../../src/system/node-clock.js';
import { IDENTIFIER, pasteIntoShell, runCli, SDK_APP_ID, SECRET_KEY, startCli } from '../helpers/cli.js';
import { type EmulatorProcess, parseLines, startEmulatorProcess } from '../helpers/emulator-process.js';
import { readReport, records, temporaryFolder, writeExport } from '../helpers/export-files.js';

const CONVERSATIONS = 20;
const clients: Client[] = [];
afterAll(async () => {
  for (const client of clients) await client.close();
});

/** How many messages an account has not read, by the service's own count. */
function unreadOf({ url }: EmulatorProcess): (account: string) => Promise<number> {
  const target = { sdkAppId: SDK_APP_ID, identifier: IDENTIFIER, secretKey: SECRET_KEY, timeoutMs: 5_000 };
  const client = new Client({ endpoint: new URL(url), ...target }, nodeClock, Math.random);
  clients.push(client);
  return async (account) => {
    const { answer } = await client.call('getC2cUnreadMsgNum', { To_Account: account }, () => undefined);
    return answer!.AllC2CUnreadMsgNum!;
  };
}

/** An emulator with messages nobody has read: 4 in each conversation, 2 from each side. */
async function unreadEmulator(folder: string, flags: Parameters<typeof startEmulatorProcess>[0] = {}) {
  const emulator = await startEmulatorProcess(flags);
  const path = writeExport(folder, 'chats.jsonl', records(4 * CONVERSATIONS, CONVERSATIONS));
  const ran = await runCli(['run', path, '--live', '--yes', '--state', `${folder}/state`], { env: emulator.env });
  expect(ran.code, ran.stderr).toBe(0);
  const unread = unreadOf(emulator);
  const all = async () => {
    const names = Array.from({ length: CONVERSATIONS }, (_, n) => [`ann_x_${n}`, `bob_x_${n}`]).flat();
    const counts = await Promise.all(names.map((name) => unread(name)));
    return counts.reduce((sum, count) => sum + count, 0);
  };
  return { emulator, path, unread, all };
}

describe('mark-read', () => {
  it('marks every conversation of an export as read for both of its people, while the service misbehaves', async () => {
    const folder = temporaryFolder();
    const { emulator, path, all } = await unreadEmulator(folder);
    expect(await all()).toBe(4 * CONVERSATIONS);
    await emulator.setFaults('throttle:0.1', 'lost-after:0.1', 'http-502:0.1');
    const words = ['mark-read', path, '--state', `${folder}/state`];
    const asked = await runCli(words, { env: emulator.env });
    expect(asked.code).toBe(2);
    expect(asked.stderr).toContain('This marks 20 conversations as read for 40 people');
    const marked = await runCli([...words, '--yes'], { env: emulator.env });
    expect(marked.code, marked.stderr).toBe(0);
    expect(readReport(`${folder}/state/mark-read`)).toMatchObject({
      state: 'finished',
      counts: { read: 2 * CONVERSATIONS, delivered: 2 * CONVERSATIONS, rejected: 0 },
      findings: { conversations: CONVERSATIONS, people: 2 * CONVERSATIONS },
    });
    await emulator.setFaults();
    expect(await all()).toBe(0);
    await emulator.stop();
  });

  it('leaves unread what is newer than --before', async () => {
    const folder = temporaryFolder();
    const { emulator, path, unread, all } = await unreadEmulator(folder);
    // Record n is 7 ms after record n - 1, so all stand in the first second; a later one comes in beside them.
    const late = { id: 'late', from: 'ann_x_1', to: 'bob_x_1', time: Date.UTC(2024, 2, 2), text: 'a day later' };
    const more = writeExport(folder, 'more.jsonl', [late]);
    await runCli(['run', more, '--live', '--yes', '--state', `${folder}/more`], { env: emulator.env });
    const before = ['--before', '2024-03-01 12:00:00', '--zone', '+08:00'];
    const words = ['mark-read', path, ...before, '--yes', '--state', `${folder}/state`];
    const { code, stderr } = await runCli(words, { env: emulator.env });
    expect(code, stderr).toBe(0);
    expect([await all(), await unread('bob_x_1')]).toEqual([1, 1]);
    await emulator.stop();
  });

  it('an account the service does not have is a reject with the way to import it, and no stop', async () => {
    const folder = temporaryFolder();
    const list = `${folder}/accounts.txt`;
    const names = Array.from({ length: CONVERSATIONS }, (_, n) => `ann_x_${n}\nbob_x_${n}\n`).join('');
    writeFileSync(list, names.replace('bob_x_3\n', ''));
    const path = writeExport(folder, 'chats.jsonl', records(CONVERSATIONS, CONVERSATIONS));
    const emulator = await startEmulatorProcess({ accounts: list });
    const state = `${folder}/state`;
    const { code } = await runCli(['mark-read', path, '--yes', '--state', state], { env: emulator.env });
    expect(code).toBe(1);
    expect(readReport(`${state}/mark-read`)).toMatchObject({
      state: 'finished',
      counts: { read: 2 * CONVERSATIONS, delivered: 2 * CONVERSATIONS - 2, rejected: 2 },
    });
    const lines = parseLines<{ id: string; advice: string }>(
      readFileSync(`${state}/mark-read/marking/rejects.jsonl`, 'utf8'),
    );
    expect(lines.map(({ id }) => id).sort()).toEqual(['ann_x_3 bob_x_3', 'bob_x_3 ann_x_3']);
    expect(lines[0]!.advice).toContain('accounts --import');
    await emulator.stop();
  });

  it('goes on exactly where Ctrl-C stopped it', async () => {
    const folder = temporaryFolder();
    const { emulator, path, all } = await unreadEmulator(folder, { latency: '50ms' });
    const words = ['mark-read', path, '--yes', '--state', `${folder}/state`, '--concurrency', '1'];
    const calls = async () => (await emulator.stats()).perCommand.admin_set_msg_read ?? 0;
    const life = startCli(words, { env: emulator.env });
    while ((await calls()) < 5) await sleep(20);
    life.kill('SIGINT');
    expect((await life.ended).code).toBe(130);
    const report = readReport(`${folder}/state/mark-read`);
    expect(report).toMatchObject({ state: 'interrupted', exitCode: 130 });
    expect(report.counts.delivered).toBeLessThan(2 * CONVERSATIONS);
    const last = await pasteIntoShell(report.resume!, { env: emulator.env });
    expect(last.code, last.stderr).toBe(0);
    expect([await calls(), await all()]).toEqual([2 * CONVERSATIONS, 0]);
    await emulator.stop();
  });

  it('marks one side of one conversation with one call and no state folder', async () => {
    const folder = temporaryFolder();
    const { emulator, unread } = await unreadEmulator(folder);
    const options = { env: emulator.env, cwd: folder };
    await emulator.setFaults('http-502:1@0s-5s');
    const marked = await runCli(['mark-read', '--account', 'ann_x_1', '--peer', 'bob_x_1', '--yes', '--json'], options);
    expect(marked.code, marked.stderr).toBe(0);
    expect(JSON.parse(marked.stdout)).toMatchObject({ account: 'ann_x_1', peer: 'bob_x_1', outcome: 'marked' });
    expect([await unread('ann_x_1'), await unread('bob_x_1')]).toEqual([0, 2]);
    expect((await emulator.stats()).faults['http-502']).toBeGreaterThan(0);
    await emulator.stop();
  });

  it('a refused side of one conversation is exit 1 with code and advice', async () => {
    const folder = temporaryFolder();
    const emulator = await startEmulatorProcess({ accounts: 'strict' });
    const options = { env: emulator.env, cwd: folder };
    const words = ['mark-read', '--account', 'ghost', '--peer', 'bo', '--yes', '--json'];
    const { code, stdout, stderr } = await runCli(words, options);
    expect(code).toBe(1);
    expect(JSON.parse(stdout)).toMatchObject({ account: 'ghost', peer: 'bo', outcome: 'refused', code: '90008' });
    expect(stderr).toContain('accounts --import');
    await emulator.stop();
  });

  it.each([
    ['nothing', [], 'Nothing says which'],
    ['half of a pair', ['--account', 'ann'], 'Nothing says which'],
    ['an export and a pair', ['chats.jsonl', '--account', 'ann', '--peer', 'bob'], 'together with --account or --peer'],
    [
      'an account that cannot be',
      ['--account', 'a', '--peer', 'b'.repeat(33), '--emulate'],
      '--peer: the account is 33',
    ],
    ['a time that is none', ['chats.jsonl', '--before', 'lunch'], '--before is "lunch"'],
  ])('with %s it is a usage error', async (_, words, message) => {
    const folder = temporaryFolder();
    const { code, stderr } = await runCli(['mark-read', ...words, '--yes'], { cwd: folder });
    expect([code, stderr]).toEqual([2, expect.stringContaining(message)]);
  });
});
