import { describe, expect, it } from 'vitest';
import { PooledDelivery } from '../../src/deliver/deliver.js';
import type { Delivery, Parcel } from '../../src/deliver/delivery.js';
import { OpenGate } from '../../src/deliver/open-gate.js';
import { StraightDelivery } from '../../src/deliver/straight.js';
import { FatalError } from '../../src/errors.js';
import { Lanes } from '../../src/plan/lanes.js';
import { nodeClock } from '../../src/system/node-clock.js';
import { message } from '../helpers/messages.js';

/** What every delivery promises, however the messages travel; the sink says ok to all of them. */
type Make = (delivered: (item: Parcel) => void) => Delivery<Parcel>;

const DELIVERIES: Readonly<Record<string, Make>> = {
  PooledDelivery: (delivered) =>
    new PooledDelivery<Parcel>({
      lanes: new Lanes<Parcel>((item) => item.message.bytes),
      sink: {
        async send(_, onStart) {
          onStart();
          await new Promise((resolve) => setImmediate(resolve));
          return { kind: 'ok' };
        },
        close: async () => undefined,
      },
      gate: new OpenGate(nodeClock),
      clock: nodeClock,
      random: () => 0.5,
      patienceMs: 10_000,
      settle: { delivered, rejected: () => expect.unreachable(), retried: () => expect.unreachable() },
    }),
  StraightDelivery: (delivered) => new StraightDelivery<Parcel>(delivered),
};

const STOPPED = new FatalError('stopped', 'test', 'told to', 'nothing');

describe.each(Object.entries(DELIVERIES))('port Delivery: %s', (_, make) => {
  function setUp() {
    const settled: Parcel[] = [];
    const delivery = make((item) => settled.push(item));
    const offer = (record: number, lane: string) => delivery.offer({ message: message(record, lane) });
    return { delivery, settled, offer };
  }

  it('settles each parcel once, those of a lane in the order they came', async () => {
    const { delivery, settled, offer } = setUp();
    for (let record = 1; record <= 200; record += 1) offer(record, `lane ${record % 7}`);
    await delivery.drain();
    expect(settled).toHaveLength(200);
    const lastOf = new Map<string, number>();
    for (const { message: sent } of settled) {
      expect(sent.at.record).toBeGreaterThan(lastOf.get(sent.lane) ?? 0);
      lastOf.set(sent.lane, sent.at.record);
    }
  });

  it('tells what waits: nothing when all is settled', async () => {
    const { delivery, settled, offer } = setUp();
    for (let record = 1; record <= 20; record += 1) offer(record, 'one');
    expect(delivery.waiting).toBe(20 - settled.length);
    expect(delivery.waitingBytes).toBe(100 * (20 - settled.length));
    expect(delivery.longestLane()).toBe(20 - settled.length);
    await delivery.drain();
    expect([delivery.waiting, delivery.waitingBytes, delivery.longestLane()]).toEqual([0, 0, 0]);
  });

  it('progress resolves again and again while parcels are settled', async () => {
    const { delivery, settled, offer } = setUp();
    for (let record = 1; record <= 5; record += 1) offer(record, 'one');
    while (delivery.waiting > 0) await delivery.progress();
    expect(settled).toHaveLength(5);
    await delivery.drain();
  });

  it('drain without parcels resolves, and the delivery is at rest', async () => {
    const { delivery } = setUp();
    await delivery.drain();
    expect(delivery.status()).toMatchObject({ inFlight: 0 });
  });

  it('stop: drain resolves, progress does not hang, and what is told of it is told once', async () => {
    const { delivery, offer } = setUp();
    let told = 0;
    delivery.onStop(() => {
      told += 1;
    });
    const forget = delivery.onStop(() => expect.unreachable('forgotten'));
    forget();
    for (let record = 1; record <= 500; record += 1) offer(record, `lane ${record % 3}`);
    delivery.stop();
    delivery.stop();
    expect(delivery.stopped).toBe(true);
    await delivery.progress();
    await delivery.drain();
    expect(told).toBe(1);
    delivery.onStop(() => {
      told += 1;
    });
    expect(told).toBe(2);
  });

  it('fail: drain throws the first error', async () => {
    const { delivery, offer } = setUp();
    offer(1, 'one');
    delivery.fail(STOPPED);
    delivery.fail(new FatalError('state', 'second', 'later', 'x'));
    expect(delivery.stopped).toBe(true);
    await expect(delivery.drain()).rejects.toBe(STOPPED);
  });
});
