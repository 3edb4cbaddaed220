import { describe, expect, it } from 'vitest';
import { type Attempted, Caller } from '../../../src/deliver/caller.js';
import { MAX_TRIES } from '../../../src/deliver/retry.js';
import { FatalError, ServiceError } from '../../../src/errors.js';
import type { Gate, Repeat, Verdict } from '../../../src/types.js';
import { FakeClock, settle } from '../../helpers/fake-clock.js';

type Again = Verdict & { kind: 'again' };

const OK: Verdict = { kind: 'ok' };
const LOST: Again = {
  kind: 'again',
  why: 'the connection broke',
  code: 'connection',
  advice: 'a',
  exhausted: 'reject',
};
const INTERNAL: Again = { ...LOST, why: 'internal error', code: '91000', answered: true };
const THROTTLED: Again = { ...LOST, why: 'too frequent', code: '60007', slow: true, refused: true };
const SIGNATURE: Again = { ...LOST, why: 'expired', code: '70001', free: true, refused: true };
const NOT_JSON: Again = { ...LOST, why: 'no JSON', code: 'not-json', exhausted: 'stop' };
const REFUSED: Verdict = { kind: 'no', code: '90012', reason: 'no such receiver', advice: 'a', outcome: 'refused' };
const UNDOCUMENTED: Verdict = { ...REFUSED, code: '4711', outcome: 'unknown' };

/** Lets everybody through at once and keeps what it is told. */
class OpenTestGate implements Gate {
  readonly told: string[] = [];
  taken = 0;
  started = 0;
  open = true;

  take(): Promise<() => void> {
    this.taken += 1;
    if (!this.open) return new Promise(() => undefined);
    let done = false;
    return Promise.resolve(() => {
      if (!done) this.started += 1;
      done = true;
    });
  }
  slowDown(why: string, afterMs?: number): void {
    this.told.push(`slow ${why} ${afterMs ?? ''}`.trim());
  }
  pause(ms: number): void {
    this.told.push(`pause ${ms}`);
  }
  recover(): void {
    this.told.push('recover');
  }
  ratePerSecond(): number {
    return 0;
  }
  slowedBy(): undefined {
    return undefined;
  }
  close(): void {}
}

interface Try {
  readonly verdict: Verdict | FatalError;
  /** Whether the request went onto a connection; default yes. */
  readonly started?: boolean;
  readonly tookMs?: number;
  /** So long it waited for a connection. */
  readonly waitedMs?: number;
}

/** One call during each of whose tries another one is answered. `verdictOf` is asked with the number of the try. */
async function amongOthers(verdictOf: (tries: number) => Verdict, repeat: Repeat) {
  const clock = new FakeClock();
  const caller = new Caller({ clock, random: () => 0.5, patienceMs: 60_000 });
  const gate = new OpenTestGate();
  let tries = 0;
  const attempt = async (onStart: () => void): Promise<Attempted> => {
    tries += 1;
    onStart();
    await caller.perform(gate, async () => ({ verdict: OK }), { repeat: 'always' });
    return { verdict: verdictOf(tries) };
  };
  const ended = caller.perform(gate, attempt, { repeat }).catch((error: unknown) => error);
  await clock.advance(1_000_000);
  return { end: await ended, tries };
}

/** One call whose tries end as scripted, the last one again and again. */
function performing(
  tries: readonly (Verdict | Try)[],
  repeat: Repeat,
  more: { caller?: Caller; signal?: AbortSignal; patienceMs?: number } = {},
) {
  const clock = new FakeClock();
  const gate = new OpenTestGate();
  const { patienceMs = 60_000 } = more;
  const caller = more.caller ?? new Caller({ clock, random: () => 0.5, patienceMs });
  const atMs: number[] = [];
  let wentOut = 0;
  const attempt = async (onStart: () => void): Promise<Attempted> => {
    const script = tries[Math.min(atMs.length, tries.length - 1)]!;
    const { verdict, started = true, tookMs = 0, waitedMs = 0 } = 'verdict' in script ? script : { verdict: script };
    atMs.push(clock.monotonicMs());
    if (waitedMs > 0) await new Promise<void>((resolve) => clock.after(waitedMs, resolve));
    if (started) onStart();
    wentOut += 1;
    if (tookMs > 0) await new Promise<void>((resolve) => clock.after(tookMs, resolve));
    if (verdict instanceof FatalError) throw verdict;
    return { verdict };
  };
  const options = { repeat, ...(more.signal ? { signal: more.signal } : {}) };
  const ended: Promise<Attempted | Error> = caller.perform(gate, attempt, options).catch((error: Error) => error);
  return { clock, gate, caller, atMs, ended, wentOut: () => wentOut };
}

/** How it ends, with all the time in the world. */
async function endOf(performed: ReturnType<typeof performing>, ms = 1_000_000): Promise<Attempted | Error> {
  await performed.clock.advance(ms);
  return Promise.race([performed.ended, settle().then(() => new Error('does not end'))]);
}

describe('a single call', () => {
  it('waits 0.2 s, then twice as long each time, at most 10 s, and passes the gate for each try', async () => {
    const performed = performing([...Array.from({ length: 7 }, () => LOST), OK], 'always');
    expect(await endOf(performed)).toEqual({ verdict: OK });
    expect(performed.atMs).toEqual([0, 200, 600, 1_400, 3_000, 6_200, 12_600, 22_600]);
    expect(performed.gate.taken).toBe(8);
    expect(performed.gate.started).toBe(8);
    expect(performed.gate.told).toEqual(['recover']);
  });

  it('tells the gate that the service pushes back, waits as long as it asks, and never gives up for it', async () => {
    const asked: Verdict = { ...THROTTLED, afterMs: 5_000 };
    const performed = performing([...Array.from({ length: 9 }, () => asked), OK], 'never');
    expect(await endOf(performed)).toEqual({ verdict: OK });
    expect(performed.atMs.slice(0, 3)).toEqual([0, 5_000, 10_000]);
    expect(performed.gate.told[0]).toBe('slow too frequent 5000');
    expect(performed.gate.told).toHaveLength(10);
  });

  it('a push-back does not count, whoever else is answered', async () => {
    const { end } = await amongOthers((tries) => (tries <= 2 * MAX_TRIES ? THROTTLED : OK), 'never');
    expect(end).toEqual({ verdict: OK });
  });

  it('asked to wait longer than its patience, it looks again when that is over, and gives up', async () => {
    const performed = performing([{ ...THROTTLED, afterMs: 3_600_000 }], 'always');
    expect(await endOf(performed)).toMatchObject({ name: 'FatalError', code: 'service-down' });
    expect(performed.atMs).toEqual([0, 60_000]);
  });

  it('a renewed signature costs no wait', async () => {
    const performed = performing([SIGNATURE, OK], 'never');
    expect(await endOf(performed, 0)).toEqual({ verdict: OK });
  });

  it('is refused with what the service said', async () => {
    const end = await endOf(performing([REFUSED], 'always'));
    expect(end).toBeInstanceOf(ServiceError);
    expect(end).toMatchObject({ code: '90012', message: 'no such receiver', advice: 'a', outcome: 'refused' });
    expect(await endOf(performing([UNDOCUMENTED], 'never'))).toMatchObject({ code: '4711', outcome: 'unknown' });
  });

  it('an answer that asks for another try counts: after eight it is over', async () => {
    const performed = performing([INTERNAL], 'always');
    expect(await endOf(performed)).toMatchObject({ name: 'ServiceError', code: '91000', outcome: 'unknown' });
    expect(performed.atMs).toHaveLength(MAX_TRIES);
  });

  it('a service that is down is nobody’s fault: tries go on until the patience is used up', async () => {
    const performed = performing([LOST], 'always');
    const end = await endOf(performed);
    expect(end).toBeInstanceOf(FatalError);
    expect(end).toMatchObject({ kind: 'stopped', code: 'service-down' });
    expect(performed.atMs.at(-1)).toBeGreaterThanOrEqual(60_000);
    expect(performed.gate.told.some((told) => told.startsWith('pause'))).toBe(true);
  });

  it('while others are answered, a broken way counts against it', async () => {
    const { end, tries } = await amongOthers(() => LOST, 'always');
    expect(end).toMatchObject({ name: 'ServiceError', code: 'connection', outcome: 'unknown' });
    expect(tries).toBe(MAX_TRIES + 1);
  });

  it('answers that are no answers of the service stop everything when others go through', async () => {
    const clock = new FakeClock();
    const caller = new Caller({ clock, random: () => 0.5, patienceMs: 60_000 });
    const gate = new OpenTestGate();
    const attempt = async (onStart: () => void): Promise<Attempted> => {
      onStart();
      await caller.perform(gate, async () => ({ verdict: OK }), { repeat: 'always' });
      return { verdict: NOT_JSON };
    };
    const ended = caller.perform(gate, attempt, { repeat: 'always' }).catch((error: unknown) => error);
    await clock.advance(1_000_000);
    expect(await ended).toMatchObject({ name: 'FatalError', code: 'service-not-json' });
  });

  it('what no call can pass goes through as it is', async () => {
    const fatal = new FatalError('stopped', 'service-60010', 'm', 'h');
    expect(await endOf(performing([{ verdict: fatal }], 'never'))).toBe(fatal);
  });

  it('lets the gate know that a try is over, however it ended', async () => {
    const performed = performing([{ verdict: LOST, started: false }, OK], 'always');
    await endOf(performed);
    expect(performed.gate.started).toBe(2);
  });
});

describe('4.6: what an unknown outcome allows', () => {
  it.each<[string, Again]>([
    ['a connection that broke', LOST],
    ['an internal error', INTERNAL],
    ['an answer that is none', NOT_JSON],
    ['HTTP 502', { ...LOST, code: 'http-502' }],
  ])('never: %s is not repeated', async (_, verdict) => {
    const performed = performing([verdict, OK], 'never');
    expect(await endOf(performed)).toMatchObject({ name: 'ServiceError', code: verdict.code, outcome: 'unknown' });
    expect(performed.atMs).toEqual([0]);
  });

  it('never: what was refused, or never went onto a connection, is tried again', async () => {
    const unsent = { verdict: LOST, started: false };
    const performed = performing([unsent, THROTTLED, SIGNATURE, unsent, { ...INTERNAL, refused: true }, OK], 'never');
    expect(await endOf(performed)).toEqual({ verdict: OK });
    expect(performed.atMs).toHaveLength(6);
  });

  it('within-100s: repeats until 100 s after the first try that may have been carried out', async () => {
    const slow = { verdict: LOST, tookMs: 10_000 };
    const performed = performing([THROTTLED, slow], 'within-100s');
    expect(await endOf(performed)).toMatchObject({ name: 'ServiceError', code: 'connection', outcome: 'unknown' });
    const [, first, ...others] = performed.atMs;
    expect(others.length).toBeGreaterThan(3);
    for (const atMs of others) expect(atMs - first!).toBeLessThan(100_000);
    expect(performed.clock.monotonicMs()).toBeGreaterThan(100_000);
  });

  it('within-100s: nobody waits for a try that would come too late', async () => {
    const performed = performing([{ verdict: LOST, tookMs: 99_900 }, OK], 'within-100s');
    expect(await endOf(performed, 99_901)).toMatchObject({ outcome: 'unknown' });
  });

  it('within-100s: a gate that opens too late ends it, too', async () => {
    const performed = performing([LOST, OK], 'within-100s');
    await settle();
    performed.gate.open = false;
    let open: (start: () => void) => void = () => undefined;
    performed.gate.take = () =>
      new Promise((resolve) => {
        open = resolve;
      });
    await performed.clock.advance(100_000);
    let released = 0;
    open(() => {
      released += 1;
    });
    expect(await endOf(performed, 0)).toMatchObject({ outcome: 'unknown', code: 'connection' });
    expect(performed.atMs).toEqual([0]);
    expect(released).toBe(1);
  });

  it('within-100s: a connection that comes too late ends it: nothing goes out', async () => {
    const performed = performing(
      [
        { verdict: LOST, tookMs: 60_000 },
        { verdict: OK, waitedMs: 50_000 },
      ],
      'within-100s',
    );
    expect(await endOf(performed)).toMatchObject({ name: 'ServiceError', code: 'connection', outcome: 'unknown' });
    expect(performed.atMs).toEqual([0, 60_200]);
    expect(performed.wentOut()).toBe(1);
    expect(performed.gate.started).toBe(2);
  });

  it('within-100s: a machine that slept is late by the clock of day, before its turn and while it waits for a connection', async () => {
    for (const sleepsAtMs of [100, 1_000]) {
      const performed = performing([LOST, { verdict: OK, waitedMs: 5_000 }], 'within-100s');
      await performed.clock.advance(sleepsAtMs);
      performed.clock.sleep(600_000);
      expect(await endOf(performed)).toMatchObject({ name: 'ServiceError', code: 'connection', outcome: 'unknown' });
      expect(performed.wentOut()).toBe(1);
    }
  });

  it('within-100s: a clock of day that is set back gives no time more', async () => {
    const performed = performing(
      [
        { verdict: LOST, tookMs: 99_000 },
        { verdict: OK, waitedMs: 1_000 },
      ],
      'within-100s',
    );
    await performed.clock.advance(1_000);
    performed.clock.sleep(-600_000);
    expect(await endOf(performed)).toMatchObject({ code: 'connection', outcome: 'unknown' });
    expect(performed.wentOut()).toBe(1);
  });

  it('within-100s: refusals alone are no doubt, however long they take', async () => {
    const refusals = Array.from({ length: 20 }, () => ({ ...THROTTLED, afterMs: 7_000 }));
    const performed = performing([...refusals, OK], 'within-100s', { patienceMs: 600_000 });
    expect(await endOf(performed)).toEqual({ verdict: OK });
    expect(performed.clock.monotonicMs()).toBeGreaterThan(100_000);
  });

  it('a refusal after a try in doubt is no proof that nothing was done', async () => {
    expect(await endOf(performing([LOST, REFUSED], 'within-100s'))).toMatchObject({
      code: '90012',
      outcome: 'unknown',
    });
    expect(await endOf(performing([LOST, REFUSED], 'always'))).toMatchObject({ code: '90012', outcome: 'refused' });
  });

  it('a stop after a try in doubt says of this call that it is in doubt', async () => {
    const fatal = new FatalError('stopped', 'service-60010', 'm', 'h');
    const end = await endOf(performing([LOST, { verdict: fatal }], 'within-100s'));
    expect(end).toMatchObject({ name: 'ServiceError', code: 'service-60010', outcome: 'unknown', cause: fatal });
  });
});

describe('a call that is aborted', () => {
  it('before it begins is not sent', async () => {
    const performed = performing([OK], 'always', { signal: AbortSignal.abort('enough') });
    expect(await endOf(performed)).toMatchObject({ code: 'aborted', outcome: 'not-sent', cause: 'enough' });
    expect(performed.gate.taken).toBe(0);
  });

  it('before any try went onto a connection is not sent', async () => {
    const stop = new AbortController();
    const performed = performing([{ verdict: LOST, started: false }], 'always', { signal: stop.signal });
    await performed.clock.advance(100);
    stop.abort();
    expect(await endOf(performed, 0)).toMatchObject({ code: 'aborted', outcome: 'not-sent' });
  });

  it('while it waits for its next try ends at once, and leaves no timer', async () => {
    const stop = new AbortController();
    const performed = performing([LOST], 'always', { signal: stop.signal });
    await performed.clock.advance(100);
    stop.abort();
    expect(await endOf(performed, 0)).toMatchObject({ code: 'aborted', outcome: 'unknown' });
    expect(performed.clock.pending).toBe(0);
  });

  it('while it waits at the gate ends at once, and gives its turn back', async () => {
    const stop = new AbortController();
    const clock = new FakeClock();
    const gate = new OpenTestGate();
    let open: (start: () => void) => void = () => undefined;
    gate.take = () =>
      new Promise((resolve) => {
        open = resolve;
      });
    const caller = new Caller({ clock, random: () => 0.5, patienceMs: 60_000 });
    const never = async (): Promise<Attempted> => {
      throw new Error('must not be tried');
    };
    const ended = caller
      .perform(gate, never, { repeat: 'never', signal: stop.signal })
      .catch((error: unknown) => error);
    await settle();
    stop.abort();
    expect(await ended).toMatchObject({ code: 'aborted', outcome: 'not-sent' });
    let released = 0;
    open(() => {
      released += 1;
    });
    await settle();
    expect(released).toBe(1);
  });

  it('with a request under way ends that one', async () => {
    const stop = new AbortController();
    const performed = performing([{ verdict: OK, tookMs: 500 }], 'always', { signal: stop.signal });
    await performed.clock.advance(100);
    stop.abort();
    expect(await endOf(performed)).toEqual({ verdict: OK });
  });

  it('closing ends all that wait', async () => {
    const performed = performing([THROTTLED], 'always');
    await performed.clock.advance(50);
    performed.caller.close();
    expect(await endOf(performed, 0)).toMatchObject({ code: 'aborted', message: 'the connection was closed' });
    const late = performing([OK], 'always', { caller: performed.caller });
    expect(await endOf(late, 0)).toMatchObject({ code: 'aborted', outcome: 'not-sent' });
  });
});
