import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { murmur3 } from '../../src/hash.js';
import type { Knowledge } from '../../src/knowledge.js';
import type { Questions } from '../../src/survey/ask.js';
import { Survey } from '../../src/survey/survey.js';
import type { Control, Mapped, Message, Skip } from '../../src/types.js';
import { at, message, rawRecord } from './messages.js';

/** Messages as a mapper makes them, and surveys of them. */

export const NOW_MS = 1_800_000_000_000;

export interface Said {
  readonly from?: string;
  readonly to?: string;
  readonly text?: string;
  readonly custom?: string;
  readonly id?: string;
  readonly timeMs?: number;
  readonly input?: number;
  readonly part?: number;
  readonly more?: Partial<Message>;
}

/** The message of a record; its key is made of its id and its time, as the rule `time` does. */
export function said(record: number, given: Said = {}): Message {
  const { from = 'anna', to = 'bo', input = 0, part = 0, id = `id-${record}` } = given;
  const { timeMs = NOW_MS + record * 1_001, text = `text ${record}`, custom = '' } = given;
  const lane = [from, to].sort().join('\n');
  return {
    ...message(record, lane, part, input),
    id,
    timeUs: timeMs * 1_000,
    key: {
      seq: (timeMs % 1_000) * 4_000_000,
      random: murmur3(part === 0 ? id : `${id}#${part}`),
      seconds: Math.floor(timeMs / 1_000),
    },
    from: { name: from, original: from },
    to: { name: to, original: to },
    payload: { text, custom },
    ...given.more,
  };
}

/** A record about another one. */
export function control(record: number, kind: Control['kind'], target: string, more: Partial<Control> = {}): Skip {
  return {
    kind: 'skip',
    at: at(record),
    reason: kind,
    source: rawRecord(record),
    control: { kind, target, ...more },
  };
}

export interface Asked extends Partial<Omit<Questions, 'accountsFile'>> {
  readonly inputNames?: readonly string[];
}

/** Calls `use` with a survey of these, in a folder that is gone afterwards. */
export async function withSurvey<Answer>(
  records: readonly Mapped[],
  use: (survey: Survey, folder: string) => Promise<Answer>,
  { inputNames = ['chats.jsonl', 'more.jsonl'] }: Asked = {},
): Promise<Answer> {
  const folder = mkdtempSync(join(tmpdir(), 'survey-'));
  const contentOf = ({ payload }: Message) => {
    const { text, custom } = payload as { text: string; custom: string };
    return { body: text, custom };
  };
  try {
    const survey = await Survey.open({ folder, memoryBytes: 512e6, about: {}, inputNames, contentOf });
    try {
      for (const mapped of records) survey.watch(mapped);
      return await use(survey, folder);
    } finally {
      survey.close();
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** What a survey of these knows. */
export function learn(records: readonly Mapped[], asked: Asked = {}): Promise<Knowledge> {
  const { inputNames: _, ...more } = asked;
  const questions = { ratePerSecond: 200, latencyMs: 50, nowMs: NOW_MS, windowMessages: 3, ...more };
  const signal = new AbortController().signal;
  return withSurvey(
    records,
    (survey, folder) => survey.ask({ ...questions, accountsFile: `${folder}/accounts.csv` }, signal),
    asked,
  );
}
