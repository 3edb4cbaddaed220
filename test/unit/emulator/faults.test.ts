import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseFaults } from '../../../src/emulator/fault-specs.js';
import { Faults } from '../../../src/emulator/faults.js';
import { makeRandom } from '../../../src/emulator/random.js';
import { start } from './helpers.js';

describe('fault specs', () => {
  test.each([
    [
      'throttle:0.05',
      { label: 'throttle', probability: 0.05, action: { kind: 'answer', code: 60007, applied: false } },
    ],
    ['code:60018:.1', { label: 'code:60018', probability: 0.1, action: { code: 60018, applied: false } }],
    ['internal:1', { label: 'internal', action: { code: 91000, applied: false } }],
    ['internal:1:90994', { action: { code: 90994, applied: false } }],
    ['internal-after:1:60008', { label: 'internal-after', action: { code: 60008, applied: true } }],
    ['http-502:0.05', { label: 'http-502', action: { kind: 'status', status: 502, retryAfterSeconds: undefined } }],
    ['http-429:0.02:2', { label: 'http-429', action: { status: 429, retryAfterSeconds: 2 } }],
    ['lost-before:0', { action: { kind: 'lost', applied: false }, probability: 0 }],
    ['lost-after:0.02', { action: { kind: 'lost', applied: true } }],
    ['slow:0.05:500', { action: { kind: 'slow', delayMs: 500 } }],
    ['outage:5s-15s', { label: 'outage', fromMs: 5_000, untilMs: 15_000, probability: 1 }],
    ['outage:500ms-', { fromMs: 500, untilMs: Infinity }],
    ['expire-usersig:2m', { label: 'expire-usersig', fromMs: 120_000 }],
    ['html:0.5@1.5s-1h', { action: { kind: 'page' }, fromMs: 1_500, untilMs: 3_600_000 }],
    ['cut:1', { action: { kind: 'cut' } }],
    ['truncated:1', { action: { kind: 'truncated' } }],
    ['doubled:1', { action: { kind: 'doubled' } }],
    ['lost-after:0.2/importmsg', { label: 'lost-after/importmsg', command: 'importmsg', action: { kind: 'lost' } }],
    [
      'code:60018:1@1s-2s/account_check',
      { label: 'code:60018/account_check', command: 'account_check', fromMs: 1_000 },
    ],
    ['outage:5s-15s/importmsg', { label: 'outage/importmsg', command: 'importmsg', untilMs: 15_000 }],
  ])('%s', (spec, expected) => {
    expect(parseFaults([spec])).toMatchObject([{ spec, ...expected }]);
  });

  test.each([
    '',
    'throttle',
    'throttle:',
    'throttle:1.1',
    'throttle:-0.1',
    'throttle:0.1:5',
    'throttle:5%',
    'Throttle:0.1',
    'toString:0.1',
    'code:0.1',
    'code:0:0.1',
    'code:60007:0.1:2',
    'code:60007',
    'http-200:0.1',
    'http-5xx:0.1',
    'http-429:0.1:soon',
    'slow:0.1',
    'slow:0.1:5s',
    'outage:5s',
    'outage:15s-5s',
    'outage:5-15',
    'outage:1',
    'outage:1s-2s@1s-2s',
    'expire-usersig:10',
    'expire-usersig:10s:1',
    'html:1@',
    'html:1@1s-2s@3s-4s',
    'html:1/',
    'html:1/v4/openim/importmsg',
    'html:1/import',
    'html:1/importmsg@1s-2s',
    'expire-usersig:10s/importmsg',
  ])('%j is a usage error that names what is allowed', (spec) => {
    expect(() => parseFaults(['throttle:1', spec])).toThrowError(
      expect.objectContaining({
        kind: 'usage',
        message: expect.stringContaining(`Fault ${spec}`),
        hint: expect.stringMatching(/lost-after.*outage:FROM-UNTIL/),
      }),
    );
  });

  test('a bad spec keeps the emulator from starting', async () => {
    await expect(start({ faults: ['throtle:0.1'] })).rejects.toMatchObject({ kind: 'usage', code: 'emulator-fault' });
  });
});

describe('fault decisions', () => {
  function faultsOf(specs: readonly string[], seed = 1): Faults {
    const faults = new Faults(makeRandom(seed));
    faults.set(specs, 0, 0);
    return faults;
  }

  function labels(faults: Faults, requests: number): (string | undefined)[] {
    return Array.from({ length: requests }, () => faults.decide(0, undefined).fault?.label);
  }

  test('equal seeds give equal faults, other seeds others', () => {
    fc.assert(
      fc.property(fc.maxSafeNat(), (seed) => {
        const specs = ['throttle:0.3', 'lost-after:0.3', 'cut:0.3'];
        expect(labels(faultsOf(specs, seed), 50)).toEqual(labels(faultsOf(specs, seed), 50));
        expect(labels(faultsOf(specs, seed), 50)).not.toEqual(labels(faultsOf(specs, seed + 1), 50));
      }),
    );
  });

  test('a fault is as frequent as it says, the first of several wins', () => {
    const drawn = labels(faultsOf(['throttle:0.2', 'cut:0.5']), 20_000);
    const share = (label: string) => drawn.filter((one) => one === label).length / drawn.length;
    expect(share('throttle')).toBeCloseTo(0.2, 1);
    expect(share('cut')).toBeCloseTo(0.4, 1);
  });

  test('probability 0 is never, 1 is always', () => {
    expect(new Set(labels(faultsOf(['cut:0', 'doubled:1']), 1_000))).toEqual(new Set(['doubled']));
  });

  test('a fault of one command leaves the others alone, and draws nothing for them', () => {
    const faults = faultsOf(['cut:1/importmsg', 'slow:1:5/account_check', 'outage:0s-/account_check']);
    const met = ['importmsg', 'account_check', 'admin_getroammsg', undefined].map((command) => {
      const { fault, slow } = faults.decide(0, command);
      return [fault?.label, slow.length];
    });
    expect(met).toEqual([
      ['cut/importmsg', 0],
      ['outage/account_check', 1],
      [undefined, 0],
      [undefined, 0],
    ]);
    const mixed = faultsOf(['throttle:0.3/importmsg', 'cut:0.3']);
    const others = Array.from({ length: 100 }, () => mixed.decide(0, 'account_check').fault?.label);
    expect(others).toEqual(labels(faultsOf(['cut:0.3']), 100));
  });

  test('slowness joins any other fault', () => {
    const decision = faultsOf(['slow:1:5', 'cut:1', 'slow:1:7']).decide(0, undefined);
    expect(decision.fault?.label).toBe('cut');
    expect(decision.slow).toHaveLength(2);
  });

  test('a window begins with its first moment and ends before its last', () => {
    const faults = faultsOf(['outage:5s-15s', 'cut:1@10s-20s']);
    const at = [4_999, 5_000, 12_000, 14_999, 15_000, 19_999, 20_000].map(
      (ms) => faults.decide(ms, undefined).fault?.label,
    );
    expect(at).toEqual([undefined, 'outage', 'outage', 'outage', 'cut', 'cut', undefined]);
  });

  test('an outage is stronger than a fault named before it', () => {
    expect(faultsOf(['cut:1', 'outage:0s-1s', 'html:1']).decide(0, undefined).fault?.label).toBe('outage');
  });

  test('times count from when the faults were set', () => {
    const faults = faultsOf([]);
    faults.set(['outage:1s-2s', 'expire-usersig:3s'], 10_000, 1_700_000_000_900);
    expect([faults.decide(10_999, undefined).fault, faults.decide(11_000, undefined).fault?.label]).toEqual([
      undefined,
      'outage',
    ]);
    expect([faults.signaturesValidFrom(12_999), faults.signaturesValidFrom(13_000)]).toEqual([0, 1_700_000_003]);
  });

  test('bad specs leave the old faults in force', () => {
    const faults = faultsOf(['cut:1']);
    expect(() => faults.set(['nonsense'], 0, 0)).toThrow();
    expect(faults.specs).toEqual(['cut:1']);
  });
});
