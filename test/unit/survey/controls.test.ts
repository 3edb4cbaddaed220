import { describe, expect, it } from 'vitest';
import { control, learn, said } from '../../helpers/survey.js';

describe('records about other records', () => {
  it('a recall is told with its target, whether it stands before it or after', async () => {
    const { survey, messages } = await learn([
      control(1, 'recall', 'id-3'),
      said(2),
      said(3),
      control(4, 'recall', 'id-2', { lane: 'anna\nbo' }),
      control(5, 'recall', 'id-9'),
      control(6, 'recall', 'id-2', { lane: 'bo\ncarl' }),
    ]);
    expect(messages).toBe(2);
    const { recall } = survey!.controls;
    expect(recall).toMatchObject({ count: 4, found: { count: 2, beforeTarget: 1 }, missing: { count: 2 } });
    expect(recall.found.examples).toEqual([
      { input: 'chats.jsonl', record: 1, line: 1, note: 'about record 3 (line 3)' },
      { input: 'chats.jsonl', record: 4, line: 4, note: 'about record 2 (line 2)' },
    ]);
    expect(recall.missing.examples.map(({ record }) => record)).toEqual([5, 6]);
  });

  it('a mirror whose target is missing is a loss; a rejected target is missing, too', async () => {
    const { survey } = await learn([
      said(1),
      control(2, 'mirror', 'id-1', { message: said(2) }),
      control(3, 'mirror', 'id-7', { message: said(3) }),
    ]);
    const { mirror } = survey!.controls;
    expect(mirror).toMatchObject({ count: 2, found: { count: 1 }, missing: { count: 1 } });
    expect(mirror.missing.examples).toEqual([{ input: 'chats.jsonl', record: 3, line: 3 }]);
  });

  it('what is in a control is no message: neither counted nor compared', async () => {
    const copy = said(2, { id: 'id-1', from: 'carl' });
    const knowledge = await learn([
      said(1),
      control(2, 'edit', 'id-1', { message: { ...copy, ...said(1), lane: 'x' } }),
    ]);
    expect(knowledge).toMatchObject({ messages: 1, conversations: { count: 1 }, accounts: { count: 2 } });
    expect(knowledge.keys.repeated.count).toBe(0);
    expect(knowledge.survey?.controls.edit.found.count).toBe(1);
  });
});
