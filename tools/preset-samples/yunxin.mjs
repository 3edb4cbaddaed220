import { csvRows, jsonLines } from './containers.mjs';

/** samples/presets/yunxin/: copies, a table of copies, history pages of both versions. */

const START = Date.UTC(2023, 6, 10, 14, 0, 0);
const FILES = 'https://nim-files.example.com';
let number = 0;

/** A copy: every value of it is a text. */
function copy(seconds, msgType, more = {}) {
  number += 1;
  const { attach, ...rest } = more;
  return {
    ...(attach === undefined ? {} : { attach: typeof attach === 'string' ? attach : JSON.stringify(attach) }),
    body: '',
    convType: 'PERSON',
    eventType: '1',
    fromAccount: 'u100',
    fromClientType: 'AOS',
    fromDeviceId: 'd-1',
    fromNick: '小周',
    msgTimestamp: String(START + Math.round(seconds * 1000)),
    msgType,
    msgidClient: `6f7e0c1a-0000-4000-8000-${String(number).padStart(12, '0')}`,
    msgidServer: String(512_300_018_877_665_500n + BigInt(number)),
    resendFlag: '0',
    to: 'u200',
    ...rest,
  };
}

const reply = { fromAccount: 'U200', to: 'u100', fromNick: '阿琳' };
const md5 = (digit) => digit.repeat(32);

const repeated = copy(2, 'TEXT', { body: '收到了吗' });

const copies = [
  copy(0.123, 'TEXT', { body: '你好👋', ext: '{"orderNo":"SO-9","vip":true}' }),
  // Accounts ignore case.
  copy(1, 'TEXT', { ...reply, body: '在的', ext: '来自网页' }),
  repeated,
  { ...repeated, resendFlag: '1' },
  copy(3, 'PICTURE', {
    body: '图片',
    attach: { url: `${FILES}/p1`, w: 360, h: 480, size: 388245, ext: 'jpg', md5: md5('a'), name: '收据.jpg' },
  }),
  copy(4, 'PICTURE ', { attach: { url: `${FILES}/p2?token=s3cr3t&n=1`, w: '80', h: '60', size: '900', ext: 'png' } }),
  copy(5, 'PICTURE', { attach: { url: `${FILES}/p3`, size: 900, ext: 'png', name: 'no-size.png' } }),
  copy(6, 'AUDIO', { body: '语音', attach: { dur: 5210, ext: 'aac', md5: md5('b'), size: 20811, url: `${FILES}/a1` } }),
  copy(7, 'AUDIO', { attach: { dur: 400, ext: 'aac', md5: md5('c'), size: 1200, url: `${FILES}/a2` } }),
  copy(8, 'VIDEO', {
    attach: {
      dur: 8003,
      md5: md5('d'),
      url: `${FILES}/v1`,
      w: 360,
      h: 480,
      ext: 'mp4',
      size: 1180262,
      name: '视频.mp4',
    },
  }),
  copy(9, 'LOCATION', { attach: { lat: 30.2741, lng: '120.1551', title: '杭州市西湖区' } }),
  copy(10, 'FILE', {
    body: '文件',
    attach: { url: `${FILES}/f1`, name: '合同.pdf', ext: 'pdf', md5: md5('e'), size: '6574' },
  }),
  copy(11, 'CUSTOM', { body: '[红包]', attach: '{"type":3,"data":{"value":1,}}' }),
  copy(12, 'CUSTOM', { attach: { type: 1, data: { id: 1 } } }),
  copy(13, 'TIPS', { body: '对方已添加你为好友' }),
  copy(14, 'NOTIFICATION', { attach: { id: 3 } }),
  copy(15, 'NETCALL_AUDIO', { attach: { channelId: 6290737000999815988n.toString(), status: 1, durations: [] } }),
  copy(16, 'NETCALL_VEDIO', { body: '通话时长 01:05', attach: { status: 1 } }),
  copy(17, 'ROBOT', { body: '机器人', attach: { robotAccid: 'bot' } }),
  copy(18, 'STICKER', { body: '贴图', attach: { url: `${FILES}/s1?token=s3cr3t`, chartlet: 'ajmd' } }),
  copy(19, 'TEXT', { convType: 'TEAM', to: '1394051', body: '大家好' }),
  copy(20, 'CUSTOM_P2P_MSG', { convType: 'CUSTOM_PERSON', attach: '{"cmd":"typing"}' }),
  copy(21, 'FRIEND_ADD', { convType: 'CUSTOM_PERSON' }),
  copy(22, 'FRIEND_DELETE', {}),
  { accid: 'u100', clientType: 'AOS', code: '200', eventType: '2', timestamp: String(START), clientIp: '192.0.2.1' },
  { eventType: '5', channelId: '77', createtime: String(START), duration: '65', type: 'AUDIO', status: 'SUCCESS' },
  // Cut by a column that was too short.
  copy(23, 'AUDIO', { attach: '{"dur":5210,"ext":"aac","md5":"9c1f' }),
  copy(24, 'TEXT', { convType: 'CHANNEL', body: '新的会话类型' }),
  // Taken back: one of the messages above, and one in a group.
  { eventType: '7', from: 'u100', to: 'u200', msgId: '512300018877665511', timestamp: String(START + 30_000) },
  { eventType: '8', from: 'u100', to: '9001', msgId: '512300018877665599', timestamp: String(START + 31_000) },
];

const tableRows = [
  [1, JSON.stringify(copy(100, 'TEXT', { body: '表里的, "引号"\n换行' }))],
  [2, JSON.stringify(copy(101, 'FILE', { attach: { url: `${FILES}/f2`, name: 'a.txt', size: '12', md5: md5('f') } }))],
  [3, '{"eventType":"1","cut'],
];

/** History of the first version, newest first; its long ids are numbers. Prettily printed as some tools do. */
const firstVersionPage = (before, messages, after = '') => `${before}{
  "code": 200,
  "size": ${messages.length},
  "msgs": [
${messages.map((one) => `    ${one}`).join(',\n')}
  ]
}${after}
`;

function historyMessage(id, seconds, from, type, body, more = '') {
  const time = START + 86_400_000 + Math.round(seconds * 1000);
  const client = `"msgidclient": "c-${id}", "fromclienttype": 1`;
  return `{"from": "${from}", "msgid": ${id}, "sendtime": ${time}, "type": ${type}, ${client}, "body": ${JSON.stringify(body)}${more}}`;
}

const newestFirst = [
  historyMessage('9007199254740993', 9, 'u200', 0, { msg: '后一条' }),
  historyMessage('9007199254740992', 9, 'u100', 0, { msg: '前一条' }, ', "ext": "{\\"k\\":1}"'),
  historyMessage('9007199254740980', 8, 'u200', 1, {
    url: `${FILES}/h1`,
    w: 10,
    h: 20,
    size: 5,
    ext: 'png',
    md5: md5('1'),
  }),
  historyMessage('9007199254740979', 7, 'u100', 2, {
    url: `${FILES}/h2`,
    dur: 1500,
    size: 5,
    ext: 'aac',
    md5: md5('2'),
  }),
  historyMessage('9007199254740978', 6, 'u100', 3, { url: `${FILES}/h3`, dur: 60000, w: 1, h: 1, size: 5, ext: 'mp4' }),
  historyMessage('9007199254740977', 5, 'u200', 4, { lat: 39.9, lng: 116.4, title: '北京' }),
  historyMessage('9007199254740976', 4, 'u200', 5, { id: 1 }),
  historyMessage('9007199254740975', 3, 'u200', 6, { url: `${FILES}/h4`, name: 'b.doc', size: '77', md5: md5('3') }),
  historyMessage('9007199254740974', 2, 'u100', 10, { msg: '提示' }),
  historyMessage('9007199254740973', 1, 'u100', 11, { robotAccid: 'bot', param: 'x' }),
  historyMessage('9007199254740972', 0.5, 'u100', 100, { kind: 'card', id: 7 }),
  historyMessage('9007199254740971', 0, 'u100', 101, { kind: 'vote' }),
];
const otherPage = [historyMessage('9007199254741003', 20, 'u300', 0, { msg: '另一个会话' })];
const strayPage = [historyMessage('9007199254741013', 30, 'u999', 0, { msg: '不在这一对里' })];
const lonePage = [historyMessage('9007199254741023', 40, 'u100', 0, { msg: '不知道发给谁' })];

const historyPages = [
  firstVersionPage('{"from": "u100", "to": "u200", "page": ', newestFirst, '}'),
  firstVersionPage('', otherPage).replace('{', '{\n  "pair": ["u100", "u300"],'),
  '{"code":200,"size":0,"msgs":[]}',
  firstVersionPage('{"from": "u100", "to": "u200", "page": ', strayPage, '}'),
  firstVersionPage('', lonePage),
].join('');

/** One conversation only, the pair of which the command names. */
const plainPages = firstVersionPage('', newestFirst.slice(0, 2)) + firstVersionPage('', newestFirst.slice(2, 4));

function item(id, seconds, messageType, more = {}) {
  const create_time = START + 2 * 86_400_000 + Math.round(seconds * 1000);
  return {
    message_server_id: id,
    message_client_id: `v2-${id}`,
    conversation_type: 1,
    sender_id: 'u100',
    receiver_id: 'u200',
    message_type: messageType,
    sub_type: 0,
    create_time,
    ...more,
  };
}

const items = [
  item(3_000_000_001, 0, 0, { text: '第二版', extension: '{"a":1}' }),
  item(3_000_000_002, 1, 1, {
    attachment: { url: `${FILES}/i1`, w: 12, h: 34, size: 9, ext: 'gif', md5: md5('4'), name: 'i.gif' },
  }),
  item(3_000_000_003, 2, 2, { attachment: { url: `${FILES}/i2`, duration: 2600, size: 9, ext: 'aac' } }),
  item(3_000_000_004, 3, 4, { attachment: { latitude: 1.25, longitude: 103.75, address: '新加坡' } }),
  item(3_000_000_005, 4, 0, { conversation_type: 2, receiver_id: '99', text: '群' }),
  item(3_000_000_006, 5, 0, {
    text: '改过的',
    modify_time: START + 2 * 86_400_000 + 60_000,
    modify_account_id: 'u100',
  }),
  item(3_000_000_007, 6, 100, { text: '[卡片]', attachment: { raw: '{"id":1}' } }),
];
const versionTwo =
  `${JSON.stringify({ code: 200, msg: 'success', data: { has_more: false, next_token: '', items: items.slice(0, 4) } })}\n` +
  `${JSON.stringify({ items: items.slice(4, 6), has_more: false })}\n${JSON.stringify(items[6])}\n`;

export const files = {
  'yunxin/copies.jsonl': jsonLines(copies),
  'yunxin/copy-table.csv': csvRows(['id', 'payload'], tableRows),
  'yunxin/history-pages.json': historyPages,
  'yunxin/history-of-one-pair.json': plainPages,
  'yunxin/v2-pages.jsonl': versionTwo,
};
