import { describe, expect, it, vi } from 'vitest';
import { PacedGate } from '../../../src/deliver/gate.js';
import { OpenGate } from '../../../src/deliver/open-gate.js';
import { nodeClock } from '../../../src/system/node-clock.js';
import type { Clock, Gate } from '../../../src/types.js';

/** Takes tokens as fast as they come for a while; when each was granted. */
async function drain(gate: Gate, workers: number, forMs: number): Promise<number[]> {
  const grantsMs: number[] = [];
  const endMs = nodeClock.monotonicMs() + forMs;
  const work = async () => {
    while (nodeClock.monotonicMs() < endMs) {
      const start = await gate.take();
      start();
      grantsMs.push(nodeClock.monotonicMs());
    }
  };
  await Promise.all(Array.from({ length: workers }, work));
  return grantsMs;
}

function mostInAnySecond(grantsMs: readonly number[]): number {
  let most = 0;
  let first = 0;
  for (let last = 0; last < grantsMs.length; last += 1) {
    while (grantsMs[last]! - grantsMs[first]! >= 1_000) first += 1;
    most = Math.max(most, last - first + 1);
  }
  return most;
}

/** The longest delay a timer takes; with more it fires at once. */
const LONGEST_TIMER_MS = 2 ** 31 - 1;

describe.each<[string, (clock: Clock) => Gate]>([
  ['the paced gate', (clock) => new PacedGate(100, clock)],
  ['the open gate', (clock) => new OpenGate(clock)],
])('%s', (_, gateOn) => {
  it.each([86_400_000 * 30, Number.POSITIVE_INFINITY])('sleeps through a pause of %d ms', async (pauseMs) => {
    const asked: number[] = [];
    const after: Clock['after'] = (delayMs, callback) => {
      asked.push(delayMs);
      return nodeClock.after(delayMs, callback);
    };
    const gate = gateOn({ ...nodeClock, after });
    gate.slowDown('429', pauseMs);
    const waiting = gate.take();
    await vi.waitFor(() => expect(Math.max(...asked)).toBeGreaterThan(60_000));
    expect(Math.max(...asked)).toBeLessThanOrEqual(LONGEST_TIMER_MS);
    gate.close();
    await waiting;
  });
});

describe('the paced gate', () => {
  it.each([
    [50, 8],
    [400, 16],
  ])('4.2: grants at most %i in any sliding second', async (rate, workers) => {
    const gate = new PacedGate(rate, nodeClock);
    const grantsMs = await drain(gate, workers, 2_300);
    gate.close();
    expect(mostInAnySecond(grantsMs)).toBeLessThanOrEqual(rate);
    expect(grantsMs.length).toBeGreaterThan(rate);
  });

  it('serves few who come again and again as it serves many: what they leave of a lease stays theirs until it ends', async () => {
    const gate = new PacedGate(2_000, nodeClock);
    let granted = 0;
    const endMs = nodeClock.monotonicMs() + 1_500;
    const work = async () => {
      for (; nodeClock.monotonicMs() < endMs; granted += 1) {
        (await gate.take())();
        await new Promise(setImmediate);
      }
    };
    await Promise.all([work(), work()]);
    gate.close();
    // Two for each lease would be three hundred.
    expect(granted).toBeGreaterThan(600);
  });

  it('lets nobody start during a pause', async () => {
    const gate = new PacedGate(500, nodeClock);
    (await gate.take())();
    gate.pause(300);
    const begunMs = nodeClock.monotonicMs();
    await Promise.all([gate.take(), gate.take(), gate.take()]);
    expect(nodeClock.monotonicMs() - begunMs).toBeGreaterThanOrEqual(299);
    gate.close();
  });

  it('goes on when the clock of day is set back: it is not what the pace goes by', { timeout: 20_000 }, async () => {
    const gate = new PacedGate(100, nodeClock);
    (await gate.take())();
    const hourAgo = () => performance.timeOrigin + performance.now() - 3_600_000;
    const now = vi.spyOn(Date, 'now').mockImplementation(hourAgo);
    for (let time = 0; time < 5; time += 1) (await gate.take())();
    now.mockRestore();
    expect(gate.slowedBy()).toBeUndefined();
    gate.close();
  });

  it('slows down on a push-back, once for many that are heard together, and recovers', () => {
    const gate = new PacedGate(200, nodeClock);
    expect(gate.slowedBy()).toBeUndefined();
    for (let time = 0; time < 20; time += 1) gate.slowDown('60007');
    expect(gate.slowedBy()).toBe('60007');
    expect(gate.ratePerSecond()).toBeCloseTo(90);
    gate.close();
  });

  it('lets everybody through when it closes', async () => {
    const gate = new PacedGate(1, nodeClock);
    await gate.take();
    const waiting = Promise.all([gate.take(), gate.take()]);
    gate.close();
    await waiting;
  });
});

describe('the open gate', () => {
  it('has no limit but holds for a pause', async () => {
    const gate = new OpenGate(nodeClock);
    expect(gate.ratePerSecond()).toBe(0);
    await Promise.all(Array.from({ length: 1_000 }, () => gate.take()));
    gate.pause(100);
    const begunMs = nodeClock.monotonicMs();
    await gate.take();
    expect(nodeClock.monotonicMs() - begunMs).toBeGreaterThanOrEqual(99);
  });
});
