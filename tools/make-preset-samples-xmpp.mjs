import { mkdirSync, writeFileSync } from 'node:fs';

/**
 * Writes the samples of the XMPP presets: invented conversations of invented people, the same bytes at every call.
 *   node tools/make-preset-samples-xmpp.mjs
 */

const ANNA = 'anna@example.com/phone';
const BO = 'bo@example.com/desk';
const WEI = 'liwei@example.org/app';
const ROOM = 'lounge@conference.example.com';

const escapeXml = (text) =>
  text
    .replace(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`)
    .replace(/&#38;/g, '&amp;')
    .replace(/&#60;/g, '&lt;');

/** One stanza as servers write it. */
function stanza(from, to, id, inner, attributes = "type='chat'") {
  const named = id === undefined ? '' : ` id='${id}'`;
  return `<message xml:lang='en' to='${to}' from='${from}' ${attributes}${named} xmlns='jabber:client'>${inner}</message>`;
}

const body = (text) => `<body>${escapeXml(text)}</body>`;
const origin = (id) => `<origin-id xmlns='urn:xmpp:sid:0' id='${id}'/>`;
const oob = (url) => `<x xmlns='jabber:x:oob'><url>${escapeXml(url)}</url></x>`;
const uuid = (number) => `3f2a6c10-5d1e-4b7a-9c00-${String(number).padStart(12, '0')}`;

const PHOTO = 'https://upload.example.com/9f86d081/harbour.jpg';
const SFS = `<file-sharing xmlns='urn:xmpp:sfs:0' disposition='inline'><file xmlns='urn:xmpp:file:metadata:0'><media-type>image/png</media-type><name>plan.png</name><size>48211</size><width>1280</width><height>720</height></file><sources><url-data xmlns='http://jabber.org/protocol/url-data' target='https://upload.example.com/2c26b46b/plan.png'/></sources></file-sharing>`;
const SIMS = `<reference xmlns='urn:xmpp:reference:0' type='data' uri='cid:x'><media-sharing xmlns='urn:xmpp:sims:1'><file xmlns='urn:xmpp:jingle:apps:file-transfer:5'><media-type>video/mp4</media-type><name>tour.mp4</name><size>901220</size><thumbnail xmlns='urn:xmpp:thumbs:1' uri='https://upload.example.com/fcde2b2e/tour.jpg' media-type='image/jpeg' width='320' height='180'/></file><sources><reference xmlns='urn:xmpp:reference:0' type='data' uri='https://upload.example.com/fcde2b2e/tour.mp4?token=sesame'/></sources></media-sharing></reference>`;
const OMEMO = `<encrypted xmlns='eu.siacs.conversations.axolotl'><header sid='27183'><key rid='31415'>BASE64</key><iv>BASE64</iv></header><payload>BASE64</payload></encrypted>${body('I sent you an OMEMO encrypted message.')}`;

/**
 * A conversation with everything an archive may hold: sender, receiver, milliseconds after the first, stanza, text.
 * `mailboxes`: which of the two keep it, where they do not both.
 */
const SAID = [
  say(ANNA, BO, 0, uuid(1), 'Hello Bo, is the harbour office open?'),
  say(BO, ANNA, 2_150, uuid(2), '在的。<3 & "ok"'),
  // Five in one second, from both sides.
  ...[0, 1, 2, 3, 4].map((n) => say(n % 2 ? BO : ANNA, n % 2 ? ANNA : BO, 3_100 + n * 7, uuid(10 + n), `quick ${n}`)),
  say(ANNA, BO, 9_000, uuid(20), 'two lines\nand a tab\there, a comma, a \\ and "quotes" 😀'),
  say(BO, ANNA, 9_500, uuid(21), '"quoted from the first sign on" he said'),
  // An id that a program counts up in each session, twice with other words and once with the same an hour later.
  say(ANNA, BO, 10_000, 'aac1a', 'ok'),
  say(ANNA, BO, 15_000, 'aac1a', 'fine'),
  say(ANNA, BO, 3_615_000, 'aac1a', 'ok'),
  // Without any id.
  say(BO, ANNA, 20_000, undefined, 'no id at all'),
  raw(ANNA, BO, 30_000, uuid(30), `${body(PHOTO)}${oob(PHOTO)}`, PHOTO),
  raw(ANNA, BO, 31_000, uuid(31), `${body('the plan')}${SFS}`, 'the plan'),
  raw(BO, ANNA, 32_000, uuid(32), SIMS, ''),
  raw(BO, ANNA, 33_000, uuid(33), oob('https://upload.example.com/b1946ac9/voice%20note.opus'), ''),
  raw(BO, ANNA, 34_000, uuid(34), oob('https://upload.example.com/591785b7/contract.pdf'), ''),
  raw(ANNA, BO, 35_000, uuid(35), body('geo:31.2304,121.4737'), 'geo:31.2304,121.4737'),
  raw(ANNA, BO, 36_000, uuid(36), `<subject>Offer</subject>${body('see below')}`, 'see below', "type='normal'"),
  raw(
    BO,
    ANNA,
    37_000,
    uuid(37),
    `<reply xmlns='urn:xmpp:reply:0' to='anna@example.com' id='${uuid(36)}'/>${body('agreed')}`,
    'agreed',
  ),
  // A correction, and one by somebody who did not write the message.
  say(ANNA, BO, 40_000, uuid(40), 'at nein'),
  raw(
    ANNA,
    BO,
    41_000,
    uuid(41),
    `<replace xmlns='urn:xmpp:message-correct:0' id='${uuid(40)}'/>${body('at nine')}`,
    'at nine',
  ),
  raw(
    BO,
    ANNA,
    42_000,
    uuid(42),
    `<replace xmlns='urn:xmpp:message-correct:0' id='${uuid(40)}'/>${body('at midnight')}`,
    'at midnight',
  ),
  say(ANNA, BO, 43_000, uuid(43), 'forget this'),
  raw(
    ANNA,
    BO,
    44_000,
    uuid(44),
    `<retract xmlns='urn:xmpp:message-retract:1' id='${uuid(43)}'/>${body('This person attempted to retract a message')}`,
    'This person attempted to retract a message',
  ),
  raw(
    ANNA,
    BO,
    45_000,
    uuid(45),
    `<apply-to xmlns='urn:xmpp:fasten:0' id='${uuid(43)}'><retract xmlns='urn:xmpp:message-retract:0'/></apply-to>`,
    '',
  ),
  raw(ANNA, BO, 46_000, uuid(46), `<retracted xmlns='urn:xmpp:message-retract:1' stamp='2024-05-31T16:00:00Z'/>`, ''),
  raw(ANNA, BO, 50_000, uuid(50), OMEMO, 'I sent you an OMEMO encrypted message.'),
  raw(BO, ANNA, 51_000, uuid(51), body('?OTRv23?'), '?OTRv23?'),
  raw(BO, ANNA, 52_000, undefined, `<composing xmlns='http://jabber.org/protocol/chatstates'/>`, ''),
  raw(BO, ANNA, 53_000, uuid(53), `<received xmlns='urn:xmpp:receipts' id='${uuid(1)}'/>`, ''),
  raw(
    BO,
    ANNA,
    54_000,
    uuid(54),
    `<displayed xmlns='urn:xmpp:chat-markers:0' id='${uuid(1)}'/><store xmlns='urn:xmpp:hints'/>`,
    '',
  ),
  raw(
    BO,
    ANNA,
    55_000,
    uuid(55),
    `<reactions xmlns='urn:xmpp:reactions:0' id='${uuid(1)}'><reaction>👍</reaction></reactions>`,
    '',
  ),
  raw(
    BO,
    ANNA,
    56_000,
    uuid(56),
    `<propose xmlns='urn:xmpp:jingle-message:0' id='c1'/><store xmlns='urn:xmpp:hints'/>`,
    '',
  ),
  raw(BO, ANNA, 57_000, uuid(57), `<store xmlns='urn:xmpp:hints'/>`, ''),
  raw(BO, ANNA, 58_000, uuid(58), body('could not be delivered'), 'could not be delivered', "type='error'"),
  say('example.com', ANNA, 59_000, uuid(59), 'Welcome!', { only: 'receiver' }),
  raw(
    `${ROOM}/Bo`,
    ANNA,
    60_000,
    uuid(60),
    `${body('psst')}<x xmlns='http://jabber.org/protocol/muc#user'/>`,
    'psst',
    "type='chat'",
    { only: 'receiver' },
  ),
  say(ANNA, ANNA, 61_000, uuid(61), 'note to self', { only: 'sender' }),
  // The sender's own mailbox keeps nothing of this one.
  say(BO, ANNA, 70_000, uuid(70), 'only in the mailbox of who got it', { only: 'receiver' }),
  // From another server, and to it.
  say(WEI, ANNA, 80_000, uuid(80), '你好，我在另一台服务器上', { only: 'receiver' }),
  say(ANNA, WEI, 81_000, uuid(81), 'hello Wei', { only: 'sender' }),
  // One name on two hosts.
  say(ANNA, 'anna@example.org', 82_000, uuid(82), 'are you me?', { only: 'sender' }),
  { ...say(ANNA, BO, 90_000, uuid(90), 'broken'), xml: `<message to='${BO}' from='${ANNA}'><body>broken` },
  {
    ...say(ANNA, BO, 91_000, uuid(91), 'bomb'),
    xml: `<!DOCTYPE m [<!ENTITY a "ha">]><message to='${BO}' from='${ANNA}' id='${uuid(91)}'><body>&a;</body></message>`,
  },
];

function say(from, to, afterMs, id, text, rest = {}) {
  const inner = id !== undefined && id.length > 12 ? `${body(text)}${origin(id)}` : body(text);
  return { ...raw(from, to, afterMs, id, inner, text), ...rest };
}

function raw(from, to, afterMs, id, inner, text, attributes, rest = {}) {
  return { from, to, afterMs, id, text, xml: stanza(from, to, id, inner, attributes), ...rest };
}

const START_MS = 1_717_171_717_123;
const bare = (jid) => jid.split('/')[0];
const local = (jid) => bare(jid).split('@')[0];
const host = (jid) => bare(jid).split('@').at(-1);

/** As a server writes them down. */
SAID.sort((one, other) => one.afterMs - other.afterMs);

/** Every stanza in the mailboxes that keep it: owner, peer, and whether it is the sender's. */
function inMailboxes() {
  return SAID.flatMap((said) => [
    ...(said.only === 'receiver' ? [] : [{ ...said, owner: said.from, peer: said.to, isSenders: true }]),
    ...(said.only === 'sender' ? [] : [{ ...said, owner: said.to, peer: said.from, isSenders: false }]),
  ]);
}

const csvCell = (value) =>
  /[",\n\r]/.test(String(value)) ? `"${String(value).replaceAll('"', '""')}"` : String(value);
const csv = (columns, rows) => [columns, ...rows].map((row) => `${row.map(csvCell).join(',')}\n`).join('');

const BACKSLASHED = { '\\': '\\\\', '\t': '\\t', '\n': '\\n', '\0': '\\0' };
const tsvCell = (value) => (value === null ? '\\N' : String(value).replace(/[\\\t\n\0]/g, (sign) => BACKSLASHED[sign]));
const tsv = (rows) => rows.map((row) => `${row.map(tsvCell).join('\t')}\n`).join('');

const wall = (ms) => new Date(ms).toISOString().replace('T', ' ').slice(0, 19);

function ejabberdRows() {
  const rows = inMailboxes().map(({ owner, peer, isSenders, id, text, xml, afterMs }, index) => {
    // The receiver's copy comes a little later.
    const timestamp = `${START_MS + afterMs}${isSenders ? '456' : '811'}`;
    const ms = START_MS + afterMs;
    return [local(owner), timestamp, peer, bare(peer), xml, text, 4_001 + index, 'chat', '', id ?? '', wall(ms)];
  });
  const inRoom = stanza(`${ROOM}/Bo`, ROOM, uuid(95), body('all of you'), "type='groupchat'");
  rows.push([
    ROOM,
    `${START_MS + 95_000}000`,
    `${ROOM}/Bo`,
    `${ROOM}/bo`,
    inRoom,
    'all of you',
    4_900,
    'groupchat',
    'Bo',
    uuid(95),
    wall(START_MS + 95_000),
  ]);
  rows.push([
    'anna',
    `${START_MS + 96_000}000`,
    BO,
    bare(BO),
    '\u0001\u0006\u0003',
    'packed',
    4_901,
    'chat',
    '',
    uuid(96),
    wall(START_MS + 96_000),
  ]);
  return rows;
}

function ejabberd() {
  const columns = [
    'username',
    'timestamp',
    'peer',
    'bare_peer',
    'xml',
    'txt',
    'id',
    'kind',
    'nick',
    'origin_id',
    'created_at',
  ];
  const rows = ejabberdRows();
  write('ejabberd/archive.csv', csv(columns, rows));
  // MySQL's own dialect, new schema: tabs, backslashes, \N, no header, no quotes.
  const some = rows.filter((row) =>
    ['quick', 'two lines', '"quoted', 'ok', 'no id'].some((words) => row[5].startsWith(words)),
  );
  write(
    'ejabberd/archive.txt',
    tsv(some.map(([username, ...rest]) => [username, 'example.com', ...rest.map((cell) => cell || null)])),
  );
}

function prosody() {
  const columns = ['sort_id', 'host', 'user', 'store', 'key', 'when', 'with', 'type', 'value'];
  const rows = inMailboxes().map(({ owner, peer, xml, afterMs }, index) => {
    const when = Math.floor((START_MS + afterMs) / 1000);
    return [
      7_001 + index,
      host(owner),
      local(owner),
      'archive',
      uuid(900 + index),
      when,
      bare(peer),
      'xml',
      xml.replace(" xmlns='jabber:client'", ''),
    ];
  });
  const when = Math.floor(START_MS / 1000) + 95;
  const inRoom = stanza(`${ROOM}/Bo`, ROOM, uuid(95), body('all of you'), "type='groupchat'");
  rows.push([
    7_900,
    'conference.example.com',
    'lounge',
    'muc_log',
    uuid(990),
    when,
    'message<groupchat',
    'xml',
    inRoom,
  ]);
  rows.push([7_901, 'example.com', 'anna', 'pubsub_blog', uuid(991), when, 'anna@example.com', 'xml', '<item/>']);
  rows.push([7_902, 'example.com', 'anna', 'archive', uuid(992), when, 'bo@example.com', 'json', '{"__array":[]}']);
  // SQLite keeps fractions; a stanza without addresses was written by the owner to himself or herself.
  rows.push([
    7_903,
    'example.com',
    'anna',
    'archive',
    uuid(993),
    `${when + 1}.25`,
    'bo@example.com',
    'xml',
    `<message type='chat' to='bo@example.com' id='${uuid(97)}'>${body('without a sender')}</message>`,
  ]);
  rows.push([
    7_904,
    'example.com',
    'anna',
    'archive',
    uuid(994),
    when + 2,
    'anna@example.com',
    'xml',
    `<message id='${uuid(98)}'>${body('to nobody')}</message>`,
  ]);
  write('prosody/prosodyarchive.csv', csv(columns, rows));
}

function openfire() {
  const columns = [
    'messageID',
    'conversationID',
    'fromJID',
    'fromJIDResource',
    'toJID',
    'toJIDResource',
    'sentDate',
    'stanza',
    'body',
    'isPMforJID',
  ];
  const resource = (jid) => jid.split('/')[1] ?? '';
  const rows = SAID.filter(({ from }) => !from.startsWith(ROOM)).map(({ from, to, xml, text, afterMs }, index) => [
    501 + index,
    61,
    bare(from),
    resource(from),
    bare(to),
    resource(to),
    START_MS + afterMs,
    xml,
    text,
    '',
  ]);
  const at = (seconds) => START_MS + seconds * 1000;
  // Servers that keep no stanzas, and rows from before the number.
  rows.push([601, 61, 'anna@example.com', 'phone', 'bo@example.com', 'desk', at(100), '', 'only the body is kept', '']);
  rows.push(['', 17, 'bo@example.com', 'desk', 'anna@example.com', 'phone', at(101), '', 'from an old server', '']);
  rows.push(['', 17, 'bo@example.com', 'desk', 'anna@example.com', 'phone', at(102), '', 'from an old server', '']);
  rows.push([602, 62, 'anna@example.com', 'phone', ROOM, '', at(103), '', 'all of you', '']);
  rows.push([603, 63, 'anna@example.com', 'phone', 'club@rooms.example.com', '', at(104), '', 'in another room', '']);
  rows.push([604, 62, `${ROOM}`, 'Anna', 'bo@example.com', 'desk', at(105), '', 'psst', 'bo@example.com']);
  rows.push([605, 61, 'anna@example.com', 'phone', 'bo@example.com', 'desk', at(106), '', '', '']);
  write('openfire/ofMessageArchive.csv', csv(columns, rows));
  write('openfire/rooms.txt', '62\n63\n');
}

function write(name, text) {
  const path = new URL(`../samples/presets/${name}`, import.meta.url);
  mkdirSync(new URL('.', path), { recursive: true });
  writeFileSync(path, text);
}

ejabberd();
prosody();
openfire();
