import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Limiter, SlidingWindow } from '../../../src/emulator/limiter.js';
import { startEmulator } from '../../../src/emulator/server.js';
import { ADMIN, APP, call, KEY, message, post, withEmulator } from './helpers.js';

/** Moments that never go back, crowded enough that windows overlap in every way. */
const moments = fc.array(fc.double({ min: 0, max: 700, noNaN: true }), { minLength: 1, maxLength: 400 }).map((gaps) => {
  let nowMs = 0;
  return gaps.map((gap, index) => {
    nowMs += index % 3 === 0 ? gap : gap / 100;
    return nowMs;
  });
});

function inSecondBefore(times: readonly number[], endMs: number): number {
  return times.filter((time) => time <= endMs && time > endMs - 1_000).length;
}

describe('sliding second', () => {
  test('counts as a plain filter would', () => {
    fc.assert(
      fc.property(moments, (times) => {
        const sliding = new SlidingWindow();
        times.forEach((time, index) => {
          expect(sliding.add(time)).toBe(inSecondBefore(times.slice(0, index + 1), time));
        });
      }),
    );
  });

  test('holds far more events than it has room for at first', () => {
    const sliding = new SlidingWindow();
    for (let event = 0; event < 50_000; event += 1) sliding.add(event / 100);
    expect([sliding.count(500), sliding.count(1_000), sliding.count(1_500)]).toEqual([50_000, 49_999, 0]);
  });

  test('an event exactly one second old is outside', () => {
    const sliding = new SlidingWindow();
    sliding.add(0);
    expect([sliding.count(999.999), sliding.count(1_000)]).toEqual([1, 0]);
  });
});

describe('limiter', () => {
  test('never admits one over the limit in any sliding second, and refuses only when it must', () => {
    fc.assert(
      fc.property(moments, fc.integer({ min: 1, max: 8 }), (times, limit) => {
        const limiter = new Limiter(limit);
        const admitted: number[] = [];
        for (const time of times) {
          const before = inSecondBefore(admitted, time);
          const admits = limiter.admits(time);
          expect(admits).toBe(before < limit);
          if (admits) admitted.push(time);
        }
      }),
    );
  });

  test('0 is no limit', () => {
    const limiter = new Limiter(0);
    expect(Array.from({ length: 1_000 }, () => limiter.admits(0)).every(Boolean)).toBe(true);
  });
});

describe('limit over HTTP', () => {
  test('over the limit: 60007, not applied, not counted as a start; the next second is free again', async () => {
    let nowMs = 0;
    await withEmulator({ limitPerSecond: 3, monotonicMs: () => nowMs }, async (emulator) => {
      const codes: (number | undefined)[] = [];
      for (const at of [0, 0, 500, 600, 999, 1_000, 1_000, 1_000, 1_500]) {
        nowMs = at;
        codes.push((await call(emulator, message({ MsgRandom: codes.length }))).code);
      }
      expect(codes).toEqual([0, 0, 0, 60007, 60007, 0, 0, 60007, 0]);
      expect(emulator.stats()).toMatchObject({
        requests: 9,
        importRequests: 9,
        stored: 6,
        overLimit: 3,
        throttled: 3,
        maxStartsPerSlidingSecond: 6,
        perCode: { 0: 6, 60007: 3 },
      });
    });
  });

  test('the limit is 200 a second when nothing is said', async () => {
    const emulator = await startEmulator({ sdkAppId: APP, identifier: ADMIN, secretKey: KEY, monotonicMs: () => 0 });
    try {
      const answers = await Promise.all(
        Array.from({ length: 210 }, (_, n) => call(emulator, message({ MsgRandom: n }))),
      );
      expect(answers.filter((answer) => answer.code === 0)).toHaveLength(200);
      expect(emulator.stats()).toMatchObject({ maxStartsPerSlidingSecond: 210, overLimit: 10, stored: 200 });
    } finally {
      await emulator.close();
    }
  });

  test('every command has a limit of its own, and two account calls a lower one', async () => {
    const commands: readonly (readonly [string, number])[] = [
      ['openim/importmsg', 150],
      ['openim/admin_getroammsg', 150],
      ['im_open_login_svc/account_import', 150],
      ['im_open_login_svc/multiaccount_import', 100],
      ['im_open_login_svc/account_check', 100],
    ];
    await withEmulator({ limitPerSecond: 150, monotonicMs: () => 0 }, async (emulator) => {
      const admitted = commands.map(async ([command]) => {
        const codes = await Promise.all(
          Array.from({ length: 151 }, async () => (await post(emulator, command, {})).code),
        );
        return [command, codes.filter((code) => code !== 60007).length];
      });
      expect(await Promise.all(admitted)).toEqual(commands);
      expect(emulator.stats().perCommand).toEqual({
        importmsg: 151,
        admin_getroammsg: 151,
        account_import: 151,
        multiaccount_import: 151,
        account_check: 151,
      });
    });
  });

  test('a lower limit holds for all, and none for none', async () => {
    for (const [limitPerSecond, admitted] of [
      [3, 3],
      [0, 110],
    ] as const) {
      await withEmulator({ limitPerSecond, monotonicMs: () => 0 }, async (emulator) => {
        const asked = Array.from({ length: 110 }, () => post(emulator, 'im_open_login_svc/account_check', {}));
        const codes = (await Promise.all(asked)).map(({ code }) => code);
        expect(codes.filter((code) => code !== 60007)).toHaveLength(admitted);
      });
    }
  });

  test('several at once are admitted together or not at all', () => {
    const limiter = new Limiter(10, 60_000);
    const asked: [number, number][] = [
      [0, 7],
      [1, 4],
      [2, 3],
      [59_999, 1],
      [60_000, 7],
      [60_001, 1],
      [60_002, 4],
    ];
    expect(asked.map(([nowMs, count]) => limiter.admits(nowMs, count))).toEqual([
      true,
      false,
      true,
      false,
      true,
      false,
      false,
    ]);
  });
});
