import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { InputMarks, type Open, type SavedMarks } from '../../../src/checkpoint/marks.js';
import { message, rawRecord } from '../../helpers/messages.js';

const tally = () => ({ lanesAhead: 0 });

describe('marks', () => {
  it('stand at the oldest open message', () => {
    const marks = new InputMarks(tally());
    const opens = [1, 2, 3].map((record) => {
      const open = marks.open(message(record, `lane${record}`));
      marks.passed(rawRecord(record));
      return open;
    });
    marks.settle(opens[1]!);
    expect(marks.save()).toMatchObject({ mark: { record: 1, byte: 0 }, ahead: { lane2: [2, 0] }, end: 200 });
    marks.settle(opens[0]!);
    expect(marks.save()).toMatchObject({ mark: { record: 3, byte: 200 }, ahead: {}, end: 200 });
    marks.settle(opens[2]!);
    expect(marks.save()).toMatchObject({ mark: { record: 4, line: 4, byte: 300 }, ahead: {}, end: 300 });
  });

  it('count the parts of a record apart', () => {
    const marks = new InputMarks(tally());
    const first = marks.open(message(1, 'a', 0));
    const second = marks.open(message(1, 'b', 1));
    marks.passed(rawRecord(1));
    marks.settle(first);
    const saved = marks.save();
    expect(saved.mark).toMatchObject({ record: 1, part: 1, byte: 0 });
    const later = new InputMarks(tally(), saved);
    expect(later.messageSettled(message(1, 'a', 0))).toBe(true);
    expect(later.messageSettled(second.message)).toBe(false);
  });

  it('keep the lanes ahead of an earlier life until the mark passes them', () => {
    const saved: SavedMarks = {
      mark: { record: 1, part: 0, line: 1, byte: 0 },
      reader: 0,
      ahead: { far: [5, 0] },
      end: 500,
    };
    const marks = new InputMarks(tally(), saved);
    const open = marks.open(message(1, 'near'));
    marks.passed(rawRecord(1));
    marks.settle(open);
    expect(marks.messageSettled(message(5, 'far'))).toBe(true);
    expect(marks.save().ahead).toEqual({ far: [5, 0] });
  });

  it('1.3: what a lane sent says nothing of the reader, and the other way round', () => {
    const saved: SavedMarks = {
      mark: { record: 1, part: 0, line: 1, byte: 0 },
      reader: 3,
      ahead: { a: [9, 0] },
      end: 900,
    };
    const marks = new InputMarks(tally(), saved);
    expect(marks.readerSettled(3)).toBe(true);
    expect(marks.readerSettled(4)).toBe(false);
    expect(marks.messageSettled(message(2, 'b'))).toBe(false);
  });

  it('lose and repeat nothing over any crashes, settling in any order that keeps each lane’s', () => {
    fc.assert(
      fc.property(
        fc.array(fc.constantFrom('a', 'b', 'c', 'd', 'skip'), { minLength: 1, maxLength: 60 }),
        fc.array(fc.nat(), { minLength: 1, maxLength: 400 }),
        (records, choices) => {
          const settledBy = livesUntilDone(records, choices);
          expect([...settledBy.values()].every((times) => times === 1)).toBe(true);
          expect(settledBy.size).toBe(records.length);
        },
      ),
      { numRuns: 300 },
    );
  });
});

/** Runs lives that end at a random moment after a save, until all is settled; how often each record was counted. */
function livesUntilDone(records: readonly string[], choices: readonly number[]): Map<number, number> {
  let turn = 0;
  const chance = (below: number) => choices[turn++ % choices.length]! % below;
  let saved: SavedMarks | undefined;
  let counted = new Map<number, number>();
  for (let life = 0; life < 50; life += 1) {
    const lanesAhead = tally();
    const marks = new InputMarks(lanesAhead, saved);
    const lanes = new Map<string, Open[]>();
    const inLife = new Map(counted);
    const count = (record: number) => inLife.set(record, (inLife.get(record) ?? 0) + 1);
    const settleOne = () => {
      const waiting = [...lanes.values()].filter((lane) => lane.length > 0);
      if (waiting.length === 0) return false;
      const open = waiting[chance(waiting.length)]!.shift()!;
      marks.settle(open);
      count(open.message.at.record);
      return true;
    };
    const from = marks.save().mark.record;
    const lastLife = life > 20;
    const crashAfter = lastLife ? Number.POSITIVE_INFINITY : chance(records.length * 2);
    let steps = 0;
    let crashed = false;
    const save = () => {
      saved = marks.save();
      counted = new Map(inLife);
    };
    for (let record = from; record <= records.length && !crashed; record += 1) {
      const lane = records[record - 1]!;
      if (lane === 'skip') {
        if (!marks.readerSettled(record)) {
          count(record);
          marks.settleReader(rawRecord(record));
        }
      } else {
        const sent = message(record, lane);
        if (!marks.messageSettled(sent)) lanes.set(lane, [...(lanes.get(lane) ?? []), marks.open(sent)]);
      }
      marks.passed(rawRecord(record));
      while (chance(3) === 0 && settleOne()) steps += 1;
      if (chance(4) === 0) save();
      crashed = steps > crashAfter;
    }
    if (crashed) continue;
    while (settleOne());
    save();
    expect(lanesAhead.lanesAhead).toBe(Object.keys(saved?.ahead ?? {}).length);
    return counted;
  }
  return counted;
}
