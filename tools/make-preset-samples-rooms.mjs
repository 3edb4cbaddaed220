import { mkdirSync, writeFileSync } from 'node:fs';
import { storedZip } from './stored-zip.mjs';

/**
 * Writes samples/presets/sendbird/export.zip: an invented data export of invented people, the same bytes at every call.
 * The samples of the other sources that know rooms (stream, mattermost, rocketchat, telegram) are written by hand.
 *   node tools/make-preset-samples-rooms.mjs
 */

const MIA = { user_id: 'mia', nickname: 'Mia', profile_url: '', metadata: {} };
const JONAS = { user_id: 'jonas-k', nickname: 'Jonas', profile_url: '', metadata: {} };
const LENA = { user_id: 'lena', nickname: 'Lena', profile_url: '', metadata: {} };

const message = (number, user, createdAt, changes = {}) => ({
  type: 'MESG',
  message_id: 20455123000 + number,
  message: '',
  custom_type: '',
  created_at: createdAt,
  channel_url: 'sendbird_group_channel_77_aa',
  updated_at: 0,
  mentioned_users: [],
  mention_type: 'users',
  is_removed: false,
  req_id: `rq-${number}`,
  data: '',
  file: {},
  user,
  message_survival_seconds: -1,
  silent: false,
  translations: {},
  ...changes,
});

const channel = (url, members, changes = {}) => ({
  freeze: false,
  channel_url: url,
  name: 'Channel',
  created_at: 1721111000,
  is_distinct: false,
  custom_type: '',
  channel: { channel_url: url, member_count: members.length },
  last_message: { message_id: 1, type: 'MESG', message: 'of no account here' },
  members: members.map((user) => ({ ...user, state: 'joined', last_seen_at: 0 })),
  joined_member_count: members.length,
  member_count: members.length,
  ...changes,
});

const file = (name, type, size, changes = {}) => ({
  type: 'FILE',
  file: { url: `https://file.example.com/app/${name}`, name, type, size, ...changes },
});

const secret = 'c2lnbmVk';
const FIRST = 1721111111222;

const pair = {
  messages: [
    message(1, MIA, FIRST, { message: 'See you at 6' }),
    message(2, JONAS, FIRST + 500, { message: 'Great 👋', updated_at: 1721111200999 }),
    message(3, JONAS, FIRST + 500, {
      message: 'Bring the keys, please',
      custom_type: 'todo',
      data: '{"order":"SO-771"}',
    }),
    message(4, MIA, FIRST + 61_000, { message: 'taken back', is_removed: true }),
    message(5, MIA, FIRST + 62_000, { type: 'ADMM', message: 'Mia changed the name', user: null }),
    message(6, MIA, FIRST + 63_000, {
      ...file('terrace.jpg', 'image/jpeg', 48_211),
      thumbnails: [{ url: 'https://file.example.com/app/t/terrace.jpg', real_width: 320, real_height: 240 }],
    }),
    message(7, MIA, FIRST + 64_000, file('note.m4a', 'audio/mp4', 9_120)),
    message(8, JONAS, FIRST + 65_000, {
      ...file('walk.mp4', 'video/mp4', 2_400_100),
      thumbnails: [
        { url: 'https://file.example.com/app/t/walk.jpg', real_width: 480, real_height: 270, width: 640, height: 360 },
      ],
    }),
    message(9, JONAS, FIRST + 66_000, file('offer.pdf', 'application/pdf', 120_400, { require_auth: true })),
    message(10, JONAS, FIRST + 67_000, {
      type: 'FILE',
      url: `https://file.example.com/app/list.csv?auth=${secret}`,
      file: { name: 'list.csv', type: 'text/csv', size: 77 },
    }),
    message(11, MIA, FIRST + 68_000, {
      message: 'Thanks!',
      parent_message_id: 20455123009,
      parent_message_text: 'File',
    }),
    message(12, MIA, FIRST + 69_000, { type: 'POLL', message: 'Which day suits you?' }),
    message(13, MIA, FIRST + 70_000, { type: 'FILE', file: {} }),
    message(14, MIA, 0, { message: 'from another age' }),
    message(15, JONAS, FIRST + 71_000, { message: '' }),
  ],
  channel: channel('sendbird_group_channel_77_aa', [MIA, JONAS], { is_distinct: true }),
};

const group = 'sendbird_group_channel_77_bb';
const three = {
  messages: [message(20, LENA, FIRST + 80_000, { message: 'All three of us', channel_url: group })],
  channel: channel(group, [MIA, JONAS, LENA]),
};

const left = 'sendbird_group_channel_77_cc';
const deserted = {
  messages: [
    message(30, MIA, FIRST + 90_000, { message: 'Are you still there?', channel_url: left }),
    message(31, LENA, FIRST + 91_000, { message: 'Goodbye', channel_url: left }),
  ],
  channel: channel(left, [MIA]),
};

/** As Sendbird writes JSON: characters beyond ASCII are escaped, emoji as surrogate pairs. */
const asJson = (value) =>
  JSON.stringify(value, null, 2).replace(
    /[\u0080-\uffff]/g,
    (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );

const folder = new URL('../samples/presets/sendbird/', import.meta.url);
mkdirSync(folder, { recursive: true });
writeFileSync(
  new URL('export.zip', folder),
  storedZip({
    'channels.json': asJson({ group_channels: [pair.channel, three.channel, deserted.channel] }),
    'messages/77_aa.json': asJson(pair),
    'messages/77_bb.json': asJson(three),
    'messages/77_cc.json': asJson(deserted),
    'users.json': asJson({ active_users: [MIA, JONAS, LENA].map((user) => ({ ...user, last_seen_at: '2024-07-16' })) }),
  }),
);

/** Messages alone, with a file that names the members, the one who left included. */
const lines = (values) => values.map((value) => `${JSON.stringify(value)}\n`).join('');
writeFileSync(new URL('messages.jsonl', folder), lines([...pair.messages.slice(0, 2), ...deserted.messages]));
writeFileSync(
  new URL('members.json', folder),
  `${JSON.stringify({
    group_channels: [
      { channel_url: pair.channel.channel_url, members: [{ user_id: 'mia' }, { user_id: 'jonas-k' }] },
      { channel_url: left, members: [{ user_id: 'mia' }, { user_id: 'lena' }] },
    ],
  })}\n`,
);
