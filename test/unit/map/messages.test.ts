import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { asMessage, asReject, asSkip, canonical, NOW_MS, raw, record } from './helpers.js';

const mapper = await canonical();
const map = (changes: Record<string, unknown>) => mapper(raw(record(changes)))[0];
const message = (changes: Record<string, unknown>) => asMessage(map(changes));
const code = (changes: Record<string, unknown>) => asReject(map(changes)).code;
const body = (changes: Record<string, unknown>) => message({ text: undefined, ...changes }).payload.MsgBody;

describe('a canonical text', () => {
  it('becomes exactly this request', () => {
    expect(message({ seq: 42, customData: { a: 1 } }).payload).toEqual({
      SyncFromOldSystem: 2,
      From_Account: 'anna',
      To_Account: 'bo',
      MsgSeq: 42,
      MsgRandom: expect.any(Number),
      MsgTimeStamp: 1_717_171_717,
      MsgBody: [{ MsgType: 'TIMTextElem', MsgContent: { Text: 'hello' } }],
      CloudCustomData: '{"a":1}',
    });
  });

  it('has place, id, lane, time and type', () => {
    const mapped = message({});
    expect(mapped).toMatchObject({ id: 'm-1', lane: 'anna\nbo', timeUs: 1_717_171_717_123_000, type: 'TIMTextElem' });
    expect(mapped.at).toEqual({ input: 0, record: 1, part: 0, line: 1, byte: 0 });
  });

  it('an empty text is a text, no text is a reject', () => {
    expect(message({ text: '' }).payload.MsgBody[0]).toMatchObject({ MsgContent: { Text: '' } });
    expect(code({ text: undefined })).toBe('text-without-text');
    expect(code({ text: null })).toBe('text-without-text');
    expect(code({ text: true })).toBe('field-not-text');
  });

  it('half a surrogate pair would arrive as U+FFFD and is refused wherever it stands', () => {
    expect(code({ text: 'cut \ud83d' })).toBe('broken-text');
    expect(code({ customData: '\udc00' })).toBe('broken-text');
    expect(code({ type: 'file', url: 'https://a.b/c', name: '\ud83d' })).toBe('broken-text');
    expect(code({ body: [{ MsgType: 'TIMTextElem', MsgContent: { Text: '\ud83d' } }] })).toBe('broken-text');
  });
});

describe('size', () => {
  it('bytes is exactly the size of the request as JSON, for any text and custom data', () => {
    const text = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 200 }),
      fc.string({ unit: 'grapheme', maxLength: 200 }),
    );
    fc.assert(
      fc.property(text, fc.option(text, { nil: undefined }), fc.nat(0xffff_ffff), (words, customData, seq) => {
        const mapped = message({ text: words, customData, seq });
        expect(mapped.bytes).toBe(Buffer.byteLength(JSON.stringify(mapped.payload)));
      }),
    );
  });

  it('is exact for ready-made bodies with members of their own', () => {
    const ready = { MsgType: 'TIMTextElem', MsgContent: { Text: 'x', Extra: ['ü'] }, More: 1 };
    const mapped = message({ body: [ready] });
    expect(mapped.payload.MsgBody).toEqual([ready]);
    expect(mapped.bytes).toBe(Buffer.byteLength(JSON.stringify(mapped.payload)));
  });

  it('the limit itself is allowed, one byte more is not, and the reason says how many', () => {
    const rest = message({ text: '' }).bytes;
    expect(message({ text: 'x'.repeat(12_000 - rest) }).bytes).toBe(12_000);
    const refused = asReject(map({ text: 'x'.repeat(12_001 - rest) }));
    expect(refused).toMatchObject({ code: 'too-large', reason: 'the request is 12001 bytes, 12000 are allowed' });
    expect(code({ text: '字'.repeat(4000) })).toBe('too-large');
  });
});

describe('accounts', () => {
  it('32 bytes are allowed, 33 are not, and bytes are counted, not characters', () => {
    expect(message({ from: 'a'.repeat(32) }).payload.From_Account).toHaveLength(32);
    expect(asReject(map({ from: 'a'.repeat(33) }))).toMatchObject({
      code: 'account-too-long',
      reason: 'from: the account is 33 bytes, 32 are allowed',
    });
    expect(asReject(map({ to: '字'.repeat(32) })).reason).toContain('96 bytes');
  });

  it.each([undefined, null, ''])('%j is missing', (from) => expect(code({ from })).toBe('account-missing'));
  it.each([10086, {}, ['a'], true])('%j is no text', (to) => expect(code({ to })).toBe('account-not-text'));
  it.each(['a b', 'a\nb', '李雷', 'a\u007f', '\u00e9'])('%j has wrong characters', (from) => {
    expect(code({ from })).toBe('account-characters');
  });
  it.each(['@RBT#helper', '@TGS#123'])('%s is reserved', (to) => expect(code({ to })).toBe('account-reserved'));
  it('other printable ASCII is allowed', () => expect(message({ from: 'a.b@c#!' }).lane).toContain('a.b@c#!'));
  it('from = to is skipped as self, before its content is judged', () => {
    expect(asSkip(map({ to: 'anna', text: undefined })).reason).toBe('self');
  });
});

describe('time', () => {
  it.each([undefined, null, ''])('%j is missing', (time) => expect(code({ time })).toBe('time-missing'));
  it.each(['yesterday', '2024-13-01T00:00:00Z', '2024-02-30T00:00:00Z', '2024-05-01', {}, true, '-5', '1.7E+12'])(
    '%j is no time',
    (time) => expect(code({ time })).toBe('time-invalid'),
  );
  it('a wall time needs a zone', async () => {
    const refused = asReject(map({ time: '2024-05-01T12:00:00' }));
    expect(refused.code).toBe('time-without-zone');
    expect(refused.advice).toContain('--zone +08:00');
    const zoned = await canonical({ zone: '+08:00' });
    expect(asMessage(zoned(raw(record({ time: '2024-05-01T12:00:00' })))[0]).timeUs).toBe(
      Date.UTC(2024, 4, 1, 4) * 1000,
    );
  });
  it('before 2000 and more than a day ahead are refused, the borders are not', () => {
    const edge = Date.UTC(2000, 0, 1);
    expect(message({ time: edge }).timeUs).toBe(edge * 1000);
    expect(code({ time: edge - 1 })).toBe('time-before-2000');
    expect(message({ time: NOW_MS + 86_400_000 }).kind).toBe('message');
    expect(code({ time: NOW_MS + 86_400_001 })).toBe('time-in-future');
    expect(code({ time: 0 })).toBe('time-before-2000');
    expect(code({ time: -1 })).toBe('time-before-2000');
  });
  it('says when seconds, µs or ns are written as ms', () => {
    expect(asReject(map({ time: 1_717_171_717 })).advice).toContain('looks like s: that would be 2024-05-31T16:08:37');
    expect(asReject(map({ time: 1_717_171_717_123_456 })).advice).toContain('looks like us');
    expect(asReject(map({ time: 1_717_171_717_123_456_789n })).advice).toContain('looks like ns');
  });
  it('what is no number at all is refused too', () => {
    expect(code({ time: Number.NaN })).toBe('time-invalid');
    expect(code({ time: Number.POSITIVE_INFINITY })).toBe('time-invalid');
  });
  it('a time reject carries the id, so the record can be found', () => {
    expect(asReject(map({ time: 0 })).id).toBe('m-1');
  });
});

describe('since and until', () => {
  it('skip what is outside without judging it further; since belongs to the window, until does not', async () => {
    const windowed = await canonical({ sinceUs: 1_717_171_717_123_000, untilUs: 1_717_171_718_000_000 });
    const outcome = (changes: Record<string, unknown>) => windowed(raw(record(changes)))[0]!;
    expect(
      asSkip(outcome({ time: 1_717_171_717_122, from: 'far too long for an account of the service' })).reason,
    ).toBe('before-since');
    expect(outcome({}).kind).toBe('message');
    expect(asSkip(outcome({ time: 1_717_171_718_000, id: '' })).reason).toBe('after-until');
  });
});

describe('elements', () => {
  const url = 'https://files.example.com/a.PNG?x=1';

  it('image: size demanded, format from the name, UUID the same in every run', () => {
    const [image] = body({ type: 'image', url, width: '640', height: 480 });
    expect(image).toEqual({
      MsgType: 'TIMImageElem',
      MsgContent: {
        UUID: expect.stringMatching(/^[0-9a-f]{32}$/),
        ImageFormat: 3,
        ImageInfoArray: [{ Type: 1, Width: 640, Height: 480, URL: url }],
      },
    });
    expect(body({ type: 'image', url, width: 640, height: 480 })[0]).toEqual(image);
    expect(body({ id: 'm-2', type: 'image', url, width: 640, height: 480 })[0]).not.toEqual(image);
  });

  it('image: large and thumbnail only where given, with their own size', () => {
    const given = { type: 'image', url, width: 4, height: 3, size: 9, uuid: 'u', format: 'webp' };
    const thumb = { thumbUrl: 'https://a.b/t.jpg', thumbWidth: 2, thumbHeight: 1 };
    expect(body({ ...given, ...thumb })[0]!.MsgContent).toEqual({
      UUID: 'u',
      ImageFormat: 255,
      ImageInfoArray: [
        { Type: 1, Size: 9, Width: 4, Height: 3, URL: url },
        { Type: 3, Width: 2, Height: 1, URL: 'https://a.b/t.jpg' },
      ],
    });
    expect(code({ ...given, largeUrl: 'https://a.b/l.jpg' })).toBe('image-without-size');
  });

  it.each([{ width: undefined }, { height: 0 }, { width: '' }])(
    'image with %j has no size: 0 is never written',
    (size) => {
      expect(code({ type: 'image', url, width: 4, height: 3, ...size })).toBe('image-without-size');
    },
  );

  it('sound and file', () => {
    const MsgContent = { Url: url, UUID: 'u', Size: 12, Second: 1, Download_Flag: 2 };
    expect(body({ type: 'sound', url, uuid: 'u', size: 12, seconds: 0.4 })).toEqual([
      { MsgType: 'TIMSoundElem', MsgContent },
    ]);
    expect(body({ type: 'file', url, uuid: 'u', size: '12', name: '合同.pdf' })[0]!.MsgContent).toEqual({
      Url: url,
      UUID: 'u',
      FileSize: 12,
      FileName: '合同.pdf',
      Download_Flag: 2,
    });
  });

  it('video: thumbnail with its size demanded', () => {
    const video = {
      type: 'video',
      url,
      thumbUrl: 'https://a.b/t.jpg',
      thumbWidth: 2,
      thumbHeight: 1,
      seconds: 3.6,
      format: 'mp4',
    };
    expect(body(video)[0]).toEqual({
      MsgType: 'TIMVideoFileElem',
      MsgContent: {
        VideoUrl: url,
        VideoUUID: expect.any(String),
        VideoSecond: 4,
        VideoFormat: 'mp4',
        VideoDownloadFlag: 2,
        ThumbUrl: 'https://a.b/t.jpg',
        ThumbUUID: expect.any(String),
        ThumbWidth: 2,
        ThumbHeight: 1,
        ThumbDownloadFlag: 2,
      },
    });
    expect(code({ ...video, thumbUrl: undefined })).toBe('video-without-thumbUrl');
    expect(code({ ...video, thumbWidth: undefined })).toBe('video-without-size');
  });

  it('location, face, custom', () => {
    expect(body({ type: 'location', latitude: '31.5', longitude: -0.25, desc: '' })[0]!.MsgContent).toEqual({
      Latitude: 31.5,
      Longitude: -0.25,
    });
    expect(body({ type: 'face', index: '7', data: 'wave' })[0]!.MsgContent).toEqual({ Index: 7, Data: 'wave' });
    const data = { id: 9_007_199_254_740_993n };
    expect(body({ type: 'custom', data, desc: 'd', ext: 'e', sound: 's' })[0]!.MsgContent).toEqual({
      Data: '{"id":9007199254740993}',
      Desc: 'd',
      Ext: 'e',
      Sound: 's',
    });
  });

  it.each([
    [{ type: 'sound' }, 'sound-without-url'],
    [{ type: 'file', url: 'uploads/a.pdf' }, 'url-not-absolute'],
    [{ type: 'location', latitude: 1 }, 'location-without-longitude'],
    [{ type: 'location', latitude: 91, longitude: 0 }, 'field-not-number'],
    [{ type: 'face' }, 'face-without-index'],
    [{ type: 'face', index: 1.5 }, 'field-not-number'],
    [{ type: 'custom', data: '' }, 'custom-without-data'],
    [{ type: 'sticker' }, 'type-unknown'],
    [{ type: 'toString' }, 'type-unknown'],
    [{ type: 'file', url: 'https://a.b/c', size: -1 }, 'field-not-number'],
  ])('%j is refused as %s', (changes, expected) => {
    const refused = asReject(map(changes));
    expect(refused.code).toBe(expected);
    expect(refused.advice).not.toBe('');
  });

  it('an unknown type names the allowed ones', () => {
    expect(asReject(map({ type: 'sticker' })).reason).toBe(
      'expected one of text, image, sound, video, file, location, face, custom as type, got "sticker"',
    );
  });

  it('several in one message; two custom elements are one too many', () => {
    const mapped = message({ elements: [{ type: 'text', text: 'a' }, { type: 'face', index: 1 }, { text: 'b' }] });
    expect(mapped.type).toBe('TIMTextElem+TIMFaceElem+TIMTextElem');
    const custom = { type: 'custom', data: 'x' };
    expect(code({ elements: [custom, custom] })).toBe('two-custom-elements');
    expect(code({ elements: [] })).toBe('elements-invalid');
    expect(asReject(map({ elements: [custom, { type: 'face' }] })).reason).toMatch(/^elements\[1\] face:/);
  });
});

describe('ready-made body', () => {
  const text = { MsgType: 'TIMTextElem', MsgContent: { Text: 'a' } };
  const sound = { MsgType: 'TIMSoundElem', MsgContent: { Url: 'https://a.b/c', UUID: 'u', Download_Flag: 2 } };
  const imageOf = (info: object) => ({
    MsgType: 'TIMImageElem',
    MsgContent: { UUID: 'u', ImageFormat: 1, ImageInfoArray: [info] },
  });

  it('replaces type and fields, as list or as JSON text', () => {
    expect(message({ type: 'image', body: [text, sound] }).payload.MsgBody).toEqual([text, sound]);
    expect(message({ body: JSON.stringify([text]) }).payload.MsgBody).toEqual([text]);
    expect(message({ body: [text, sound] }).type).toBe('TIMTextElem+TIMSoundElem');
  });

  it.each([
    [[], 'body-invalid'],
    ['{', 'body-invalid'],
    [{}, 'body-invalid'],
    [[null], 'body-type-unknown'],
    [[{ MsgType: 'TIMRelayElem', MsgContent: {} }], 'body-type-unknown'],
    [[{ MsgType: 'TIMTextElem' }], 'body-invalid'],
    [[{ MsgType: 'TIMTextElem', MsgContent: { text: 'a' } }], 'body-field-missing'],
    [[{ ...sound, MsgContent: { ...sound.MsgContent, Download_Flag: 1 } }], 'body-flag'],
    [[imageOf({ Type: 1, Width: 1, Height: 1, Url: 'https://a.b/c' })], 'body-field-missing'],
    [[{ MsgType: 'TIMImageElem', MsgContent: { UUID: 'u', ImageFormat: 1 } }], 'body-field-missing'],
    [[{ MsgType: 'TIMTextElem', MsgContent: { Text: 'a', Big: 9_007_199_254_740_993n } }], 'body-invalid'],
    [[{ MsgType: 'TIMFaceElem', MsgContent: { Index: Number.POSITIVE_INFINITY } }], 'body-invalid'],
  ])('%# is refused as %s', (ready, expected) => expect(code({ body: ready })).toBe(expected));

  it('the reason names the place and shows no text', () => {
    const refused = asReject(map({ body: [text, { MsgType: 'TIMCustomElem', MsgContent: { Data: 5 } }] }));
    expect(refused.reason).toBe('body[1].MsgContent.Data: expected a text, got 5');
    const secret = asReject(map({ body: [{ MsgType: 'TIMFaceElem', MsgContent: { Index: 'our secret' } }] }));
    expect(secret.reason).not.toContain('secret');
  });
});

describe('never throws, never answers nothing', () => {
  it('whatever a record holds', () => {
    fc.assert(
      fc.property(fc.anything({ withBigInt: true, withNullPrototype: true }), fc.anything(), (value, field) => {
        const one = mapper(raw(value));
        const names = ['id', 'from', 'time', 'seq', 'type', 'text', 'body', 'elements', 'customData'];
        const others = names.flatMap((name) => mapper(raw(record({ [name]: field }))));
        for (const mapped of [...one, ...others]) expect(['message', 'reject', 'skip']).toContain(mapped.kind);
        expect(one).toHaveLength(1);
      }),
    );
  });

  it('a record nested deeper than the stack is a reject', () => {
    let deep: unknown = 'end';
    for (let level = 0; level < 100_000; level += 1) deep = [deep];
    expect(code({ customData: deep })).toBe('map-failed');
    expect(code({ body: [{ MsgType: 'TIMTextElem', MsgContent: { Text: 'a', deep } }] })).toBe('body-invalid');
  });

  it('a broken record becomes a reject of stage read with what the reader said', () => {
    const broken = { code: 'bad-json', reason: 'r', advice: 'a', length: 3, raw: new Uint8Array(3), atEnd: false };
    expect(mapper({ ...raw(undefined), broken })).toEqual([
      expect.objectContaining({
        kind: 'reject',
        stage: 'read',
        code: 'bad-json',
        reason: 'r',
        advice: 'a',
        outcome: 'not-sent',
      }),
    ]);
  });
});
