import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isReached, Reach, type SavedReach } from '../../../src/checkpoint/reach.js';
import { at } from '../../helpers/messages.js';

const place = (record: number, input = 0) => at(record, 0, input);

/** Reads records, saving where it must. Answers how often that was. */
function read(reach: Reach, from: number, to: number, input = 0): number {
  let saves = 0;
  for (let record = from; record <= to; record += 1) {
    if (!reach.comesTo(place(record, input))) {
      saves += 1;
      reach.saved(reach.ahead());
      expect(reach.comesTo(place(record, input))).toBe(true);
    }
    reach.passed(place(record, input));
  }
  return saves;
}

describe('how far a run came', () => {
  it('nothing may be handed over before a fence is saved', () => {
    const reach = new Reach(undefined, 10_000);
    expect(reach.comesTo(place(1))).toBe(false);
    const fence = reach.ahead();
    expect(reach.comesTo(place(1)), 'made, but not saved').toBe(false);
    reach.saved(fence);
    expect(reach.comesTo(place(1))).toBe(true);
  });

  it('a fence is further each time: a million records wait for a few saves', () => {
    expect(read(new Reach(undefined, 10_000), 1, 1_000_000)).toBeLessThan(10);
  });

  it('many small inputs do, too', () => {
    const reach = new Reach(undefined, 10_000);
    let saves = 0;
    for (let input = 0; input < 20_000; input += 1) saves += read(reach, 1, 2, input);
    expect(saves).toBeLessThan(20);
  });

  it('a life that ends in order tells it exactly', () => {
    const reach = new Reach(undefined, 10_000);
    read(reach, 1, 5);
    read(reach, 1, 3, 1);
    expect(reach.end(false)).toEqual({ reached: [5, 3], isReachExact: true });
    const next = new Reach(reach.end(false), 10_000);
    expect([next.isFromBefore(place(5)), next.isFromBefore(place(6)), next.isFromBefore(place(4, 1))]).toEqual([
      true,
      false,
      false,
    ]);
    expect(next.end(false)).toEqual({ reached: [5, 3], isReachExact: true });
  });

  it('after a crash the fence stands until a life comes further or to the end', () => {
    const crashed = new Reach(undefined, 10_000);
    const fence = crashed.ahead();
    const later = new Reach(fence, 10_000);
    read(later, 1, 5);
    expect(later.end(false)).toEqual({ reached: fence.reached, isReachExact: false });
    expect(later.end(true)).toMatchObject({ isReachExact: true });
    expect(later.end(true).reached[0]).toBe(5);
    const further = new Reach({ reached: [10_000], isReachExact: false }, 10_000);
    read(further, 1, 10_001);
    expect(further.end(false)).toEqual({ reached: [10_001], isReachExact: true });
  });

  it('whatever a life hands over is inside what was saved before, whenever it dies', () => {
    const steps = fc.array(fc.tuple(fc.nat(12_000), fc.boolean()), { maxLength: 12 });
    fc.assert(
      fc.property(fc.array(steps, { maxLength: 4 }), (lives) => {
        let disk: SavedReach | undefined;
        for (const inputs of lives) {
          const reach = new Reach(disk, 10_000);
          const save = () => {
            disk = reach.ahead();
            reach.saved(disk);
          };
          save();
          for (const [input, [records, saves]] of inputs.entries()) {
            for (let record = 1; record <= records; record += 1) {
              if (!reach.comesTo(place(record, input))) save();
              reach.passed(place(record, input));
            }
            if (records > 0) expect(isReached(disk!, place(records, input))).toBe(true);
            if (saves) save();
          }
        }
      }),
      { numRuns: 50 },
    );
  });
});
