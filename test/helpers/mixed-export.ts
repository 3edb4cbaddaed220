import type { StoredMessage } from '../../src/emulator/server.js';
import {
  arrivals,
  byConversation,
  type CanonicalRecord,
  expected,
  readRejects,
  readReport,
  record,
  writeExport,
} from './export-files.js';

/** Exports in which something comes of every kind of record, and the judge of what became of them. */

type Kind = 'sent' | 'skipped' | 'rejected' | 'broken';

export interface MixedLine {
  readonly kind: Kind;
  readonly value: unknown;
}

export interface MixedExport {
  readonly path: string;
  readonly lines: readonly MixedLine[];
}

/** What was found wrong; `messages` is how many there had to be. */
export interface Judgement {
  readonly messages: number;
  /** Neither stored nor rejected. */
  readonly lost: number;
  /** Stored twice, or rejected twice. */
  readonly doubled: number;
  /** Conversations whose messages came, or are shown, in another order, or that hold others. */
  readonly scrambled: number;
  /** The report's counts are those of the export, and balance. */
  readonly balanced: boolean;
}

/** What nothing is wrong with. */
export const WHOLE = { lost: 0, doubled: 0, scrambled: 0, balanced: true };

/** What an export holds at line n, and what shall become of it. One conversation is far longer than the others, and far ahead of the mark at times. */
function lineAt(n: number, conversations: number, team: string): MixedLine {
  const whole = record(n, conversations, team);
  if (n % 499 === 0) return { kind: 'broken', value: `{"id":"m-${n}","from":"ann` };
  if (n % 97 === 0) return { kind: 'rejected', value: { ...whole, time: undefined } };
  if (n % 53 === 0) return { kind: 'skipped', value: { ...whole, to: whole.from } };
  return { kind: 'sent', value: n % 7 === 0 ? { ...whole, from: `ann_${team}_long`, to: `bob_${team}_long` } : whole };
}

export function mixedLines(count: number, conversations: number, team = 'x'): MixedLine[] {
  return Array.from({ length: count }, (_, index) => lineAt(index + 1, conversations, team));
}

export function writeMixed(folder: string, name: string, lines: readonly MixedLine[]): MixedExport {
  const values = lines.map(({ value }) => value);
  return { path: writeExport(folder, name, values), lines };
}

/** Numbers of the records of these kinds. */
export function numbersOf(lines: readonly MixedLine[], ...kinds: readonly Kind[]): number[] {
  return lines.flatMap(({ kind }, index) => (kinds.includes(kind) ? [index + 1] : []));
}

/** Looks at what is stored, at rejects.jsonl and at report.json after a run of the export has ended. */
export function judge(lines: readonly MixedLine[], stored: readonly StoredMessage[], state: string): Judgement {
  const sent = lines.filter(({ kind }) => kind === 'sent').map(({ value }) => value as CanonicalRecord);
  const wanted = expected(sent);
  const [came, shown] = [arrivals(stored), byConversation(stored)];
  const rejects = readRejects(state).map((reject) => reject.record);
  const wrong = [...new Set([...wanted.keys(), ...came.keys()])].filter(
    (lane) => !isSame(wanted.get(lane), came.get(lane)) || !isSame(wanted.get(lane), shown.get(lane)),
  );
  const refused = numbersOf(lines, 'rejected', 'broken');
  const texts = new Set([...came.values()].flat());
  return {
    messages: sent.length,
    lost:
      sent.filter(({ text }) => !texts.has(String(text))).length + refused.filter((n) => !rejects.includes(n)).length,
    doubled: stored.length - texts.size + rejects.length - new Set(rejects).size,
    scrambled: wrong.length,
    balanced: isBalanced(lines, state),
  };
}

function isBalanced(lines: readonly MixedLine[], state: string): boolean {
  const { counts, balanced } = readReport(state);
  const count = (...kinds: Kind[]) => numbersOf(lines, ...kinds).length;
  return (
    balanced &&
    counts.read === lines.length &&
    counts.delivered === count('sent') &&
    counts.rejected === count('rejected', 'broken') &&
    counts.skipped === count('skipped') &&
    counts.pending === 0
  );
}

function isSame(one: readonly string[] | undefined, other: readonly string[] | undefined): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}
