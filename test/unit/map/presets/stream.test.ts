import { describe, expect, it } from 'vitest';
import { mapWith, outcomeOf, partsAlone, wordOf } from './rooms-support.js';

const item = (changes: object) => ({
  type: 'message',
  item: {
    id: 'm-1',
    channel_type: 'messaging',
    user: 'ada',
    text: 'hi',
    created_at: '2024-03-02T10:00:00Z',
    ...changes,
  },
});

const member = (channel: string, user: string, type = 'messaging') => ({
  type: 'member',
  item: { channel_type: type, channel_id: channel, user_id: user },
});

describe('Stream', () => {
  it('members may stand before and behind the messages of their channel', async () => {
    const values = [member('c', 'ada'), item({ channel_id: 'c' }), member('c', 'bo')];
    const mapped = (await mapWith('stream', values)).flat();
    expect(mapped.map(wordOf)).toEqual(['not-a-message', 'message', 'not-a-message']);
  });

  it('channels of one id and different types are different channels', async () => {
    const values = [member('c', 'ada', 'team'), member('c', 'bo', 'team'), item({ channel_id: 'c' })];
    expect(wordOf((await mapWith('stream', values)).flat()[2]!)).toBe('members-unknown');
  });

  it('a third member makes a group, wherever it stands', async () => {
    const values = [item({ channel_id: 'c' }), ...['ada', 'bo', 'bo', 'cleo'].map((user) => member('c', user))];
    expect(wordOf((await mapWith('stream', values)).flat()[0]!)).toBe('group');
  });

  it('a channel whose members are not listed is not taken for notes to oneself', async () => {
    const values = [member('c', 'ada'), item({ channel_id: 'c' })];
    expect(wordOf((await mapWith('stream', values)).flat()[1]!)).toBe('peer-unknown');
  });

  it.each([
    ['deleted', { type: 'deleted' }],
    ['deleted', { deleted_at: '2024-03-02T10:00:00Z' }],
    ['system', { type: 'system' }],
    ['notice', { type: 'ephemeral' }],
    ['shadowed', { shadowed: true }],
    ['message', { type: 'reply' }],
    ['message', { type: 'constructor' }],
  ])('is left out as %s: %j', async (expected, changes) => {
    expect(await outcomeOf('stream', item({ channel_member_ids: ['ada', 'bo'], ...changes }))).toBe(expected);
  });

  it('a message out of a whole channel is the same when it is mapped alone', async () => {
    const messages = [
      { id: 'a', user: { id: 'ada' }, text: 'one', created_at: '2024-03-02T10:00:00Z' },
      { id: 'b', user: { id: 'bo' }, text: 'two', created_at: '2024-03-02T10:00:01Z' },
      { id: 'c', user: { id: 'cleo' }, text: 'three', created_at: '2024-03-02T10:00:02Z' },
      { id: 'd', user: { id: 'bo' }, text: 'gone', type: 'deleted', created_at: '2024-03-02T10:00:03Z' },
    ];
    const channel = { id: 'c', type: 'messaging' };
    const members = [{ user_id: 'ada' }, { user: { id: 'bo' } }];
    const { whole, alone } = await partsAlone('stream', { channel, messages, members });
    const told = whole.map((one) => (one.kind === 'message' ? one.payload : wordOf(one)));
    expect(alone.map((one) => (one.kind === 'message' ? one.payload : wordOf(one)))).toEqual(told);
    expect(whole.map(wordOf)).toEqual(['message', 'message', 'peer-unknown', 'deleted']);
  });
});
