import { describe, expect, test } from 'vitest';
import { call, message, sign, withEmulator } from './helpers.js';

/** What a client sees of one request under a fault, and what the service then holds. */
async function under(fault: string, body = message()): Promise<readonly [unknown, number, Record<string, number>]> {
  return withEmulator({ faults: [fault] }, async (emulator) => {
    const seen = await call(emulator, body).then(
      (got) => got.code ?? `${got.status} ${got.text.slice(0, 5)}`,
      () => 'broken',
    );
    const { stored, faults } = emulator.stats();
    return [seen, stored, { ...faults }];
  });
}

describe('each fault: what the client sees, and whether the message was applied', () => {
  test.each<[string, unknown, number]>([
    ['throttle:1', 60007, 0],
    ['code:60018:1', 60018, 0],
    ['internal:1', 91000, 0],
    ['internal:1:90994', 90994, 0],
    ['internal-after:1:60008', 60008, 1],
    ['http-502:1', '502 <html', 0],
    ['http-503:1', '503 <html', 0],
    ['html:1', '200 <html', 0],
    ['truncated:1', '200 {"Act', 1],
    ['lost-before:1', 'broken', 0],
    ['lost-after:1', 'broken', 1],
    ['cut:1', 'broken', 1],
    ['doubled:1', 0, 1],
    ['slow:1:5', 0, 1],
    ['outage:0s-1h', 'broken', 0],
  ])('%s', async (fault, seen, stored) => {
    const label = fault.replace(/^(code:\d+|[^:]+).*/, '$1');
    expect(await under(fault)).toEqual([seen, stored, { [label]: 1 }]);
  });

  test('doubled: two copies when MsgSeq is left out', async () => {
    expect(await under('doubled:1', message({ MsgSeq: undefined }))).toEqual([0, 2, { doubled: 1 }]);
  });

  test('an applied fault hides the answer, not the checks', async () => {
    expect(await under('lost-after:1', message({ MsgRandom: -1 }))).toEqual(['broken', 0, { 'lost-after': 1 }]);
  });

  test('Retry-After comes with the seconds given', async () => {
    await withEmulator({ faults: ['http-429:1:2'] }, async (emulator) => {
      const got = await call(emulator, message());
      expect([got.status, got.headers.get('retry-after')]).toEqual([429, '2']);
      expect(emulator.stats()).toMatchObject({ throttled: 1, overLimit: 0, perCode: {} });
    });
  });

  test('after a lost reply the repeat is a duplicate: nothing lost, nothing doubled', async () => {
    await withEmulator({ faults: ['lost-after:1@0s-1s'], monotonicMs: clock(0, 0, 5_000) }, async (emulator) => {
      await expect(call(emulator, message())).rejects.toThrow();
      expect((await call(emulator, message())).code).toBe(0);
      expect(emulator.stats()).toMatchObject({ stored: 1, duplicates: 1, duplicatesWithOtherContent: 0 });
    });
  });

  test('latency and slowness delay the answer, not the import', async () => {
    await withEmulator({ latencyMs: 20, faults: ['slow:1:30'] }, async (emulator) => {
      let answered = false;
      const answer = call(emulator, message()).then(() => {
        answered = true;
      });
      while (emulator.stats().stored === 0) await new Promise((resolve) => setImmediate(resolve));
      expect(answered).toBe(false);
      await answer;
    });
  });

  test('an answer still on its way does not hold up the end', async () => {
    const gone = await withEmulator({ latencyMs: 60_000 }, async (emulator) => {
      const answer = call(emulator, message()).catch(() => 'gone');
      while (emulator.stats().stored === 0) await new Promise((resolve) => setImmediate(resolve));
      return answer.constructor === Promise ? { answer } : undefined;
    });
    expect(await gone?.answer).toBe('gone');
  });
});

/** A clock that gives these times one after another, the last for ever. */
function clock(...times: number[]): () => number {
  return () => (times.length > 1 ? times.shift()! : times[0]!);
}

describe('time windows', () => {
  test('outage: broken connections between its times, counters stay reachable', async () => {
    let nowMs = 0;
    await withEmulator({ faults: ['outage:5s-15s'], monotonicMs: () => nowMs }, async (emulator) => {
      expect((await call(emulator, message())).code).toBe(0);
      nowMs = 5_000;
      await expect(call(emulator, message())).rejects.toThrow();
      expect(await (await fetch(`${emulator.url}/emulator/stats`)).json()).toMatchObject({ faults: { outage: 1 } });
      nowMs = 15_000;
      expect((await call(emulator, message())).code).toBe(0);
    });
  });

  test('expire-usersig: older signatures answer 70001 from then on, newer ones pass', async () => {
    let passedMs = 0;
    const startedMs = Date.now() - 5_000;
    const clocks = { monotonicMs: () => passedMs, wallMs: () => startedMs + passedMs };
    await withEmulator({ faults: ['expire-usersig:10s'], ...clocks }, async (emulator) => {
      expect((await call(emulator, message())).code).toBe(0);
      passedMs = 10_000;
      expect((await call(emulator, message())).code).toBe(70001);
      expect(emulator.stats().perCode).toEqual({ 0: 1, 70001: 1 });
    });
    await withEmulator({ faults: ['expire-usersig:1s'], ...clocks, wallMs: () => startedMs }, async (emulator) => {
      passedMs = 20_000;
      expect((await call(emulator, message(), { query: { usersig: sign() } })).code).toBe(0);
    });
  });
});

describe('faults at run time', () => {
  test('POST /emulator/faults replaces them, a bad spec changes nothing', async () => {
    await withEmulator({ faults: ['internal:1'] }, async (emulator) => {
      const url = `${emulator.url}/emulator/faults`;
      const post = (body: string) => fetch(url, { method: 'POST', body });
      const bad = await post('["throtle:1"]');
      expect([bad.status, await bad.text()]).toEqual([400, expect.stringContaining('lost-after')]);
      for (const body of ['', '{}', '[1]', '"html:1"']) expect((await post(body)).status).toBe(400);
      expect((await call(emulator, message())).code).toBe(91000);
      expect(await (await post('["code:60008:1"]')).json()).toEqual(['code:60008:1']);
      expect((await call(emulator, message())).code).toBe(60008);
      await post('[]');
      expect((await call(emulator, message())).code).toBe(0);
      expect(await (await fetch(url)).json()).toEqual([]);
    });
  });
});
