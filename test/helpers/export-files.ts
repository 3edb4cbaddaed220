import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll } from 'vitest';
import type { StoredMessage } from '../../src/emulator/server.js';
import { parseLines } from './emulator-process.js';

/** Exports of invented chats, folders to work in, and what can be read out of a state folder. */

/** A folder that is removed after the tests of the file. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'tim-migrate-'));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

export interface CanonicalRecord {
  readonly id: string | number;
  readonly from: string;
  readonly to: string;
  readonly time: number;
  readonly seq?: number;
  readonly text?: string;
  readonly [field: string]: unknown;
}

const FIRST_MS = Date.UTC(2024, 2, 1);

/**
 * Record n (from 1) of an export in which `conversations` conversations take turns; several share a second.
 * `team` sets the accounts apart from those of other tests that talk to the same emulator.
 */
export function record(n: number, conversations = 10, team = 'x'): CanonicalRecord {
  const conversation = n % conversations;
  const [from, to] = [`ann_${team}_${conversation}`, `bob_${team}_${conversation}`];
  const turned = Math.floor(n / conversations) % 2 === 1;
  return {
    id: `m-${n}`,
    from: turned ? to : from,
    to: turned ? from : to,
    time: FIRST_MS + n * 7,
    seq: n,
    text: `hello ${n}`,
  };
}

export function records(count: number, conversations = 10, team = 'x'): CanonicalRecord[] {
  return Array.from({ length: count }, (_, index) => record(index + 1, conversations, team));
}

export function toLines(values: readonly unknown[]): string {
  return values.map((value) => `${typeof value === 'string' ? value : JSON.stringify(value)}\n`).join('');
}

/** Writes an export of records (objects) and raw lines (texts); answers its path. */
export function writeExport(folder: string, name: string, values: readonly unknown[]): string {
  const path = join(folder, name);
  writeFileSync(path, toLines(values));
  return path;
}

/** report.json and what `--json` prints, as far as the tests look at it. */
export interface ReportFile {
  readonly runId: string;
  readonly command: string;
  readonly inputs: readonly string[];
  readonly startedAt: string;
  readonly finishedAt: string | null;
  readonly state: string;
  readonly counts: Record<'read' | 'delivered' | 'rejected' | 'skipped' | 'pending' | 'retried', number>;
  readonly rejectsByCode: Readonly<Record<string, number>>;
  readonly skippedByReason: Readonly<Record<string, number>>;
  readonly ratePerSecond: number;
  readonly balanced: boolean;
  readonly exitCode: number | null;
  readonly resume?: string;
  readonly findings?: unknown;
  readonly error?: { readonly code: string; readonly message: string; readonly hint: string };
}

export function readReport(state: string): ReportFile {
  return JSON.parse(readFileSync(join(state, 'report.json'), 'utf8')) as ReportFile;
}

export interface RejectLine {
  readonly input: string;
  readonly record: number;
  readonly part: number;
  readonly line: number;
  readonly byte: number;
  readonly id?: string;
  readonly key?: string;
  readonly stage: string;
  readonly code: string;
  readonly reason: string;
  readonly advice: string;
  readonly outcome: string;
  readonly raw?: unknown;
  readonly rawText?: string;
  readonly rawBase64?: string;
  readonly length: number;
}

export function readRejects(state: string): RejectLine[] {
  return parseLines(readFileSync(join(state, 'rejects.jsonl'), 'utf8'));
}

/** The text of a message with one text element. */
export function textOf(message: StoredMessage): string {
  const [element] = message.MsgBody;
  return element?.MsgType === 'TIMTextElem' ? element.MsgContent.Text : '';
}

/** The messages between accounts of a team. */
export function ofTeam(messages: readonly StoredMessage[], team: string): StoredMessage[] {
  return messages.filter((message) => message.From_Account.split('_')[1] === team);
}

/** Texts by conversation, in the order in which they first arrived. */
export function arrivals(messages: readonly StoredMessage[]): Map<string, string[]> {
  return byConversation([...messages].sort((one, other) => one.arrival - other.arrival));
}

/** Texts by conversation, in the order given: for `GET /emulator/messages` the order a user would see. */
export function byConversation(messages: readonly StoredMessage[]): Map<string, string[]> {
  const found = new Map<string, string[]>();
  for (const message of messages) {
    const name = laneOf(message.From_Account, message.To_Account);
    found.set(name, [...(found.get(name) ?? []), textOf(message)]);
  }
  return found;
}

/** What should have arrived: texts by conversation in input order. */
export function expected(sent: readonly CanonicalRecord[]): Map<string, string[]> {
  const found = new Map<string, string[]>();
  for (const { from, to, text } of sent) {
    const name = laneOf(from, to);
    found.set(name, [...(found.get(name) ?? []), String(text)]);
  }
  return found;
}

function laneOf(one: string, other: string): string {
  return one < other ? `${one} ${other}` : `${other} ${one}`;
}

/** Numbers that look random and are the same in every run of the tests (mulberry32). */
export function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
