import { describe, expect, it } from 'vitest';
import { PooledDelivery } from '../../../src/deliver/deliver.js';
import type { Parcel, Refusal } from '../../../src/deliver/delivery.js';
import { OpenGate } from '../../../src/deliver/open-gate.js';
import { MAX_TRIES } from '../../../src/deliver/retry.js';
import { FatalError } from '../../../src/errors.js';
import { Lanes } from '../../../src/plan/lanes.js';
import type { Message, Verdict } from '../../../src/types.js';
import { FakeClock, settle } from '../../helpers/fake-clock.js';
import { message } from '../../helpers/messages.js';

const OK: Verdict = { kind: 'ok' };
const AGAIN: Verdict = { kind: 'again', why: 'lost', code: 'connection', advice: 'wait', exhausted: 'reject' };

function no(code: string, stopAfterInARow?: number): Verdict {
  const refusal = { kind: 'no', code, reason: 'r', advice: 'a', outcome: 'refused' } as const;
  return stopAfterInARow === undefined ? refusal : { ...refusal, stopAfterInARow };
}

/** A delivery on a fake clock whose sink asks `answer`, taking `latencyMs` for each. */
function setUp(
  answer: (sent: Message, nowMs: number) => Verdict,
  settings: { concurrency?: number; patienceMs?: number; latencyMs?: number } = {},
) {
  const clock = new FakeClock();
  const { concurrency = 4, patienceMs = 60_000, latencyMs = 10 } = settings;
  const log: { record: number; lane: string; startMs: number }[] = [];
  const delivered: number[] = [];
  const rejected: { record: number; refusal: Refusal }[] = [];
  let retries = 0;
  const busy = new Set<string>();
  let inFlight = 0;
  let mostInFlight = 0;
  const delivery = new PooledDelivery<Parcel>({
    lanes: new Lanes<Parcel>((item) => item.message.bytes),
    gate: new OpenGate(clock),
    clock,
    random: () => 0.5,
    patienceMs,
    concurrency,
    settle: {
      delivered: (item) => delivered.push(item.message.at.record),
      rejected: (item, refusal) => rejected.push({ record: item.message.at.record, refusal }),
      retried: () => {
        retries += 1;
      },
    },
    sink: {
      async send(sent, onStart) {
        onStart();
        expect(busy.has(sent.lane), 'one message of a lane at a time').toBe(false);
        busy.add(sent.lane);
        inFlight += 1;
        mostInFlight = Math.max(mostInFlight, inFlight);
        log.push({ record: sent.at.record, lane: sent.lane, startMs: clock.monotonicMs() });
        await new Promise<void>((resolve) => clock.after(latencyMs, resolve));
        busy.delete(sent.lane);
        inFlight -= 1;
        return answer(sent, clock.monotonicMs());
      },
      close: async () => undefined,
    },
  });
  const offer = (record: number, lane: string) => delivery.offer({ message: message(record, lane) });
  return { clock, delivery, offer, log, delivered, rejected, retries: () => retries, mostInFlight: () => mostInFlight };
}

/** Runs the clock until the drain has ended; what it threw, or undefined. */
async function drained({ delivery, clock }: ReturnType<typeof setUp>, forMs = 3_600_000): Promise<unknown> {
  let end: { error?: unknown } | undefined;
  delivery.drain().then(
    () => {
      end = {};
    },
    (error: unknown) => {
      end = { error };
    },
  );
  for (let ms = 0; ms < forMs && !end; ms += 100) await clock.advance(100);
  await settle();
  expect(end, 'drain ends').toBeDefined();
  return end?.error;
}

describe('delivery', () => {
  it('1.2: sends a lane in input order, one at a time, and lanes beside each other', async () => {
    const run = setUp(() => OK);
    for (let record = 1; record <= 20; record += 1) run.offer(record, record % 2 ? 'odd' : 'even');
    expect(await drained(run)).toBeUndefined();
    const odd = run.log.filter(({ lane }) => lane === 'odd').map(({ record }) => record);
    expect(odd).toEqual([1, 3, 5, 7, 9, 11, 13, 15, 17, 19]);
    expect(run.mostInFlight()).toBe(2);
    expect(run.delivered.length).toBe(20);
  });

  it('obeys a fixed concurrency', async () => {
    const run = setUp(() => OK, { concurrency: 3 });
    for (let record = 1; record <= 30; record += 1) run.offer(record, `lane${record}`);
    await drained(run);
    expect(run.mostInFlight()).toBe(3);
  });

  it('keeps a lane in order when a message has to be sent again, and does not hold up the others', async () => {
    let failures = 5;
    const run = setUp(({ at }) => (at.record === 1 && failures-- > 0 ? AGAIN : OK));
    run.offer(1, 'slow');
    run.offer(2, 'slow');
    for (let record = 3; record <= 10; record += 1) run.offer(record, `lane${record}`);
    await drained(run);
    expect(run.delivered.indexOf(1)).toBeLessThan(run.delivered.indexOf(2));
    expect(run.delivered.slice(0, 8)).toEqual([3, 4, 5, 6, 7, 8, 9, 10]);
    expect(run.retries()).toBe(5);
  });

  it('4.3: an outage rejects nothing and is waited for', async () => {
    const run = setUp((_sent, nowMs) => (nowMs < 40_000 ? AGAIN : OK));
    for (let record = 1; record <= 50; record += 1) run.offer(record, `lane${record}`);
    await run.clock.advance(20_000);
    expect(run.delivery.status().trouble).toMatchObject({ activity: 'waiting for the service' });
    const tries = run.log.length;
    expect(tries).toBeLessThan(30);
    expect(await drained(run)).toBeUndefined();
    expect(run.delivered.length).toBe(50);
    expect(run.rejected).toEqual([]);
  });

  it('4.3: a service that stays away ends the run after the patience, not before', async () => {
    const run = setUp(() => AGAIN, { patienceMs: 30_000 });
    for (let record = 1; record <= 50; record += 1) run.offer(record, `lane${record}`);
    const error = await drained(run);
    expect(error).toMatchObject({ kind: 'stopped', code: 'service-down' });
    expect(run.clock.monotonicMs()).toBeGreaterThan(30_000);
    expect(run.clock.monotonicMs()).toBeLessThan(45_000);
    expect(run.rejected).toEqual([]);
    expect(run.delivery.waiting).toBe(50);
  });

  it('4.3: one lone conversation, too, is waited for and not rejected', async () => {
    const run = setUp((_sent, nowMs) => (nowMs < 50_000 ? AGAIN : OK));
    run.offer(1, 'only');
    expect(await drained(run)).toBeUndefined();
    expect(run.delivered).toEqual([1]);
  });

  it('4.3: a message that fails while others succeed is rejected after its tries, outcome unknown', async () => {
    const run = setUp(({ at }) => (at.record === 1 ? AGAIN : OK));
    run.offer(1, 'bad');
    for (let record = 2; record <= 5_000; record += 1) run.offer(record, 'good');
    await drained(run);
    expect(run.rejected).toMatchObject([{ record: 1, refusal: { code: 'connection', outcome: 'unknown' } }]);
    expect(run.log.filter(({ record }) => record === 1).length).toBe(MAX_TRIES + 1);
    // The last one was followed by none.
    expect(run.retries()).toBe(MAX_TRIES);
    expect(run.delivered.length).toBe(4_999);
  });

  it('a refusal after a try that may have been carried out leaves the outcome unknown, for that message alone', async () => {
    let tries = 0;
    const run = setUp(
      ({ at }) => {
        tries += 1;
        return at.record === 1 && tries === 1 ? AGAIN : no('20003');
      },
      { concurrency: 1 },
    );
    run.offer(1, 'one');
    run.offer(2, 'one');
    await drained(run);
    expect(run.rejected).toMatchObject([
      { record: 1, refusal: { code: '20003', outcome: 'unknown' } },
      { record: 2, refusal: { code: '20003', outcome: 'refused' } },
    ]);
  });

  it('a refusal after a try that did nothing is the last word', async () => {
    const answers: Verdict[] = [{ ...AGAIN, slow: true, refused: true }, no('20003')];
    const run = setUp(() => answers.shift()!);
    run.offer(1, 'one');
    await drained(run);
    expect(run.rejected).toMatchObject([{ record: 1, refusal: { outcome: 'refused' } }]);
  });

  it('never rejects a message for push-backs, and does not call them an outage', async () => {
    const throttled: Verdict = { ...AGAIN, code: '60007', slow: true };
    const run = setUp(({ at }, nowMs) => (at.record % 2 === 1 && nowMs < 300_000 ? throttled : OK));
    for (let record = 1; record <= 10; record += 1) run.offer(record, `lane${record}`);
    for (let record = 12; record <= 60_000; record += 2) run.offer(record, 'good');
    await run.clock.advance(20_000);
    expect(run.delivery.status().trouble?.activity).not.toBe('waiting for the service');
    expect(await drained(run)).toBeUndefined();
    expect(run.rejected).toEqual([]);
  });

  it('gives up on a service that only pushes back, after the patience', async () => {
    const run = setUp(() => ({ ...AGAIN, code: '60007', slow: true }), { patienceMs: 30_000 });
    for (let record = 1; record <= 50; record += 1) run.offer(record, `lane${record}`);
    expect(await drained(run)).toMatchObject({ code: 'service-down' });
    expect(run.rejected).toEqual([]);
    expect(run.retries()).toBe(run.log.length - 50);
  });

  it('4.4: many different records in a row with an undocumented code stop the run', async () => {
    const run = setUp(() => no('77777', 20), { concurrency: 1 });
    for (let record = 1; record <= 100; record += 1) run.offer(record, `lane${record}`);
    expect(await drained(run)).toMatchObject({ code: 'service-77777', kind: 'stopped' });
    expect(run.rejected.length).toBe(20);
  });

  it('4.4: not when others succeed in between', async () => {
    const run = setUp(({ at }) => (at.record % 10 === 0 ? OK : no('77777', 20)), { concurrency: 1 });
    for (let record = 1; record <= 100; record += 1) run.offer(record, `lane${record}`);
    expect(await drained(run)).toBeUndefined();
    expect(run.rejected.length).toBe(90);
  });

  it('4.7: a stop lets each request end its try and starts none', async () => {
    const run = setUp(() => OK, { concurrency: 4, latencyMs: 1_000 });
    for (let record = 1; record <= 100; record += 1) run.offer(record, `lane${record}`);
    await run.clock.advance(500);
    run.delivery.stop();
    expect(await drained(run)).toBeUndefined();
    expect(run.log.length).toBe(4);
    expect(run.delivered.length).toBe(4);
    expect(run.delivery.waiting).toBe(96);
    expect(run.clock.pending).toBe(0);
  });

  it('a sink that cannot go on stops the run, and what is in flight is settled', async () => {
    const fatal = new FatalError('stopped', 'service-70009', 'wrong key', 'fix it');
    const run = setUp(({ at }) => {
      if (at.record === 3) throw fatal;
      return OK;
    });
    for (let record = 1; record <= 100; record += 1) run.offer(record, `lane${record}`);
    expect(await drained(run)).toBe(fatal);
    expect(run.delivered).not.toContain(3);
    expect(run.delivered.length).toBe(run.log.length - 1);
    expect(run.delivery.waiting).toBe(100 - run.delivered.length);
  });

  it('in an outage only one request goes out at a time to see', async () => {
    const run = setUp(() => AGAIN, { concurrency: 16, patienceMs: 120_000, latencyMs: 100 });
    for (let record = 1; record <= 500; record += 1) run.offer(record, `lane${record}`);
    await run.clock.advance(10_000);
    const late = run.log.filter(({ startMs }) => startMs > 1_500).map(({ startMs }) => startMs);
    for (let index = 1; index < late.length; index += 1)
      expect(late[index]! - late[index - 1]!).toBeGreaterThanOrEqual(100);
    run.delivery.stop();
    await drained(run);
  });
});
