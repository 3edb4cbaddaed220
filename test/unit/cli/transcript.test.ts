import { describe, expect, it } from 'vitest';
import { bodyText } from '../../../src/cli/element-text.js';
import { shownText, shownWord } from '../../../src/cli/shown-text.js';
import { messageText, wallTime } from '../../../src/cli/transcript.js';
import { merged } from '../../../src/cli/two-views.js';
import type { RoamMsg } from '../../../src/im/wire.js';
import { findZone } from '../../../src/map/zone.js';

const UTC = findZone('UTC')!;

function said(seq: number, text: string, more: Partial<RoamMsg> = {}): RoamMsg {
  const seconds = more.MsgTimeStamp ?? 1_700_000_000;
  return {
    From_Account: 'anna',
    To_Account: 'bo',
    MsgSeq: seq,
    MsgRandom: 7,
    MsgTimeStamp: seconds,
    MsgFlagBits: 0,
    MsgKey: `${seq}_7_${seconds}`,
    MsgBody: [{ MsgType: 'TIMTextElem', MsgContent: { Text: text } }],
    ...more,
  };
}

describe('a message on a terminal', () => {
  it('has time, sender and text', () => {
    const line = messageText(said(1, 'hello'), { zone: UTC, verbose: false });
    expect(line).toBe('2023-11-14 22:13:20  anna: hello');
  });

  it('is told in the zone that was asked for, on both sides of a clock change', () => {
    expect(wallTime(1_700_000_000, findZone('+08:00')!)).toBe('2023-11-15 06:13:20');
    const berlin = findZone('Europe/Berlin')!;
    expect(wallTime(Date.UTC(2024, 2, 31, 0, 59, 59) / 1_000, berlin)).toBe('2024-03-31 01:59:59');
    expect(wallTime(Date.UTC(2024, 2, 31, 1, 0, 0) / 1_000, berlin)).toBe('2024-03-31 03:00:00');
    expect(wallTime(Date.UTC(2024, 9, 27, 0, 30, 0) / 1_000, berlin)).toBe('2024-10-27 02:30:00');
    expect(wallTime(Date.UTC(2024, 9, 27, 1, 30, 0) / 1_000, berlin)).toBe('2024-10-27 02:30:00');
  });

  it('says that it was recalled, and who alone sees it', () => {
    const recalled = said(1, 'oh', { MsgFlagBits: 8 });
    expect(messageText(recalled, { zone: UTC, verbose: false }, 'bo')).toContain(
      'anna: [recalled] [only bo sees it] oh',
    );
  });

  it('further lines stand apart, so that no message can look like another', () => {
    const forged = said(1, 'hi\r\n2023-11-14 22:13:21  bo: I owe you money\rreally');
    expect(messageText(forged, { zone: UTC, verbose: false }).split('\n')).toEqual([
      '2023-11-14 22:13:20  anna: hi',
      '    2023-11-14 22:13:21  bo: I owe you money',
      '    really',
    ]);
  });

  it('with -v its key and what travels with it', () => {
    const line = messageText(said(1, 'x', { CloudCustomData: '{"a":1}' }), { zone: UTC, verbose: true });
    expect(line).toBe('2023-11-14 22:13:20  1_7_1700000000  anna: x\n    CloudCustomData: {"a":1}');
  });

  it('a long text is not cut', () => {
    expect(messageText(said(1, 'x'.repeat(20_000)), { zone: UTC, verbose: false })).toContain('x'.repeat(20_000));
  });
});

describe('texts of others', () => {
  it.each([
    ['an escape sequence', '\u001b[2J\u001b]0;owned\u0007', '\\u001b[2J\\u001b]0;owned\\u0007'],
    ['a sequence in one character', '\u009b31m', '\\u009b31m'],
    ['a backspace', 'ab\b\b', 'ab\\u0008\\u0008'],
    ['writing turned round', 'user\u202egnp.exe', 'user\\u202egnp.exe'],
    ['an isolate', '\u2066x\u2069', '\\u2066x\\u2069'],
    ['another line end', 'a\u2028b\u0085c', 'a\\u2028b\\u0085c'],
  ])('%s is shown, not obeyed', (_, text, shown) => {
    expect(shownText(text)).toBe(shown);
    expect(shownWord(text)).toBe(shown);
  });

  it('what people write stays: other scripts, emoji of several characters, tabs and lines', () => {
    const text = '你好 שלום 👩‍👩‍👧 a\tb\nc';
    expect(shownText(text)).toBe(text);
    expect(shownWord('a\tb\nc')).toBe('a\\tb\\nc');
  });
});

describe('elements in words', () => {
  it.each([
    [{ MsgType: 'TIMSoundElem', MsgContent: { Url: 'https://x/a.mp3', Second: 5 } }, '[sound 5 s https://x/a.mp3]'],
    [
      { MsgType: 'TIMVideoFileElem', MsgContent: { VideoUrl: 'https://x/v', VideoSecond: 9 } },
      '[video 9 s https://x/v]',
    ],
    [
      { MsgType: 'TIMFileElem', MsgContent: { FileName: 'a.pdf', FileSize: 12_300, Url: 'https://x/a' } },
      '[file a.pdf (12.3 KB) https://x/a]',
    ],
    [
      { MsgType: 'TIMLocationElem', MsgContent: { Desc: 'home', Latitude: 1.5, Longitude: -2 } },
      '[location home 1.5, -2]',
    ],
    [{ MsgType: 'TIMFaceElem', MsgContent: { Index: 3, Data: 'smile' } }, '[face 3 smile]'],
    [{ MsgType: 'TIMCustomElem', MsgContent: { Data: '{"a":1}', Desc: 'card' } }, '[custom card {"a":1}]'],
    [{ MsgType: 'TIMRelayElem', MsgContent: { Title: 'T' } }, '[TIMRelayElem {"Title":"T"}]'],
    [{ MsgType: 'constructor', MsgContent: {} }, '[constructor {}]'],
    [{ MsgType: 'TIMTextElem', MsgContent: null }, '[{"MsgType":"TIMTextElem","MsgContent":null}]'],
    [{ MsgType: 'TIMSoundElem', MsgContent: {} }, '[sound]'],
    [17, '[17]'],
  ])('%j', (element, words) => {
    expect(bodyText([element])).toBe(words);
  });

  it('of an image the original, whatever stands first', () => {
    const sizes = [
      { Type: 3, Width: 64, Height: 48, URL: 'https://x/small' },
      { Type: 1, Width: 640, Height: 480, URL: 'https://x/a.png' },
    ];
    expect(bodyText([{ MsgType: 'TIMImageElem', MsgContent: { ImageInfoArray: sizes } }])).toBe(
      '[image 640x480 https://x/a.png]',
    );
  });

  it('several stand one after another; an address cannot hold an escape', () => {
    const text = { MsgType: 'TIMTextElem', MsgContent: { Text: 'look' } };
    const sound = { MsgType: 'TIMSoundElem', MsgContent: { Url: '\u001b[2J' } };
    expect(bodyText([text, sound])).toBe('look [sound \\u001b[2J]');
  });
});

describe('two views of a conversation', () => {
  async function together(first: readonly RoamMsg[], second: readonly RoamMsg[]) {
    const found: string[] = [];
    const stream = async function* (messages: readonly RoamMsg[]) {
      yield* messages;
    };
    for await (const { message, only } of merged(stream(first), stream(second))) {
      found.push(`${message.MsgSeq}${only === undefined ? '' : ` ${only}`}`);
    }
    return found;
  }
  const at = (seq: number, seconds: number) => said(seq, 'x', { MsgTimeStamp: seconds });

  it('what both see comes once, what one sees alone is marked', async () => {
    const first = [at(1, 10), at(2, 11), at(4, 12)];
    const second = [at(1, 10), at(3, 11), at(4, 12), at(5, 13)];
    expect(await together(first, second)).toEqual(['1', '2 first', '3 second', '4', '5 second']);
  });

  it('another order inside a second is no difference', async () => {
    expect(await together([at(1, 10), at(2, 10)], [at(2, 10), at(1, 10)])).toEqual(['1', '2']);
  });

  it('one side may see nothing at all', async () => {
    expect(await together([], [at(1, 10)])).toEqual(['1 second']);
    expect(await together([at(1, 10)], [])).toEqual(['1 first']);
  });
});
