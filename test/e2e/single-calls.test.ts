import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { RoamMsg } from '../../src/im/wire.js';
import { runCli, startCli } from '../helpers/cli.js';
import { emulatorForFile, parseLines } from '../helpers/emulator-process.js';
import { temporaryFolder, textOf } from '../helpers/export-files.js';

const folder = temporaryFolder();
const emulator = await emulatorForFile();

const cli = (...words: string[]) => runCli(words, { env: emulator.env });

async function send(from: string, to: string, text: string, ...more: string[]): Promise<{ key: string; time: number }> {
  const { code, stdout, stderr } = await cli('send', to, '--from', from, '--text', text, '--yes', '--json', ...more);
  expect(code, stderr).toBe(0);
  return JSON.parse(stdout) as { key: string; time: number };
}

describe('send', () => {
  it('shows what it will send, sends it, and prints its key', async () => {
    const { code, stdout, stderr } = await cli('send', 'anna', '--text', 'hello', '--yes');
    expect(code, stderr).toBe(0);
    expect(stderr).toContain('Sends this message from the administrator admin_e2e to anna:\n  hello');
    expect(stdout).toMatch(/^Sent to anna: MsgKey \d+_\d+_\d+, MsgTime \d+\n$/);
  });

  it('the service’s own words do nothing to a terminal', async () => {
    const hostile = createServer((request, response) => {
      request.resume();
      const ErrorInfo = '\u001b[2J\u001b]0;owned\u0007';
      response.end(JSON.stringify({ ActionStatus: 'FAIL', ErrorCode: 20003, ErrorInfo }));
    });
    await new Promise<void>((resolve) => hostile.listen(0, '127.0.0.1', resolve));
    try {
      const TIM_ENDPOINT = `http://127.0.0.1:${(hostile.address() as AddressInfo).port}`;
      const env = { ...emulator.env, TIM_ENDPOINT };
      const { code, stderr } = await runCli(['send', 'anna', '--text', 'hello', '--yes'], { env });
      expect(code).toBe(1);
      expect(stderr).toContain('\\u001b[2J\\u001b]0;owned\\u0007');
      expect(stderr).not.toMatch(/[\u001b\u0007]/);
    } finally {
      hostile.closeAllConnections();
      await new Promise((resolve) => hostile.close(resolve));
    }
  });

  it('sends nothing without a yes', async () => {
    const before = (await emulator.messages()).length;
    const { code, stderr } = await cli('send', 'anna', '--text', 'never sent');
    expect(code).toBe(2);
    expect(stderr).toContain('--yes');
    expect((await emulator.messages()).length).toBe(before);
  });

  it('a ready-made body with what goes with it', async () => {
    const body = join(folder, 'body.json');
    writeFileSync(body, JSON.stringify([{ MsgType: 'TIMFaceElem', MsgContent: { Index: 7, Data: 'x' } }]));
    const { code } = await cli('send', 'face', '--from', 'anna', '--body', body, '--custom-data', '{"a":1}', '--yes');
    expect(code).toBe(0);
    const [stored] = (await emulator.messages()).filter(({ To_Account }) => To_Account === 'face');
    expect(stored).toMatchObject({ From_Account: 'anna', CloudCustomData: '{"a":1}' });
  });

  it('an answer that is lost is asked for again with the identical request: it arrives once', {
    timeout: 120_000,
  }, async () => {
    await emulator.setFaults('lost-after:0.4/sendmsg', 'cut:0.2/sendmsg', 'internal-after:0.2/sendmsg');
    try {
      for (let number = 0; number < 3; number += 1) await send('faulty', 'anna', `number ${number}`);
    } finally {
      await emulator.setFaults();
    }
    const stored = (await emulator.messages()).filter(({ From_Account }) => From_Account === 'faulty');
    expect(stored.map(textOf).sort()).toEqual([0, 1, 2].map((number) => `number ${number}`));
  });

  it('when no answer comes at all: exit 3, it may have arrived, and how to look', async () => {
    await emulator.setFaults('lost-after:1/sendmsg');
    const sent = cli('send', 'dora', '--from', 'anna', '--text', 'x', '--yes', '--json', '--patience', '2s');
    const { code, stdout, stderr } = await sent;
    await emulator.setFaults();
    expect(code).toBe(3);
    expect(JSON.parse(stdout)).toMatchObject({ sender: 'anna', receiver: 'dora', outcome: 'unknown' });
    expect(stderr).toContain('may have arrived');
    const shown = /tim-migrate (history dora anna --since \S+)/.exec(stderr)?.[1];
    const history = await cli(...shown!.split(' '));
    expect(history.stdout).toContain('anna: x');
  });

  it('a refusal is exit 1 with its reason', async () => {
    await emulator.setFaults('code:90012:1/sendmsg');
    const { code, stdout, stderr } = await cli('send', 'nobody', '--text', 'x', '--yes', '--json');
    await emulator.setFaults();
    expect(code).toBe(1);
    expect(JSON.parse(stdout)).toMatchObject({ outcome: 'refused', code: '90012' });
    expect(stderr).toContain('not registered');
  });
});

describe('history', () => {
  it('is a transcript, oldest first, over many pages; --limit takes the newest', async () => {
    for (let number = 0; number < 4; number += 1) await send('hanna', 'hugo', `text ${number}`);
    const all = await cli('history', 'hanna', 'hugo', '--page-messages', '2', '--zone', '+08:00');
    const texts = [0, 1, 2, 3].map((number) => `text ${number}`);
    const lines = all.stdout.trimEnd().split('\n');
    expect(lines[0]).toBe('hanna and hugo, as hanna sees it; times in +08:00');
    // The emulator orders messages of one second by MsgSeq, which send makes up.
    expect(
      lines
        .slice(1, -1)
        .map((line) => line.replace(/^.*: /, ''))
        .sort(),
    ).toEqual(texts);
    expect(lines.at(-1)).toBe('= 4 messages');
    const newest = await cli('history', 'hanna', 'hugo', '--limit', '3', '--page-messages', '2');
    expect(
      newest.stdout
        .trimEnd()
        .split('\n')
        .slice(1, -1)
        .map((line) => line.replace(/^.*: /, '')),
    ).toEqual(lines.slice(2, -1).map((line) => line.replace(/^.*: /, '')));
    expect(newest.stdout).toContain('= the newest 3 messages');
  });

  it('--json: a line per message as the service gave it, and nothing else', async () => {
    const { stdout } = await cli('history', 'hanna', 'hugo', '--json');
    const messages = parseLines<RoamMsg>(stdout);
    expect(messages).toHaveLength(4);
    expect(messages[0]).toMatchObject({ From_Account: 'hanna', To_Account: 'hugo', MsgFlagBits: 0 });
    const times = messages.map(({ MsgTimeStamp }) => MsgTimeStamp);
    expect(times).toEqual([...times].sort((one, other) => one - other));
  });

  it('a hostile message does not control the terminal', async () => {
    await send('mallory', 'victim', '\u001b[2J\u001b]0;owned\u0007fine\rforged');
    const { stdout } = await cli('history', 'victim', 'mallory');
    expect(stdout).toContain('mallory: \\u001b[2J\\u001b]0;owned\\u0007fine\n    forged');
    expect(stdout).not.toMatch(/[\u0000-\u0009\u000b-\u001f]/);
  });

  it('--as both tells what one side alone sees', async () => {
    await send('lea', 'max', 'both see it');
    await send('lea', 'max', 'kept from the sender', '--no-sync-sender');
    const { stdout } = await cli('history', 'lea', 'max', '--as', 'both');
    expect(stdout).toContain('lea: both see it');
    expect(stdout).toContain('lea: [only max sees it] kept from the sender');
    expect(stdout).toContain('= 2 messages, 0 only lea sees, 1 only max sees');
    const json = parseLines<{ seenBy: string[] }>(
      (await cli('history', 'lea', 'max', '--as', 'both', '--json')).stdout,
    );
    expect(json.map(({ seenBy }) => seenBy.join()).sort()).toEqual(['lea,max', 'max']);
    expect((await cli('history', 'lea', 'max')).stdout).toContain('= 1 message\n');
    expect((await cli('history', 'lea', 'max', '--as', 'max')).stdout).toContain('= 2 messages\n');
  });

  it('--since and --until show a part', async () => {
    const { time } = await send('ina', 'jo', 'now');
    const at = (seconds: number) => new Date(seconds * 1_000).toISOString();
    expect((await cli('history', 'ina', 'jo', '--since', at(time))).stdout).toContain('now');
    expect((await cli('history', 'ina', 'jo', '--until', at(time))).stdout).toContain('= 0 messages');
    expect((await cli('history', 'ina', 'jo', '--since', at(time + 1))).stdout).toContain('= 0 messages');
  });

  it('a reader that goes away ends it', async () => {
    const running = startCli(['history', 'hanna', 'hugo'], { env: emulator.env });
    running.child.stdout?.destroy();
    expect((await running.ended).code).toBe(0);
  });

  it.each([
    ['somebody else', ['--as', 'cy']],
    ['an end before the beginning', ['--since', '2024-02-01', '--until', '2024-01-01']],
  ])('%s is a usage error', async (_, words) => {
    expect((await cli('history', 'anna', 'bo', ...words)).code).toBe(2);
  });
});

describe('withdraw', () => {
  it('shows the message, recalls it, and says so when it was recalled before', async () => {
    const { key } = await send('wanda', 'willi', 'too hasty');
    const asked = await cli('withdraw', 'wanda', 'willi', key);
    expect(asked.code).toBe(2);
    expect(asked.stderr).toContain('wanda: too hasty');
    const first = await cli('withdraw', 'wanda', 'willi', key, '--yes', '--json');
    expect(first.code, first.stderr).toBe(0);
    expect(JSON.parse(first.stdout)).toEqual({ sender: 'wanda', receiver: 'willi', key, outcome: 'recalled' });
    expect((await cli('history', 'willi', 'wanda')).stdout).toContain('wanda: [recalled] too hasty');
    const second = await cli('withdraw', 'wanda', 'willi', key, '--yes');
    expect(second.code).toBe(0);
    expect(second.stdout).toContain('was recalled before');
  });

  it('20023 is the wanted state, too, when the message cannot be read', async () => {
    await emulator.setFaults('code:20023:1/admin_msgwithdraw', 'code:90008:1/admin_getroammsg');
    const { code, stdout, stderr } = await cli('withdraw', 'anna', 'bo', '1_2_1700000000', '--yes', '--json');
    await emulator.setFaults();
    expect(code, stderr).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ outcome: 'already-recalled' });
    expect(stderr).toContain('could not be read before');
  });

  it('an interrupt while the message is looked for in an outage ends it, and nothing is recalled', async () => {
    const asked: string[] = [];
    const down = createServer((request) => {
      asked.push(new URL(request.url!, 'http://x').pathname);
      request.socket.destroy();
    });
    await new Promise<void>((resolve) => down.listen(0, '127.0.0.1', resolve));
    const firstTry = once(down, 'request');
    try {
      const TIM_ENDPOINT = `http://127.0.0.1:${(down.address() as AddressInfo).port}`;
      const env = { ...emulator.env, TIM_ENDPOINT };
      const words = ['withdraw', 'anna', 'bo', '1_2_1700000000', '--yes', '--json', '--patience', '15s'];
      const running = startCli(words, { env });
      await firstTry;
      running.kill('SIGINT');
      const { code, stdout, stderr } = await running.ended;
      expect(code, stderr).toBe(130);
      expect(JSON.parse(stdout)).toMatchObject({ outcome: 'declined' });
      expect(asked.some((path) => path.endsWith('admin_msgwithdraw'))).toBe(false);
    } finally {
      down.closeAllConnections();
      await new Promise((resolve) => down.close(resolve));
    }
  });

  it('one that is not there is exit 1; a text that is no key is a usage error', async () => {
    const { code, stdout } = await cli('withdraw', 'anna', 'bo', '1_2_1700000000', '--yes', '--json');
    expect(code).toBe(1);
    expect(JSON.parse(stdout)).toMatchObject({ outcome: 'not-there', code: '20022' });
    const wrong = await cli('withdraw', 'anna', 'bo', 'abc', '--yes');
    expect(wrong.code).toBe(2);
    expect(wrong.stderr).toContain('11_501_1700000100');
  });
});

describe('unread', () => {
  it('tells the total, or each of many conversations', async () => {
    for (const peer of ['u1', 'u2']) await send(peer, 'ursula', 'x');
    await send('u1', 'ursula', 'y');
    expect((await cli('unread', 'ursula')).stdout).toBe('ursula has not read 3\n');
    const peers = Array.from({ length: 23 }, (_, index) => `u${index}`);
    const { code, stdout } = await cli('unread', 'ursula', ...peers, '--json');
    expect(code).toBe(0);
    const { conversations } = JSON.parse(stdout) as { conversations: { peer: string; unread: number }[] };
    expect(conversations).toHaveLength(23);
    expect(conversations.filter(({ unread }) => unread > 0)).toEqual([
      { peer: 'u1', unread: 2 },
      { peer: 'u2', unread: 1 },
    ]);
  });

  it('a conversation that could not be counted is told with its reason, exit 1', async () => {
    const accounts = join(folder, 'accounts.txt');
    writeFileSync(accounts, 'ursula\nu1\nadministrator\n');
    const words = ['unread', 'ursula', 'u1', 'ghost', '--emulate', '--state', join(folder, 'emulated')];
    const { code, stdout, stderr } = await runCli([...words, '--accounts', accounts]);
    expect(code, stderr).toBe(1);
    expect(stdout).toContain('✗ ghost: no such account (70107)');
  });
});
