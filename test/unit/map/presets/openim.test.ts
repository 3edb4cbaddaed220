import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Translated } from '../../../../src/map/draft.js';
import { preset } from '../../../../src/map/presets/openim/preset.js';

const at = { input: 0, record: 1, part: 0, line: 1, byte: 0 };
const translator = (options: Record<string, string> = {}) => {
  const translate = preset.compile({ options: { single: '1', voice: 's', ...options }, files: {} });
  return (value: unknown): Translated => translate(value, at);
};
const translate = translator();

const row = (changes: Record<string, unknown> = {}) => ({
  send_id: 'anna',
  recv_id: 'bo',
  client_msg_id: 'c1',
  server_msg_id: 's1',
  session_type: 1,
  content_type: 101,
  content: '{"content":"hello"}',
  seq: 7,
  send_time: 1717171717123,
  status: 2,
  ...changes,
});
const draftOf = (translated: Translated) => {
  if ('drafts' in translated) return translated.drafts[0]!;
  throw new Error(`no message: ${JSON.stringify(translated)}`);
};

describe('OpenIM', () => {
  it('what a reject keeps of a document is mapped alone to the same', () => {
    const translated = translate({
      doc_id: 'si_anna_bo:0',
      msgs: [null, { msg: row(), revoke: null, del_list: ['bo'] }],
    });
    if (!('several' in translated)) throw new Error('not several');
    expect(translated.several).toHaveLength(1);
    for (const { value, becomes } of translated.several) expect(translate(value)).toEqual(becomes);
  });

  it('a callback has other names for the same fields', () => {
    const callback = {
      callbackCommand: 'callbackAfterSendSingleMsgCommand',
      sendID: 'anna',
      recvID: 'bo',
      clientMsgID: 'c1',
      sessionType: 1,
      contentType: 101,
      content: '{"content":"hello"}',
      sendTime: 1717171717123,
      seq: 0,
    };
    const { seq: _, ...placed } = draftOf(translate(row()));
    expect(draftOf(translate(callback))).toEqual(placed);
  });

  it('integers in mongoexport’s canonical form keep all their digits', () => {
    const draft = draftOf(
      translate(row({ seq: { $numberLong: '9007199254740993' }, session_type: { $numberInt: '1' } })),
    );
    expect(draft.seq).toBe('9007199254740993');
  });

  it.each([
    ['s', 6, 6],
    ['ms', 6400, '6.4'],
  ])('a voice of %s', (voice, duration, seconds) => {
    const content = JSON.stringify({ sourceUrl: 'https://example.com/v.m4a', duration });
    expect(draftOf(translator({ voice })(row({ content_type: 103, content })))).toMatchObject({
      type: 'sound',
      seconds,
    });
  });

  it('another number may stand for one-to-one', () => {
    expect(translate(row({ session_type: 5 }))).toEqual({ skip: 'group' });
    expect(draftOf(translator({ single: '5' })(row({ session_type: 5 })))).toMatchObject({ text: 'hello' });
  });

  it('a revocation that names nobody is none', () => {
    expect(draftOf(translate({ msg: row(), revoke: { user_id: '', time: 0 } }))).toMatchObject({ text: 'hello' });
    expect(translate({ msg: row(), revoke: { user_id: 'anna' } })).toEqual({ skip: 'recalled' });
  });

  it('what old clients call taking back names the message by its id', () => {
    const recall = (content_type: number, content: string) => translate(row({ content_type, content }));
    expect(recall(111, 'c9')).toMatchObject({ control: { kind: 'recall', target: 'c9', from: 'anna', to: 'bo' } });
    expect(recall(118, '{"clientMsgID":"c9"}')).toMatchObject({ control: { target: 'c9' } });
    expect(recall(2101, '{"detail":"{\\"clientMsgID\\":\\"c9\\"}"}')).toMatchObject({ control: { target: 'c9' } });
  });

  it('a type nobody knows is kept as a custom element', () => {
    expect(draftOf(translate(row({ content_type: 777, content: 'x' })))).toMatchObject({
      type: 'custom',
      data: { src: 'openim', type: '777', body: 'x' },
    });
  });

  it('a time of 0 is none: the creation counts', () => {
    expect(draftOf(translate(row({ send_time: 0, create_time: 1717171717000 }))).time).toBe(1717171717000);
  });

  it('never throws, whatever a record is', () => {
    const cell = fc.oneof(
      fc.constantFrom(1, '1', 101, '103', 114, 2101, 107, '{"detail":"{}"}', '{"quoteMessage":{"textElem":1}}', 'anna'),
      fc.jsonValue({ maxDepth: 3 }),
      // What JSON can hold and String, Number and join throw for.
      fc.constant({ toString: 1, valueOf: 1 }),
    );
    const message = fc.record(
      {
        send_id: cell,
        recv_id: cell,
        session_type: cell,
        content_type: cell,
        content: cell,
        seq: cell,
        send_time: cell,
        status: cell,
        ex: cell,
        callbackCommand: cell,
      },
      { requiredKeys: ['send_id', 'content_type'] },
    );
    const entry = fc.oneof(
      fc.constant(null),
      fc.record({ msg: fc.oneof(message, cell), revoke: cell, del_list: cell }),
    );
    const value = fc.oneof(message, fc.record({ msgs: fc.array(entry) }), fc.record({ payload: cell }), cell);
    fc.assert(
      fc.property(value, (record) => {
        translate(record);
        preset.recognise(record);
      }),
    );
  });
});
