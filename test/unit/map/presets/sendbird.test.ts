import { describe, expect, it } from 'vitest';
import { messageOf, outcomeOf } from './rooms-support.js';

const URL_OF_PAIR = 'sendbird_group_channel_1';
const PAIR = { channel_url: URL_OF_PAIR, members: [{ user_id: 'mia' }, { user_id: 'jonas' }] };
const MESSAGE = {
  type: 'MESG',
  message_id: 9_007_199_254_740_993n,
  message: 'hello',
  created_at: 1721111111222,
  channel_url: URL_OF_PAIR,
  updated_at: 0,
  is_removed: false,
  user: { user_id: 'mia' },
};

const framed = (channel: object, changes: object = {}) => ({ within: { channel }, record: { ...MESSAGE, ...changes } });

describe('Sendbird', () => {
  it('the receiver is the other member of the channel round the messages', async () => {
    const { payload, id } = await messageOf('sendbird', framed(PAIR));
    expect(payload).toMatchObject({ From_Account: 'mia', To_Account: 'jonas', MsgTimeStamp: 1721111111 });
    expect(id).toBe('9007199254740993');
  });

  it('a channel that lists some of its many members is a group', async () => {
    expect(await outcomeOf('sendbird', framed({ ...PAIR, member_count: 250 }))).toBe('group');
  });

  it('a channel with one member is rejected, unless it is said to be notes to oneself', async () => {
    const alone = framed({ ...PAIR, members: [{ user_id: 'mia' }] });
    expect(await outcomeOf('sendbird', alone)).toBe('peer-unknown');
    expect(await outcomeOf('sendbird', alone, { alone: 'self' })).toBe('self');
  });

  it('open channels are rooms of many', async () => {
    expect(await outcomeOf('sendbird', { ...MESSAGE, channel_url: 'sendbird_open_channel_7' })).toBe('chatroom');
  });

  it('a message without its channel needs a file of members', async () => {
    expect(await outcomeOf('sendbird', MESSAGE)).toBe('members-unknown');
  });

  it('rows of a table have the same names, and texts for values', async () => {
    const row = {
      type: 'FILE',
      message_id: '17',
      created_at: '2024-07-16 08:00:00',
      channel_url: URL_OF_PAIR,
      updated_at: '0',
      is_removed: 'false',
      user: '{"user_id":"jonas"}',
      channel: JSON.stringify(PAIR),
      file: '{"url":"https://file.example.com/a.mp3","name":"a.mp3","type":"audio/mpeg","size":"12"}',
    };
    const { payload } = await messageOf('sendbird', row);
    expect(payload).toMatchObject({ From_Account: 'jonas', To_Account: 'mia', MsgTimeStamp: 1721088000 });
    expect(payload.CloudCustomData).toBeUndefined();
    expect(payload.MsgBody[0]).toMatchObject({ MsgType: 'TIMSoundElem', MsgContent: { Size: 12 } });
    expect(await outcomeOf('sendbird', { ...row, is_removed: 'TRUE' })).toBe('deleted');
  });

  it('several files and their caption are one message', async () => {
    const files = ['a.pdf', 'b.pdf'].map((name) => ({ url: `https://file.example.com/${name}`, file_name: name }));
    const { type } = await messageOf('sendbird', framed(PAIR, { type: 'FILE', message: 'both', files }));
    expect(type).toBe('TIMTextElem+TIMFileElem+TIMFileElem');
  });

  it('the name of a file is no caption', async () => {
    const file = { url: 'https://file.example.com/a.pdf', name: 'a.pdf' };
    const { type } = await messageOf('sendbird', framed(PAIR, { type: 'FILE', message: 'a.pdf', file }));
    expect(type).toBe('TIMFileElem');
  });
});
