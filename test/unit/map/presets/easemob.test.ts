import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { preset } from '../../../../src/map/presets/easemob/preset.js';
import { mapExport } from '../../../helpers/map-export.js';
import { asMessage, asReject, asSkip } from '../helpers.js';
import { anyValue, expectJudged } from './any-value.js';
import { mapperOfPreset } from './mapper-of-preset.js';

const SAMPLE = new URL('../../../../samples/presets/easemob/2024060110.gz', import.meta.url);

function record(changes: Record<string, unknown> = {}): Record<string, unknown> {
  const bodies = [{ type: 'txt', msg: 'hello' }];
  const base = { msg_id: '1', timestamp: 1_717_207_200_123, from: 'a', to: 'b', chat_type: 'chat' };
  return { ...base, payload: { bodies, ext: {} }, ...changes };
}

describe('easemob', () => {
  it('takes the copy for a receiver who was offline as the same message', async () => {
    const map = await mapperOfPreset('easemob');
    const original = asMessage(map(record({ eventType: 'chat' }))[0]);
    const { control } = asSkip(map(record({ eventType: 'chat_offline' }))[0]);
    expect(control?.message?.key).toEqual(original.key);
    expect(control?.message?.payload).toEqual(original.payload);
  });

  it('sends copies when asked to', async () => {
    const map = await mapperOfPreset('easemob', { copies: 'keep' });
    expect(map(record({ eventType: 'chat_offline' }))[0]?.kind).toBe('message');
    expect(map(record({ direction: 'incoming' }))[0]?.kind).toBe('message');
  });

  it('gives an edit the id, the time and the key of the message it changes', async () => {
    const map = await mapperOfPreset('easemob');
    const original = asMessage(map(record())[0]);
    const payload = {
      edit_message_id: '1',
      bodies: [{ type: 'txt', msg: 'bye' }],
      meta: { edit_msg: { send_time: 1_717_207_200_123, edit_time: 1_717_207_300_000 } },
    };
    const edit = record({ msg_id: '2', timestamp: 1_717_207_300_000, chat_type: 'edit', payload });
    const { control } = asSkip(map(edit)[0]);
    expect(control).toMatchObject({ kind: 'edit', target: '1' });
    expect(control?.message?.key).toEqual(original.key);
    expect(control?.message?.payload).toMatchObject({
      MsgBody: [{ MsgType: 'TIMTextElem', MsgContent: { Text: 'bye' } }],
      CloudCustomData: '{"migrated":{"editedAt":1717207300000}}',
    });
  });

  it('never writes the secret of a file', async () => {
    const map = await mapperOfPreset('easemob');
    const url = 'https://media.example.com/a/b/chatfiles/1?share-secret=hush';
    for (const type of ['img', 'audio', 'video', 'file', undefined, 'poll']) {
      const body = { type, url, secret: 'hush', thumb: url, thumb_secret: 'hush', length: 1 };
      const message = asMessage(map(record({ payload: { bodies: [body] } }))[0]);
      expect(JSON.stringify(message.payload)).not.toContain('hush');
      expect(message.adapted).toContain('secret-left-out');
    }
  });

  it('keeps what the app put beside a message, an object or a text', async () => {
    const map = await mapperOfPreset('easemob');
    const bodies = [{ type: 'txt', msg: 'x' }];
    expect(asMessage(map(record({ payload: { bodies, ext: { n: 1 } } }))[0]).payload.CloudCustomData).toBe('{"n":1}');
    expect(asMessage(map(record({ payload: { bodies, ext: 'n=1' } }))[0]).payload.CloudCustomData).toBe('n=1');
  });

  it('rejects a message whose payload cannot be read, with its key', async () => {
    const map = await mapperOfPreset('easemob');
    const key = asMessage(map(record())[0]).key;
    const reject = asReject(map(record({ payload: '{"bodies":[' }))[0]);
    expect(reject.code).toBe('bodies-missing');
    expect(reject.key).toBe(`${key.seq}_${key.random}_${key.seconds}`);
  });

  it('gives a file in the media table its new address', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'easemob-'));
    const mediaTable = join(folder, 'media.jsonl');
    await writeFile(mediaTable, '{"key":"/org/app/chatfiles/77","url":"https://new.example.com/77.amr"}\n');
    const map = await mapperOfPreset('easemob', {}, { mediaTable });
    await rm(folder, { recursive: true });
    const bodies = [{ type: 'audio', url: '/org/app/chatfiles/77', length: 3 }];
    const [element] = asMessage(map(record({ payload: { bodies } }))[0]).payload.MsgBody;
    expect(element?.MsgContent).toMatchObject({ Url: 'https://new.example.com/77.amr', Second: 3 });
  });

  it('loses no whole record of a cut log, and tells that it is cut', async () => {
    const bytes = await readFile(SAMPLE);
    const whole = await mapExport([SAMPLE.pathname], { preset: 'easemob' });
    const folder = await mkdtemp(join(tmpdir(), 'easemob-'));
    const path = join(folder, '2024060110.gz');
    // The second member, of three records, loses its end.
    await writeFile(path, bytes.subarray(0, bytes.length - 20));
    const cut = await mapExport([path], { preset: 'easemob' });
    await rm(folder, { recursive: true });
    const firstHour = whole.filter(({ at }) => at.record <= 34).map(({ kind, at }) => [kind, at.record]);
    expect(cut.slice(0, firstHour.length).map(({ kind, at }) => [kind, at.record])).toEqual(firstHour);
    expect(cut.at(-1)).toMatchObject({ kind: 'reject', stage: 'read' });
  });

  it('recognises its own records alone and in a column, and nothing that lacks their fields', () => {
    expect(preset.recognise(record())).toBe(1);
    expect(preset.recognise({ id: 7, payload: JSON.stringify(record()) })).toBe(1);
    expect(preset.recognise({ id: 1, from: 'a', to: 'b', time: 1, text: 'x' })).toBe(0);
  });

  it('a kind that every object has a member of is a kind like others', async () => {
    const map = await mapperOfPreset('easemob');
    expectJudged(map(record({ chat_type: 'constructor' })));
    const { payload } = asMessage(map(record({ payload: { bodies: [{ type: 'constructor' }], ext: {} } }))[0]);
    expect(JSON.stringify(payload)).toContain('[constructor]');
  });

  it('answers something for every value', async () => {
    const map = await mapperOfPreset('easemob');
    const body = fc.record(
      { type: fc.constantFrom('txt', 'img', 'loc', 'custom', 'x', 'constructor') },
      { noNullPrototype: true },
    );
    const near = fc.record(
      {
        msg_id: anyValue,
        chat_type: fc.oneof(fc.constantFrom('chat', 'recall', 'edit', 'groupchat', '', 7), anyValue),
        timestamp: anyValue,
        payload: fc.oneof(anyValue, fc.record({ bodies: fc.oneof(fc.array(body), anyValue) })),
        from: anyValue,
        to: anyValue,
      },
      { requiredKeys: [], noNullPrototype: true },
    );
    fc.assert(
      fc.property(fc.oneof(anyValue, near), (value) => {
        expectJudged(map(value));
        expect(preset.recognise(value)).toBeGreaterThanOrEqual(0);
      }),
    );
  });
});
