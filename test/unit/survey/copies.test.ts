import { describe, expect, it } from 'vitest';
import { learn, NOW_MS, said } from '../../helpers/survey.js';

const KEY = { seq: 1, random: 2, seconds: 1_800_000_000 };

describe('keys, all of them compared', () => {
  it('one key in both directions of a conversation is shared; in two conversations it is not', async () => {
    const { keys, survey } = await learn([
      said(1, { more: { key: KEY } }),
      said(2, { from: 'bo', to: 'anna', more: { key: KEY } }),
      said(3, { from: 'bo', to: 'carl', more: { key: KEY } }),
    ]);
    expect(keys.shared).toMatchObject({
      count: 1,
      examples: [{ input: 'chats.jsonl', record: 2, line: 2, note: 'same key as record 1 (line 1)' }],
    });
    expect(keys).toMatchObject({ complete: true, repeated: { count: 0 } });
    expect(survey?.distinctMessages).toBe(3);
  });

  it.each([
    ['another id', { id: 'other' }],
    ['other words', { text: 'other' }],
    ['other custom data', { custom: 'other' }],
    ['the other direction', { from: 'bo', to: 'anna' }],
    ['another type', { more: { type: 'TIMCustomElem', key: KEY } }],
  ])('under one key, %s is another message', async (_, other) => {
    const first = { id: 'x', text: 'words', timeMs: NOW_MS, more: { key: KEY } };
    const { keys } = await learn([said(1, first), said(2, { ...first, ...other })]);
    expect([keys.shared.count, keys.repeated.count]).toEqual([1, 0]);
  });

  it('the same message once more is repeated, and its place in another file is told', async () => {
    const first = { id: 'x', text: 'words', timeMs: NOW_MS };
    const { keys, survey } = await learn([
      said(1, first),
      said(2, first),
      said(1, { ...first, input: 1 }),
      said(2, { input: 1 }),
    ]);
    expect(keys.shared.count).toBe(0);
    expect(keys.repeated).toMatchObject({
      count: 2,
      examples: [
        { input: 'chats.jsonl', record: 2, note: 'same key as record 1 (line 1)' },
        { input: 'more.jsonl', record: 1, note: 'same key as record 1 (line 1) of chats.jsonl' },
      ],
    });
    expect(survey).toMatchObject({ repeatedElsewhere: 1, distinctMessages: 2 });
  });

  it('what repeats a message that lost its key is repeated itself', async () => {
    const one = { id: 'one', timeMs: NOW_MS, more: { key: KEY } };
    const two = { id: 'two', timeMs: NOW_MS, more: { key: KEY } };
    const { keys } = await learn([said(1, one), said(2, two), said(1, one), said(2, two)]);
    expect([keys.shared.count, keys.repeated.count]).toEqual([1, 2]);
  });

  it('shows five places and counts all', async () => {
    const { keys } = await learn(Array.from({ length: 9 }, (_, index) => said(index + 1, { more: { key: KEY } })));
    expect(keys.shared.count).toBe(8);
    expect(keys.shared.examples.map(({ record }) => record)).toEqual([2, 3, 4, 5, 6]);
  });
});

describe('messages that would be shown twice', () => {
  it('one id in one conversation under two keys is doubled, also from another file', async () => {
    const { survey, keys } = await learn([
      said(1, { id: 'x', text: 'words', timeMs: NOW_MS }),
      said(2, { id: 'x', text: 'words', timeMs: NOW_MS + 5_000, input: 1 }),
      said(3, { id: 'x', text: 'words', timeMs: NOW_MS + 5_000, input: 1 }),
      said(4, { id: 'x', text: 'words', from: 'carl' }),
    ]);
    expect(survey?.doubled).toMatchObject({ count: 1, elsewhere: 1, sameContent: 1 });
    expect(survey?.doubled.examples[0]?.note).toBe('same id as record 1 (line 1) of chats.jsonl');
    expect(keys.repeated.count).toBe(1);
    expect(survey?.distinctMessages).toBe(2);
  });

  it('parts of one record have one id and are not doubled', async () => {
    const { survey } = await learn([
      said(1, { id: 'x', text: 'same' }),
      said(1, { id: 'x', text: 'same', part: 1, timeMs: NOW_MS + 1_001 }),
    ]);
    expect(survey).toMatchObject({ doubled: { count: 0 }, mirrored: { count: 0 }, distinctMessages: 2 });
  });

  it('rows of two mailboxes are mirrored: other ids, all else the same', async () => {
    const row = { text: 'words', timeMs: NOW_MS + 123 };
    const { survey } = await learn([
      said(1, row),
      said(2, { ...row, input: 1 }),
      said(3, { ...row, from: 'bo', to: 'anna' }),
      said(4, { ...row, text: 'other' }),
      said(5, { ...row, timeMs: NOW_MS + 124 }),
    ]);
    expect(survey?.mirrored).toMatchObject({ count: 1, elsewhere: 1 });
    expect(survey?.mirrored.examples[0]).toMatchObject({
      input: 'more.jsonl',
      record: 2,
      note: 'same time and content as record 1 (line 1) of chats.jsonl',
    });
    expect(survey?.distinctMessages).toBe(4);
  });

  it('with whole seconds the same words twice in one of them may be two messages: both are distinct', async () => {
    const { survey } = await learn([said(1, { text: 'ok', timeMs: NOW_MS }), said(2, { text: 'ok', timeMs: NOW_MS })]);
    expect(survey).toMatchObject({ mirrored: { count: 1 }, distinctMessages: 2 });
  });
});
