import { createHash } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { encodeGb18030 } from './gb18030.mjs';

/**
 * Writes samples/: invented conversations of invented people, the same bytes at every call.
 *   node tools/make-samples.mjs
 */

/** Seeded chance (mulberry32), so that the files never change by themselves. */
function makeRandom(seed) {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let value = Math.imul(state ^ (state >>> 15), 1 | state);
    value = (value + Math.imul(value ^ (value >>> 7), 61 | value)) ^ value;
    return ((value ^ (value >>> 14)) >>> 0) / 4294967296;
  };
}

const random = makeRandom(20240601);
const upTo = (count) => Math.floor(random() * count);
const pick = (list) => list[upTo(list.length)];
const hex = (text) => createHash('md5').update(text).digest('hex');
const write = (name, content) => writeFileSync(new URL(`../samples/${name}`, import.meta.url), content);
const asLines = (records) => records.map((record) => `${JSON.stringify(record)}\n`).join('');

const PEOPLE = [
  'anna_b',
  'liwei',
  'chen_jie',
  'zhao_min',
  'maria-lopez',
  'tom_becker',
  'yuki_s',
  'omar_h',
  'nina_k',
  'wang_fang',
  'lucas_m',
  'sun_hao',
  'ella_r',
  'ivan_p',
  'priya_n',
  'mei_lin',
  'jonas_w',
  'fatima_z',
  'huang_lei',
  'sofia_c',
];
const TEXTS = [
  'Good morning!',
  'see you at nine',
  'ok',
  'ok',
  'Can you send me the invoice for March?',
  '你好，明天下午三点可以吗？',
  '好的👌',
  '收到，谢谢！',
  'haha 😂😂',
  'The parcel arrived today, thank you 🙏',
  '下班了吗',
  '我到楼下了',
  'Let me check and come back to you.',
  'He said "maybe", so we wait.',
  'C:\\temp\\report.txt is the path',
  '今晚吃火锅🍲怎么样',
  'line one\nline two\n\tindented',
  '👨‍👩‍👧‍👦 family photo is ready',
  'Straße, café, naïve, Ålesund',
  'こんにちは、お元気ですか',
  '안녕하세요',
  'مرحبا كيف حالك',
  '𠮷野家で待ってます',
  'Price: 12.50 € (before: 15 €)',
  '👍',
  '…',
];
const LONG = '会议纪要：一、确认交付日期；二、客户希望增加导出功能；三、下周三之前给出报价。';

function media(kind, number, ending) {
  return `https://files.example.com/${kind}/${hex(`${kind}${number}`).slice(0, 12)}.${ending}`;
}

/** What a message holds, by turns of all kinds; most are texts, as in life. */
function content(number) {
  const dice = upTo(100);
  if (dice < 62) return { text: dice === 0 ? LONG.repeat(1 + upTo(12)) : pick(TEXTS) };
  if (dice < 72) return image(number);
  if (dice < 77)
    return { type: 'sound', url: media('voice', number, 'amr'), size: 900 + upTo(40000), seconds: 1 + upTo(59) };
  if (dice < 80) return video(number);
  if (dice < 84)
    return {
      type: 'file',
      url: media('file', number, 'pdf'),
      name: `offer ${number} 报价.pdf`,
      size: 2000 + upTo(900000),
    };
  if (dice < 87)
    return {
      type: 'location',
      latitude: 31.23 + upTo(900) / 10000,
      longitude: 121.47 + upTo(900) / 10000,
      desc: '人民广场 exit 3',
    };
  if (dice < 91) return { type: 'face', index: 1 + upTo(40), data: pick(['wave', 'thumbs_up', 'cry']) };
  if (dice < 94)
    return {
      type: 'custom',
      data: { kind: 'order', number: `SO-${10000 + number}`, total: upTo(90000) / 100 },
      desc: '[order]',
    };
  if (dice < 97) return { elements: [{ type: 'text', text: 'look at this' }, image(number)] };
  return {
    body: [
      { MsgType: 'TIMTextElem', MsgContent: { Text: pick(TEXTS) } },
      { MsgType: 'TIMFaceElem', MsgContent: { Index: 3, Data: 'wave' } },
    ],
  };
}

function image(number) {
  const original = {
    type: 'image',
    url: media('image', number, pick(['jpg', 'png', 'gif'])),
    size: 20000 + upTo(900000),
    width: 1080,
    height: 1440,
  };
  if (upTo(2) === 0) return original;
  return {
    ...original,
    thumbUrl: media('thumb', number, 'jpg'),
    thumbSize: 4000 + upTo(9000),
    thumbWidth: 198,
    thumbHeight: 264,
    uuid: hex(`bytes${number}`),
  };
}

function video(number) {
  return {
    type: 'video',
    url: media('video', number, 'mp4'),
    size: 400000 + upTo(9000000),
    seconds: 2 + upTo(90),
    format: 'mp4',
    thumbUrl: media('cover', number, 'jpg'),
    thumbSize: 8000 + upTo(9000),
    thumbWidth: 540,
    thumbHeight: 960,
    thumbFormat: 'jpg',
  };
}

/** 1,200 messages in 40 conversations, in order of time, bursts of several a second among them. */
function canonical() {
  const pairs = [];
  // Neighbours, and people seven places apart: 40 different pairs.
  for (const distance of [1, 7]) {
    pairs.push(...PEOPLE.map((left, index) => [left, PEOPLE[(index + distance) % PEOPLE.length]]));
  }
  const records = [];
  let time = Date.UTC(2024, 2, 4, 1, 12, 5, 120);
  let id = 734912006512345088n;
  for (let number = 0; number < 1200; number += 1) {
    const [left, right] = pairs[number < 40 ? number : upTo(40)];
    const forward = upTo(2) === 0;
    time += upTo(4) === 0 ? 40 + upTo(400) : 20_000 + upTo(60 * 60_000 * 18);
    id += BigInt(4096 + upTo(100000));
    const record = { id: String(id), from: forward ? left : right, to: forward ? right : left, time };
    if (upTo(5) === 0) record.time = new Date(time).toISOString();
    Object.assign(record, content(number));
    if (upTo(6) === 0)
      record.customData = upTo(2) === 0 ? { legacyId: record.id, channel: 'web' } : `legacy:${record.id}`;
    records.push(record);
  }
  // Ids of 64 bits stand in the file as bare numbers, as databases write them; some are texts.
  return records
    .map((record, index) => {
      const line = JSON.stringify(record);
      return `${index % 3 === 0 ? line : line.replace(`{"id":"${record.id}"`, `{"id":${record.id}`)}\n`;
    })
    .join('');
}

/** The help desk of config/mapping-crm.yaml. */
function crm() {
  const bodies = [
    { kind: 1, content: 'Hello, my parcel has not arrived.' },
    { kind: 1, content: '您好，我帮您查一下。' },
    { kind: 2, payload: { url: media('crm', 1, 'jpg'), w: 800, h: 600, bytes: 81234, md5: hex('crm1') } },
    { kind: 3, payload: { url: media('crm', 2, 'amr'), dur: 0.4 } },
    {
      kind: 4,
      payload: { url: media('crm', 3, 'mp4'), dur: 12, cover: { url: media('crm', 4, 'jpg'), w: 320, h: 180 } },
    },
    { kind: 5, payload: { url: media('crm', 5, 'pdf'), name: 'invoice.pdf', bytes: 20480 } },
    { kind: 6, payload: { lat: '52.5200', lng: '13.4050', title: 'Depot' } },
    { kind: 7, content: '{"index":7,"key":"smile"}' },
    { kind: 8, content: 'That one, yes', quoted: { msg_id: 900001, text: 'Hello' } },
    { kind: 9, payload: { MsgBody: [{ MsgType: 'TIMTextElem', MsgContent: { Text: 'sent by the API 🚚' } }] } },
    { kind: 42, payload: { poll: ['yes', 'no'] } },
    { kind: 99, payload: {} },
    { kind: 1, content: 'to everybody', chat: { kind: 'group' } },
    { kind: 1, content: 'taken back', recalled: true },
    { kind: 1, content: 'thanks ❤️', edited_at: 1719820000 },
  ];
  return asLines(
    bodies.map((body, index) => ({
      msg_id: 900001 + index,
      chat: { kind: index % 2 ? 'single' : 1 },
      sender: { uid: index % 2 ? 'user:liwei@shop' : 'user:Anna.B' },
      receiver: index % 2 ? 'user:Anna.B' : 'user:liwei@shop',
      created_at: 1719810000 + Math.floor(index / 2),
      seq_no: index + 1,
      ...body,
    })),
  );
}

/** The dump of config/mapping-table.yaml: GB18030, quoted cells with semicolons, quotes and line breaks. */
function table() {
  const rows = [
    ['txt', '你好，在吗？'],
    ['txt', '在的。'],
    ['txt', '分号;和"引号"'],
    ['txt', '第一行\n第二行'],
    ['pic', JSON.stringify({ url: media('table', 1, 'png'), size: [640, 480] })],
    ['doc', JSON.stringify({ url: media('table', 2, 'docx'), name: '合同.docx' })],
    ['doc', JSON.stringify({ url: media('table', 3, 'zip') })],
    ['txt', 'bye'],
  ];
  const cell = (text) => (/[;"\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);
  const lines = ['id;from_uid;to_uid;gmt_create;msg_type;content;is_group;del_flag'];
  for (const [index, [type, text]] of rows.entries()) {
    const [from, to] = index % 2 ? ['10002', '10001'] : ['10001', '10002'];
    const time = `2024/07/01 00:00:0${Math.floor(index / 3)}`;
    lines.push([5001 + index, from, to, time, type, cell(text), 0, index === 1 ? '\\N' : 0].join(';'));
  }
  lines.push(
    '5009;10001;30001;2024/07/01 00:01:00;txt;群里好;1;0',
    '5010;10001;10002;2024/07/01 00:01:01;txt;删了;0;1',
  );
  return encodeGb18030(`${lines.join('\n')}\n`);
}

/** The document of config/mapping-nested.json. */
function nested() {
  const people = ['4F6C1C1E-0B7A-4B7E-9A55-2B1C0D3E4F50', 'A0EEBC99-9C0B-4EF8-BB6D-6BB9BD380A11'];
  const messages = ['ping', 'pong', '再试一次', 'works 🎉'].map((plain, index) => ({
    node: 'eu1',
    counter: 71 + index,
    at_us: 1721034000123456 + index * 250,
    people: index % 2 ? [...people].reverse() : people,
    body: index === 3 ? { plain, marks: [{ bold: [0, 5] }] } : { plain },
  }));
  return `${JSON.stringify({ exportedAt: '2024-08-01', data: { total: messages.length, messages } }, null, 1)}\n`;
}

/** The log of config/mapping-module.ts. */
function botLog() {
  const pair = ['helper-bot', 'nina_k'];
  return asLines([
    { uid: 'e-1', pair, bySecond: true, ts: '2024-09-01T08:00:00.100+08:00', event: 'say', lines: ['hi [smile]'] },
    { uid: 'e-2', pair, bySecond: false, ts: '2024-09-01T08:00:00.350+08:00', event: 'typing' },
    {
      uid: 'e-3',
      pair,
      bySecond: false,
      ts: '2024-09-01T08:00:00.900+08:00',
      event: 'say',
      lines: ['您好[微笑]', 'How can I help?', '[unknown]'],
    },
    {
      uid: 'e-4',
      pair,
      bySecond: true,
      ts: '2024-09-01T08:00:09.000+08:00',
      event: 'pin',
      place: { lat: 31.2304, lng: 121.4737, name: '上海' },
    },
    { uid: 'e-5', pair, bySecond: true, ts: '2024-09-01T08:00:10.000+08:00', event: 'left' },
  ]);
}

/** The canonical record as CSV: `body` and `customData` as JSON text, numbers as text, empty cells absent. */
function canonicalCsv() {
  const quote = (text) => `"${text.replaceAll('"', '""')}"`;
  const body = quote(JSON.stringify([{ MsgType: 'TIMTextElem', MsgContent: { Text: 'ready, made' } }]));
  return [
    'id,from,to,time,seq,type,text,url,width,height,body,customData',
    '9007199254740993,anna_b,liwei,1719810000123,1,,"Hello, ""world""",,,,,',
    '9007199254740995,liwei,anna_b,1719810000456,2,text,"two\nlines 你好 🎈",,,,,',
    `9007199254740997,anna_b,liwei,2024-07-01T05:00:01Z,3,image,,${media('csv', 1, 'png')},640,480,,`,
    `9007199254740999,liwei,anna_b,2024-07-01T13:00:02+08:00,4,,,,,,${body},${quote('{"from":"csv"}')}`,
    '',
  ].join('\n');
}

write('canonical.jsonl', canonical());
write('canonical.csv', canonicalCsv());
write('crm.jsonl', crm());
write('table.csv', table());
write('nested.json', nested());
write('bot-log.jsonl', botLog());
