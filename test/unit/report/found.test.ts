import { describe, expect, it } from 'vitest';
import { checkReport } from '../../../src/report/check-report.js';
import { checkText } from '../../../src/report/check-text.js';
import { LeftOutCounter } from '../../../src/report/left-out.js';
import { pageFacts } from '../../../src/report/page-facts.js';
import type { Mapped } from '../../../src/types.js';
import { reject } from '../../helpers/messages.js';
import { control, learn, NOW_MS, said } from '../../helpers/survey.js';

const SETTINGS = { ratePerSecond: 200, latencyMs: 50, nowMs: NOW_MS, windowMessages: 10, unordered: 0 };

async function reportOf(records: readonly Mapped[], more: { cutOverMs?: number } = {}) {
  const asked = more.cutOverMs === undefined ? {} : { cutOverMs: more.cutOverMs - NOW_MS };
  const knowledge = await learn(records, { windowMessages: 10, ...asked });
  const leftOut = new LeftOutCounter(['chats.jsonl']);
  for (const mapped of records) leftOut.watch(mapped);
  const report = checkReport({ messages: knowledge.messages, leftOut, knowledge }, { ...SETTINGS, ...more });
  return { report, knowledge, text: checkText(report, { ratePerSecond: 200, finished: true }) };
}

async function kindsOf(records: readonly Mapped[]) {
  const { report } = await reportOf(records);
  return Object.fromEntries(
    report.findings.map(({ kind, wrong, attention }) => [kind, wrong ? 'wrong' : attention ? 'attention' : 'told']),
  );
}

const timeMs = NOW_MS + 123;

describe('what is wrong, what wants attention, what is only told', () => {
  it('nothing of a clean export', async () => {
    const { report, text } = await reportOf([said(1), said(2)]);
    expect(report.findings).toEqual([]);
    expect(text).toContain('Keys           no two messages share one: all 2 keys of 1 conversations were compared');
    expect(text.at(-1)).toBe('Nothing wrong found.');
  });

  it('mirrored rows are wrong, unless all times are whole seconds', async () => {
    const row = { text: 'ok', timeMs };
    expect(await kindsOf([said(1, row), said(2, row)])).toEqual({ mirrored: 'wrong' });
    const whole = { text: 'ok', timeMs: NOW_MS };
    expect(await kindsOf([said(1, whole), said(2, whole)])).toEqual({ mirrored: 'told' });
  });

  it('doubled messages are wrong, repeated ones are not', async () => {
    const first = { id: 'x', text: 'ok', timeMs };
    expect(await kindsOf([said(1, first), said(2, { ...first, timeMs: timeMs + 4_000 })])).toEqual({
      doubled: 'wrong',
    });
    expect(await kindsOf([said(1, first), said(2, first)])).toEqual({ repeated: 'told' });
  });

  it('a recall of a message of the export wants attention, a mirror without its target is wrong', async () => {
    const records = [
      said(1),
      control(2, 'recall', 'id-1'),
      control(3, 'recall', 'gone'),
      control(4, 'edit', 'id-1'),
      control(5, 'edit', 'gone'),
      control(6, 'mirror', 'id-1'),
      control(7, 'mirror', 'gone'),
    ];
    expect(await kindsOf(records)).toEqual({
      recalled: 'attention',
      'recall-without-target': 'told',
      edited: 'attention',
      'edit-without-target': 'attention',
      mirror: 'told',
      'mirror-without-target': 'wrong',
      'skip recall': 'told',
      'skip edit': 'told',
      'skip mirror': 'told',
    });
    const { text } = await reportOf(records);
    expect(text.find((line) => line.includes('recalled:'))).toMatch(/^! /);
    expect(text.find((line) => line.includes('mirror-without-target:'))).toMatch(/^✗ /);
  });

  it('merged accounts are wrong, unless only capitals differ', async () => {
    const as = (original: string) => ({ more: { from: { original, name: 'anna' } } });
    expect(await kindsOf([said(1, as('Anna')), said(2, as('anna'))])).toEqual({ 'accounts-merged-by-case': 'told' });
    expect(await kindsOf([said(1, as('a-1')), said(2, as('anna'))])).toEqual({ 'accounts-merged': 'wrong' });
  });
});

describe('the report', () => {
  it('tells the share of conversations that are complete by the cut-over', async () => {
    const records = [said(1), said(2), said(3), said(4, { from: 'carl' })];
    const { report, text } = await reportOf(records, { cutOverMs: NOW_MS + 100 });
    expect(report.survey?.cutOver).toEqual({ at: new Date(NOW_MS + 100).toISOString(), share: 0.5, complete: 1 });
    expect(text.some((line) => line.startsWith('Cut-over       50.0 % of conversations (1 of 2)'))).toBe(true);
  });

  it('names no accounts; the screen does when it is asked to', async () => {
    const { report, knowledge } = await reportOf([said(1), said(2)]);
    expect(JSON.stringify(report)).not.toContain('anna');
    const largestNames = knowledge.survey!.largest.map(({ names }) => names);
    const text = checkText(report, { ratePerSecond: 200, finished: true, largestNames });
    expect(text.join('\n')).toContain('anna and bo: 2 messages (100.0 %)');
  });

  it('without answers of the survey still tells rejects, and that it was not asked', () => {
    const leftOut = new LeftOutCounter(['chats.jsonl']);
    leftOut.watch(reject(1));
    const report = checkReport({ messages: 7, leftOut, knowledge: undefined }, SETTINGS);
    expect(report).toEqual({ messages: 7, findings: [expect.objectContaining({ kind: 'reject bad', count: 1 })] });
    expect(checkText(report, { ratePerSecond: 200, finished: false })).toContain('The survey was not asked.');
  });

  it('the facts of the page say the same', async () => {
    const records = [said(1), said(2), said(3), said(4, { from: 'carl' })];
    const { report, knowledge } = await reportOf(records, { cutOverMs: NOW_MS + 100 });
    const known = { title: 'chats.jsonl', inputs: [{ name: 'chats.jsonl', size: 5 }], mapping: 'canonical records' };
    const books = {
      counts: { read: 4, delivered: 4, rejected: 0, skipped: 0, pending: 0, retried: 0 },
      rejectsByCode: {},
      skippedByReason: {},
    };
    const facts = pageFacts(report, knowledge, { ...known, ...books, nowMs: NOW_MS, ratePerSecond: 200 });
    expect(facts).toMatchObject({
      ...known,
      ...books,
      messages: 4,
      distinctMessages: 4,
      conversations: 2,
      accounts: 3,
      perDay: [[new Date(NOW_MS).toISOString().slice(0, 10), 4]],
      perType: [['TIMTextElem', 4]],
      cutOver: { complete: 1, share: 0.5 },
      estimate: { durationSeconds: 1, boundBy: 'longest conversation', ratePerSecond: 200 },
      storage: [
        [7, 0],
        [30, 0],
        [90, 0],
      ],
      findings: [],
    });
    expect(facts?.largest).toHaveLength(2);
    expect(facts?.largest[0]).toEqual({ messages: 3, share: 0.75, lastActivity: expect.stringMatching(/Z$/) });
    expect(facts?.completion.at(-1)?.[1]).toBe(1);
    expect(facts?.sizes.reduce((sum, [, count]) => sum + count, 0)).toBe(4);
  });
});
