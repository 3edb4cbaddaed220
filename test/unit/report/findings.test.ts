import { describe, expect, it } from 'vitest';
import { fingerprintOf } from '../../../src/fingerprint.js';
import { printsOf } from '../../../src/prints.js';
import { checkReport } from '../../../src/report/check-report.js';
import { checkText } from '../../../src/report/check-text.js';
import { Distinct, EXACT_UP_TO } from '../../../src/report/distinct.js';
import { estimate } from '../../../src/report/estimate.js';
import { Findings } from '../../../src/report/findings.js';
import { KEYS_KEPT, KEYS_KEPT_LATER, KeyTable } from '../../../src/report/key-table.js';
import { LaneTable } from '../../../src/report/lane-table.js';
import { LeftOutCounter } from '../../../src/report/left-out.js';
import type { Mapped, Message } from '../../../src/types.js';
import { message, rawRecord, reject, skip } from '../../helpers/messages.js';

const NOW_MS = 1_800_000_000_000;
const SETTINGS = { inputNames: ['chats.jsonl'], nowMs: NOW_MS, windowMessages: 3 };
const REPORT = { ratePerSecond: 200, latencyMs: 50, nowMs: NOW_MS, windowMessages: 3, unordered: 0 };

const DAY_MS = 86_400_000;

function sent(record: number, lane: string, timeMs: number, more: Partial<Message> = {}): Message {
  const seconds = Math.floor(timeMs / 1_000);
  return { ...message(record, lane), timeUs: timeMs * 1_000, key: { seq: record, random: record, seconds }, ...more };
}

/** What is seen of an export, as check sees it without a survey. */
class Seen {
  private readonly findings: Findings;
  private readonly leftOut: LeftOutCounter;

  constructor(settings: ConstructorParameters<typeof Findings>[0]) {
    this.findings = new Findings(settings);
    this.leftOut = new LeftOutCounter(settings.inputNames);
  }

  watch(mapped: Mapped): void {
    this.findings.watch(mapped);
    this.leftOut.watch(mapped);
  }

  report(settings: Partial<typeof REPORT> & { retentionDays?: number } = {}) {
    const knowledge = this.findings.knowledge();
    const known = { messages: knowledge.messages, leftOut: this.leftOut, knowledge };
    return checkReport(known, { ...REPORT, ...settings });
  }
}

function found(seen: Seen, settings: Partial<typeof REPORT> & { retentionDays?: number } = {}) {
  const report = seen.report(settings);
  return new Map(report.findings.map((finding) => [finding.kind, finding]));
}

describe('6.4: what check finds', () => {
  it('counts types, times, conversations, accounts, sizes', () => {
    const findings = new Seen(SETTINGS);
    findings.watch(sent(1, 'a\nb', NOW_MS - 40 * DAY_MS, { bytes: 300 }));
    findings.watch(sent(2, 'a\nc', NOW_MS - 8 * DAY_MS, { bytes: 5_000, type: 'TIMImageElem' }));
    findings.watch(sent(3, 'a\nb', NOW_MS - 1 * DAY_MS, { bytes: 200 }));
    const report = findings.report();
    expect(report).toMatchObject({
      messages: 3,
      byType: { TIMTextElem: 2, TIMImageElem: 1 },
      conversations: { count: 2, exact: true },
      accounts: { count: 3, exact: true },
      longestConversation: 2,
      sizes: { largestBytes: 5_000, upTo: { '256': 1, '512': 1, '8192': 1 } },
      outsideStorageDays: { '7': 2, '30': 1, '90': 0 },
    });
    expect(report.times?.newest).toBe(new Date(NOW_MS - DAY_MS).toISOString());
    expect(report.findings.some((finding) => finding.wrong)).toBe(false);
    expect(checkText(report, { ratePerSecond: 200, finished: true }).at(-1)).toBe('Nothing wrong found.');
    expect(checkText(report, { ratePerSecond: 200, finished: false }).at(-1)).toContain('did not come to its end');
  });

  it('tells different messages that share a key from records that stand there twice', () => {
    const findings = new Seen(SETTINGS);
    const first = sent(1, 'a\nb', NOW_MS);
    findings.watch(first);
    findings.watch({ ...first, at: { ...first.at, record: 2, line: 2 } });
    findings.watch({ ...first, id: 'other', at: { ...first.at, record: 3, line: 3 } });
    findings.watch({ ...first, bytes: 101, at: { ...first.at, record: 4, line: 4 } });
    findings.watch({ ...first, lane: 'a\nc', at: { ...first.at, record: 5, line: 5 } });
    const kinds = found(findings);
    expect(kinds.get('shared-keys')).toMatchObject({ wrong: true, count: 2 });
    expect(kinds.get('shared-keys')?.examples[0]?.note).toBe('same key as record 1 (line 1)');
    expect(kinds.get('repeated')).toMatchObject({ wrong: false, count: 1 });
  });

  it('finds messages older than one before them, wrong only when farther behind than the window', () => {
    const findings = new Seen(SETTINGS);
    findings.watch(sent(1, 'a\nb', NOW_MS));
    findings.watch(sent(2, 'a\nb', NOW_MS - 5_000));
    expect(found(findings).get('out-of-order')).toMatchObject({ wrong: false, count: 1 });
    for (let record = 3; record < 8; record += 1) findings.watch(sent(record, 'c\nd', NOW_MS));
    findings.watch(sent(8, 'a\nb', NOW_MS - 60_000));
    const finding = found(findings).get('out-of-order');
    expect(finding).toMatchObject({ wrong: true, count: 2 });
    expect(finding?.message).toContain('up to 60 s, 1 of them');
  });

  it('inside one second MsgSeq decides, as at the service', () => {
    const findings = new Seen(SETTINGS);
    findings.watch(sent(1, 'a\nb', NOW_MS + 900));
    findings.watch(sent(2, 'a\nb', NOW_MS + 100));
    expect(found(findings).has('out-of-order')).toBe(false);
    findings.watch({ ...sent(3, 'a\nb', NOW_MS + 950), key: { seq: 1, random: 3, seconds: NOW_MS / 1_000 } });
    expect(found(findings).get('out-of-order')).toMatchObject({ wrong: false, count: 1 });
  });

  it('finds what --retention would swallow', () => {
    const findings = new Seen({ ...SETTINGS, retentionDays: 7 });
    findings.watch(sent(1, 'a\nb', NOW_MS - 7 * DAY_MS - 1));
    findings.watch(sent(2, 'a\nb', NOW_MS - 7 * DAY_MS));
    expect(found(findings, { retentionDays: 7 }).get('outside-retention')).toMatchObject({ wrong: true, count: 1 });
  });

  it('3.3: recognises whole seconds written as milliseconds and names the rule', () => {
    const findings = new Seen(SETTINGS);
    for (let record = 1; record <= 60; record += 1) findings.watch(sent(record, 'a\nb', NOW_MS + record * 1_000));
    expect(found(findings).get('whole-seconds')?.advice).toContain('--order id');
    findings.watch(sent(61, 'a\nb', NOW_MS + 61_001));
    expect(found(findings).has('whole-seconds')).toBe(false);
  });

  it('shows rejects with place and reason, and skips, which are never wrong', () => {
    const findings = new Seen(SETTINGS);
    findings.watch(reject(7, 'bad-time'));
    findings.watch(skip(8, 'self'));
    const kinds = found(findings);
    expect(kinds.get('reject bad-time')).toMatchObject({
      wrong: true,
      examples: [{ input: 'chats.jsonl', record: 7, line: 7, note: 'r' }],
    });
    expect(kinds.get('skip self')).toMatchObject({ wrong: false, count: 1 });
  });

  it('shows the first place of a record that came from a rejects file', () => {
    const findings = new Seen(SETTINGS);
    const origin = { input: 'old.csv', record: 9, part: 0, line: 12, byte: 5, onlyPart: false };
    findings.watch(reject(1, 'bad', 0, { ...rawRecord(1), origin }));
    expect(found(findings).get('reject bad')?.examples[0]).toMatchObject({ input: 'old.csv', record: 9, line: 12 });
  });
});

describe('counts in bounded memory', () => {
  const distinct = new Distinct();
  const lanes = new LaneTable();
  it.each([
    ['accounts', (low: number, high: number) => distinct.add(low, high), () => distinct.count()],
    ['conversations', (low: number, high: number) => meetLane(low, high), () => lanes.distinct()],
  ])('%s are exact up to 200,000 and close beyond', (_, add, counted) => {
    const addNth = (index: number) => add(fingerprintOf(`nr-${index}`).low, fingerprintOf(`nr-${index}`).high);
    for (let index = 0; index < EXACT_UP_TO; index += 1) addNth(index);
    addNth(7);
    expect(counted()).toEqual({ count: EXACT_UP_TO, exact: true });
    for (let index = EXACT_UP_TO; index < 500_000; index += 1) addNth(index);
    addNth(7);
    const { count, exact } = counted();
    expect(exact).toBe(false);
    expect(Math.abs(count - 500_000) / 500_000).toBeLessThan(0.03);
  });

  function meetLane(low: number, high: number): void {
    if (lanes.find(low, high) < 0) lanes.add(low, high, 1, 1, 1);
  }

  it('remember all keys of 200,000 messages, later those of the last 25,000 at least', () => {
    const keys = new KeyTable();
    const nth = (index: number) => sent(index + 1, `l${index % 97}\nx`, NOW_MS + index, { id: String(index) });
    const meet = (index: number) => keys.meet(nth(index), printsOf(nth(index)));
    for (let index = 0; index < KEYS_KEPT; index += 1) expect(meet(index)).toBeUndefined();
    expect(keys.exact).toBe(true);
    expect(meet(0)).toMatchObject({ repeated: true, record: 1 });
    const last = KEYS_KEPT + KEYS_KEPT_LATER * 2 + 10;
    for (let index = KEYS_KEPT; index < last; index += 1) expect(meet(index)).toBeUndefined();
    expect(keys.exact).toBe(false);
    expect(meet(last - KEYS_KEPT_LATER)).toMatchObject({ repeated: true, record: last - KEYS_KEPT_LATER + 1 });
  });
});

describe('6.4: the estimate', () => {
  const of = (messages: number, longestConversation: number, ratePerSecond: number) =>
    estimate({ messages, longestConversation }, { ratePerSecond, latencyMs: 50, nowMs: 0 });

  it('is bound by the rate or by the longest conversation', () => {
    expect(of(10_000, 100, 200)).toEqual({ durationMs: 50_000, endsAtMs: 50_000, boundBy: 'rate' });
    expect(of(10_000, 5_000, 200)).toMatchObject({ durationMs: 250_000, boundBy: 'longest conversation' });
    expect(of(10_000, 10, 0)).toMatchObject({ durationMs: 500 });
  });
});
