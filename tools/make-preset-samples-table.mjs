import { mkdirSync, writeFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import { encodeGb18030 } from './gb18030.mjs';

/**
 * Writes samples/presets/table/: tables of invented chats as databases and spreadsheets write them, the same bytes at
 * every call.
 *   node tools/make-preset-samples-table.mjs
 */

const FOLDER = new URL('../samples/presets/table/', import.meta.url);
mkdirSync(new URL('shards/', FOLDER), { recursive: true });
const write = (name, content) => writeFileSync(new URL(name, FOLDER), content);

const doubled = (cell) => (/[",\r\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell);
const csv = (rows, cellOf = doubled) => rows.map((row) => `${row.map(cellOf).join(',')}\n`).join('');

/** As MySQL writes SELECT … INTO OUTFILE by default: tabs, nothing quoted, backslashes before what would be misread. */
const outfile = (rows) => {
  const escaped = (cell) => (cell === null ? '\\N' : cell.replace(/[\\\t\n]/g, (found) => `\\${found}`));
  return rows.map((row) => `${row.map(escaped).join('\t')}\n`).join('');
};

// The same messages in both dialects: quotes, commas, line breaks, backslashes, tabs, emoji; null and an empty text.
const image =
  '{"url":"https://files.example.com/im/2024/cat.jpg","w":800,"h":600,"size":81234,"md5":"9681eb023fe600298b5bb8a6e345b4a0"}';
const voice = '{"url":"https://files.example.com/im/2024/v1.amr","dur":3200,"size":4210}';
const video =
  '{"url":"https://files.example.com/im/2024/v.mp4","duration":12000,"w":720,"h":1280,"cover":{"url":"https://files.example.com/im/2024/v.jpg"}}';
const MESSAGES = [
  ['734912006512370148', '10001', '10002', '1', 'She said "hi", then left', null],
  ['734912006512370149', '10002', '10001', '1', '第一行\n第二行', null],
  ['734912006512370150', '10001', '10002', '1', 'C:\\new\\table\tend', null],
  ['734912006512370151', '10002', '10001', '1', '👍🏽 好的', null],
  ['734912006512370152', '10001', '10002', '1', '{"looks":"like JSON"}', null],
  ['734912006512370153', '10002', '10001', '2', image, null],
  ['734912006512370154', '10001', '10002', '3', voice, null],
  ['734912006512370155', '10001', '10002', '4', video, null],
  [
    '734912006512370156',
    '10002',
    '10001',
    '5',
    '{"path":"/data/im/报价.xlsx","filename":"报价.xlsx","size":20480}',
    null,
  ],
  ['734912006512370157', '10002', '10001', '6', '{"lat":31.2304,"lng":121.4737,"address":"人民广场"}', null],
  ['734912006512370158', '10001', '10002', '9', '{"poll":["yes","no"]}', null],
  ['734912006512370159', '10001', '10002', '1', '', null],
  ['734912006512370160', '10001', '10002', '1', 'deleted by its sender', '1719900000'],
  ['734912006512370161', '10001', null, '1', 'to nobody', null],
];
const second = (index) => 1_719_810_000 + index * 7;
write('mysql-outfile.txt', outfile(MESSAGES.map((row, index) => [...row.slice(0, 5), String(second(index)), row[5]])));
const stamp = (index) =>
  new Date(second(index) * 1000 + 8 * 3_600_000).toISOString().replace('T', ' ').replace('Z', '456+08');
const copied = (cell) => (cell === null ? '' : cell === '' ? '""' : doubled(cell));
write(
  'postgresql-copy.csv',
  `\ufeff${csv(
    [
      ['msg_id', 'from_uid', 'to_uid', 'msg_type', 'content', 'created_at', 'deleted_at'],
      ...MESSAGES.map((row, index) => [...row.slice(0, 5), stamp(index), row[5] && '2024-07-02 14:00:00+08']),
    ],
    copied,
  )}`,
);

// Rows as JSON, of a table that was filled from the callbacks of a provider: words for kinds, state in several columns.
const row = (number, from, to, msgType, content, more = {}) =>
  `{"msgId":90071992547409${90 + number},"fromUserId":${from},"toUserId":${to},"sendTime":${1_719_810_000_123 + number * 250},"msgType":${JSON.stringify(msgType)},"content":${JSON.stringify(content)}${Object.entries(
    more,
  )
    .map(([name, value]) => `,${JSON.stringify(name)}:${JSON.stringify(value)}`)
    .join('')}}\n`;
const ROWS = [
  row(1, 7, 8, 'text', 'Tom &amp; Jerry &lt;3 &#128512;', { isGroup: false }),
  row(3, 8, 7, 'txt', '[微笑] 收到', { isGroup: 0 }),
  row(5, 7, 8, 'image/png', 'https://files.example.com/app/a.png?width=200', { isGroup: 0 }),
  row(7, 8, 7, 'picture', {
    image: { uri: 'https://files.example.com/app/b.jpg', width: '1080', height: '720' },
    text: 'the bill',
  }),
  row(9, 7, 8, 'voice', { url: 'https://files.example.com/app/c.m4a?token=s3cr3t', durationMs: 640 }),
  row(11, 8, 7, 'video', { video: { url: 'https://files.example.com/app/d.mp4', size: 1048576 } }),
  row(13, 7, 8, 'sticker', { index: 12, name: 'wave' }),
  row(15, 8, 7, 'sticker', { set: 'cats', no: 4 }),
  row(17, 7, 8, 'custom', { order: 4711, state: 'paid' }),
  row(19, 7, 99, 'text', 'to everybody', { isGroup: true }),
  row(21, 7, 8, 'text', 'taken back', { isRecall: 1 }),
  row(23, 7, 8, 'text', 'status in a word', { status: 'recalled' }),
  row(25, 7, 8, 'system', 'You are friends now'),
  row(27, 7, 7, 'text', 'note to self'),
  row(29, 7, 8, 'redpacket', { amount: '8.88' }),
  row(31, 7, 8, 'text', 'a flag that is neither', { isRecall: 'maybe' }),
];
write('rows.jsonl.gz', gzipSync(ROWS.join(''), { level: 9 }));

// A spreadsheet of a Chinese office program: headers in Chinese, GB18030, wall times around midnight.
write(
  'chinese-headers.csv',
  encodeGb18030(
    csv([
      ['消息编号', '发送人', '接收人', '发送时间', '消息类型', '消息内容', '会话类型'],
      ['A-20240630-0001', 'chen_jie', 'zhao_min', '2024/06/30 23:59:58', '文本', '还没睡？', '单聊'],
      ['A-20240701-0002', 'zhao_min', 'chen_jie', '2024/07/01 00:00:03', '文本', '快了，"最后一页"', '单聊'],
      [
        'A-20240701-0003',
        'chen_jie',
        'zhao_min',
        '2024/07/01 00:00:41',
        '图片',
        'https://files.example.com/oa/p1.png',
        '单聊',
      ],
      ['A-20240701-0004', 'zhao_min', '项目组', '2024/07/01 08:30:00', '文本', '大家早', '群聊'],
      ['A-20240701-0005', 'zhao_min', 'chen_jie', '2024/07/01 24:30:00', '文本', '时间写错了', '单聊'],
    ]),
  ),
);

// The two people in the order of their numbers, and who of them wrote; texts as a web page had them.
write(
  'sorted-pair.csv',
  csv([
    ['id', 'min_uid', 'max_uid', 'sender', 'send_time', 'content'],
    ['51', '204', '318', '318', '1719810000123', '1 &lt; 2 &amp;&amp; 3 &gt; 2'],
    ['52', '204', '318', '204', '1719810000456', 'it&#39;s &amp;lt; that counts'],
    ['53', '204', '318', '900', '1719810000789', 'from neither of the two'],
  ]),
);

// Every message once in each mailbox; of the last only the receiver kept it.
write(
  'mailbox.csv',
  csv([
    ['id', 'owner_id', 'client_id', 'from_id', 'to_id', 'ctime', 'msg'],
    ['1', 'ella_r', 'c-7f01', 'ella_r', 'ivan_p', '1719810000100', 'ok'],
    ['2', 'ivan_p', 'c-7f01', 'ella_r', 'ivan_p', '1719810000100', 'ok'],
    ['3', 'ivan_p', 'c-7f02', 'ivan_p', 'ella_r', '1719810000900', 'ok'],
    ['4', 'ella_r', 'c-7f02', 'ivan_p', 'ella_r', '1719810000900', 'ok'],
    ['5', 'ivan_p', 'c-7f03', 'ella_r', 'ivan_p', '1719810002000', 'only he has this one'],
    ['6', 'ivan_p', '', 'ella_r', 'ivan_p', '1719810003000', 'no id that both share'],
  ]),
);

// Opened and saved by a spreadsheet: long numbers have lost their last digits.
write(
  'scientific-ids.csv',
  csv([
    ['msg_id', 'sender', 'receiver', 'created_at', 'text'],
    ['7.34912E+17', 'tom_becker', 'yuki_s', '1719810000123', 'the first'],
    ['7.34912E+17', 'tom_becker', 'yuki_s', '1719810000456', 'the second, of the same id'],
    ['734912', '8.61391E+12', 'yuki_s', '1719810000789', 'from a telephone number'],
    ['734913', 'tom_becker', 'yuki_s', '1719810001', 'seconds, where others have milliseconds'],
    ['734914', 'tom_becker', 'yuki_s', '1719810001500', 'whole'],
  ]),
);

// Wall times without a zone, around midnight and around the hour that summer time takes away and gives back.
write(
  'wall-time.csv',
  csv([
    ['message_id', 'from_user', 'to_user', 'gmt_create', 'message'],
    ['1', 'jonas_w', 'nina_k', '2024-03-30 23:59:59', 'the day before'],
    ['2', 'nina_k', 'jonas_w', '2024-03-31 00:00:01', 'the day after'],
    ['3', 'jonas_w', 'nina_k', '2024-03-31 02:30:00', 'an hour that was not'],
    ['4', 'nina_k', 'jonas_w', '2024-10-27 02:30:00.250', 'an hour that came twice'],
    ['5', 'jonas_w', 'nina_k', 'yesterday', 'no time'],
  ]),
);

// Shards number their rows each on its own: 1 and 2 are there twice.
const SHARD = ['_mid', '_from', '_type', '_target', '_searchable_key', '_dt'];
write(
  'shards/t_messages_0.csv',
  csv([
    SHARD,
    ['1', 'lucas_m', '0', 'sun_hao', 'bom dia', '2024-07-01 09:00:00'],
    ['2', 'sun_hao', '0', 'lucas_m', '早', '2024-07-01 09:00:00'],
  ]),
);
write(
  'shards/t_messages_1.csv',
  csv([
    SHARD,
    ['1', 'priya_n', '0', 'omar_h', 'ready?', '2024-07-01 09:00:00'],
    ['2', 'omar_h', '1', 'team_4', 'to the team', '2024-07-01 09:00:01'],
    ['3', 'omar_h', '0', 'priya_n', '', '2024-07-01 09:00:02'],
  ]),
);

// A landing table of copied messages: kinds of conversations in numbers, the group in a column of its own.
write(
  'landing.csv',
  csv([
    [
      'from_uid',
      'to_uid',
      'gid',
      'type',
      'media_type',
      'body',
      'send_time',
      'message_id',
      'extend_json',
      'client_type',
    ],
    ['mei_lin', 'huang_lei', '', '1', 'text', '今天见？', '1719810000123', '5550001', '{"v":1}', 'ios'],
    [
      'huang_lei',
      'mei_lin',
      '',
      '1',
      'picture',
      '{"url":"https://files.example.com/n/1.jpg","w":640,"h":480,"size":1200,"ext":"jpg"}',
      '1719810004123',
      '5550002',
      '',
      'android',
    ],
    [
      'huang_lei',
      'mei_lin',
      '',
      '1',
      'audio',
      '{"url":"https://files.example.com/n/2.aac","dur":1840,"size":3100}',
      '1719810009123',
      '5550003',
      '',
      'android',
    ],
    ['huang_lei', '', '88001', '2', 'text', '群里说', '1719810011123', '5550004', '', 'android'],
    ['', 'mei_lin', '', '3', 'text', '欢迎', '1719810012123', '5550005', '', ''],
  ]),
);
