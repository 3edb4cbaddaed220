import type { PageFacts } from '../../src/report/page-facts.js';

/** Invented facts whose numbers agree with each other: the export of a clinic that does not exist. */

const DAY_MS = 86_400_000;
const FIRST_DAY = Date.UTC(2024, 2, 4);
const DAYS = 994;
const HOURS = 4.62;

/** Weekdays are busy, weekends are not, one holiday is silent, and business grows. */
function perDay(firstDay: number, days: number): (readonly [string, number])[] {
  const rows = Array.from({ length: days }, (_, index) => {
    const time = firstDay + index * DAY_MS;
    const weekday = new Date(time).getUTCDay();
    const base = weekday === 0 || weekday === 6 ? 900 : 2_600;
    const wave = 1 + 0.25 * Math.sin(index / 29) + 0.12 * Math.sin(index * 7.3);
    const isHoliday = index % 365 >= 200 && index % 365 < 207;
    const count = isHoliday ? 0 : Math.round(base * wave * (0.5 + index / days));
    return [new Date(time).toISOString().slice(0, 10), count] as const;
  });
  return rows.filter(([, count]) => count > 0);
}

function completion(): (readonly [number, number])[] {
  return Array.from({ length: 500 }, (_, index) => {
    const part = (index + 1) / 500;
    return [HOURS * part, part ** 2.4] as const;
  });
}

const days = perDay(FIRST_DAY, DAYS);
const messages = days.reduce((total, [, count]) => total + count, 0);
const GENERATED_MS = Date.UTC(2026, 10, 23, 3, 56, 5);
const DURATION_SECONDS = HOURS * 3_600;

function split(total: number, shares: readonly (readonly [string, number])[]): [string, number][] {
  const rows = shares.map(([name, share]): [string, number] => [name, Math.round(total * share)]);
  rows[0]![1] += total - rows.reduce((sum, [, count]) => sum + count, 0);
  return rows;
}

export const FACTS: PageFacts = {
  title: 'Chat export of the Lindenhof clinic',
  generatedAt: new Date(GENERATED_MS).toISOString(),
  inputs: [
    { name: 'messages-2024.jsonl.gz', size: 184_223_910 },
    { name: 'messages-2025.jsonl.gz', size: 267_900_412 },
    { name: 'messages-2026.jsonl.gz', size: 301_775_008 },
    { name: '客服聊天记录-补充.csv', size: 1_204_337 },
  ],
  mapping: 'mapping-clinic.yaml',
  counts: {
    read: messages + 1_287 + 40_112,
    delivered: messages,
    rejected: 1_287,
    skipped: 40_112,
    pending: 0,
    retried: 0,
  },
  rejectsByCode: { 'body-too-large': 803, 'bad-time': 411, 'no-receiver': 73 },
  skippedByReason: { 'group-chat': 38_904, 'system-notice': 1_201, self: 7 },
  messages,
  distinctMessages: messages - 214,
  conversations: 45_210,
  accounts: 31_877,
  times: { oldest: '2024-03-04T06:02:11.250Z', newest: '2026-11-22T22:41:58.031Z' },
  perDay: days,
  perType: split(messages, [
    ['TIMTextElem', 0.81],
    ['TIMImageElem', 0.11],
    ['TIMSoundElem', 0.05],
    ['TIMFileElem', 0.018],
    ['TIMVideoFileElem', 0.009],
    ['TIMTextElem+TIMImageElem', 0.002],
    ['TIMLocationElem', 0.000_003],
  ]),
  sizes: split(messages, [
    ['up to 256 bytes', 0.44],
    ['up to 512 bytes', 0.38],
    ['up to 1,024 bytes', 0.13],
    ['up to 2,048 bytes', 0.04],
    ['up to 4,096 bytes', 0.008],
    ['up to 8,192 bytes', 0.001],
    ['up to 12,288 bytes', 0.0002],
  ]),
  completion: completion(),
  cutOver: { at: new Date(GENERATED_MS + 3.5 * 3_600_000).toISOString(), share: 0.513_5, complete: 23_216 },
  estimate: {
    durationSeconds: DURATION_SECONDS,
    endsAt: new Date(GENERATED_MS + DURATION_SECONDS * 1_000).toISOString(),
    boundBy: 'rate',
    ratePerSecond: 200,
  },
  storage: [
    [7, Math.round(messages * 0.991)],
    [30, Math.round(messages * 0.957)],
    [90, Math.round(messages * 0.872)],
  ],
  largest: [18_204, 12_977, 9_120, 8_854, 8_001, 7_410, 6_992, 6_105, 5_800, 5_733].map((count, index) => ({
    messages: count,
    share: count / messages,
    lastActivity: new Date(GENERATED_MS - (index * 41 + 1) * 5 * 3_600_000).toISOString(),
  })),
  findings: [
    {
      kind: 'reject body-too-large',
      wrong: true,
      count: 803,
      message: 'records that cannot be imported',
      advice: 'See rejects.jsonl for each with its reason and advice.',
      examples: [
        { input: 'messages-2024.jsonl.gz', record: 88_120, line: 88_120, note: 'quoted-word' },
        { input: 'messages-2024.jsonl.gz', record: 91_007, line: 91_007 },
        { input: '客服聊天记录-补充.csv', record: 12, line: 15 },
      ],
    },
    {
      kind: 'shared-keys',
      wrong: true,
      count: 14,
      message:
        'of different messages that share a dedup key with an earlier one: the service would keep only the first',
      advice: 'Ids must differ inside a conversation; map another field to id.',
      examples: [{ input: 'messages-2026.jsonl.gz', record: 1_204_551, line: 1_204_551 }],
    },
    {
      kind: 'repeated',
      wrong: false,
      count: 200,
      message: 'repeated: the same record stands in the export once more',
      advice: 'Harmless: the service keeps one copy.',
      examples: [{ input: 'messages-2025.jsonl.gz', record: 7_003, line: 7_003 }],
    },
    { kind: 'skip group-chat', wrong: false, count: 38_904, message: 'left out on purpose', advice: '', examples: [] },
  ],
};

/** An export without any message. */
export const EMPTY: PageFacts = {
  ...FACTS,
  counts: { read: 0, delivered: 0, rejected: 0, skipped: 0, pending: 0, retried: 0 },
  rejectsByCode: {},
  skippedByReason: {},
  messages: 0,
  distinctMessages: 0,
  conversations: 0,
  accounts: 0,
  times: null,
  perDay: [],
  perType: [],
  sizes: [],
  completion: [],
  cutOver: null,
  estimate: { durationSeconds: 0, endsAt: FACTS.generatedAt, boundBy: 'rate', ratePerSecond: 200 },
  storage: [],
  largest: [],
  findings: [],
};

/** As many days as there may be: most of 55 years. */
export const MANY_DAYS: PageFacts = { ...FACTS, perDay: perDay(Date.UTC(1972, 0, 1), 20_000) };

/** Would end a script, a title and an attribute, if anything could. */
export const HOSTILE_TEXT = `</script></title>"><img src=x onerror="alert('x')"><!-- \u2028 &amp; \u202Etxt.exe`;

export const HOSTILE: PageFacts = {
  ...FACTS,
  title: HOSTILE_TEXT,
  mapping: HOSTILE_TEXT,
  inputs: [{ name: HOSTILE_TEXT, size: 1 }],
  rejectsByCode: { [HOSTILE_TEXT]: 1_287 },
  skippedByReason: { [HOSTILE_TEXT]: 40_112 },
  perType: [[HOSTILE_TEXT, FACTS.messages]],
  sizes: [[HOSTILE_TEXT, FACTS.messages]],
  estimate: { ...FACTS.estimate, boundBy: HOSTILE_TEXT },
  findings: [
    {
      kind: HOSTILE_TEXT,
      wrong: true,
      count: 1,
      message: HOSTILE_TEXT,
      advice: HOSTILE_TEXT,
      examples: [{ input: HOSTILE_TEXT, record: 1, line: 1 }],
    },
  ],
};
