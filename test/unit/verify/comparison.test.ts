import { describe, expect, it } from 'vitest';
import { fingerprintOf } from '../../../src/fingerprint.js';
import type { RoamMsg } from '../../../src/im/wire.js';
import type { Expected, ExpectedRun } from '../../../src/survey/questions/expected.js';
import { Comparison, type ComparisonSettings } from '../../../src/verify/comparison.js';

const NOTHING = { low: 0, high: 0 };

/** The nth message of a conversation: one a second, `text n`, alternating senders. */
function expected(n: number, more: Partial<Expected> & { text?: string } = {}): Expected {
  const { text = `text ${n}`, ...rest } = more;
  return {
    seconds: 1_700_000_000 + n,
    seq: n,
    random: 7,
    isFromFirst: n % 2 === 0,
    timeUs: (1_700_000_000 + n) * 1_000_000,
    ordinal: n,
    orderedBy: 'source',
    body: fingerprintOf(text),
    custom: NOTHING,
    input: 'chats.jsonl',
    record: n,
    part: 0,
    line: n,
    ...rest,
  };
}

/** The same message as the service has it. */
function stored(n: number, more: Partial<RoamMsg> & { text?: string } = {}): RoamMsg {
  const { text = `text ${n}`, ...rest } = more;
  const [From_Account, To_Account] = n % 2 === 0 ? ['anna', 'bo'] : ['bo', 'anna'];
  const message = {
    From_Account,
    To_Account,
    MsgSeq: n,
    MsgRandom: 7,
    MsgTimeStamp: 1_700_000_000 + n,
    MsgFlagBits: 0,
    MsgBody: [{ MsgType: 'TIMTextElem', MsgContent: { Text: text } }],
    CloudCustomData: '',
    ...rest,
  } as const;
  return { ...message, MsgKey: `${message.MsgSeq}_${message.MsgRandom}_${message.MsgTimeStamp}` } as RoamMsg;
}

const SETTINGS: ComparisonSettings = {
  contentOf: ({ MsgBody, CloudCustomData }) => {
    const [first] = MsgBody;
    return { body: first?.MsgType === 'TIMTextElem' ? first.MsgContent.Text : '', custom: CloudCustomData ?? '' };
  },
  keptSinceSeconds: 0,
  tellsOfExport: true,
};

function compare(
  messages: readonly Expected[],
  pages: readonly (readonly RoamMsg[])[],
  settings: Partial<ComparisonSettings> = {},
) {
  const run: ExpectedRun = { first: 'anna', second: 'bo', fromSeconds: 0, untilSeconds: undefined, messages };
  const comparison = new Comparison(run, { ...SETTINGS, ...settings });
  for (const page of pages) comparison.take(page);
  const { tallies = {}, lines = [] } = comparison.finish();
  const findings = lines.map((line) => JSON.parse(line));
  return { tallies, findings, classes: findings.map((finding) => `${finding.class} ${finding.record ?? finding.key}`) };
}

const five = [1, 2, 3, 4, 5].map((n) => expected(n));

describe('what the service answers against what is expected', () => {
  it('all there, in two pages, the newest first: nothing is found', () => {
    const { tallies, findings } = compare(five, [[stored(4), stored(5)], [1, 2, 3].map((n) => stored(n))]);
    expect(findings).toEqual([]);
    expect(tallies).toEqual({ returned: 5, equal: 5, expected: 5, conversations: 1 });
  });

  it('what does not come is missing, with its place in the export', () => {
    const { findings, tallies } = compare(five, [[1, 2, 4, 5].map((n) => stored(n))]);
    expect(findings).toEqual([
      {
        class: 'missing',
        from: 'bo',
        to: 'anna',
        key: '3_7_1700000003',
        time: 1_700_000_003,
        input: 'chats.jsonl',
        record: 3,
        part: 0,
        line: 3,
      },
    ]);
    expect(tallies).toMatchObject({ missing: 1, equal: 4, expected: 5, 'conversations-wrong': 1 });
  });

  it('before the storage period it is expired, and nothing is wrong', () => {
    const { classes, tallies } = compare(five, [[3, 4, 5].map((n) => stored(n))], { keptSinceSeconds: 1_700_000_003 });
    expect(classes).toEqual(['expired 1', 'expired 2']);
    expect(tallies['conversations-wrong']).toBeUndefined();
  });

  it('another text, sender or customData is different, and which', () => {
    const other = [
      stored(1, { text: 'no' }),
      stored(2, { From_Account: 'bo', To_Account: 'anna' }),
      stored(3, { CloudCustomData: '{}' }),
    ];
    const { findings } = compare(five.slice(0, 3), [other]);
    expect(findings.map(({ record, differs }) => [record, differs])).toEqual([
      [1, ['body']],
      [2, ['sender']],
      [3, ['customData']],
    ]);
  });

  it('a recalled one is recalled, whatever its content', () => {
    expect(compare(five.slice(0, 1), [[stored(1, { MsgFlagBits: 8, text: '' })]]).classes).toEqual(['recalled 1']);
  });

  it('of one second in another order than the keys say, the fewest are named', () => {
    const second = [1, 2, 3, 4].map((n) => expected(n, { seconds: 1_700_000_000 }));
    const page = [2, 3, 4, 1].map((n) => stored(n, { MsgTimeStamp: 1_700_000_000 }));
    expect(compare(second, [page]).classes).toEqual(['wrong-order 1']);
  });

  it('across pages, too', () => {
    const { classes } = compare(five, [
      [stored(4), stored(1)],
      [stored(2), stored(3), stored(5)],
    ]);
    expect(classes).toEqual(['wrong-order 5', 'wrong-order 1']);
  });

  it('messages with the same second and MsgSeq may stand in any order', () => {
    const twins = [expected(1), expected(1, { random: 9, record: 2 })];
    expect(compare(twins, [[stored(1, { MsgRandom: 9 }), stored(1)]]).classes).toEqual([]);
  });

  it('the same key twice is doubled', () => {
    expect(compare(five.slice(0, 1), [[stored(1), stored(1)]]).classes).toEqual(['doubled 1']);
  });

  it('of several records with one key the first is expected; what says something else is lost under it', () => {
    const { findings, tallies } = compare(
      [expected(1), expected(1, { record: 2 }), expected(1, { record: 3, text: 'other' })],
      [[stored(1)]],
    );
    expect(findings).toHaveLength(1);
    expect(findings[0]).toMatchObject({ class: 'shared-key', record: 3, other: 'record 1 (line 1) of chats.jsonl' });
    expect(tallies).toMatchObject({ repeated: 1, expected: 1, equal: 1 });
  });

  it('what is not in the export is foreign; one that says what an expected message of its second says is told', () => {
    const again = stored(1, { MsgRandom: 8 });
    const { findings, tallies } = compare(five.slice(0, 1), [[stored(1), again, stored(9)]]);
    expect(findings.map(({ class: name, key, other }) => [name, key, other])).toEqual([
      ['foreign', '1_8_1700000001', '1_7_1700000001'],
      ['foreign', '9_7_1700000009', undefined],
    ]);
    expect(tallies).toMatchObject({ foreign: 2, 'foreign-same': 1 });
    expect(tallies['conversations-wrong']).toBeUndefined();
  });

  it('of very many foreign messages a thousand are named, and all counted', () => {
    const many = Array.from({ length: 1_500 }, (_, n) => stored(n + 10));
    const { findings, tallies } = compare(five, [[...five.map((_, n) => stored(n + 1)), ...many]]);
    expect(findings).toHaveLength(1_000);
    expect(tallies).toMatchObject({ foreign: 1_500, 'foreign-unnamed': 500 });
  });

  it('in the second of two views nothing is told of the export itself', () => {
    const twice = [expected(1), expected(1, { record: 2, text: 'other' })];
    const { findings, tallies } = compare(twice, [[]], { view: 'bo', tellsOfExport: false });
    expect(findings.map(({ class: name, view }) => [name, view])).toEqual([['missing', 'bo']]);
    expect(tallies.conversations).toBeUndefined();
  });
});
