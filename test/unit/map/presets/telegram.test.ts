import { describe, expect, it } from 'vitest';
import { messageOf, outcomeOf } from './rooms-support.js';

const OWNER = 'personal_information.user_id';

const framed = (chat: object, changes: object = {}) => ({
  within: { type: 'personal_chat', id: 5222222222, ...chat },
  record: {
    id: 7,
    type: 'message',
    date: '2024-02-01T09:00:10',
    date_unixtime: '1706774410',
    from_id: 'user5222222222',
    text: 'hi',
    ...changes,
  },
});

describe('Telegram', () => {
  it('the receiver is the owner of the account, or the one the chat is with', async () => {
    const chat = { [OWNER]: 5111111111 };
    expect((await messageOf('telegram', framed(chat))).payload).toMatchObject({ To_Account: '5111111111' });
    const sent = await messageOf('telegram', framed(chat, { from_id: 'user5111111111' }));
    expect(sent.payload).toMatchObject({ From_Account: '5111111111', To_Account: '5222222222' });
  });

  it('what the owner has sent tells who the owner is; what came needs the option', async () => {
    const sent = await messageOf('telegram', framed({}, { from_id: 'user5111111111' }));
    expect(sent.payload.To_Account).toBe('5222222222');
    expect(await outcomeOf('telegram', framed({}))).toBe('owner-unknown');
    expect((await messageOf('telegram', framed({}), { owner: 'user5111111111' })).payload.To_Account).toBe(
      '5111111111',
    );
  });

  it('a sender who is neither of the two is not given to one of them', async () => {
    expect(await outcomeOf('telegram', framed({ [OWNER]: 1 }, { from_id: 'user3' }))).toBe('sender-unknown');
    expect(await outcomeOf('telegram', framed({ [OWNER]: 1 }, { from_id: 'channel3' }))).toBe('sender-unknown');
    expect(await outcomeOf('telegram', framed({ [OWNER]: 1 }, { from_id: null }))).toBe('sender-unknown');
  });

  it('ids of old exports lose what was added to them, those of today keep all digits', async () => {
    const shift = 0x1_0000_0000;
    const old = await messageOf('telegram', framed({ id: 55 + shift, [OWNER]: 66 }, { from_id: 55 }));
    expect(old.payload).toMatchObject({ From_Account: '55', To_Account: '66' });
    expect(old.id).toBe('55:7');
    const mine = await messageOf('telegram', framed({ id: 55, [OWNER]: 66 }, { from_id: 66 + shift }));
    expect(mine.payload).toMatchObject({ From_Account: '66', To_Account: '55' });
    expect((await messageOf('telegram', framed({ [OWNER]: 66 }))).payload.From_Account).toBe('5222222222');
  });

  it('messages of one second keep the order of their numbers', async () => {
    const [one, other] = await Promise.all([9, 10].map((id) => messageOf('telegram', framed({ [OWNER]: 66 }, { id }))));
    expect(one!.key.seconds).toBe(other!.key.seconds);
    expect(one!.key.seq).toBeLessThan(other!.key.seq);
  });

  it('a wall time needs a zone', async () => {
    expect(await outcomeOf('telegram', framed({ [OWNER]: 66 }, { date_unixtime: undefined }))).toBe(
      'time-without-zone',
    );
  });

  it.each([
    ['bot', 'bot_chat'],
    ['self', 'saved_messages'],
    ['group', 'private_supergroup'],
    ['group', 'constructor'],
  ])('a chat is left out as %s: %s', async (expected, type) => {
    expect(await outcomeOf('telegram', framed({ type, [OWNER]: 66 }))).toBe(expected);
  });

  it.each([
    ['1970-01-01T08:00:00', undefined],
    ['1969-12-31T19:00:00', undefined],
    ['2024-02-01T10:00:00', '{"migrated":{"editedAt":"2024-02-01T10:00:00"}}'],
  ])('edited %s', async (edited, expected) => {
    expect((await messageOf('telegram', framed({ [OWNER]: 66 }, { edited }))).payload.CloudCustomData).toBe(expected);
  });

  it('a sentence in place of a path is no name of a file', async () => {
    for (const sentence of [
      '(File not included. Change data exporting settings to download.)',
      'x (File unavailable, please try again later)',
    ]) {
      const { payload } = await messageOf('telegram', framed({ [OWNER]: 66 }, { text: '', file: sentence }));
      expect(JSON.stringify(payload.MsgBody)).not.toContain('(File');
    }
  });
});
