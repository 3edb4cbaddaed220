import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Translated } from '../../../../src/map/draft.js';
import { preset } from '../../../../src/map/presets/tencent/preset.js';

const at = { input: 0, record: 1, part: 0, line: 1, byte: 0 };
const compiled = preset.compile({ options: {}, files: {} });
const translate = (value: unknown): Translated => compiled(value, at);

const text = [{ MsgType: 'TIMTextElem', MsgContent: { Text: 'hello' } }];
const message = (changes: Record<string, unknown> = {}) => ({
  From_Account: 'anna',
  To_Account: 'bo',
  MsgSeq: 11,
  MsgRandom: 501,
  MsgTimeStamp: 1717171717,
  MsgBody: text,
  ...changes,
});
const draftOf = (translated: Translated) => {
  if ('drafts' in translated) return translated.drafts[0]!;
  throw new Error(`no message: ${JSON.stringify(translated)}`);
};
const element = (MsgType: string, MsgContent: object) =>
  draftOf(translate(message({ MsgBody: [{ MsgType, MsgContent }] })));

describe('Tencent', () => {
  it('every source of a message gives it the same id, time and place', () => {
    const expected = { id: '11_501_1717171717', time: '1717171717000', seq: 11 };
    const { MsgTimeStamp, ...timeless } = message();
    const sources = [
      message(),
      message({ MsgKey: '11_501_1717171717' }),
      { ...timeless, MsgTimestamp: MsgTimeStamp },
      { ...timeless, MsgTime: MsgTimeStamp, CallbackCommand: 'C2C.CallbackAfterSendMsg', SendMsgResult: 0 },
      { column: 'x', data: JSON.stringify(message()) },
    ];
    for (const source of sources) expect(draftOf(translate(source))).toMatchObject(expected);
  });

  it('what a reject keeps of a page is mapped alone to the same', () => {
    const page = { ActionStatus: 'OK', ErrorCode: 0, MsgList: [message(), message({ MsgFlagBits: 8 }), 7] };
    const translated = translate(page);
    if (!('several' in translated)) throw new Error('not several');
    expect(translated.several.map(({ becomes }) => Object.keys(becomes)[0])).toEqual(['drafts', 'skip', 'problem']);
    for (const { value, becomes } of translated.several) expect(translate(value)).toEqual(becomes);
  });

  it('elements and custom data go back as they came', () => {
    const MsgBody = [{ MsgType: 'TIMCustomElem', MsgContent: { Data: ' {"a":1} ', Ext: '', Extra: 5 } }, ...text];
    expect(draftOf(translate(message({ MsgBody, CloudCustomData: ' {"b": 2}' })))).toMatchObject({
      body: MsgBody,
      customData: ' {"b": 2}',
    });
  });

  it('a missing flag has only one value it can have', () => {
    const content = { Url: 'https://example.com/a', UUID: 'u' };
    expect(element('TIMFileElem', content).body).toMatchObject([{ MsgContent: { ...content, Download_Flag: 2 } }]);
  });

  it('a link loses its secrets, and both are told', () => {
    const { body, notes } = element('TIMSoundElem', {
      Url: 'https://example.com/a?sig=x&b=1',
      UUID: 'u',
      Download_Flag: 2,
    });
    expect(body).toMatchObject([{ MsgContent: { Url: 'https://example.com/a?b=1' } }]);
    expect(notes).toEqual(['link-expires', 'secret-left-out']);
  });

  it.each([
    ['TIMRelayElem', { Title: 'Talk', MsgList: [] }],
    ['TIMSoundElem', { UUID: 'u', Second: 2 }],
    ['TIMNewElem', { Anything: 1 }],
  ])('%s, which an import does not take, is kept inside a custom element', (type, content) => {
    const { body, notes } = element(type, content);
    const [custom] = body as { MsgType: string; MsgContent: { Data: string } }[];
    expect(custom!.MsgType).toBe('TIMCustomElem');
    expect(JSON.parse(custom!.MsgContent.Data)).toMatchObject({ src: 'tencent', type, body: content });
    expect(notes).toEqual(['element-as-custom']);
  });

  it('of the flags only the bit of a recall counts', () => {
    expect(translate(message({ MsgFlagBits: 8 }))).toEqual({ skip: 'recalled' });
    expect(translate(message({ MsgFlagBits: '8' }))).toEqual({ skip: 'recalled' });
    expect(draftOf(translate(message({ MsgFlagBits: 16 })))).toMatchObject({ id: '11_501_1717171717' });
  });

  it('never throws, whatever a record is', () => {
    const cell = fc.oneof(
      fc.constantFrom(0, 8, '8', 'C2C.CallbackAfterSendMsg', 'Group.X', '[{"MsgType":"TIMImageElem"}]', 'anna', text),
      fc.jsonValue({ maxDepth: 3 }),
      // What JSON can hold and String, Number and join throw for.
      fc.constant({ toString: 1, valueOf: 1 }),
    );
    const one = fc.record(
      {
        From_Account: cell,
        To_Account: cell,
        MsgSeq: cell,
        MsgRandom: cell,
        MsgTime: cell,
        MsgBody: cell,
        MsgFlagBits: cell,
        CloudCustomData: cell,
        CallbackCommand: cell,
        SendMsgResult: cell,
      },
      { requiredKeys: [] },
    );
    const page = fc.record(
      { ActionStatus: cell, ErrorCode: cell, MsgList: fc.oneof(fc.array(one), cell) },
      { requiredKeys: [] },
    );
    fc.assert(
      fc.property(fc.oneof(one, page, cell), (record) => {
        translate(record);
        preset.recognise(record);
      }),
    );
  });
});
