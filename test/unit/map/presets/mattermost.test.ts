import { describe, expect, it } from 'vitest';
import { mapWith, messageOf, outcomeOf, partsAlone, wordOf } from './rooms-support.js';

const post = (changes: object) => ({
  type: 'direct_post',
  direct_post: { channel_members: ['kim', 'lee'], user: 'kim', message: 'hi', create_at: 1700000000456, ...changes },
});

describe('Mattermost', () => {
  it('replies are messages of their own, the same when they are mapped alone', async () => {
    const replies = [
      { user: 'lee', message: 'one', create_at: 1700000001000 },
      { user: 'kim', message: '', create_at: 1700000002000, attachments: [{ path: 'a/b.png' }] },
      'no reply at all',
    ];
    const { whole, alone } = await partsAlone('mattermost', post({ replies }));
    expect(whole.map(wordOf)).toEqual(['message', 'message', 'message', 'peer-unknown']);
    const payloads = whole.flatMap((one) => (one.kind === 'message' ? [one.payload] : []));
    expect(alone.flatMap((one) => (one.kind === 'message' ? [one.payload] : []))).toEqual(payloads);
  });

  it('the order of members does not matter to the id; author, time and text do', async () => {
    const { id } = await messageOf('mattermost', post({}));
    const idOf = async (changes: object) => (await messageOf('mattermost', post(changes))).id;
    expect(await idOf({ channel_members: ['lee', 'kim'] })).toBe(id);
    const others = [
      { user: 'lee' },
      { create_at: 1700000000457 },
      { message: 'hi!' },
      { channel_members: ['kim', 'mo'] },
    ];
    const ids = await Promise.all(others.map(idOf));
    expect(new Set([id, ...ids]).size).toBe(5);
  });

  it('a channel with oneself names one member, or the same twice', async () => {
    expect(await outcomeOf('mattermost', post({ channel_members: ['kim'] }))).toBe('self');
    expect(await outcomeOf('mattermost', post({ channel_members: ['kim', 'kim'] }))).toBe('self');
  });

  it('a file that is sent without its address is named by its path', async () => {
    const { payload } = await messageOf('mattermost', post({ message: '', attachments: [{ path: 'x/y/plan.pdf' }] }));
    expect(JSON.stringify(payload.MsgBody)).toContain('x/y/plan.pdf');
  });

  it('posts in teams are groups, other lines no messages', async () => {
    const values = [
      { type: 'post', post: {} },
      { type: 'emoji', emoji: {} },
      { type: 'version', version: 1 },
    ];
    const mapped = (await mapWith('mattermost', values)).flat();
    expect(mapped.map(wordOf)).toEqual(['group', 'not-a-message', 'not-a-message']);
  });
});
