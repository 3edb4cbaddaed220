import { describe, expect, it } from 'vitest';
import { learn, NOW_MS, said } from '../../helpers/survey.js';

describe('order inside a conversation', () => {
  it('a message behind a newer one is found, and how far behind', async () => {
    const { order, survey } = await learn([
      said(1, { timeMs: NOW_MS + 60_000 }),
      said(2, { from: 'carl', timeMs: NOW_MS + 70_000 }),
      said(3, { from: 'bo', to: 'anna', timeMs: NOW_MS }),
    ]);
    expect(order).toMatchObject({ mostSeconds: 60, beyondWindow: 0, complete: true });
    expect(order.outOfOrder).toMatchObject({
      count: 1,
      examples: [{ record: 3, note: 'older than record 1 (line 1)' }],
    });
    expect(survey).toMatchObject({ mostMessagesLater: 2, disorder: { count: 1, mostSeconds: 70 } });
  });

  it('beyond the window are those more messages later than a run looks ahead', async () => {
    const others = (first: number, count: number) =>
      Array.from({ length: count }, (_, index) => said(first + index, { from: 'carl' }));
    const late = (record: number) => said(record, { timeMs: NOW_MS - record * 1_000 });
    const inside = await learn([said(1, { timeMs: NOW_MS }), ...others(2, 2), late(4)], { windowMessages: 3 });
    expect(inside.order.beyondWindow).toBe(0);
    const outside = await learn([said(1, { timeMs: NOW_MS }), ...others(2, 3), late(5)], { windowMessages: 3 });
    expect(outside.order.beyondWindow).toBe(1);
    expect(outside.survey?.mostMessagesLater).toBe(4);
  });

  it('inside one second MsgSeq decides', async () => {
    const key = (seq: number) => ({ key: { seq, random: seq, seconds: 1_800_000_000 } });
    const { order } = await learn([
      said(1, { timeMs: NOW_MS, more: key(7) }),
      said(2, { timeMs: NOW_MS, more: key(8) }),
      said(3, { timeMs: NOW_MS, more: key(6) }),
    ]);
    expect(order).toMatchObject({ outOfOrder: { count: 1 }, mostSeconds: 0 });
    expect(order.outOfOrder.examples[0]?.note).toBe('older than record 2 (line 2)');
  });

  it('what is repeated further down is not out of order', async () => {
    const first = { id: 'x', text: 'words', timeMs: NOW_MS };
    const { order, longestConversation } = await learn([said(1, first), said(2), said(1, first)]);
    expect(order.outOfOrder.count).toBe(0);
    expect(longestConversation).toBe(3);
  });
});

describe('when conversations are complete', () => {
  it('each is sequential, and the rate starts messages in the order of the export', async () => {
    const records = [
      ...Array.from({ length: 4 }, (_, index) => said(index + 1)),
      ...Array.from({ length: 6 }, (_, index) => said(index + 5, { from: 'carl' })),
    ];
    // 10 a second, an answer after 400 ms: the first is complete after 4 * 400 ms, the second begins at 400 ms.
    const asked = { ratePerSecond: 10, latencyMs: 400, cutOverMs: 2_000 };
    const { survey } = await learn(records, asked);
    expect(survey?.completion.lastMs).toBe(400 + 6 * 400);
    expect(survey?.completion.byCutOver).toBe(1);
    expect(survey?.completion.points.at(-1)).toEqual([2_800, 2]);
    expect(survey?.completion.points[0]?.[1]).toBe(1);
    expect(survey?.completion.points[0]?.[0]).toBeGreaterThanOrEqual(1_600);
  });

  it('without latency the rate alone counts: the last message starts after all others', async () => {
    const { survey } = await learn([said(1), said(2), said(3, { from: 'carl' })], { ratePerSecond: 10, latencyMs: 0 });
    expect(survey?.completion.lastMs).toBe(200);
  });

  it('the largest conversations come first', async () => {
    const { survey, longestConversation } = await learn([
      said(1),
      said(2, { from: 'carl' }),
      said(3, { from: 'bo', to: 'carl' }),
    ]);
    expect(longestConversation).toBe(2);
    expect(survey?.largest).toEqual([
      {
        names: ['bo', 'carl'],
        messages: 2,
        lastUs: (NOW_MS + 3_003) * 1_000,
        first: { input: 'chats.jsonl', record: 2, line: 2 },
      },
      expect.objectContaining({ names: ['anna', 'bo'], messages: 1 }),
    ]);
  });
});
