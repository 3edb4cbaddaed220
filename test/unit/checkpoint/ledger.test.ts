import { describe, expect, it } from 'vitest';
import { loadCheckpoint, type Saved } from '../../../src/checkpoint/checkpoint.js';
import { Ledger } from '../../../src/checkpoint/ledger.js';
import { LinesFile, REJECTS_FILE } from '../../../src/checkpoint/lines-file.js';
import { Reach } from '../../../src/checkpoint/reach.js';
import { overRejectLimit } from '../../../src/checkpoint/reject-limit.js';
import { rejectOf } from '../../../src/checkpoint/reject-line.js';
import { Saver } from '../../../src/checkpoint/saver.js';
import type { FatalError } from '../../../src/errors.js';
import type { Mapped, RawRecord } from '../../../src/types.js';
import { FakeClock } from '../../helpers/fake-clock.js';
import { MemoryFiles, systemError } from '../../helpers/memory-files.js';
import { message, rawRecord, reject, skip } from '../../helpers/messages.js';

const NAMES = ['one.jsonl', 'two.jsonl'];

async function life(files: MemoryFiles, clock = new FakeClock(), mayReplace: () => boolean = () => true) {
  const saved = await loadCheckpoint(files, 'state');
  const rejects = await LinesFile.open(files, 'state', REJECTS_FILE, saved?.rejects);
  const ledger = new Ledger(NAMES, 'digest', rejects, saved);
  const failures: FatalError[] = [];
  const reach = new Reach(saved, 10_000);
  const saver = new Saver({
    files,
    folder: 'state',
    clock,
    ledger,
    rejects,
    reach,
    former: saved,
    run: { runId: 'r', startedAtMs: 1, identity: {} },
    inputNames: NAMES,
    fingerprint: (_input, end) => ({ bytes: end, blocks: [] }),
    mayReplace,
    onFailure: (error) => failures.push(error),
  });
  const take = (record: RawRecord, ...parts: Mapped[]) => {
    const opens = parts.map((part) => ledger.admit(part));
    ledger.passed(record);
    reach.passed(record.at);
    return opens;
  };
  return { ledger, saver, rejects, take, failures, clock };
}

function brokenAtEnd(record: number, input = 0): RawRecord {
  const raw = Buffer.from('{"cut');
  return {
    ...rawRecord(record, undefined, input),
    broken: { code: 'not-json', reason: 'r', advice: 'a', length: 5, raw, atEnd: true },
  };
}

const lines = (files: MemoryFiles) =>
  (files.text('state/rejects.jsonl') ?? '').split('\n').filter((line) => line !== '');

describe('the ledger', () => {
  it('1.6: read is counted apart and is always the sum of the others', async () => {
    const { ledger, take } = await life(new MemoryFiles());
    const [open] = take(rawRecord(1), message(1, 'a'));
    take(rawRecord(2), reject(2));
    take(rawRecord(3), skip(3));
    const [other] = take(rawRecord(4), message(4, 'b'), message(4, 'b', 1));
    expect(ledger.counts()).toEqual({ read: 5, delivered: 0, rejected: 1, skipped: 1, pending: 3, retried: 0 });
    ledger.delivered(open!);
    ledger.rejected(other!, rejectOf(other!.message, { code: '90012', reason: 'r', advice: 'a', outcome: 'refused' }));
    expect(ledger.counts()).toEqual({ read: 5, delivered: 1, rejected: 2, skipped: 1, pending: 1, retried: 0 });
    expect(ledger.breakdown()).toMatchObject({ rejectsByCode: { bad: 1, '90012': 1 }, skippedByReason: { self: 1 } });
  });

  it('1.3: a later life counts and rejects nothing twice', async () => {
    const files = new MemoryFiles();
    const first = await life(files);
    first.take(rawRecord(1), message(1, 'a'));
    const [second] = first.take(rawRecord(2), message(2, 'b'));
    first.take(rawRecord(3), reject(3));
    first.ledger.delivered(second!);
    await first.saver.save();

    const later = await life(files);
    expect(later.ledger.counts()).toMatchObject({ read: 2, delivered: 1, rejected: 1, pending: 0 });
    const [again] = later.take(rawRecord(1), message(1, 'a'));
    expect(again).toBeDefined();
    expect(later.take(rawRecord(2), message(2, 'b'))).toEqual([undefined]);
    later.take(rawRecord(3), reject(3));
    later.ledger.delivered(again!);
    await later.saver.finish(false);
    expect(later.ledger.counts()).toMatchObject({ read: 3, delivered: 2, rejected: 1, pending: 0 });
    expect(lines(files).length).toBe(1);
  });

  it('2.3: a broken record at the end of its input is told but not saved, and read again later', async () => {
    const files = new MemoryFiles();
    const first = await life(files);
    const broken = brokenAtEnd(1);
    first.take(broken, reject(1, 'not-json', 0, broken));
    first.take(rawRecord(1, {}, 1), reject(1, 'bad', 1));
    expect(first.ledger.counts()).toMatchObject({ read: 2, rejected: 2 });
    await first.saver.finish(false);
    expect(lines(files).map((line) => JSON.parse(line).code)).toEqual(['bad', 'not-json']);
    const saved = (await loadCheckpoint(files, 'state')) as Saved;
    expect(saved.books.rejected).toBe(1);
    expect(saved.inputs[0]).toMatchObject({ mark: { record: 1, byte: 0 }, reader: 0, end: 0 });

    const later = await life(files);
    const [whole] = later.take(rawRecord(1), message(1, 'a'));
    later.ledger.delivered(whole!);
    await later.saver.finish(false);
    expect(later.ledger.counts()).toMatchObject({ read: 2, delivered: 1, rejected: 1 });
    expect(lines(files).map((line) => JSON.parse(line).code)).toEqual(['bad']);
  });

  it('3.3: counts messages of a conversation at one instant that nothing orders', async () => {
    const { ledger, take } = await life(new MemoryFiles());
    const same = (record: number, lane: string) => ({
      ...message(record, lane),
      timeUs: 5_000_000,
      orderedBy: 'none' as const,
    });
    for (const [record, lane] of [
      [1, 'a'],
      [2, 'b'],
      [3, 'a'],
      [4, 'a'],
    ] as const) {
      ledger.delivered(take(rawRecord(record), same(record, lane))[0]!);
    }
    expect(ledger.breakdown().unordered).toBe(2);
  });
});

describe('1.5: lanes ahead', () => {
  it('of an earlier life leave the window open: reading passes them without sending', async () => {
    const files = new MemoryFiles();
    const first = await life(files);
    const opens = Array.from(
      { length: 300 },
      (_, index) => first.take(rawRecord(index + 1), message(index + 1, `l${index}`))[0]!,
    );
    for (const open of opens.slice(1)) first.ledger.delivered(open);
    expect(first.ledger.lanesAhead).toBe(299);
    await first.saver.save();
    const later = await life(files);
    expect(later.ledger.lanesAhead).toBe(0);
  });
});

describe('the saver', () => {
  it('2.2: leaves the old checkpoint while the export may turn out to be another one', async () => {
    const files = new MemoryFiles();
    const first = await life(files);
    first.ledger.delivered(first.take(rawRecord(1), message(1, 'a'))[0]!);
    await first.saver.save();
    const later = await life(files, new FakeClock(), () => false);
    later.ledger.delivered(later.take(rawRecord(2), message(2, 'b'))[0]!);
    expect(await later.saver.finish(false)).toBeUndefined();
    expect((await loadCheckpoint(files, 'state'))?.books.delivered).toBe(1);
  });

  it('1.4: makes rejects durable before the checkpoint that counts them', async () => {
    const files = new MemoryFiles();
    const { saver, take } = await life(files);
    take(rawRecord(1), reject(1));
    files.operations.length = 0;
    await saver.save();
    const order = ['write state/rejects.jsonl', 'sync state/rejects.jsonl', 'rename state/checkpoint.json'];
    expect(files.operations.filter((operation) => order.includes(operation))).toEqual(order);
  });

  it('1.4: counts only what was appended when the picture was taken', async () => {
    const files = new MemoryFiles();
    const { saver, take } = await life(files);
    take(rawRecord(1), reject(1));
    const saving = saver.save();
    await Promise.resolve();
    take(rawRecord(2), reject(2));
    await saving;
    const saved = (await loadCheckpoint(files, 'state')) as Saved;
    expect(saved.books.rejected).toBe(1);
    expect(saved.rejects.bytes).toBe(lines(files)[0]!.length + 1);
  });

  it('saves about every second, and stops the run when the disk is full', async () => {
    const files = new MemoryFiles();
    const { saver, clock, take, failures, ledger } = await life(files);
    saver.start();
    ledger.delivered(take(rawRecord(1), message(1, 'a'))[0]!);
    await clock.advance(1_100);
    expect((await loadCheckpoint(files, 'state'))?.books.delivered).toBe(1);
    files.fail = (operation) => {
      if (operation === 'write') throw systemError('ENOSPC', 'disk');
    };
    await clock.advance(1_100);
    expect(failures).toMatchObject([{ kind: 'stopped', code: 'disk-full' }]);
    expect(await saver.finish(false)).toMatchObject({ code: 'disk-full' });
    files.fail = () => undefined;
    expect((await loadCheckpoint(files, 'state'))?.books.delivered).toBe(1);
  });
});

describe('5.3: the limit of rejects', () => {
  const counts = (read: number, rejected: number) => ({
    read,
    rejected,
    delivered: 0,
    skipped: 0,
    pending: 0,
    retried: 0,
  });

  it('is a number', () => {
    expect(overRejectLimit({ kind: 'number', most: 3 }, counts(3, 3))).toBeUndefined();
    expect(overRejectLimit({ kind: 'number', most: 3 }, counts(4, 4))?.hint).toContain('--max-rejects 8');
  });

  it('or a share, judged from a thousand records on', () => {
    expect(overRejectLimit({ kind: 'percent', most: 1 }, counts(999, 999))).toBeUndefined();
    expect(overRejectLimit({ kind: 'percent', most: 1 }, counts(1_000, 10))).toBeUndefined();
    expect(overRejectLimit({ kind: 'percent', most: 1 }, counts(1_000, 11))?.hint).toContain('--max-rejects 3%');
  });

  it('how far a life came is told by its last save; until then a fence is', async () => {
    const files = new MemoryFiles();
    const reached = async () => {
      const { reached: records, isReachExact } = (await loadCheckpoint(files, 'state'))!;
      return [records[0], isReachExact];
    };
    const first = await life(files);
    first.take(rawRecord(1), message(1, 'a'));
    first.take(rawRecord(3), message(3, 'b'));
    await first.saver.save();
    expect(await reached()).toEqual([10_000, false]);
    await first.saver.finish(false);
    expect(await reached()).toEqual([3, true]);

    const crashed = await life(files);
    await crashed.saver.save();
    const last = await life(files);
    last.take(rawRecord(1), message(1, 'a'));
    await last.saver.finish(false);
    expect(await reached()).toEqual([10_000, false]);

    const whole = await life(files);
    whole.take(rawRecord(1), message(1, 'a'));
    await whole.saver.finish(true);
    expect(await reached()).toEqual([1, true]);
  });

  it('while the export may be another one the checkpoint stands, but its fence is told', async () => {
    const files = new MemoryFiles();
    const first = await life(files);
    const [open] = first.take(rawRecord(1), message(1, 'a'));
    first.ledger.delivered(open!);
    await first.saver.finish(false);
    const before = (await loadCheckpoint(files, 'state'))!;

    const later = await life(files, new FakeClock(), () => false);
    const [other] = later.take(rawRecord(2), message(2, 'b'));
    later.ledger.delivered(other!);
    await later.saver.save();
    const fenced = (await loadCheckpoint(files, 'state'))!;
    expect(fenced).toEqual({ ...before, reached: fenced.reached, isReachExact: false });
    expect(fenced.reached[0]).toBeGreaterThanOrEqual(10_000);
    await later.saver.finish(false);
    expect(await loadCheckpoint(files, 'state')).toEqual({ ...before, reached: [2], isReachExact: true });
  });
});
