import { describe, expect, it } from 'vitest';
import { ReceiverGate } from '../../../src/im/receiver-gate.js';
import { FakeClock, settle } from '../../helpers/fake-clock.js';

/** Takes for a request that goes out at once. */
async function send(gate: ReceiverGate, count: number, clock: FakeClock): Promise<number> {
  (await gate.take(count))?.();
  return clock.monotonicMs();
}

describe('the gate that counts receivers', () => {
  it('lets 12,000 through at once, and in no sliding minute more', async () => {
    const clock = new FakeClock();
    const gate = new ReceiverGate(clock);
    const sent: { atMs: number; count: number }[] = [];
    const counts = Array.from({ length: 120 }, (_, index) => 1 + ((index * 211) % 500));
    const all = counts.map(async (count) => sent.push({ count, atMs: await send(gate, count, clock) }));
    for (let turn = 0; turn < 50; turn += 1) await settle();
    expect(sum(sent)).toBeGreaterThan(11_500);
    expect(sum(sent)).toBeLessThanOrEqual(12_000);
    for (let turn = 0; turn < 400; turn += 1) await clock.advance(500);
    await Promise.all(all);
    expect(sent.map(({ count }) => count)).toEqual(counts);
    for (const { atMs } of sent) {
      expect(sum(sent.filter((one) => one.atMs >= atMs && one.atMs < atMs + 60_000))).toBeLessThanOrEqual(12_000);
    }
    expect(sent.at(-1)!.atMs).toBeLessThan(60_420 * 3);
  });

  it('what was granted counts from when its request goes out', async () => {
    const clock = new FakeClock();
    const gate = new ReceiverGate(clock, 10);
    const start = (await gate.take(10))!;
    const second = send(gate, 1, clock);
    await clock.advance(70_000);
    start();
    await clock.advance(100_000);
    expect(await second).toBeGreaterThanOrEqual(130_000);
  });

  it('one request of more than a minute allows goes alone', async () => {
    const clock = new FakeClock();
    const gate = new ReceiverGate(clock, 10);
    expect(await send(gate, 25, clock)).toBe(0);
    const next = send(gate, 1, clock);
    await clock.advance(100_000);
    expect(await next).toBeGreaterThanOrEqual(60_000);
  });

  it('who is aborted gives the turn to the next', async () => {
    const clock = new FakeClock();
    const gate = new ReceiverGate(clock, 10);
    await send(gate, 8, clock);
    const stop = new AbortController();
    const aborted = gate.take(10, stop.signal);
    const next = send(gate, 2, clock);
    await settle();
    stop.abort();
    expect(await aborted).toBeUndefined();
    expect(await next).toBe(0);
    expect(clock.pending).toBe(0);
  });

  it('closed, nobody’s turn comes any more', async () => {
    const clock = new FakeClock();
    const gate = new ReceiverGate(clock, 10);
    await send(gate, 10, clock);
    const waiting = gate.take(1);
    await settle();
    gate.close();
    expect(await waiting).toBeUndefined();
    expect(await gate.take(1)).toBeUndefined();
    expect(clock.pending).toBe(0);
  });
});

function sum(sent: readonly { readonly count: number }[]): number {
  return sent.reduce((total, { count }) => total + count, 0);
}
