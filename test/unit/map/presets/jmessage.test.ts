import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { preset } from '../../../../src/map/presets/jmessage/preset.js';
import { asMessage, asReject } from '../helpers.js';
import { anyValue, expectJudged } from './any-value.js';
import { mapperOfPreset } from './mapper-of-preset.js';

function message(changes: Record<string, unknown> = {}): Record<string, unknown> {
  const base = {
    target_type: 'single',
    target_id: 'b',
    from_id: 'a',
    from_type: 'user',
    msgid: 98230011,
    msg_level: 0,
  };
  const times = { create_time: 1_650_000_001, msg_ctime: 1_650_000_001_873 };
  return { ...base, ...times, msg_type: 'text', msg_body: { text: 'hello', extras: {} }, ...changes };
}

describe('jmessage', () => {
  it('takes the time of the server, then that of the sender', async () => {
    const map = await mapperOfPreset('jmessage');
    const timeUs = (changes: object) => asMessage(map(message({ ...changes }))[0]).timeUs;
    expect(timeUs({ create_time: 135_432_432_187 })).toBe(1_650_000_001_873_000);
    expect(timeUs({ msg_ctime: undefined })).toBe(1_650_000_001_000_000);
    expect(timeUs({ msg_ctime: '', create_time: '1650000001' })).toBe(1_650_000_001_000_000);
    const unclear = message({ msg_ctime: null, create_time: 135_432_432_187 });
    expect(asReject(map(unclear)[0]).code).toBe('time-unclear');
  });

  it('rejects a message of a page alone, so that it can be mapped again', async () => {
    const messages = [message({ msg_body: '{"te' }), message({ msgid: 2 })];
    const map = await mapperOfPreset('jmessage');
    const [broken, whole] = map({ total: 2, cursor: '', count: 2, messages });
    const { source, key, code } = asReject(broken);
    expect(code).toBe('body-broken');
    expect(asReject(map(source.value)[0])).toMatchObject({ code, key });
    expect(asMessage(map(asMessage(whole).source.value)[0]).key).toEqual(asMessage(whole).key);
  });

  it('sends messages between two apps only when asked to', async () => {
    const reject = await mapperOfPreset('jmessage');
    const keep = await mapperOfPreset('jmessage', { 'cross-app': 'keep' });
    for (const changes of [{ msg_level: 1 }, { msg_level: '1' }, { from_appkey: 'x', target_appkey: 'y' }]) {
      expect(asReject(reject(message(changes))[0]).code).toBe('cross-app');
      expect(keep(message(changes))[0]?.kind).toBe('message');
    }
    expect(reject(message({ from_appkey: 'x', target_appkey: 'x' }))[0]?.kind).toBe('message');
  });

  it('sends files that are in the media table as files, with what the message knows of them', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'jmessage-'));
    const mediaTable = join(folder, 'media.jsonl');
    const video = { key: 'v/1', url: 'https://new.example.com/1.mp4', thumbUrl: 'https://new.example.com/1.jpg' };
    const voice = { key: 'a/1', url: 'https://new.example.com/1.amr' };
    await writeFile(mediaTable, [video, voice].map((one) => `${JSON.stringify(one)}\n`).join(''));
    const map = await mapperOfPreset('jmessage', {}, { mediaTable });
    await rm(folder, { recursive: true });
    const content = (type: string, body: object) =>
      asMessage(map(message({ msg_type: type, msg_body: body }))[0]).payload.MsgBody[0]?.MsgContent;
    const file = { media_id: 'v/1', fsize: 7 };
    const thumb = { media_id: 'i/1', width: 4, height: 3 };
    expect(content('video', { video: file, thumb, duration: 9 })).toMatchObject({
      VideoUrl: video.url,
      VideoSecond: 9,
      ThumbUrl: video.thumbUrl,
      ThumbWidth: 4,
      ThumbHeight: 3,
    });
    expect(content('voice', { media_id: 'a/1', duration: 4 })).toMatchObject({ Url: voice.url, Second: 4 });
  });

  it('never writes the secret of a link', async () => {
    const map = await mapperOfPreset('jmessage');
    const body = { img_link: 'https://img.example.com/a.png?token=hush', width: 1, height: 1 };
    const mapped = asMessage(map(message({ msg_type: 'image', msg_body: body }))[0]);
    expect(JSON.stringify(mapped.payload)).not.toContain('hush');
    expect(mapped.adapted).toContain('secret-left-out');
  });

  it('recognises its own records alone, in pages and in a column, and no others', () => {
    expect(preset.recognise(message())).toBe(1);
    expect(preset.recognise({ total: 1, count: 1, messages: [message()] })).toBe(1);
    expect(preset.recognise({ id: 7, payload: JSON.stringify(message()) })).toBe(1);
    expect(preset.recognise({ messages: [{ id: 1 }] })).toBe(0);
    expect(preset.recognise({ id: 1, from: 'a', to: 'b', time: 1, text: 'x' })).toBe(0);
  });

  it('answers something for every value', async () => {
    const map = await mapperOfPreset('jmessage');
    const any = anyValue;
    const loose = { requiredKeys: [] as [], noNullPrototype: true };
    const body = fc.record({ media_id: any, video: any, thumb: any, text: any, extras: any, duration: any }, loose);
    const one = fc.record(
      {
        msgid: any,
        from_id: any,
        target_id: any,
        target_type: fc.constantFrom('single', 'group', 7),
        msg_type: fc.constantFrom('text', 'image', 'voice', 'video', 'location', 'custom', 'x', 'constructor'),
        msg_body: fc.oneof(body, any),
        create_time: any,
        msg_ctime: any,
      },
      loose,
    );
    const page = fc.record({ messages: fc.oneof(fc.array(fc.oneof(one, any)), any), total: any, count: any }, loose);
    fc.assert(
      fc.property(fc.oneof(any, one, page), (value) => {
        expectJudged(map(value));
        expect(preset.recognise(value)).toBeGreaterThanOrEqual(0);
      }),
    );
  });
});
