import { mkdirSync, writeFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';

/**
 * Writes the samples of the presets openim and tencent: invented conversations of invented people, the same bytes at
 * every call.
 *   node tools/make-preset-samples-servers.mjs
 */

const START_MS = 1_717_171_717_123;
const CDN = 'https://im.example.com/object';

function write(name, data) {
  const path = new URL(`../samples/presets/${name}`, import.meta.url);
  mkdirSync(new URL('.', path), { recursive: true });
  writeFileSync(path, data);
}

const lines = (values) =>
  values.map((value) => `${typeof value === 'string' ? value : JSON.stringify(value)}\n`).join('');

// OpenIM

const PEOPLE = { wang: 'wang_fang', li: 'li_lei_07' };

/** One message as the database has it. `long` = how integers of 64 bits are written. */
function openimMessage(seq, from, to, contentType, content, { long = (value) => value, ...changes } = {}) {
  return {
    send_id: from,
    recv_id: to,
    group_id: '',
    client_msg_id: `c${String(seq).padStart(4, '0')}8d2f6b7a1e3c`,
    server_msg_id: `s${String(seq).padStart(4, '0')}`,
    sender_platform_id: 2,
    sender_nickname: from === PEOPLE.wang ? '王芳' : '李雷',
    sender_face_url: '',
    session_type: 1,
    msg_from: 100,
    content_type: contentType,
    content: typeof content === 'string' ? content : JSON.stringify(content),
    seq: long(seq),
    send_time: long(START_MS + seq * 731),
    create_time: long(START_MS + seq * 731 - 40),
    status: 2,
    is_read: false,
    options: {},
    ex: '',
    ...changes,
  };
}

const entry = (msg, more = {}) => ({ msg, revoke: null, del_list: [], is_read: true, ...more });

const picture = (name, width, height) => ({
  uuid: `${name}-uuid`,
  type: 'image/png',
  size: 20_480,
  width,
  height,
  url: `${CDN}/${name}.png`,
});

function openim() {
  const { wang, li } = PEOPLE;
  const long = (value) => ({ $numberLong: String(value) });
  const ours = [
    entry(openimMessage(1, wang, li, 101, { content: '你好，周末去爬山吗？' })),
    entry(openimMessage(2, li, wang, 101, { content: '好啊 "几点"？' }, { ex: '{"trace":7}' })),
    entry(
      openimMessage(3, wang, li, 102, {
        sourcePath: '/sdcard/a.png',
        sourcePicture: picture('a', 1080, 720),
        bigPicture: picture('a-big', 1080, 720),
        snapshotPicture: picture('a-small', 0, 0),
      }),
    ),
    entry(openimMessage(4, wang, li, 102, { sourcePicture: picture('b', 0, 0), bigPicture: {}, snapshotPicture: {} })),
    entry(
      openimMessage(5, li, wang, 103, {
        uuid: 'v',
        soundPath: '/tmp/v.m4a',
        sourceUrl: `${CDN}/v.m4a?X-Amz-Signature=sesame&x=1`,
        dataSize: 8_192,
        duration: 6,
      }),
    ),
    entry(
      openimMessage(6, li, wang, 104, {
        videoUrl: `${CDN}/t.mp4`,
        videoUUID: 't',
        videoType: 'mp4',
        videoSize: 901_220,
        duration: 12,
        snapshotUrl: `${CDN}/t.png`,
        snapshotSize: 4_096,
        snapshotWidth: 320,
        snapshotHeight: 180,
      }),
    ),
    entry(
      openimMessage(7, li, wang, 105, {
        uuid: 'f',
        sourceUrl: `${CDN}/合同.pdf`,
        fileName: '合同.pdf',
        fileSize: 120_000,
      }),
    ),
    entry(openimMessage(8, wang, li, 106, { text: '@李雷 看一下', atUserList: [li], isAtSelf: false })),
    entry(
      openimMessage(9, wang, li, 107, {
        title: '聊天记录',
        abstractList: ['李雷: 好'],
        multiMessage: [{ clientMsgID: 'm1', sendID: li, contentType: 101, content: '{"content":"好"}' }],
      }),
    ),
    entry(
      openimMessage(10, wang, li, 107, {
        title: '很长的记录',
        abstractList: ['李雷: 好'],
        multiMessage: Array.from({ length: 60 }, (_, index) => ({
          clientMsgID: `m${index}`,
          content: `{"content":"${'长'.repeat(60)}"}`,
        })),
      }),
    ),
    entry(openimMessage(11, li, wang, 108, { userID: 'han_mei', nickname: '韩梅梅', faceURL: '' })),
    entry(openimMessage(12, li, wang, 109, { description: '香山公园', longitude: 116.1885, latitude: 39.9901 })),
    entry(openimMessage(13, wang, li, 110, { data: '{"order":88}', description: '订单', extension: 'v1' })),
    entry(
      openimMessage(14, wang, li, 114, {
        text: '就这个时间',
        quoteMessage: {
          clientMsgID: 'c00028d2f6b7a1e3c',
          sendID: li,
          sendTime: START_MS + 1462,
          contentType: 101,
          textElem: { content: '好啊 "几点"？' },
        },
      }),
    ),
    entry(openimMessage(15, li, wang, 115, { index: 3, data: '[鼓掌]' })),
    entry(
      openimMessage(16, li, wang, 117, {
        text: '加粗的话',
        messageEntityList: [{ type: 'bold', offset: 0, length: 2 }],
      }),
    ),
    entry(openimMessage(17, li, wang, 999, { anything: '未知类型' })),
    entry(openimMessage(18, wang, li, 101, { content: '发错了' }), {
      revoke: { role: 0, user_id: wang, nickname: '王芳', time: START_MS },
    }),
    entry(openimMessage(19, wang, li, 101, { content: '李雷删掉了这条' }), {
      revoke: { role: 0, user_id: '', nickname: '', time: 0 },
      del_list: [li],
    }),
    entry(openimMessage(20, wang, li, 101, { content: '两个人都删了' }), { del_list: [li, wang] }),
    entry(openimMessage(21, wang, li, 101, { content: '已删除' }, { status: 4 })),
    entry(openimMessage(22, wang, li, 101, { content: '没发出去' }, { status: 3 })),
    entry(
      openimMessage(23, wang, li, 2101, {
        detail: JSON.stringify({ revokerUserID: wang, clientMsgID: 'c00018d2f6b7a1e3c', seq: 1 }),
      }),
    ),
    entry(openimMessage(24, wang, li, 111, 'c00028d2f6b7a1e3c')),
    entry(openimMessage(25, wang, li, 113, { msgTips: 'yes' })),
    entry(openimMessage(26, li, wang, 2200, { detail: '{}' })),
    entry(openimMessage(27, wang, li, 1601, { detail: '{}' })),
    entry(openimMessage(28, wang, li, 1204, { detail: '{}' })),
    entry(openimMessage(29, wang, li, 101, '旧版本直接存文本')),
    entry(openimMessage(30, wang, li, 101, { content: '' })),
    entry(openimMessage(31, wang, li, 119, { data: '{"silent":true}', description: '', extension: '' })),
    entry(
      openimMessage(32, wang, li, 103, {
        uuid: 'lost-voice',
        soundPath: '/tmp/x.m4a',
        sourceUrl: '',
        dataSize: 1,
        duration: 1,
      }),
    ),
    entry(openimMessage(33, wang, li, 109, { description: '坏坐标', longitude: 999, latitude: 39 })),
    null,
    { msg: null, revoke: null, del_list: null, is_read: false },
  ];
  const documents = [
    { _id: { $oid: '665a1f000000000000000001' }, doc_id: 'si_li_lei_07_wang_fang:0', msgs: ours },
    {
      _id: { $oid: '665a1f000000000000000002' },
      doc_id: 'si_li_lei_07_wang_fang:1',
      msgs: [
        entry(
          openimMessage(
            101,
            wang,
            li,
            101,
            { content: 'mongoexport 的规范格式' },
            { long, session_type: { $numberInt: '1' }, content_type: { $numberInt: '101' } },
          ),
        ),
        null,
      ],
    },
    {
      _id: { $oid: '665a1f000000000000000003' },
      doc_id: 'sg_3344:0',
      msgs: [entry(openimMessage(1, wang, '', 101, { content: '群里的话' }, { session_type: 3, group_id: '3344' }))],
    },
    {
      _id: { $oid: '665a1f000000000000000004' },
      doc_id: 'n_imAdmin_wang_fang:0',
      msgs: [entry(openimMessage(1, 'imAdmin', wang, 1400, { text: '通知' }, { session_type: 4 }))],
    },
    { _id: { $oid: '665a1f000000000000000005' }, doc_id: 'si_li_lei_07_wang_fang:2', msgs: [null, null] },
  ];
  write('openim/msg.jsonl', lines(documents));
  const callback = {
    callbackCommand: 'callbackAfterSendSingleMsgCommand',
    operationID: 'op',
    sendID: wang,
    recvID: li,
    serverMsgID: 'scb1',
    clientMsgID: 'ccb1aa77',
    senderPlatformID: 2,
    senderNickname: '王芳',
    sessionType: 1,
    msgFrom: 100,
    contentType: 101,
    status: 1,
    sendTime: START_MS + 900_000,
    createTime: START_MS + 899_990,
    content: '{"content":"回调里的消息"}',
    seq: 0,
    atUserList: [],
    faceURL: '',
    ex: '',
  };
  write(
    'openim/callbacks.jsonl',
    lines([
      callback,
      { ...callback, callbackCommand: 'callbackBeforeSendSingleMsgCommand' },
      { ...callback, callbackCommand: 'callbackAfterSendGroupMsgCommand', groupID: '3344', sessionType: 3 },
      { callbackCommand: 'callbackUserOnlineCommand', userID: wang },
      { id: 9, payload: JSON.stringify({ ...callback, clientMsgID: 'ccb2aa77', sendTime: START_MS + 901_000 }) },
      { id: 10, note: 'no record' },
    ]),
  );
  const columns = [
    'server_msg_id',
    'client_msg_id',
    'send_id',
    'recv_id',
    'session_type',
    'content_type',
    'content',
    'status',
    'send_time',
    'ex',
  ];
  const cell = (text) => `"${String(text).replaceAll('"', '""')}"`;
  const rows = [
    ['s1', 'old1aa77', wang, li, 1, 101, '{"content":"表里的一行"}', 2, START_MS + 950_000, ''],
    [
      's2',
      'old2aa77',
      wang,
      li,
      1,
      102,
      JSON.stringify({ sourcePicture: picture('c', 640, 480) }),
      2,
      START_MS + 951_000,
      '{"k":"v"}',
    ],
    ['s3', 'old3aa77', wang, '3344', 2, 101, '{"content":"群"}', 2, START_MS + 952_000, ''],
    ['s4', '', wang, li, 1, 101, '{"content":"只有服务端编号"}', 2, START_MS + 953_000, ''],
  ];
  write('openim/chat_logs.csv', lines([columns.join(','), ...rows.map((row) => row.map(cell).join(','))]));
}

// Tencent

const START = 1_717_171_717;

function tencentMessage(seq, from, to, body, changes = {}) {
  const random = (seq * 2_654_435_761) % 4_294_967_296;
  const time = START + Math.floor(seq / 4);
  return {
    From_Account: from,
    To_Account: to,
    MsgSeq: seq,
    MsgRandom: random,
    MsgTimeStamp: time,
    MsgFlagBits: 0,
    IsPeerRead: 1,
    MsgKey: `${seq}_${random}_${time}`,
    MsgBody: body,
    CloudCustomData: '',
    ...changes,
  };
}

const text = (Text) => [{ MsgType: 'TIMTextElem', MsgContent: { Text } }];

function tencent() {
  const [zhao, qian] = ['zhao_min', 'qian-9'];
  const cos = 'https://cos.example.com/im';
  const image = {
    UUID: 'i-1',
    ImageFormat: 3,
    ImageInfoArray: [1, 2, 3].map((Type) => ({
      Type,
      Size: 9_000 / Type,
      Width: 900 / Type,
      Height: 600 / Type,
      URL: `${cos}/i-1_${Type}.png?sig=sesame&v=1`,
    })),
  };
  const older = [
    tencentMessage(101, zhao, qian, text('早上好')),
    tencentMessage(102, qian, zhao, text('早，合同看了吗？'), { CloudCustomData: '{"app":{"v":2}}' }),
    tencentMessage(103, zhao, qian, [
      { MsgType: 'TIMFaceElem', MsgContent: { Index: 6, Data: 'smile' } },
      ...text('看了'),
    ]),
    tencentMessage(104, zhao, qian, [{ MsgType: 'TIMImageElem', MsgContent: image }]),
    tencentMessage(105, qian, zhao, [
      {
        MsgType: 'TIMSoundElem',
        MsgContent: { Url: `${cos}/s-1.m4a`, UUID: 's-1', Size: 3_000, Second: 4, Download_Flag: 2 },
      },
    ]),
    tencentMessage(106, qian, zhao, [
      {
        MsgType: 'TIMFileElem',
        MsgContent: { Url: `${cos}/f-1.pdf`, UUID: 'f-1', FileSize: 88_000, FileName: '合同.pdf' },
      },
    ]),
    tencentMessage(107, qian, zhao, [
      {
        MsgType: 'TIMVideoFileElem',
        MsgContent: {
          VideoUrl: `${cos}/v-1.mp4`,
          VideoUUID: 'v-1',
          VideoSize: 70_000,
          VideoSecond: 9,
          VideoFormat: 'mp4',
          VideoDownloadFlag: 2,
          ThumbUrl: `${cos}/v-1.jpg`,
          ThumbUUID: 'v-1-t',
          ThumbSize: 900,
          ThumbWidth: 320,
          ThumbHeight: 180,
          ThumbFormat: 'JPG',
          ThumbDownloadFlag: 2,
        },
      },
    ]),
    tencentMessage(108, qian, zhao, [
      { MsgType: 'TIMLocationElem', MsgContent: { Desc: '西湖', Latitude: 30.24, Longitude: 120.15 } },
    ]),
    tencentMessage(109, qian, zhao, [
      { MsgType: 'TIMCustomElem', MsgContent: { Data: '{"order":5}', Desc: '订单', Ext: 'x', Sound: 'd.aiff' } },
    ]),
  ];
  const newer = [
    tencentMessage(110, zhao, qian, text('撤回的话'), { MsgFlagBits: 8 }),
    tencentMessage(111, zhao, qian, [
      {
        MsgType: 'TIMRelayElem',
        MsgContent: { Title: '聊天记录', MsgNum: 2, CompatibleText: '请升级', AbstractList: ['赵敏: 好'], MsgList: [] },
      },
    ]),
    tencentMessage(112, zhao, qian, [
      { MsgType: 'TIMSoundElem', MsgContent: { UUID: 'old-sound', Size: 1_000, Second: 2 } },
    ]),
    tencentMessage(113, zhao, zhao, text('给自己')),
    tencentMessage(114, zhao, qian, []),
    tencentMessage(115, zhao, qian, [{ MsgType: 'TIMTextElem', MsgContent: { Text: '坏的\ud83d' } }]),
    tencentMessage(116, zhao, qian, text('没有键'), { MsgKey: undefined }),
  ];
  const page = (list, complete) => ({
    ActionStatus: 'OK',
    ErrorInfo: '',
    ErrorCode: 0,
    Complete: complete,
    MsgCnt: list.length,
    LastMsgTime: list[0]?.MsgTimeStamp,
    LastMsgKey: list[0]?.MsgKey,
    MsgList: list,
  });
  // Pages come from new to old; the seam holds a message twice. The second is written over several lines, the others behind it on one.
  const failed = { ActionStatus: 'FAIL', ErrorCode: 91000, ErrorInfo: 'internal error' };
  const pages = `${JSON.stringify(page([older[8], ...newer], 0))}${JSON.stringify(page(older, 1), null, 2)}\n${JSON.stringify(page([], 1))}${JSON.stringify(failed)}\n`;
  write('tencent/pages.json', pages);
  // An hour's file: two gzip members, as `cat` glues them; the other spelling of the time.
  const hour = (list) =>
    gzipSync(lines(list.map(({ MsgTimeStamp, ...rest }) => ({ ...rest, MsgTimestamp: MsgTimeStamp }))), { level: 9 });
  const fromFile = [121, 122, 123].map((seq) =>
    tencentMessage(seq, seq % 2 ? zhao : qian, seq % 2 ? qian : zhao, text(`文件里的第 ${seq} 条`), {
      IsPeerRead: undefined,
      MsgKey: undefined,
    }),
  );
  write('tencent/2024060100.gz', Buffer.concat([hour(fromFile.slice(0, 2)), hour(fromFile.slice(2))]));
  const after = ({ MsgTimeStamp, MsgFlagBits: _flags, IsPeerRead: _read, ...rest }, changes = {}) => ({
    CallbackCommand: 'C2C.CallbackAfterSendMsg',
    ...rest,
    MsgTime: MsgTimeStamp,
    OnlineOnlyFlag: 0,
    SendMsgResult: 0,
    ErrorInfo: 'send msg succeed',
    UnreadMsgNum: 7,
    ...changes,
  });
  const kept = tencentMessage(131, zhao, qian, text('回调里的消息'));
  write(
    'tencent/callbacks.jsonl',
    lines([
      after(kept, { CallbackCommand: 'C2C.CallbackBeforeSendMsg' }),
      after(kept),
      after(tencentMessage(132, zhao, qian, text('敏感词')), {
        SendMsgResult: 20006,
        ErrorInfo: 'refused',
        UnreadMsgNum: -1,
      }),
      after(tencentMessage(133, zhao, qian, text('在线消息')), { OnlineOnlyFlag: 1 }),
      {
        CallbackCommand: 'C2C.CallbackAfterMsgWithDraw',
        From_Account: zhao,
        To_Account: qian,
        MsgKey: kept.MsgKey,
        UnreadMsgNum: 0,
      },
      {
        CallbackCommand: 'C2C.CallbackAfterMsgReport',
        Report_Account: qian,
        Peer_Account: zhao,
        LastReadTime: START,
        UnreadMsgNum: 0,
      },
      {
        CallbackCommand: 'Group.CallbackAfterSendMsg',
        GroupId: '@TGS#1',
        From_Account: zhao,
        MsgSeq: 5,
        MsgTime: START,
        MsgBody: text('群'),
      },
      { CallbackCommand: 'State.StateChange', Info: { Action: 'Login', To_Account: zhao } },
      { id: 12, body: JSON.stringify(after(tencentMessage(134, qian, zhao, text('表的一列里')))) },
      {
        From_Account: zhao,
        To_Account: qian,
        MsgSeq: '135',
        MsgRandom: '99',
        MsgTime: String(START + 33),
        MsgBody: JSON.stringify(text('每个值都是文本')),
        CloudCustomData: '',
      },
      { hello: 'no record' },
    ]),
  );
}

openim();
tencent();
