import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Lanes } from '../../../src/plan/lanes.js';
import { fullBy, stillFullBy, WINDOW, windowCause } from '../../../src/plan/window.js';
import type { Lane } from '../../../src/types.js';
import { heapGrowthBytes } from '../../helpers/heap.js';

interface Item {
  readonly lane: string;
  readonly number: number;
}

describe('lanes', () => {
  it('1.2: give each lane’s items in the order they came, one at a time, whatever is retried', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom('a', 'b', 'c')), fc.infiniteStream(fc.nat(9)), (names, chances) => {
        const lanes = new Lanes<Item>(() => 10);
        const out: Lane<Item>[] = [];
        const done: Item[] = [];
        let number = 0;
        const chance = () => chances.next().value as number;
        const step = () => {
          const lane = lanes.take();
          if (lane) {
            expect(out).not.toContain(lane);
            out.push(lane);
          }
          if (out.length === 0 || chance() < 4) return;
          const [back] = out.splice(chance() % out.length, 1);
          if (chance() < 3) return lanes.retry(back!);
          done.push(back!.head());
          lanes.done(back!);
        };
        for (const lane of names) {
          lanes.push(lane, { lane, number: number++ });
          step();
        }
        for (let turn = 0; turn < 100_000 && lanes.waiting > 0; turn += 1) step();
        expect(done.length).toBe(names.length);
        expect(lanes.bytes).toBe(0);
        for (const name of ['a', 'b', 'c']) {
          const numbers = done.filter(({ lane }) => lane === name).map((item) => item.number);
          expect(numbers).toEqual([...numbers].sort((x, y) => x - y));
        }
      }),
    );
  });

  it('keep nothing of what is done, however busy a lane stays', async () => {
    const lanes = new Lanes<Uint8Array>(() => 1);
    const item = () => new Uint8Array(100_000).fill(1);
    lanes.push('busy', item());
    const grown = await heapGrowthBytes(async () => {
      for (let number = 1; number < 60; number += 1) {
        lanes.push('busy', item());
        lanes.done(lanes.take()!);
      }
    });
    expect(lanes.waiting).toBe(1);
    expect(grown).toBeLessThan(2_000_000);
  });

  it('give what is to be sent again first', () => {
    const lanes = new Lanes<string>(() => 1);
    for (const name of ['a', 'b', 'c']) lanes.push(name, name);
    const first = lanes.take()!;
    lanes.retry(first);
    expect(lanes.take()).toBe(first);
  });

  it('give of the ready lanes the one whose item came first', () => {
    const lanes = new Lanes<string>(() => 1);
    for (const item of ['a1', 'b1', 'a2', 'c1', 'a3']) lanes.push(item[0]!, item);
    const sent: string[] = [];
    for (let lane = lanes.take(); lane; lane = lanes.take()) {
      sent.push(lane.head());
      lanes.done(lane);
    }
    expect(sent).toEqual(['a1', 'b1', 'a2', 'c1', 'a3']);
  });

  it('begin each item with no tries', () => {
    const lanes = new Lanes<string>(() => 1);
    lanes.push('a', 'one');
    lanes.push('a', 'two');
    const lane = lanes.take()!;
    lane.tries = 5;
    lane.failures = 7;
    lanes.done(lane);
    expect(lanes.take()).toMatchObject({ tries: 0, failures: 0 });
  });

  it('know the longest and forget the empty', () => {
    const lanes = new Lanes<string>(() => 1);
    for (let time = 0; time < 200; time += 1) lanes.push('long', String(time));
    lanes.push('short', 'x');
    expect(lanes.longest()).toBe(200);
    for (let lane = lanes.take(); lane; lane = lanes.take()) lanes.done(lane);
    expect([lanes.longest(), lanes.waiting, lanes.bytes]).toEqual([0, 0, 0]);
  });
});

describe('1.5: the window', () => {
  const use = { messages: 0, bytes: 0, lanesAhead: 0 };

  it('is full by messages, bytes or lanes ahead, and says which', () => {
    expect(fullBy(use, WINDOW)).toBeUndefined();
    expect(fullBy({ ...use, messages: WINDOW.messages }, WINDOW)).toBe('messages');
    expect(fullBy({ ...use, bytes: WINDOW.bytes }, WINDOW)).toBe('bytes');
    expect(fullBy({ ...use, lanesAhead: WINDOW.lanesAhead }, WINDOW)).toBe('lanes');
    expect(stillFullBy({ ...use, messages: WINDOW.messages - 1 }, WINDOW)).toBe('messages');
    expect(stillFullBy({ ...use, messages: WINDOW.messages / 2 }, WINDOW)).toBeUndefined();
  });

  it('names one conversation when it is the cause', () => {
    expect(windowCause('messages', { ...use, messages: 10_000 }, WINDOW, 6_000)).toContain(
      'one conversation holds 6000 of 10000',
    );
    expect(windowCause('lanes', { ...use, messages: 10 }, WINDOW, 1)).toContain('50000 conversations');
  });
});
