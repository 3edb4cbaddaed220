import { csvRows } from './containers.mjs';

/** samples/presets/jmessage/: pages of reports glued together, messages in an array, a table of messages. */

const START = Date.UTC(2022, 3, 15, 5, 0, 0);
let number = 0;

function message(seconds, msgType, msgBody, more = {}) {
  number += 1;
  return {
    set_from_name: 0,
    from_platform: 'a',
    target_name: '',
    msg_type: msgType,
    version: 1,
    target_id: 'shop_12',
    from_appkey: '4f7aef34fb361292c566a1cd',
    from_name: '小贝',
    from_id: 'buyer_7',
    msg_body: msgBody,
    create_time: START / 1000 + Math.floor(seconds),
    from_type: 'user',
    target_appkey: '4f7aef34fb361292c566a1cd',
    target_type: 'single',
    msgid: 98_230_010 + number,
    msg_ctime: START + Math.round(seconds * 1000) + 873,
    msg_level: 0,
    ...more,
  };
}

const text = (words, extras = {}) => ({ text: words, extras });
const reply = { from_id: 'shop_12', from_name: '', target_id: 'buyer_7' };
const key = (kind, id) => `qiniu/${kind}/j/${id}`;

const firstPage = [
  message(0, 'text', text('还有货吗')),
  message(1, 'text', text('有的👌', { orderNo: 'SO-12' }), reply),
  message(2, 'image', {
    media_id: key('image', 'A1'),
    media_crc32: 3_821_928_733,
    width: 1080,
    height: 1920,
    format: 'jpg',
    fsize: 204_800,
    extras: { tag: '实拍' },
  }),
  message(3, 'image', { media_id: '', img_link: 'https://img.example.com/a.png?token=s3cr3t', width: 3, height: 4 }),
  message(4, 'voice', { media_id: key('voice', 'B1'), media_crc32: 1, duration: 4, format: 'amr', fsize: 6374 }, reply),
  message(5, 'file', { media_id: key('file', 'C1'), media_crc32: 1, fname: '报价.xlsx', fsize: 9216 }),
  message(6, 'video', {
    video: { media_id: key('video', 'D1'), media_crc32: 1, fname: '开箱.mp4', fsize: 1_048_576, format: 'mp4' },
    thumb: { media_id: key('image', 'D2'), media_crc32: 1, width: 480, height: 272, format: 'jpg', fsize: 9000 },
    duration: 12,
  }),
  message(7, 'location', { latitude: 23.1291, longitude: 113.2644, scale: 1, label: '广州市' }),
  message(8, 'location', { latitude: 22.5431, longitude: 114.0579, scale: 1, lable: '深圳市' }, reply),
  message(9, 'custom', { kind: 'coupon', amount: 5, extras: { from: 'cart' } }),
  // The vendor's own sample of a custom message says voice.
  message(10, 'voice', { key1: 'value1', key2: 'value2' }),
  message(11, 'poll', { title: '颜色', choices: ['红', '蓝'] }),
];

const secondPage = [
  message(20, 'text', text('大家好'), { target_type: 'group', target_id: '10055201', target_appkey: '' }),
  message(21, 'text', text('欢迎'), { target_type: 'chatroom', target_id: '777', target_appkey: '' }),
  message(22, 'text', text('您的订单已发货'), { from_type: 'admin', from_id: 'admin_1', target_id: 'buyer_7' }),
  message(23, 'text', text('请问有什么可以帮您'), { from_type: 'robot', from_id: 'robot_1', target_id: 'buyer_7' }),
  message(24, 'text', text('来自另一个应用'), { msg_level: 1, from_appkey: '0000000000000000000000aa' }),
  // Messages sent by a server have no create_time; the protocol's page shows one of 12 digits.
  message(25, 'text', text('没有发送时间'), { create_time: undefined }),
  message(26, 'text', text('有接收时间'), { create_time: 135_432_432_187 }),
  message(27, 'text', text('只有秒'), { msg_ctime: undefined }),
  message(28, 'text', text('时间不清楚'), { msg_ctime: undefined, create_time: 135_432_432_187 }),
  message(29, 'text', text('新的会话类型'), { target_type: 'channel' }),
  message(30, 'text', '被截断的'),
];

const page = (messages, cursor) => ({ total: 23, cursor, count: messages.length, messages });

const array = [message(100, 'text', text('数组里的一条')), message(101, 'text', text('第二条'), reply)];

const COLUMNS = ['msgid', 'target_type', 'target_id', 'from_id', 'from_type', 'msg_type', 'msg_body', 'msg_ctime'];
const rows = [
  message(200, 'text', text('表里的, "引号"\n换行', { a: 1 })),
  message(201, 'file', { media_id: key('file', 'E1'), fname: 'a.txt', fsize: '12' }, reply),
  message(202, 'text', text('被截断')),
].map((one, index) =>
  COLUMNS.map((name) => {
    const cell = name === 'msg_body' ? JSON.stringify(one.msg_body) : one[name];
    return name === 'msg_body' && index === 2 ? cell.slice(0, 12) : cell;
  }),
);

export const files = {
  'jmessage/report-pages.json': `${JSON.stringify(page(firstPage, 'APSK234ASDKQWE'), null, 2)}\n${JSON.stringify(page(secondPage, ''))}${JSON.stringify(page([], ''))}\n`,
  'jmessage/messages.json': `${JSON.stringify(array, null, 1)}\n`,
  'jmessage/message-table.csv': csvRows(COLUMNS, rows),
  'jmessage/page-table.csv': csvRows(['day', 'payload'], [['2022-04-15', JSON.stringify(page(array, ''))]]),
};
