import { afterEach, describe, expect, it } from 'vitest';
import { PacedGate } from '../../src/deliver/gate.js';
import { OpenGate } from '../../src/deliver/open-gate.js';
import { nodeClock } from '../../src/system/node-clock.js';
import type { Gate } from '../../src/types.js';

/** What every gate promises, whatever paces it. On the real clock: a gate may pace with timers of its own. */
const GATES: Readonly<Record<string, () => Gate>> = {
  'PacedGate, slow': () => new PacedGate(50, nodeClock),
  'PacedGate, fast': () => new PacedGate(5_000, nodeClock),
  OpenGate: () => new OpenGate(nodeClock),
};

const open: Gate[] = [];
afterEach(() => {
  for (const gate of open.splice(0)) gate.close();
});

/** Takes and starts at once; answers when it could. */
async function start(gate: Gate): Promise<number> {
  (await gate.take())();
  return performance.now();
}

describe.each(Object.entries(GATES))('port Gate: %s', (_, make) => {
  function gateOf(): Gate {
    const gate = make();
    open.push(gate);
    return gate;
  }

  it('lets everybody through who takes, many at once, too', async () => {
    const gate = gateOf();
    await start(gate);
    expect(await Promise.all(Array.from({ length: 12 }, () => start(gate)))).toHaveLength(12);
  });

  it('lets them through in the order they came', async () => {
    const gate = gateOf();
    const order: number[] = [];
    await Promise.all([0, 1, 2, 3, 4].map((n) => start(gate).then(() => order.push(n))));
    expect(order).toEqual([0, 1, 2, 3, 4]);
  });

  it('pause holds everybody, also who waits already, for as long as it says', async () => {
    const gate = gateOf();
    await start(gate);
    const untilMs = performance.now() + 300;
    gate.pause(300);
    const starts = await Promise.all([start(gate), start(gate)]);
    for (const startMs of starts) expect(startMs).toBeGreaterThanOrEqual(untilMs - 2);
  });

  it('a shorter pause does not end a longer one', async () => {
    const gate = gateOf();
    const untilMs = performance.now() + 250;
    gate.pause(250);
    gate.pause(1);
    expect(await start(gate)).toBeGreaterThanOrEqual(untilMs - 2);
  });

  it('slowDown holds everybody for the time the service asked for, says why, and ends', async () => {
    const gate = gateOf();
    await start(gate);
    expect(gate.slowedBy()).toBeUndefined();
    const untilMs = performance.now() + 200;
    gate.slowDown('the service answered 60007', 200);
    expect(gate.slowedBy()).toBe('the service answered 60007');
    expect(await start(gate)).toBeGreaterThanOrEqual(untilMs - 2);
  });

  it('the rate never grows by slowing down, and recover brings back no more than there was', () => {
    const gate = gateOf();
    const full = gate.ratePerSecond();
    gate.slowDown('too often');
    expect(gate.ratePerSecond()).toBeLessThanOrEqual(full);
    for (let time = 0; time < 1_000; time += 1) gate.recover();
    expect(gate.ratePerSecond()).toBeLessThanOrEqual(full);
  });

  it('close lets everybody through who waits, and nobody waits after it', async () => {
    const gate = gateOf();
    gate.pause(3_600_000);
    const waiting = [start(gate), start(gate), start(gate)];
    await new Promise((resolve) => setTimeout(resolve, 30));
    gate.close();
    expect(await Promise.all(waiting)).toHaveLength(3);
    await start(gate);
    gate.close();
  });
});
