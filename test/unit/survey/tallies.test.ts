import { describe, expect, it } from 'vitest';
import { rejectLine, rejectOf } from '../../../src/checkpoint/reject-line.js';
import { reject, skip } from '../../helpers/messages.js';
import { learn, NOW_MS, said, withSurvey } from '../../helpers/survey.js';

const DAY_MS = 86_400_000;

describe('what each message tells on its own', () => {
  it('counts types, times, sizes, ages and days', async () => {
    const knowledge = await learn(
      [
        said(1, { timeMs: NOW_MS - 40 * DAY_MS, more: { bytes: 256 } }),
        said(2, { timeMs: NOW_MS - 8 * DAY_MS - 1, more: { bytes: 20_000, type: 'TIMImageElem' } }),
        said(3, { timeMs: NOW_MS - 7 * DAY_MS, more: { bytes: 257, orderedBy: 'source' } }),
        reject(4),
        skip(5),
      ],
      { retentionDays: 8 },
    );
    expect(knowledge).toMatchObject({
      messages: 3,
      times: { oldestUs: (NOW_MS - 40 * DAY_MS) * 1_000, newestUs: (NOW_MS - 7 * DAY_MS) * 1_000 },
      largestBytes: 20_000,
      totalBytes: 20_513,
      bySize: [1, 1, 0, 0, 0, 0, 0, 1],
      outside: [2, 1, 0],
      expired: { count: 2, examples: [{ record: 1 }, { record: 2 }] },
      wholeSeconds: 2,
      orderedBySource: 1,
    });
    expect([...knowledge.byType]).toEqual([
      ['TIMTextElem', 2],
      ['TIMImageElem', 1],
    ]);
    const day = Math.floor(NOW_MS / DAY_MS);
    expect(knowledge.survey?.perDay).toEqual([
      [day - 40, 1],
      [day - 8, 1],
      [day - 7, 1],
    ]);
  });

  it('counts what could not be kept by each word', async () => {
    const { survey } = await learn([
      said(1, { more: { adapted: ['image-as-file', 'link-expires'] } }),
      said(2, { more: { adapted: ['link-expires'] } }),
      said(3, { more: { adapted: [] } }),
    ]);
    expect([...survey!.adapted]).toEqual([
      ['link-expires', 2],
      ['image-as-file', 1],
    ]);
  });

  it('knows what there is to know of nothing', async () => {
    const knowledge = await learn([reject(1), skip(2)], { cutOverMs: 1_000 });
    expect(knowledge).toMatchObject({
      messages: 0,
      times: undefined,
      largestBytes: 0,
      conversations: { count: 0 },
      accounts: { count: 0 },
      longestConversation: 0,
      survey: { distinctMessages: 0, largest: [], perDay: [], completion: { lastMs: 0, points: [], byCutOver: 0 } },
    });
  });

  it('a record of an earlier rejects file stands where it stood then', async () => {
    const origin = { input: 'old.csv', record: 9, part: 0, line: 12, byte: 5, onlyPart: false };
    const source = { ...said(1).source, origin };
    const late = said(2, { timeMs: NOW_MS - 900 * DAY_MS, more: { source } });
    const { expired } = await learn([said(1), late], { retentionDays: 30 });
    expect(expired.examples).toEqual([{ input: 'old.csv', record: 9, line: 12 }]);
  });
});

describe('places', () => {
  it.each([
    ['a whole value', { onlyPart: false }, 2],
    ['one part', { onlyPart: true }, 3],
    ['a value that is one part', { onlyPart: false, standalone: true }, 3],
  ])('a message out of a rejects line about %s stands where its reject line will say', async (_, kind, part) => {
    const origin = { input: 'old.jsonl', record: 9, part: 3, line: 12, byte: 5, ...kind };
    const message = said(1, { more: { at: { ...said(1).at, part: 2 }, source: { ...said(1).source, origin } } });
    const rows = await withSurvey([message], (survey) => survey.filled().rows('SELECT record, part FROM record'));
    const reject = rejectOf(message, { code: '1', reason: 'r', advice: 'a', outcome: 'refused' });
    expect(rows).toEqual([{ record: 9, part }]);
    expect(JSON.parse(rejectLine(reject, 'x.jsonl', 'm'))).toMatchObject({ record: 9, part });
  });
});

describe('tables that are asked in passes', () => {
  it('hold many rows: chunks are used again without a trace of the row before', async () => {
    const count = 5_000;
    const records = Array.from({ length: count }, (_, index) => {
      const record = index + 1;
      return record % 3 === 0 ? skip(record) : said(record, { from: `u${record % 7}`, to: 'zoe' });
    });
    const knowledge = await learn(records);
    const messages = count - Math.floor(count / 3);
    expect(knowledge).toMatchObject({ messages, conversations: { count: 7 }, accounts: { count: 8 } });
    expect(knowledge.keys).toMatchObject({ shared: { count: 0 }, repeated: { count: 0 } });
    expect(knowledge.survey?.distinctMessages).toBe(messages);
  });
});
