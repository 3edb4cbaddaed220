import type { Chance } from './chance.js';
import { ODD_WORD, UNKNOWN_ACCOUNT } from './service.js';

/** What must become of a part of a record. `odd`: rejected with an unknown outcome, and perhaps there all the same. */
export type Fate = 'deliver' | 'broken' | 'unmapped' | 'self' | 'refused' | 'odd';

export type Format = 'jsonl' | 'json' | 'csv';

export interface Part {
  readonly fate: Fate;
  /** Names it everywhere: a word that no other text holds. */
  readonly word: string;
}

export interface SimRecord {
  /** Index of its file. */
  readonly input: number;
  /** Number in its file, from 1. */
  readonly record: number;
  readonly lane: string;
  readonly parts: readonly Part[];
  /** How it stands in the file, with its line end. */
  readonly line: string;
}

export interface ExportPlan {
  readonly format: Format;
  readonly records: number;
  readonly lanes: number;
  /** Where the second file begins, as a share of the records; 1 = there is one file. */
  readonly split: number;
  /** Records hold several messages, and a module takes them apart. */
  readonly several: boolean;
  /** The source has its own order; else the time decides. */
  readonly hasSeq: boolean;
  /** Share of records that are no good messages. */
  readonly badShare: number;
}

export interface SimExport {
  readonly plan: ExportPlan;
  readonly records: readonly SimRecord[];
  /** Whole files, by index. */
  readonly files: readonly Buffer[];
}

/** Accounts and texts are made up, records come in order of time, as exports do. */
export function makeExport(plan: ExportPlan, chance: Chance): SimExport {
  const records: SimRecord[] = [];
  const splitAt = Math.max(1, Math.floor(plan.records * plan.split));
  let timeMs = 1_700_000_000_000;
  for (let number = 0; number < plan.records; number += 1) {
    // Half of all stand in one second with the one before, some in the same millisecond.
    timeMs += chance.happens(0.5) ? chance.whole(0, 3) : chance.magnitude(1, 5_000);
    const input = number < splitAt ? 0 : 1;
    records.push(makeRecord(plan, chance, { number, input, record: number + 1 - input * splitAt, timeMs }));
  }
  const count = splitAt < plan.records ? 2 : 1;
  const files = Array.from({ length: count }, (_, input) =>
    fileOf(
      plan,
      records.filter((record) => record.input === input),
    ),
  );
  return { plan, records, files };
}

/** File names, in the order they are read. */
export function nameOf({ format }: ExportPlan, input: number): string {
  return `${input === 0 ? 'a' : 'b'}.${format}`;
}

interface Place {
  readonly number: number;
  readonly input: number;
  readonly record: number;
  readonly timeMs: number;
}

function makeRecord(plan: ExportPlan, chance: Chance, { number, input, record, timeMs }: Place): SimRecord {
  const fate = fateOf(plan, chance);
  // A few conversations are busy, most are not.
  const lane = Math.floor(plan.lanes * chance.next() ** 2);
  const [one, other] = [`p${lane}`, fate === 'refused' ? `${UNKNOWN_ACCOUNT}${lane}` : `q${lane}`];
  const [from, to] = fate === 'self' ? [one, one] : chance.happens(0.5) ? [one, other] : [other, one];
  const count = plan.several && (fate === 'deliver' || fate === 'refused') ? chance.whole(1, 3) : 1;
  const parts = Array.from({ length: count }, (_, part) => ({ fate, word: `m${number}x${part}` }));
  const texts = parts.map(({ word }) => textOf(word, fate, chance));
  const fields = {
    id: 10_000 + number,
    from,
    to,
    time: fate === 'unmapped' ? 'at some time' : timeMs,
    ...(plan.hasSeq ? { seq: number + 1 } : {}),
  };
  const line = lineOf(plan, fate, fields, texts);
  return { input, record, lane: [one, other].sort().join('\n'), parts, line };
}

function fateOf({ format, badShare }: ExportPlan, chance: Chance): Fate {
  if (!chance.happens(badShare)) return 'deliver';
  const fate = chance.pick<Fate>(['broken', 'unmapped', 'self', 'refused', 'odd']);
  // A broken row of a table is another matter than a broken line.
  return fate === 'broken' && format === 'csv' ? 'unmapped' : fate;
}

function textOf(word: string, fate: Fate, chance: Chance): string {
  const filling = chance.pick([
    '',
    'ok',
    '在吗，明天见',
    '👍'.repeat(chance.whole(1, 20)),
    'x'.repeat(chance.magnitude(1, 2_000)),
  ]);
  return fate === 'odd' ? `${word} ${ODD_WORD} ${filling}` : `${word} ${filling}`;
}

function lineOf({ format, several }: ExportPlan, fate: Fate, fields: object, texts: readonly string[]): string {
  if (format === 'csv') return `${[...Object.values(fields), `"${texts[0]}"`].join(',')}\n`;
  const text = JSON.stringify({ ...fields, ...(several ? { texts } : { text: texts[0] }) });
  return fate === 'broken' ? `${text.slice(0, -1)},,}\n` : `${text}\n`;
}

function fileOf({ format, hasSeq }: ExportPlan, records: readonly SimRecord[]): Buffer {
  const lines = records.map(({ line }) => line);
  if (format === 'csv') return Buffer.from(`id,from,to,time,${hasSeq ? 'seq,' : ''}text\n${lines.join('')}`);
  if (format === 'jsonl') return Buffer.from(lines.join(''));
  return Buffer.from(`[\n${lines.map((line) => line.trimEnd()).join(',\n')}\n]\n`);
}

/** Takes records with several texts apart: what a mapping module would do. */
export function takeApart(record: unknown): unknown {
  const { texts, ...rest } = record as { texts?: readonly string[] };
  return Array.isArray(texts) ? texts.map((text) => ({ ...rest, text })) : record;
}
