import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { asMessage, asReject, asSkip } from '../helpers.js';
import { anyValue, expectJudged } from './any-value.js';
import { mapperOfPreset } from './mapper-of-preset.js';

function record(changes: Record<string, unknown> = {}): Record<string, unknown> {
  return {
    fromUserId: 'u1',
    targetId: 'u2',
    targetType: 1,
    classname: 'RC:TxtMsg',
    content: { content: 'hello' },
    timestamp: 1_683_353_002_417,
    msgUID: 'C7QK-1',
    ...changes,
  };
}

describe('rongcloud', () => {
  it('log line and callback of one message have the same key and say the same', async () => {
    const map = await mapperOfPreset('rongcloud');
    const log = asMessage(map(record())[0]);
    const callback = asMessage(
      map({
        fromUserId: 'u1',
        toUserId: 'u2',
        channelType: 'PERSON',
        objectName: 'RC:TxtMsg',
        content: '{"content":"hello"}',
        msgTimestamp: '1683353002417',
        msgUID: 'C7QK-1',
      })[0],
    );
    expect(callback.payload).toEqual(log.payload);
  });

  it('a wall time is that of Beijing', async () => {
    const map = await mapperOfPreset('rongcloud');
    const wall = map(record({ timestamp: undefined, dateTime: '2023-05-06 14:03:22.417' }))[0];
    expect(asMessage(wall).timeUs).toBe(asMessage(map(record())[0]).timeUs);
  });

  it.each([
    [3, 'group'],
    [6, 'system'],
    ['TEMPGROUP', 'chatroom'],
  ])('conversations of kind %s are left out as %s', async (targetType, reason) => {
    const map = await mapperOfPreset('rongcloud');
    expect(asSkip(map(record({ targetType }))[0]).reason).toBe(reason);
  });

  it('a record that names no kind of conversation is never guessed to be one-to-one', async () => {
    const untyped = record({ targetType: undefined });
    expect(asReject((await mapperOfPreset('rongcloud'))(untyped)[0]).code).toBe('conversation-untyped');
    expect(asMessage((await mapperOfPreset('rongcloud', { untyped: 'person' }))(untyped)[0]).id).toBe('C7QK-1');
  });

  it('a picture written into the record does not get into the message', async () => {
    const map = await mapperOfPreset('rongcloud');
    const content = { content: 'A'.repeat(90_000), imageUri: 'https://example.com/1.jpg' };
    const { bytes, adapted } = asMessage(map(record({ classname: 'RC:ImgMsg', content }))[0]);
    expect(bytes).toBeLessThan(1_000);
    expect(adapted).toEqual(expect.arrayContaining(['image-as-file', 'link-expires']));
  });

  it('a class that every object has a member of is a class like others', async () => {
    const map = await mapperOfPreset('rongcloud');
    const { payload } = asMessage(map(record({ classname: 'constructor' }))[0]);
    expect(JSON.stringify(payload)).toContain('[constructor]');
  });

  it('answers something for every value', async () => {
    const map = await mapperOfPreset('rongcloud');
    const kinds = fc.constantFrom('RC:TxtMsg', 'RC:ImgMsg', 'RC:RcCmd', 'RC:ReferenceMsg', 'x', 'constructor');
    const any = fc.record({
      classname: fc.oneof(kinds, anyValue),
      content: anyValue,
      targetType: anyValue,
      msgUID: anyValue,
    });
    fc.assert(fc.property(any, (changes) => expectJudged(map(record(changes)))));
  });
});
