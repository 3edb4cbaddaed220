import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Translated, Translator } from '../../../../src/map/draft.js';
import type { Preset } from '../../../../src/map/preset.js';
import { preset as ejabberd } from '../../../../src/map/presets/ejabberd/preset.js';
import { preset as openfire } from '../../../../src/map/presets/openfire/preset.js';
import { preset as prosody } from '../../../../src/map/presets/prosody/preset.js';

const at = { input: 0, record: 1, part: 0, line: 1, byte: 0 };

function translator(preset: Preset, options: Record<string, string> = {}, rooms = ''): (value: unknown) => Translated {
  const defaults = Object.entries(preset.options ?? {}).flatMap(([name, option]) =>
    option.default === undefined ? [] : [[name, option.default]],
  );
  const files = rooms === '' ? {} : { rooms: { path: '/rooms', text: rooms } };
  const translate: Translator = preset.compile({ options: { ...Object.fromEntries(defaults), ...options }, files });
  return (value) => translate(value, at);
}

const ANNA = 'anna@example.com/phone';
const BO = 'bo@example.com/desk';
const message = (inner: string, { from = ANNA, to = BO, more = '' } = {}) =>
  `<message xmlns='jabber:client' from='${from}' to='${to}' type='chat' ${more}>${inner}</message>`;
const row = (xml: string, changes: Record<string, unknown> = {}) => ({
  username: 'anna',
  timestamp: '1717171717123456',
  peer: BO,
  bare_peer: 'bo@example.com',
  xml,
  kind: 'chat',
  ...changes,
});
const inBosMailbox = { username: 'bo', peer: ANNA, bare_peer: 'anna@example.com', timestamp: '1717171717123999' };
const draftOf = (translated: Translated) => {
  if ('drafts' in translated) return translated.drafts[0]!;
  throw new Error(`no message: ${JSON.stringify(translated)}`);
};
const codeOf = (translated: Translated) => ('problem' in translated ? translated.problem.code : undefined);

describe('one row per mailbox', () => {
  const translate = translator(ejabberd);

  it.each([
    ['a random id', `id='0f6a1b2c-77aa'`],
    ['a counter of a session', `id='a1'`],
    ['no id', ''],
  ])('both rows of a message have one id, with %s', (_, more) => {
    const xml = message('<body>hello</body>', { more });
    const sent = draftOf(translate(row(xml)));
    const copy = translate(row(xml, inBosMailbox));
    expect(copy).toMatchObject({
      skip: 'mirror',
      control: { kind: 'mirror', target: sent.id, draft: { id: sent.id } },
    });
  });

  it.each([
    ['another text', message('<body>other</body>', { more: `id='a1'` }), {}],
    ['another hour', message('<body>hello</body>', { more: `id='a1'` }), { timestamp: '1717175317123456' }],
  ])('a counter that comes again with %s is another message', (_, xml, changes) => {
    const first = draftOf(translate(row(message('<body>hello</body>', { more: `id='a1'` }))));
    expect(draftOf(translate(row(xml, changes))).id).not.toBe(first.id);
  });

  it('nobody can change or take back what another one wrote, whatever ids they write', () => {
    const id = '0f6a1b2c-77aa-4b4b';
    const mine = draftOf(translate(row(message('<body>hello</body>', { more: `id='${id}'` }))));
    const fromBo = { from: BO, to: ANNA };
    const retract = message(`<retract xmlns='urn:xmpp:message-retract:1' id='${id}'/>`, fromBo);
    const replace = message(`<replace xmlns='urn:xmpp:message-correct:0' id='${id}'/><body>x</body>`, fromBo);
    const same = message('<body>x</body>', { ...fromBo, more: `id='${id}'` });
    for (const xml of [retract, replace, same]) {
      const translated = translate(row(xml));
      const target = 'skip' in translated ? translated.control?.target : draftOf(translated).id;
      expect(target).toMatch(/^bo@example\.com\//);
      expect(target).not.toBe(mine.id);
    }
  });

  it('a correction of one’s own message names it', () => {
    const id = '0f6a1b2c-77aa-4b4b';
    const mine = draftOf(translate(row(message('<body>hello</body>', { more: `id='${id}'` }))));
    const xml = message(`<replace xmlns='urn:xmpp:message-correct:0' id='${id}'/><body>hi</body>`, {
      more: `id='later-12345678'`,
    });
    expect(translate(row(xml))).toMatchObject({
      skip: 'edit',
      control: {
        kind: 'edit',
        target: mine.id,
        draft: { text: 'hi', customData: { migrated: { editedAt: 1717171717123 } } },
      },
    });
  });

  it('an id an archive gave is not the message’s: each mailbox gives its own', () => {
    const sid = (by: string, id: string) => `<stanza-id xmlns='urn:xmpp:sid:0' by='${by}' id='${id}'/>`;
    const sent = draftOf(translate(row(message(`<body>x</body>${sid('anna@example.com', '1717171717123456')}`))));
    const copy = translate(row(message(`<body>x</body>${sid('bo@example.com', '1717171717123999')}`), inBosMailbox));
    expect(copy).toMatchObject({ control: { target: sent.id } });
  });

  it('microseconds stay exact', () => {
    expect(draftOf(translate(row(message('<body>x</body>')))).time).toBe('1717171717123.456');
    expect(draftOf(translate(row(message('<body>x</body>'), { timestamp: 1717171717123456 }))).time).toBe(
      '1717171717123.456',
    );
  });

  it('addresses ignore case and resources', () => {
    const draft = draftOf(
      translate(row(message('<body>x</body>', { from: 'Anna@Example.COM/A b', to: 'BO@example.com' }))),
    );
    expect(draft).toMatchObject({ from: 'anna', to: 'bo' });
  });

  it('one name on two hosts is not a message to oneself', () => {
    const xml = message('<body>x</body>', { to: 'anna@example.org' });
    expect(codeOf(translate(row(xml, { peer: 'anna@example.org', bare_peer: 'anna@example.org' })))).toBe(
      'one-name-two-hosts',
    );
    const keeping = translator(ejabberd, { domain: 'keep' });
    expect(draftOf(keeping(row(xml, { peer: 'anna@example.org', bare_peer: 'anna@example.org' })))).toMatchObject({
      from: 'anna_example.com',
      to: 'anna_example.org',
    });
  });

  it('with a list of hosts, the receiver’s copy of what came from elsewhere is the message', () => {
    const xml = message('<body>x</body>', { from: 'wei@example.org/a', to: ANNA });
    const received = row(xml, { peer: 'wei@example.org/a', bare_peer: 'wei@example.org' });
    expect(translate(received)).toMatchObject({ skip: 'mirror' });
    expect(draftOf(translator(ejabberd, { hosts: 'example.com, example.net' })(received))).toMatchObject({
      from: 'wei',
    });
    expect(translator(ejabberd, { hosts: 'example.com,Example.ORG' })(received)).toMatchObject({ skip: 'mirror' });
  });

  it('without a peer the owner tells whose mailbox it is; a row that fits neither is refused', () => {
    const none = { peer: null, bare_peer: '' };
    expect(draftOf(translate(row(message('<body>x</body>'), none)))).toMatchObject({ text: 'x' });
    expect(translate(row(message('<body>x</body>'), { ...none, username: 'bo' }))).toMatchObject({ skip: 'mirror' });
    expect(codeOf(translate(row(message('<body>x</body>'), { ...none, username: 'eve' })))).toBe('mailbox-unclear');
  });
});

describe('what a stanza says', () => {
  const translate = translator(ejabberd);
  const say = (inner: string) => translate(row(message(inner)));

  it('an address repeated as body is not said twice; other words stay', () => {
    const oob = `<x xmlns='jabber:x:oob'><url>https://example.com/a.pdf</url></x>`;
    expect(draftOf(say(`<body>https://example.com/a.pdf</body>${oob}`))).toMatchObject({ type: 'file', name: 'a.pdf' });
    expect(draftOf(say(`<body>look</body>${oob}`))).toMatchObject({ elements: [{ text: 'look' }, { type: 'file' }] });
  });

  it('a place as XEP-0080 tells it; outside the world it is text', () => {
    const geoloc = `<geoloc xmlns='http://jabber.org/protocol/geoloc'><lat>31.2</lat><lon>121.5</lon><text>Pier 3</text></geoloc>`;
    expect(draftOf(say(geoloc))).toMatchObject({ type: 'location', latitude: 31.2, longitude: 121.5, desc: 'Pier 3' });
    expect(draftOf(say('<body>geo:131.2,121.5</body>'))).toMatchObject({ type: 'text', text: 'geo:131.2,121.5' });
  });

  it('a chat state beside a body changes nothing', () => {
    expect(draftOf(say(`<active xmlns='http://jabber.org/protocol/chatstates'/><body>x</body>`))).toMatchObject({
      text: 'x',
    });
  });

  it('when and by whom a message was kept is told beside it', () => {
    const delay = `<delay xmlns='urn:xmpp:delay' stamp='2024-05-31T10:00:00Z'/>`;
    expect(draftOf(say(`<body>x</body>${delay}`)).customData).toEqual({
      migrated: { delayedSince: '2024-05-31T10:00:00Z' },
    });
  });

  it('a subject alone is the text', () => {
    expect(draftOf(say('<subject>Offer</subject>'))).toMatchObject({ type: 'text', text: 'Offer' });
  });

  it.each([
    ['<iq/>', 'stanza-unknown'],
    ['', 'stanza-missing'],
    [`<message to='bo@example.com'><body>x</body></message>`, 'address-missing'],
    ['\u0001\u0006', 'compressed-xml'],
  ])('%j is refused with %s', (xml, code) => {
    expect(codeOf(translate(row(xml)))).toBe(code);
  });
});

describe('Openfire', () => {
  const stored = {
    messageID: '5',
    conversationID: '62',
    fromJID: 'anna@example.com',
    toJID: 'bo@example.com',
    sentDate: '1717171717123',
    stanza: null,
    body: 'hello',
    isPMforJID: null,
  };

  it('columns as PostgreSQL writes them are the same', () => {
    const lower = Object.fromEntries(Object.entries(stored).map(([name, value]) => [name.toLowerCase(), value]));
    expect(translator(openfire)(lower)).toEqual(translator(openfire)(stored));
    expect(openfire.recognise(lower)).toBe(1);
  });

  it('rooms are known by their domain or their conversation', () => {
    const inRoom = { ...stored, toJID: 'club@rooms.example.com' };
    expect(draftOf(translator(openfire)(inRoom))).toMatchObject({ to: 'club' });
    expect(translator(openfire, { conference: 'x.example.com, rooms.example.com' })(inRoom)).toEqual({ skip: 'group' });
    expect(translator(openfire, {}, '"61","lobby"\n"62","club"\n')(inRoom)).toEqual({ skip: 'group' });
    expect(draftOf(translator(openfire, {}, '61 62\n')(inRoom))).toMatchObject({ to: 'club' });
  });

  it('two equal rows without a number at different times are two messages', () => {
    const old = { ...stored, messageID: null };
    const [one, two] = [old, { ...old, sentDate: '1717171718123' }].map((value) =>
      draftOf(translator(openfire)(value)),
    );
    expect(one!.id).not.toBe(two!.id);
  });
});

describe('Prosody', () => {
  const stored = {
    sort_id: '7',
    host: 'example.com',
    user: 'anna',
    store: 'archive',
    key: 'k',
    when: '1717171717',
    with: 'bo@example.com',
    type: 'xml',
    value: message('<body>x</body>'),
  };

  it('seconds become milliseconds, sort_id the order', () => {
    expect(draftOf(translator(prosody)(stored))).toMatchObject({ time: '1717171717000', seq: '7' });
  });

  it('another store holds the messages when that is said', () => {
    const other = { ...stored, store: 'archive2' };
    expect(translator(prosody)(other)).toEqual({ skip: 'other-store' });
    expect(draftOf(translator(prosody, { store: 'archive2' })(other))).toMatchObject({ text: 'x' });
  });
});

describe.each([ejabberd, openfire, prosody])('$name', (preset) => {
  const names = [
    'username',
    'timestamp',
    'bare_peer',
    'xml',
    'kind',
    'fromJID',
    'toJID',
    'sentDate',
    'stanza',
    'body',
    'user',
    'host',
    'store',
    'when',
    'with',
    'type',
    'value',
  ];
  const cell = fc.oneof(
    fc.constantFrom(
      'archive',
      'xml',
      'chat',
      'anna',
      BO,
      message('<body>x</body>'),
      message('<replace/>'),
      '<message/>',
      '\\N',
    ),
    fc.string({ unit: 'binary', maxLength: 20 }),
    fc.jsonValue({ maxDepth: 2 }),
    // What JSON can hold and String, Number and join throw for; integers beyond doubles.
    fc.constantFrom({ toString: 1, valueOf: 1 }, 9007199254740993n),
  );

  it('never throws, whatever a record is', () => {
    const translate = translator(preset);
    const record = fc.dictionary(fc.constantFrom(...names), cell, { noNullPrototype: false });
    fc.assert(
      fc.property(fc.oneof(record, fc.jsonValue()), (value) => {
        translate(value);
        preset.recognise(value);
      }),
    );
  });

  it('is not recognised in rows of the others', () => {
    for (const other of [ejabberd, openfire, prosody]) {
      const value = {
        [ejabberd.name]: row('<message/>'),
        [openfire.name]: { conversationID: 1, fromJID: '', toJID: '', sentDate: 1, body: '' },
        [prosody.name]: { sort_id: 1, host: '', user: '', store: '', when: 1, with: '', type: '', value: '' },
      }[other.name];
      expect(preset.recognise(value)).toBe(other === preset ? 1 : 0);
    }
  });
});
