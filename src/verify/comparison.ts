import { type Fingerprint64, fingerprintOf } from '../fingerprint.js';
import { isRecalled } from '../flag-bits.js';
import type { RoamMsg } from '../im/wire.js';
import { keyText } from '../key.js';
import type { Expected, ExpectedRun } from '../survey/questions/expected.js';
import type { Gain } from '../types.js';
import { type ClassName, type Finding, isWrong } from './classes.js';
import { outOfOrder, sourceRanks } from './order.js';

/** What a message says, as texts that are compared by their hashes; the same function the survey was filled with. */
export type ContentOf = (message: Pick<RoamMsg, 'MsgBody' | 'CloudCustomData'>) => {
  readonly body: string;
  readonly custom: string;
};

export interface ComparisonSettings {
  readonly contentOf: ContentOf;
  /** Messages before this Unix second are past the storage period. */
  readonly keptSinceSeconds: number;
  /** The account as which the conversation is read, where that is told with each finding. */
  readonly view?: string;
  /** False where another comparison tells what is wrong with the export itself, and counts the conversation. */
  readonly tellsOfExport: boolean;
}

/** So many foreign messages are named for each run of a conversation; the others are only counted. */
const FOREIGN_NAMED = 1_000;
const NOTHING: Fingerprint64 = { low: 0, high: 0 };

/*
 * Holds what the service answers against what is expected, page after page, the newest page first. The service keeps one
 * message per key, so of several with one key the first in the export is expected; one that says something else is lost
 * under it. What has not come when all pages are in is missing.
 */
export class Comparison {
  private readonly expected: Expected[] = [];
  private readonly byKey = new Map<string, number>();
  /** Of each expected message: its place in the source. */
  private readonly ranks: readonly number[];
  private readonly seen: Uint8Array;
  /** Indices of what came, of each page. */
  private readonly pages: number[][] = [];
  private readonly findings: Finding[] = [];
  private readonly counts = new Map<string, number>();
  private foreign = 0;

  constructor(
    private readonly run: ExpectedRun,
    private readonly settings: ComparisonSettings,
  ) {
    for (const message of run.messages) this.expect(message);
    this.seen = new Uint8Array(this.expected.length);
    this.ranks = sourceRanks(this.expected);
  }

  /** A page, oldest message first. */
  take(messages: readonly RoamMsg[]): void {
    const page: number[] = [];
    for (const message of messages) this.compare(message, page);
    this.pages.push(page);
    this.count('returned', messages.length);
  }

  /** All pages are in. */
  finish(): Gain {
    this.findMissing();
    this.findDisorder();
    this.count('expected', this.expected.length);
    if (this.run.untilSeconds === undefined && this.settings.tellsOfExport) this.count('conversations', 1);
    if (this.foreign > FOREIGN_NAMED) this.count('foreign-unnamed', this.foreign - FOREIGN_NAMED);
    if (this.findings.some(({ class: name }) => isWrong({ [name]: 1 }, false))) this.count('conversations-wrong', 1);
    return {
      tallies: Object.fromEntries(this.counts),
      lines: this.findings.map((finding) => `${JSON.stringify(finding)}\n`),
    };
  }

  private expect(message: Expected): void {
    const key = keyText(message);
    const first = this.byKey.get(key);
    if (first !== undefined) return this.expectAgain(message, this.expected[first]!);
    this.byKey.set(key, this.expected.length);
    this.expected.push(message);
  }

  private expectAgain(message: Expected, kept: Expected): void {
    if (!this.settings.tellsOfExport) return;
    if (isSame(message, kept)) return this.count('repeated', 1);
    this.find('shared-key', message, { other: `record ${kept.record} (line ${kept.line}) of ${kept.input}` });
  }

  private compare(message: RoamMsg, page: number[]): void {
    const key = keyText({ seconds: message.MsgTimeStamp, seq: message.MsgSeq, random: message.MsgRandom });
    const index = this.byKey.get(key);
    if (index === undefined)
      return isRecalled(message) ? this.count('foreign-recalled', 1) : this.findForeign(message, key);
    const expected = this.expected[index]!;
    if (this.seen[index]) return this.find('doubled', expected);
    this.seen[index] = 1;
    page.push(index);
    if (isRecalled(message)) return this.find('recalled', expected);
    const differs = this.differences(message, expected);
    if (differs.length > 0) this.find('different', expected, { differs });
    else this.count('equal', 1);
  }

  private differences(message: RoamMsg, expected: Expected): NonNullable<Finding['differs']> {
    const { body, custom } = this.hashesOf(message);
    return [
      ...(this.isFromFirst(message) === expected.isFromFirst ? [] : (['sender'] as const)),
      ...(isEqual(body, expected.body) ? [] : (['body'] as const)),
      ...(isEqual(custom, expected.custom) ? [] : (['customData'] as const)),
    ];
  }

  private findForeign(message: RoamMsg, key: string): void {
    this.foreign += 1;
    this.count('foreign', 1);
    if (this.foreign > FOREIGN_NAMED) return;
    const { From_Account: from, To_Account: to, MsgTimeStamp: time } = message;
    const other = this.sayingTheSame(message);
    if (other !== undefined) this.count('foreign-same', 1);
    this.tell({ class: 'foreign', from, to, key, time, ...(other === undefined ? {} : { other }) });
  }

  /** The key of an expected message of the same second, sender and content: imported once more under another rule? */
  private sayingTheSame(message: RoamMsg): string | undefined {
    const { body } = this.hashesOf(message);
    const isFromFirst = this.isFromFirst(message);
    const { expected } = this;
    for (let index = firstAt(expected, message.MsgTimeStamp); index < expected.length; index += 1) {
      const one = expected[index]!;
      if (one.seconds !== message.MsgTimeStamp) return undefined;
      if (one.isFromFirst === isFromFirst && isEqual(one.body, body)) return keyText(one);
    }
    return undefined;
  }

  private findMissing(): void {
    for (const [index, expected] of this.expected.entries()) {
      if (this.seen[index]) continue;
      this.find(expected.seconds < this.settings.keptSinceSeconds ? 'expired' : 'missing', expected);
    }
  }

  /** Pages came newest first. */
  private findDisorder(): void {
    const came = this.pages.reverse().flat();
    for (const position of outOfOrder(came.map((index) => this.ranks[index]!))) {
      this.find('wrong-order', this.expected[came[position]!]!);
    }
  }

  private find(name: ClassName, message: Expected, more: Pick<Finding, 'differs' | 'other'> = {}): void {
    const { first, second } = this.run;
    const [from, to] = message.isFromFirst ? [first, second] : [second, first];
    const { input, record, part, line, seconds: time } = message;
    this.tell({ class: name, from, to, key: keyText(message), time, input, record, part, line, ...more });
    this.count(name, 1);
  }

  private tell(finding: Finding): void {
    const { view } = this.settings;
    this.findings.push(view === undefined ? finding : { ...finding, view });
  }

  private isFromFirst({ From_Account }: RoamMsg): boolean {
    return From_Account === this.run.first;
  }

  private hashesOf(message: RoamMsg): { body: Fingerprint64; custom: Fingerprint64 } {
    const { body, custom } = this.settings.contentOf(message);
    return { body: fingerprintOf(body), custom: custom === '' ? NOTHING : fingerprintOf(custom) };
  }

  private count(name: string, count: number): void {
    this.counts.set(name, (this.counts.get(name) ?? 0) + count);
  }
}

function isSame(one: Expected, other: Expected): boolean {
  return one.isFromFirst === other.isFromFirst && isEqual(one.body, other.body) && isEqual(one.custom, other.custom);
}

function isEqual(one: Fingerprint64, other: Fingerprint64): boolean {
  return one.low === other.low && one.high === other.high;
}

/** Index of the first message not before a second. */
function firstAt(expected: readonly Expected[], seconds: number): number {
  let low = 0;
  let high = expected.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (expected[middle]!.seconds < seconds) low = middle + 1;
    else high = middle;
  }
  return low;
}
