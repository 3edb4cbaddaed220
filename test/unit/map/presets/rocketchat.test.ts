import { describe, expect, it } from 'vitest';
import { messageOf, outcomeOf } from './rooms-support.js';

const ROOMS = { rooms: 'samples/presets/rocketchat/rooms.jsonl' };

const MESSAGE = {
  _id: 'm1',
  rid: 'aB3dE5fG7hJ9kL2mNpQ4rS6tU8vW1xY3zA',
  msg: 'hej',
  ts: { $date: '2023-11-14T22:13:20.123Z' },
  u: { _id: 'aB3dE5fG7hJ9kL2mN', username: 'nora' },
};

describe('Rocket.Chat', () => {
  it('without a file of rooms nobody knows for whom a message is', async () => {
    expect(await outcomeOf('rocketchat', MESSAGE)).toBe('rooms-missing');
  });

  it.each([
    ['an ISO text', { $date: '2023-11-14T22:13:20.123Z' }],
    ['a long number', { $date: { $numberLong: '1700000000123' } }],
    ['a number', 1700000000123],
  ])('times come as %s', async (_, ts) => {
    const { timeUs } = await messageOf('rocketchat', { ...MESSAGE, ts }, ROOMS);
    expect(timeUs).toBe(1700000000123000);
  });

  it('links to what is quoted are taken off the text and kept beside it', async () => {
    const link = (id: string) => `[ ](https://chat.example.com/direct/r?msg=${id})`;
    const msg = `${link('q1')}\n${link('q2')} answer, see [ ](https://x.example.com/?msg=q3)`;
    const { payload } = await messageOf('rocketchat', { ...MESSAGE, msg }, ROOMS);
    expect(payload.MsgBody[0]!.MsgContent).toEqual({ Text: 'answer, see [ ](https://x.example.com/?msg=q3)' });
    expect(payload.CloudCustomData).toBe('{"quoted":["q1","q2"]}');
  });

  it('a long text of half-made links does not keep the mapping busy', async () => {
    const msg = `[ ](${'?msg=a'.repeat(200_000)}`;
    expect(await outcomeOf('rocketchat', { ...MESSAGE, msg }, ROOMS)).toBe('too-large');
  });

  it.each([
    ['edit-history', { _hidden: true }],
    ['deleted', { t: 'rm' }],
    ['encrypted', { t: 'e2e' }],
    ['system', { t: 'uj' }],
    ['system', { t: 'constructor' }],
    ['group', { rid: 'GENERAL' }],
  ])('is left out as %s: %j', async (expected, changes) => {
    expect(await outcomeOf('rocketchat', { ...MESSAGE, ...changes }, ROOMS)).toBe(expected);
  });
});
