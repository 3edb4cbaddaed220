import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Emulator, type EmulatorOptions, startEmulator } from '../../../src/emulator/server.js';
import { ADMIN, APP, call, KEY, message, start, textBody, withEmulator } from './helpers.js';

describe('GET /emulator/messages', () => {
  let emulator: Emulator;
  beforeAll(async () => {
    emulator = await start();
  });
  afterAll(() => emulator.close());

  test('nothing held, nothing said', async () => {
    expect(await (await fetch(`${emulator.url}/emulator/messages`)).text()).toBe('');
  });

  test('JSON lines, conversation by conversation, with request, arrival and MsgKey', async () => {
    const pairs = [
      ['lan_mei', 'otto.brandt'],
      ['lan_mei', 'priya'],
      ['otto.brandt', 'lan_mei'],
    ] as const;
    for (let n = 0; n < 90; n += 1) {
      const [From_Account, To_Account] = pairs[n % 3]!;
      const MsgBody = textBody('a line\nbreak\u2028 '.repeat(100));
      await call(emulator, message({ From_Account, To_Account, MsgTimeStamp: 5_000 - n, MsgBody }));
    }
    const lines = (await (await fetch(`${emulator.url}/emulator/messages`)).text()).trimEnd().split('\n');
    const read = lines.map((line) => JSON.parse(line));
    expect(read).toEqual([...emulator.messages()]);
    expect(read).toHaveLength(90);
    expect(read.map((one) => one.To_Account === 'priya')).toEqual(read.map((_, index) => index >= 60));
    expect(read[0]).toEqual({
      ...message({ From_Account: 'otto.brandt', To_Account: 'lan_mei', MsgTimeStamp: 4_911 }),
      MsgBody: textBody('a line\nbreak\u2028 '.repeat(100)),
      MsgKey: '310422_2914455130_4911',
      arrival: 90,
    });
  });

  test('a reader that leaves early does no harm', async () => {
    const response = await fetch(`${emulator.url}/emulator/messages`);
    await response.body?.cancel();
    expect((await call(emulator, message())).code).toBe(0);
  });

  test('other control paths are named', async () => {
    for (const path of ['', 'message', 'stats/']) {
      expect((await fetch(`${emulator.url}/emulator/${path}`)).status).toBe(404);
    }
  });
});

test('6.3 retention: older messages are accepted and marked expired', async () => {
  const wallMs = () => 1_700_000_000_000;
  await withEmulator({ retentionDays: 7, wallMs }, async (emulator) => {
    const edge = 1_700_000_000 - 7 * 86_400;
    for (const MsgTimeStamp of [edge - 1, edge]) expect((await call(emulator, message({ MsgTimeStamp }))).code).toBe(0);
    expect([...emulator.messages()].map((one) => one.expired)).toEqual([true, undefined]);
    const text = await (await fetch(`${emulator.url}/emulator/messages`)).text();
    expect(text.match(/"expired":true/g)).toHaveLength(1);
  });
});

test('stats are true under many requests at once', async () => {
  await withEmulator({ faults: ['internal:0.2', 'doubled:0.2'] }, async (emulator) => {
    const bodies = Array.from({ length: 500 }, (_, n) =>
      message({ MsgRandom: n % 200, From_Account: `user_${n % 7}` }),
    );
    const answers = await Promise.all(bodies.map((body) => call(emulator, body)));
    const stats = emulator.stats();
    const failed = answers.filter((answer) => answer.code === 91000).length;
    expect(stats.requests).toBe(500);
    expect(stats.perCode).toEqual({ 0: 500 - failed, 91000: failed });
    expect(stats.faults.internal).toBe(failed);
    expect(stats.stored + stats.duplicates).toBe(500 - failed + stats.faults.doubled!);
    expect(stats.stored).toBe([...emulator.messages()].length);
    expect(stats.conversations).toBe(7);
    expect(await (await fetch(`${emulator.url}/emulator/stats`)).json()).toEqual({ ...stats });
  });
});

describe('start and end', () => {
  test('url, application and administrator are told; loopback only', async () => {
    await withEmulator({}, async (emulator) => {
      expect(emulator.url).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
      expect(emulator).toMatchObject({ sdkAppId: APP, identifier: ADMIN });
    });
  });

  test('closing twice is one end, and the port is free again', async () => {
    const first = await start();
    const port = Number(new URL(first.url).port);
    await expect(start({ port })).rejects.toMatchObject({ kind: 'usage', code: 'emulator-port' });
    await first.close();
    await first.close();
    await withEmulator({ port }, async (second) => expect(second.url).toBe(first.url));
  });

  test.each<[string, Partial<EmulatorOptions>]>([
    ['port', { port: 70_000 }],
    ['sdkAppId', { sdkAppId: 0 }],
    ['identifier', { identifier: '' }],
    ['secretKey', { secretKey: '' }],
    ['limitPerSecond', { limitPerSecond: -1 }],
    ['latencyMs', { latencyMs: Number.NaN }],
    ['retentionDays', { retentionDays: 0 }],
    ['seed', { seed: 1.5 }],
  ])('a wrong %s is a usage error that names it', async (name, wrong) => {
    const options = { sdkAppId: APP, identifier: ADMIN, secretKey: KEY, ...wrong };
    await expect(startEmulator(options)).rejects.toMatchObject({
      kind: 'usage',
      message: expect.stringContaining(name),
    });
  });
});
