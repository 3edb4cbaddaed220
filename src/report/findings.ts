import { fingerprintOf } from '../fingerprint.js';
import type { Mapped, Message, Reject, Skip } from '../types.js';
import { Distinct } from './distinct.js';
import { KeyTable } from './key-table.js';
import { LaneTable } from './lane-table.js';

/** Where something was found. */
export interface Example {
  readonly input: string;
  readonly record: number;
  readonly line: number;
  readonly note?: string;
}

const EXAMPLES_KEPT = 5;
const DAY_US = 86_400_000_000;
/** Storage periods of the service's editions, in days. */
export const STORAGE_DAYS = [7, 30, 90] as const;
/** Upper bounds of the size classes, in bytes of the request. */
export const SIZE_CLASSES = [256, 512, 1_024, 2_048, 4_096, 8_192, 12_288] as const;
/** Whole seconds written as milliseconds are suspected from so many messages on. */
const SUSPECT_FROM = 50;

/** One kind of finding: how often, and where first. */
export class Finding {
  count = 0;
  readonly examples: Example[] = [];

  add(example: () => Example): void {
    this.count += 1;
    if (this.examples.length < EXAMPLES_KEPT) this.examples.push(example());
  }
}

export interface FindingsSettings {
  readonly inputNames: readonly string[];
  readonly nowMs: number;
  /** `--retention`: messages older than so many days vanish. */
  readonly retentionDays?: number;
  /** How many messages of the window reading may run ahead. */
  readonly windowMessages: number;
}

/** What a dry run learns of an export, in bounded memory. */
export class Findings {
  messages = 0;
  oldestUs = Number.POSITIVE_INFINITY;
  newestUs = Number.NEGATIVE_INFINITY;
  largestBytes = 0;
  totalBytes = 0;
  wholeSeconds = 0;
  orderedBySource = 0;
  mostOutOfOrderSeconds = 0;
  disorderBeyondWindow = 0;
  readonly byType = new Map<string, number>();
  readonly bySize = new Array<number>(SIZE_CLASSES.length + 1).fill(0);
  readonly outside = STORAGE_DAYS.map(() => 0);
  readonly accounts = new Distinct();
  readonly conversations = new Distinct();
  readonly keys = new KeyTable();
  readonly outOfOrder = new Finding();
  readonly sharedKeys = new Finding();
  readonly repeated = new Finding();
  readonly expired = new Finding();
  readonly rejects = new Map<string, Finding>();
  readonly skips = new Map<string, Finding>();
  readonly lanes = new LaneTable();
  private readonly nowUs: number;

  constructor(private readonly settings: FindingsSettings) {
    this.nowUs = settings.nowMs * 1_000;
  }

  watch(mapped: Mapped): void {
    if (mapped.kind === 'message') this.message(mapped);
    else if (mapped.kind === 'reject')
      findingOf(this.rejects, mapped.code).add(() => this.example(mapped, mapped.reason));
    else findingOf(this.skips, mapped.reason).add(() => this.example(mapped));
  }

  /** All times are whole seconds although they are milliseconds: nothing orders messages inside a second. */
  get suspectsWholeSeconds(): boolean {
    const { messages, wholeSeconds, orderedBySource } = this;
    return messages >= SUSPECT_FROM && wholeSeconds === messages && orderedBySource < messages;
  }

  private message(message: Message): void {
    const { timeUs, bytes, type } = message;
    this.messages += 1;
    this.totalBytes += bytes;
    if (timeUs < this.oldestUs) this.oldestUs = timeUs;
    if (timeUs > this.newestUs) this.newestUs = timeUs;
    if (bytes > this.largestBytes) this.largestBytes = bytes;
    if (timeUs === message.key.seconds * 1_000_000) this.wholeSeconds += 1;
    if (message.orderedBy === 'source') this.orderedBySource += 1;
    this.byType.set(type, (this.byType.get(type) ?? 0) + 1);
    this.bySize[sizeClass(bytes)]! += 1;
    this.age(message);
    const { low, high } = fingerprintOf(message.lane);
    this.lane(message, low, high);
    this.key(message, low, high);
  }

  private age(message: Message): void {
    const ageUs = this.nowUs - message.timeUs;
    if (ageUs <= STORAGE_DAYS[0] * DAY_US) return;
    for (let index = 0; index < STORAGE_DAYS.length; index += 1) {
      if (ageUs > STORAGE_DAYS[index]! * DAY_US) this.outside[index]! += 1;
    }
    const { retentionDays } = this.settings;
    if (retentionDays !== undefined && ageUs > retentionDays * DAY_US) this.expired.add(() => this.example(message));
  }

  private lane(message: Message, low: number, high: number): void {
    const { seconds } = message.key;
    const lane = this.lanes.find(low, high);
    if (lane < 0) return this.newLane(message, low, high);
    const behind = this.lanes.count(lane, seconds, this.messages);
    if (behind === undefined) return;
    this.outOfOrder.add(() => this.example(message));
    this.mostOutOfOrderSeconds = Math.max(this.mostOutOfOrderSeconds, behind.seconds);
    if (behind.messages > this.settings.windowMessages) this.disorderBeyondWindow += 1;
  }

  private newLane({ lane, key }: Message, low: number, high: number): void {
    this.conversations.add(low, high);
    for (const account of lane.split('\n')) {
      const fingerprint = fingerprintOf(account);
      this.accounts.add(fingerprint.low, fingerprint.high);
    }
    this.lanes.add(low, high, key.seconds, this.messages);
  }

  private key(message: Message, low: number, high: number): void {
    const same = this.keys.meet(message, low, high);
    if (!same) return;
    const where = this.settings.inputNames.length > 1 ? ` of ${this.settings.inputNames[same.input]}` : '';
    const note = `same key as record ${same.record} (line ${same.line})${where}`;
    (same.repeated ? this.repeated : this.sharedKeys).add(() => this.example(message, note));
  }

  private example({ at, source }: Message | Reject | Skip, note?: string): Example {
    const place = source.origin ?? {
      input: this.settings.inputNames[at.input] ?? '',
      record: at.record,
      line: at.line,
    };
    const { input, record, line } = place;
    return { input, record, line, ...(note === undefined ? {} : { note }) };
  }
}

function findingOf(findings: Map<string, Finding>, name: string): Finding {
  const known = findings.get(name);
  if (known) return known;
  const finding = new Finding();
  findings.set(name, finding);
  return finding;
}

function sizeClass(bytes: number): number {
  let index = 0;
  while (index < SIZE_CLASSES.length && bytes > SIZE_CLASSES[index]!) index += 1;
  return index;
}
