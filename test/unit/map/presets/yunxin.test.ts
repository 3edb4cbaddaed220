import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { preset } from '../../../../src/map/presets/yunxin/preset.js';
import { asMessage, asReject, asSkip } from '../helpers.js';
import { anyValue, expectJudged } from './any-value.js';
import { mapperOfPreset } from './mapper-of-preset.js';

function copy(changes: Record<string, unknown> = {}): Record<string, unknown> {
  const base = { eventType: '1', convType: 'PERSON', fromAccount: 'a', to: 'b', msgTimestamp: '1689000000123' };
  return { ...base, msgType: 'TEXT', msgidServer: '512300018877665544', body: 'hello', ...changes };
}

function history(changes: Record<string, unknown> = {}): Record<string, unknown> {
  const base = { from: 'a', msgid: 512300018877665544n, sendtime: 1_689_000_000_123, type: 0 };
  return { ...base, body: { msg: 'hello' }, ...changes };
}

describe('yunxin', () => {
  it('gives a repeated copy, and the same message in the history, the key of the first', async () => {
    const map = await mapperOfPreset('yunxin', { pair: 'A,B' });
    const { key, payload } = asMessage(map(copy())[0]);
    expect(asMessage(map(copy({ resendFlag: '1' }))[0]).key).toEqual(key);
    const paged = asMessage(map({ code: 200, size: 1, msgs: [history()] })[0]);
    expect(paged.key).toEqual(key);
    expect(paged.payload).toEqual(payload);
  });

  it('finds the receiver in the page, round the page, in the message and in the option, in this order of nearness', async () => {
    const map = await mapperOfPreset('yunxin', { pair: 'a,option' });
    const receiver = (value: unknown) => asMessage(map(value)[0]).payload.To_Account;
    const msgs = [history()];
    expect(receiver({ msgs })).toBe('option');
    expect(receiver({ from: 'a', to: 'round', page: { msgs } })).toBe('round');
    expect(receiver({ from: 'a', to: 'round', page: JSON.stringify({ msgs: [history({ msgid: 7 })] }) })).toBe('round');
    expect(receiver({ pair: ['inside', 'a'], msgs })).toBe('inside');
    expect(receiver({ from: 'a', to: 'round', page: { pair: 'a,inside', msgs } })).toBe('inside');
    expect(receiver({ pair: ['inside', 'a'], msgs: [history({ to: 'own' })] })).toBe('own');
  });

  it('a recall names its message and the conversation, and is never a message itself', async () => {
    const map = await mapperOfPreset('yunxin');
    const recall = { eventType: '7', msgId: '512300018877665544', from: 'A', to: 'b', timestamp: '1689000000123' };
    const { reason, control } = asSkip(map(recall)[0]);
    expect(reason).toBe('recall');
    expect(control).toEqual({ kind: 'recall', target: '512300018877665544', lane: 'a\nb' });
    expect(asSkip(map({ ...recall, eventType: '8' })[0])).toMatchObject({ reason: 'group' });
    expect(asSkip(map({ ...recall, msgId: undefined })[0]).control).toBeUndefined();
  });

  it('rejects a message of a page alone, so that it can be mapped again', async () => {
    const page = { pair: ['a', 'b'], msgs: [history({ type: 2, body: 'cut' }), history({ msgid: 2 })] };
    const map = await mapperOfPreset('yunxin');
    const [broken, whole] = map(page);
    const { source, key, code } = asReject(broken);
    expect(code).toBe('attach-broken');
    expect(asReject(map(source.value)[0])).toMatchObject({ code, key });
    expect(asMessage(map(asMessage(whole).source.value)[0]).key).toEqual(asMessage(whole).key);
  });

  it('maps what was rejected for an unknown peer, once the pair is told', async () => {
    const reject = asReject((await mapperOfPreset('yunxin'))({ msgs: [history()] })[0]);
    expect(reject.code).toBe('peer-unknown');
    const map = await mapperOfPreset('yunxin', { pair: 'a,b' });
    expect(asMessage(map(reject.source.value)[0]).payload.To_Account).toBe('b');
  });

  it('refuses a pair that is none', async () => {
    await expect(mapperOfPreset('yunxin', { pair: 'a' })).rejects.toMatchObject({ code: 'preset-option' });
    await expect(mapperOfPreset('yunxin', { pair: 'a,b,c' })).rejects.toMatchObject({ code: 'preset-option' });
  });

  it('sends a broken custom attachment as it is, and rejects a broken file with its key', async () => {
    const map = await mapperOfPreset('yunxin');
    const custom = asMessage(map(copy({ msgType: 'CUSTOM', attach: '{"a":' }))[0]);
    expect(custom.payload.MsgBody[0]?.MsgContent).toMatchObject({ Data: '{"a":' });
    const { key } = asMessage(map(copy())[0]);
    const reject = asReject(map(copy({ msgType: 'FILE', attach: '{"url":' }))[0]);
    expect(reject).toMatchObject({ code: 'attach-broken', key: `${key.seq}_${key.random}_${key.seconds}` });
    expect(reject.reason).not.toContain('url');
  });

  it('reads copies only of messages between two', async () => {
    const map = await mapperOfPreset('yunxin');
    expect(asSkip(map(copy({ eventType: '3' }))[0]).reason).toBe('notice');
    expect(asSkip(map(copy({ eventType: 3 }))[0]).reason).toBe('notice');
    expect(asSkip(map(copy({ convType: 'TEAM' }))[0]).reason).toBe('group');
    expect(asSkip(map(copy({ convType: 'CUSTOM_TEAM' }))[0]).reason).toBe('notice');
    expect(asReject(map(copy({ convType: undefined }))[0]).code).toBe('conversation-unknown');
  });

  it('recognises its own records alone, in pages and in a column, and no others', () => {
    expect(preset.recognise(copy())).toBe(1);
    expect(preset.recognise({ id: 7, payload: JSON.stringify(copy()) })).toBe(1);
    expect(preset.recognise({ from: 'a', to: 'b', page: { msgs: [history()] } })).toBe(0.9);
    expect(preset.recognise({ items: [{ id: 1 }] })).toBe(0);
    expect(preset.recognise({ id: 1, from: 'a', to: 'b', time: 1, text: 'x' })).toBe(0);
  });

  it('answers something for every value', async () => {
    const map = await mapperOfPreset('yunxin', { pair: 'a,b' });
    const any = anyValue;
    const type = fc.constantFrom(
      'TEXT',
      'PICTURE',
      'AUDIO',
      'CUSTOM',
      'NETCALL_AUDIO',
      '0',
      2,
      100,
      'x',
      'constructor',
    );
    const loose = { requiredKeys: [] as [], noNullPrototype: true };
    const one = fc.record(
      {
        eventType: fc.constantFrom('1', 2),
        convType: fc.constantFrom('PERSON', 1),
        msgType: type,
        attach: any,
        ext: any,
      },
      loose,
    );
    const entry = fc.record({ from: fc.constantFrom('a', 'c'), msgid: any, sendtime: any, type, body: any }, loose);
    const item = fc.record(
      { message_server_id: any, conversation_type: fc.constantFrom(1, 2, '1'), message_type: type, attachment: any },
      loose,
    );
    const list = fc.array(fc.oneof(entry, item, any));
    const page = fc.record({ msgs: fc.oneof(list, any), items: fc.oneof(list, any), pair: any, page: any }, loose);
    fc.assert(
      fc.property(fc.oneof(any, one, entry, item, page), (value) => {
        expectJudged(map(value));
        expect(preset.recognise(value)).toBeGreaterThanOrEqual(0);
      }),
    );
  });
});
