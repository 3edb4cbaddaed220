import { csvRows, gzipMember, jsonLines } from './containers.mjs';

/** samples/presets/easemob/: an hourly log of two gzip members, callbacks, a table of callbacks, a table of records. */

const START = Date.UTC(2024, 5, 1, 2, 0, 0);
const FILES = 'https://media.example.com/demo/shop/chatfiles';
let number = 0;

/** One line of the hourly log. */
function log(seconds, bodies, more = {}) {
  number += 1;
  const { ext = {}, from = 'u_wei', to = 'u_lin', payload, ...rest } = more;
  return {
    msg_id: String(1207734500800 + number),
    timestamp: START + Math.round(seconds * 1000),
    direction: 'outgoing',
    to,
    from,
    chat_type: 'chat',
    payload: payload ?? { bodies: [].concat(bodies), ext, from, to },
    ...rest,
  };
}

const reply = { from: 'u_lin', to: 'u_wei' };
const txt = (msg) => ({ type: 'txt', msg });

const firstHour = [
  log(0.123, txt('到了吗'), { ext: { orderNo: 'SO-771' } }),
  // Ids ignore case.
  log(4.2, txt('到了，谢谢👌'), { from: 'U_Lin', to: 'u_wei' }),
  log(5, txt('大家好'), { to: '16934809238921', chat_type: 'groupchat' }),
  log(6, txt('欢迎'), { to: '7788', chat_type: 'chatroom' }),
  log(10.5, {
    type: 'img',
    url: `${FILES}/0a1b2c3d-1111-4222-8333-444455556666?share-secret=S3cr3t`,
    filename: '收据.jpg',
    secret: 'S3cr3t',
    file_length: 118179,
    size: { width: 746, height: 1325 },
  }),
  // Without its size a picture cannot be shown as one.
  log(11.5, { type: 'img', url: `${FILES}/0a1b2c3d-1111-4222-8333-444455557777`, filename: 'a.png', file_length: 900 }),
  log(
    20,
    {
      type: 'audio',
      url: `${FILES}/0a1b2c3d-2222-4222-8333-444455556666`,
      filename: 'audio.amr',
      file_length: 6374,
      length: 4,
    },
    reply,
  ),
  log(
    21,
    {
      type: 'audio',
      url: `${FILES}/0a1b2c3d-2222-4222-8333-444455557777`,
      filename: 'audio.amr',
      file_length: 300,
      length: 0,
    },
    reply,
  ),
  log(22, { type: 'audio', url: '', filename: 'audio.amr', length: 2 }, reply),
  log(30, {
    type: 'video',
    url: `${FILES}/0a1b2c3d-3333-4222-8333-444455556666`,
    filename: 'video.mp4',
    secret: 'S3cr3t',
    file_length: 601404,
    length: 10,
    thumb: `${FILES}/0a1b2c3d-3334-4222-8333-444455556666`,
    thumb_secret: 'S3cr3t2',
    size: { width: 360, height: 480 },
  }),
  log(31, {
    type: 'video',
    url: `${FILES}/0a1b2c3d-3333-4222-8333-444455557777`,
    filename: 'clip.mp4',
    file_length: 5000,
    length: 2,
  }),
  // Agora's spelling.
  log(40, {
    type: 'file',
    url: `${FILES}/0a1b2c3d-4444-4222-8333-444455556666`,
    file_name: '合同.pdf',
    file_length: 20480,
  }),
  log(50, { type: 'loc', addr: '网商路 599 号', lat: '30.1870', lng: '120.1908' }, reply),
  log(51, { type: 'loc', addr: '哪里', lat: '130.5', lng: '20' }, reply),
  log(60, { type: 'cmd', action: 'typing' }),
  log(61, {
    type: 'custom',
    customEvent: 'gift',
    'v2:customExts': { name: '玫瑰', count: '3' },
    customExts: [{ name: '玫瑰' }],
  }),
  log(62, { type: 'custom', customEvent: 'coupon', customExts: [{ code: 'A7' }, { value: '10' }] }),
  log(63, { type: 'custom', customEvent: 'coupon', customExts: { code: 'B8' } }),
  log(64, { type: 'custom', customEvent: 'twice', customExts: [{ k: '1' }, { k: '2' }] }),
  log(70, {
    subType: 'sub_combine',
    title: '聊天记录',
    summary: '小林: 到了吗',
    combineLevel: 1,
    url: `${FILES}/0a1b2c3d-5555-4222-8333-444455556666`,
    secret: 'S3cr3t',
  }),
  log(71, { type: 'poll', question: '几点？', choices: ['9', '10'] }),
  log(80, [
    txt('看图'),
    {
      type: 'img',
      url: `${FILES}/0a1b2c3d-6666-4222-8333-444455556666`,
      filename: 'b.jpg',
      file_length: 10,
      size: { width: 10, height: 20 },
    },
  ]),
  // A recall may stand before what it recalls.
  { ...log(95, []), chat_type: 'recall', recall_id: 'old-dashed-0001' },
  log(90, txt('发错了'), { msg_id: 'old-dashed-0001' }),
  log(91, txt('又错了'), { ...reply, msg_id: 'ad6b5f0e-77' }),
  { ...log(96, [], reply), chat_type: 'recall', recall_id: 'ad6b5f0e-77' },
  log(100, txt('同一条'), { msg_id: '1207734599999' }),
  log(100, txt('同一条'), { msg_id: '1207734599999', direction: 'incoming' }),
  log(110, []),
  log(111, { type: 'txt' }),
  log(112, [], { payload: { ext: {}, from: 'u_wei', to: 'u_lin' } }),
  log(113, txt('太长的名字'), { to: 'a_very_long_account_name_of_forty_bytes_' }),
  log(114, txt('备忘'), { to: 'U_WEI' }),
  // The pair inside counts.
  log(115, txt('里面的账号'), {
    from: 'shop#u_wei',
    to: 'shop#u_lin',
    payload: { bodies: [txt('里面的账号')], ext: {}, from: 'u_wei', to: 'u_lin' },
  }),
];

const secondHour = [
  log(3600, txt('下一个小时'), reply),
  log(3600.001, txt('同一秒'), {}),
  log(3600.002, txt('同一秒'), {}),
];

/** The body of a callback. */
function callback(seconds, id, bodies, more = {}) {
  return {
    callId: `demo#shop_${id}`,
    eventType: 'chat',
    timestamp: START + 7_200_000 + seconds * 1000,
    chat_type: 'chat',
    from: 'u_wei',
    to: 'u_lin',
    msg_id: id,
    payload: { ext: {}, bodies: [].concat(bodies) },
    securityVersion: '1.0.0',
    security: '2ca02c394bef9e7abc83958bcc3156d3',
    appkey: 'demo#shop',
    host: 'msync@example.com',
    ...more,
  };
}

const callbacks = [
  callback(1, '966475220900644801', txt('在吗')),
  callback(1, '966475220900644801', txt('在吗'), { eventType: 'chat_offline' }),
  callback(2, '966475220900644802', txt('群里说'), {
    chat_type: 'groupchat',
    group_id: '16934809238921545',
    to: '16934809238921545',
  }),
  callback(3, '966475220900644803', txt('价格 100'), {}),
  callback(9, '966475220900644804', txt('价格 90'), {
    chat_type: 'edit',
    payload: {
      edit_message_id: '966475220900644803',
      ext: {},
      bodies: [txt('价格 90')],
      meta: {
        edit_msg: {
          chat_type: 'chat:user',
          send_time: START + 7_203_000,
          edit_time: START + 7_209_000,
          sender: 'u_wei',
          count: 1,
          operator: 'u_wei',
        },
      },
      type: 'edit',
    },
  }),
  callback(12, '966475220900644805', [], {
    chat_type: 'recall',
    recall_id: '966475220900644801',
    payload: { ext: {}, ack_message_id: '966475220900644801', bodies: [] },
  }),
  callback(13, '966475220900644806', [], { chat_type: 'notify', payload: { type: 'reaction', data: [] } }),
  callback(14, '966475220900644807', [], { chat_type: 'muc', payload: { operation: 'create' } }),
  callback(15, '966475220900644808', txt('新的会话类型'), { chat_type: 'channel' }),
  callback(16, '966475220900644809', [], { chat_type: 'presence', payload: {} }),
  callback(17, '966475220900644810', { type: 'txt', msg: '离线的那一份先到' }, { eventType: 'chat_offline' }),
];

const payloadTable = [
  [1, '2024-06-01 14:00:01', JSON.stringify(callback(3601, '966475220900645001', txt('表里的, "引号"\n换行')))],
  [
    2,
    '2024-06-01 14:00:02',
    JSON.stringify(callback(3602, '966475220900645002', { type: 'loc', addr: 'A', lat: 1.5, lng: '2.5' })),
  ],
  [3, '2024-06-01 14:00:03', '{"cut":'],
];

const recordTable = [
  callback(3701, '966475220900645101', txt('列名就是字段名')),
  callback(3702, '966475220900645102', txt('坏的 payload')),
].map((record, index) => [
  record.msg_id,
  record.timestamp,
  record.chat_type,
  record.from,
  record.to,
  '',
  index === 0 ? JSON.stringify(record.payload) : JSON.stringify(record.payload).slice(0, 30),
]);

export const files = {
  'easemob/2024060110.gz': Buffer.concat([gzipMember(jsonLines(firstHour)), gzipMember(jsonLines(secondHour))]),
  'easemob/callbacks.jsonl': jsonLines(callbacks),
  'easemob/callback-table.csv': csvRows(['id', 'received_at', 'payload'], payloadTable),
  'easemob/record-table.csv': csvRows(
    ['msg_id', 'timestamp', 'chat_type', 'from', 'to', 'group_id', 'payload'],
    recordTable,
  ),
};
