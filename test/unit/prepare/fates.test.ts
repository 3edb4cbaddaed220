import { describe, expect, it } from 'vitest';
import { control, messageOf, prepareAll, told } from './helpers.js';

const T = 1_717_171_717_000;

describe('copies', () => {
  it('the same record again is a duplicate of the first, in whichever direction the pair is written', async () => {
    const one = await messageOf({ id: 'a', time: T });
    const other = await messageOf({ id: 'a', time: T, from: 'bo', to: 'anna' });
    const { lines, ledger } = await prepareAll([one, one, other]);
    expect(lines.map(({ id, from }) => [id, from])).toEqual([
      ['a', 'anna'],
      ['a', 'bo'],
    ]);
    expect(told(ledger)).toEqual(['2 duplicate of 1']);
  });

  it('the same id and words under another time are one message, delivered twice', async () => {
    const { lines, ledger } = await prepareAll([
      await messageOf({ id: 'a', time: T }),
      await messageOf({ id: 'a', time: T + 900 }),
    ]);
    expect(lines.map(({ time }) => time)).toEqual([T]);
    expect(told(ledger)).toEqual(['2 redelivered of 1']);
  });

  it('the same id with other words is another message: nothing of it is dropped', async () => {
    const { lines, ledger } = await prepareAll([
      await messageOf({ id: 'a', text: 'one', time: T }),
      await messageOf({ id: 'a', text: 'two', time: T + 5_000 }),
    ]);
    expect(lines.map(({ text }) => text)).toEqual(['one', 'two']);
    expect(ledger).toEqual([]);
  });

  it('rows that differ in nothing but their id are dropped when asked, and kept when not', async () => {
    const rows = [await messageOf({ id: 'a', time: T + 17 }), await messageOf({ id: 'b', time: T + 17 })];
    expect(told((await prepareAll(rows)).ledger)).toEqual(['2 mirrored of 1']);
    expect((await prepareAll(rows, { dropMirrored: false })).lines).toHaveLength(2);
  });

  it('a mailbox’s copy goes where the message is there, even before it, and stands in for it where it is not', async () => {
    const message = await messageOf({ id: 'a', time: T });
    const copy = await messageOf({ id: 'a', time: T + 40 });
    const lost = await messageOf({ id: 'lost', time: T + 90, text: 'only in one mailbox' });
    const mirror = (of: typeof copy) => control(of, { kind: 'mirror', target: of.id, lane: of.lane, message: of });
    const { lines, ledger } = await prepareAll([mirror(copy), message, mirror(lost), mirror(lost)]);
    expect(lines.map(({ id, time }) => [id, time])).toEqual([
      ['a', T],
      ['lost', T + 90],
    ]);
    expect(told(ledger)).toEqual(['1 mirror of 2', '4 mirror of 3']);
  });
});

describe('recalls', () => {
  it('take the message away whether they stand before or behind it, with or without a conversation', async () => {
    const one = await messageOf({ id: 'a', time: T });
    const two = await messageOf({ id: 'b', time: T + 1_000, text: 'b' });
    const kept = await messageOf({ id: 'c', time: T + 2_000, text: 'c' });
    const before = control(one, { kind: 'recall', target: 'a', lane: one.lane });
    const behind = control(two, { kind: 'recall', target: 'b' });
    const { lines, ledger } = await prepareAll([before, one, two, kept, behind]);
    expect(lines.map(({ id }) => id)).toEqual(['c']);
    expect(told(ledger)).toEqual(['1 recall', '2 recalled of 1', '3 recalled of 5', '5 recall']);
  });

  it('do not reach a message of the same id in another conversation', async () => {
    const one = await messageOf({ id: 'a', time: T });
    const elsewhere = await messageOf({ id: 'a', time: T, to: 'chen' });
    const { lines } = await prepareAll([one, elsewhere, control(one, { kind: 'recall', target: 'a', lane: one.lane })]);
    expect(lines.map(({ to }) => to)).toEqual(['chen']);
  });

  it('of any copy take the one that was kept: copies of copies too', async () => {
    const first = await messageOf({ id: 'x', time: T + 17 });
    const twin = await messageOf({ id: 'y', time: T + 17 });
    const again = await messageOf({ id: 'y', time: T + 17 });
    const recall = control(twin, { kind: 'recall', target: 'y', lane: twin.lane });
    const { lines, ledger } = await prepareAll([first, twin, again, recall]);
    expect(lines).toEqual([]);
    expect(told(ledger)).toEqual(['1 recalled of 4', '2 mirrored of 1', '3 duplicate of 2', '4 recall']);
  });
});

describe('edits', () => {
  const edit = (target: string, by: Awaited<ReturnType<typeof messageOf>>) =>
    control(by, { kind: 'edit', target, lane: by.lane, message: by });

  it('give the message its last content; id, time and key stay its own', async () => {
    const message = await messageOf({ id: 'a', time: T, text: 'helo' });
    const first = await messageOf({ id: 'e1', time: T + 1_000, text: 'hell' });
    const last = await messageOf({ id: 'e2', time: T + 2_000, text: 'hello', customData: '{"edited":1}' });
    const { lines, ledger } = await prepareAll([edit('a', last), message, edit('a', first)]);
    expect(lines).toEqual([
      { id: 'a', from: 'anna', to: 'bo', time: T, seq: message.key.seq, text: 'hello', customData: '{"edited":1}' },
    ]);
    expect(told(ledger)).toEqual(['1 edit of 2', '3 edit-superseded of 2']);
  });

  it('by somebody else change nothing and stay as they are', async () => {
    const message = await messageOf({ id: 'a', time: T, text: 'mine' });
    const stranger = await messageOf({ id: 'e', from: 'bo', to: 'anna', time: T + 1_000, text: 'not mine' });
    const { lines } = await prepareAll([message, edit('a', stranger)]);
    expect(lines.map(({ text }) => text)).toEqual(['mine', 'not mine']);
  });

  it('without their message are all that is left of it', async () => {
    const lost = await messageOf({ id: 'e', time: T, text: 'corrected' });
    const { lines, ledger } = await prepareAll([edit('gone', lost), edit('gone', lost)]);
    expect(lines.map(({ text }) => text)).toEqual(['corrected']);
    expect(told(ledger)).toEqual(['2 mirror of 1']);
  });

  it('of a recalled message go with it', async () => {
    const message = await messageOf({ id: 'a', time: T });
    const changed = await messageOf({ id: 'e', time: T + 1_000, text: 'changed' });
    const recall = control(message, { kind: 'recall', target: 'a', lane: message.lane });
    expect((await prepareAll([message, edit('a', changed), recall])).lines).toEqual([]);
  });
});
