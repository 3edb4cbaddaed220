import { createHash } from 'node:crypto';
import { csvRows, jsonLines, zipArchive } from './containers.mjs';

/** samples/presets/rongcloud/: a package of hourly logs, bodies of message routing, a table of them. */

const MEDIA = 'https://media.example.com';
/** Base64 of so many characters that is no picture. */
const base64 = (length) =>
  createHash('sha512').update('thumbnail').digest('base64').replaceAll('=', '').repeat(1100).slice(0, length);

let number = 0;

/** A time of Beijing as its date and clock, and in Unix milliseconds. */
function times(dateTime) {
  return { dateTime, timestamp: Date.parse(`${dateTime.replace(' ', 'T')}+08:00`) };
}

/** One line of the log: date, perhaps a blank, the record. */
function line(clock, classname, content, more = {}, blank = '') {
  number += 1;
  const { day = '2023-05-06', ...changes } = more;
  const { dateTime, timestamp } = times(`${day} ${clock}`);
  const record = {
    appId: 'k51hidxxxxxx1',
    fromUserId: 'u1001',
    targetId: 'u2002',
    targetType: 1,
    GroupId: '',
    classname,
    content,
    dateTime,
    timestamp,
    msgUID: `C7QK-11AB-9Z3F-${String(number).padStart(4, '0')}`,
    source: 'iOS',
    isSensitiveWord: 'false',
    ...changes,
  };
  return `${dateTime.slice(0, 19).replaceAll('-', '/')}${blank}${JSON.stringify(record)}\n`;
}

const text = (content, more) => ({ content, extra: '', ...more });
const back = { fromUserId: 'u2002', targetId: 'u1001', source: 'Android' };

const hour14 = [
  line('14:03:22.417', 'RC:TxtMsg', text('在吗')),
  line(
    '14:03:22.418',
    'RC:TxtMsg',
    text('在👌', { extra: '{"orderNo":"SO-8"}', user: { id: 'u2002', name: '小林', portrait: `${MEDIA}/p.png` } }),
    back,
    ' ',
  ),
  line('14:03:30.000', 'RC:ImgMsg', { content: base64(90_000), imageUri: `${MEDIA}/i/1.jpg`, isFull: true }),
  line('14:03:31.000', 'RC:GIFMsg', {
    remoteUrl: `${MEDIA}/i/2.gif`,
    width: 240,
    height: 180,
    gifDataSize: 51200,
    name: '2.gif',
  }),
  line('14:03:40.000', 'RC:VcMsg', { content: base64(4_000), duration: 3 }, back),
  line(
    '14:03:41.000',
    'RC:HQVCMsg',
    { remoteUrl: `${MEDIA}/v/1.aac?e=1999999999&token=abc`, localPath: '/data/1.aac', duration: 7 },
    back,
  ),
  line('14:03:50.000', 'RC:SightMsg', {
    sightUrl: `${MEDIA}/s/1.mp4`,
    content: base64(3_000),
    duration: 9,
    size: 812345,
    name: '1.mp4',
  }),
  line('14:03:55.000', 'RC:FileMsg', {
    name: '报价单.xlsx',
    size: '20480',
    type: 'xlsx',
    fileUrl: `${MEDIA}/f/1.xlsx`,
  }),
  line(
    '14:04:00.000',
    'RC:LBSMsg',
    { latitude: 39.9042, longitude: 116.4074, poi: '北京站', content: base64(2_000) },
    back,
  ),
  line('14:04:10.000', 'RC:ImgTextMsg', {
    title: '新品',
    content: '看看',
    imageUri: `${MEDIA}/i/3.jpg`,
    url: 'https://shop.example.com/3',
  }),
  line(
    '14:04:11.000',
    'RC:ReferenceMsg',
    {
      content: '同意',
      referMsgUserId: 'u1001',
      referMsg: { content: '在吗' },
      objName: 'RC:TxtMsg',
      referMsgUid: 'C7QK-11AB-9Z3F-0001',
    },
    back,
  ),
  line(
    '14:04:12.000',
    'RC:ReferenceMsg',
    {
      content: '这张好',
      referMsgUserId: 'u1001',
      referMsg: { content: base64(2_000), imageUri: `${MEDIA}/i/1.jpg` },
      objName: 'RC:ImgMsg',
      referMsgUid: 'C7QK-11AB-9Z3F-0003',
    },
    back,
  ),
  line('14:04:13.000', 'RC:CombineMsg', {
    nameList: ['小林'],
    summaryList: ['小林: 在吗', '小周: 在'],
    remoteUrl: `${MEDIA}/c/1.html`,
    conversationType: 1,
  }),
  line('14:04:14.000', 'RC:StkMsg', { packageId: 'p1', stickerId: 's9', digest: '笑' }),
  line('14:04:15.000', 'RCBQMM:EmojiMsg', { content: '[大笑]', emojiData: base64(1_500) }),
  line('14:04:16.000', 'RC:VCSummary', { caller: 'u1001', mediaType: 1, duration: 61000, hangupReason: 3 }),
  line('14:04:20.000', 'RC:InfoNtf', { message: '对方已是好友', extra: '' }),
  line('14:04:21.000', 'RC:ContactNtf', { operation: 'Request', sourceUserId: 'u1001' }),
  line('14:04:22.000', 'RC:CmdMsg', { name: 'refresh', data: '1' }),
  line('14:04:23.000', 'RC:TypSts', { typingContentType: 'RC:TxtMsg' }),
  line('14:04:24.000', 'RC:ReadNtf', { lastMessageSendTime: 1, type: 1 }),
  line('14:04:25.000', 'RC:SRSMsg', { lastMessageSendTime: 1 }),
  line('14:04:30.000', 'app:order', { orderNo: 'SO-9', total: 12.5 }),
  line('14:04:31.000', 'WY:raw', 'not json at all'),
  line('14:04:32.000', 'RC:TxtMsg', 'cut off {"conte'),
  line('14:05:00.000', 'RC:TxtMsg', text('讨论组'), { targetType: 2, targetId: 'd1' }),
  line('14:05:01.000', 'RC:TxtMsg', text('群'), { targetType: 3, targetId: 'g1', GroupId: 'g1' }),
  line('14:05:02.000', 'RC:TxtMsg', text('聊天室'), { targetType: 4, targetId: 'r1' }),
  line('14:05:03.000', 'RC:TxtMsg', text('客服'), { targetType: 5, targetId: 'kf1' }),
  line('14:05:04.000', 'RC:TxtMsg', text('系统通知'), { targetType: 6, fromUserId: 'system' }),
  line('14:05:05.000', 'RC:TxtMsg', text('公众号'), { targetType: 7, targetId: 'mc1' }),
  line('14:05:06.000', 'RC:TxtMsg', text('超级群'), { targetType: 10, targetId: 'ug1' }),
  line('14:05:07.000', 'RC:TxtMsg', text('未知'), { targetType: 77 }),
  line('14:59:59.000', 'RC:TxtMsg', text('马上撤回'), { msgUID: 'C7QK-11AB-9Z3F-RC01' }),
  line('14:59:59.500', 'RC:TxtMsg', text('没有类型'), { targetType: undefined }),
];

const hour15 = [
  line('15:00:01.000', 'RC:RcCmd', {
    messageUId: 'C7QK-11AB-9Z3F-RC01',
    conversationType: 1,
    isAdmin: false,
    isDelete: false,
    sentTime: 1683356399000,
  }),
  line('15:00:02.000', 'RC:RcNtf', { operatorId: 'u1001', recallTime: 1683356401000 }),
  line('15:00:03.000', 'RC:TxtMsg', JSON.stringify(text('内容是字符串')), back),
];

const old = [
  line('21:00:01.123', 'RC:TxtMsg', text('没有 timestamp'), { day: '2016-04-19', timestamp: undefined }),
  line('23:59:59', 'RC:TxtMsg', text('没有毫秒'), { ...back, day: '2016-04-19', timestamp: undefined }),
];

/** A body of message routing. */
function routed(id, objectName, content, more = {}) {
  return {
    appKey: 'k51hidxxxxxx1',
    fromUserId: 'u1001',
    toUserId: 'u2002',
    objectName,
    content: JSON.stringify(content),
    channelType: 'PERSON',
    msgTimestamp: '1683360000123',
    msgUID: `C7QK-22AB-9Z3F-${id}`,
    sensitiveType: '0',
    source: 'Websocket',
    ...more,
  };
}

const routing = [
  routed('0001', 'RC:TxtMsg', text('回调里的消息')),
  routed('0002', 'RC:TxtMsg', text('群'), { channelType: 'GROUP', toUserId: 'g1' }),
  routed('0003', 'RC:TxtMsg', text('聊天室'), { channelType: 'TEMPGROUP', toUserId: 'r1' }),
  routed('0004', 'RC:TxtMsg', text('通知'), { channelType: 'NOTIFY' }),
  routed('0005', 'RC:ImgMsg', { content: base64(1_500), imageUri: `${MEDIA}/i/5.jpg` }),
  routed('0006', 'RC:RcCmd', { messageUId: 'C7QK-22AB-9Z3F-0001', conversationType: 1 }),
  routed('0007', 'RC:TxtMsg', text('没说是不是单聊'), { channelType: undefined }),
];

const columns = ['fromUserId', 'toUserId', 'objectName', 'content', 'channelType', 'msgTimestamp', 'msgUID'];
const rows = [
  routed('1001', 'RC:TxtMsg', text('表里的, "引号"')),
  routed('1002', 'RC:FileMsg', { name: 'a.pdf', size: '10', fileUrl: `${MEDIA}/f/a.pdf` }),
];

export const files = {
  'rongcloud/messages.zip': zipArchive({
    '2016-04-19-21': old.join(''),
    '2023-05-06-14': hour14.join(''),
    '2023-05-06-15': hour15.join(''),
  }),
  'rongcloud/routing.jsonl': jsonLines(routing),
  'rongcloud/routing-table.csv': csvRows(
    columns,
    rows.map((record) => columns.map((name) => record[name])),
  ),
  'rongcloud/payload-table.csv': csvRows(
    ['id', 'payload'],
    [[1, JSON.stringify(routed('2001', 'RC:TxtMsg', text('一列 JSON')))]],
  ),
};
