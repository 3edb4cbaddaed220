import type { Mapped, Message, Reject, Skip } from '../types.js';
import { Distinct, EXACT_UP_TO } from './distinct.js';
import { KeyTable } from './key-table.js';

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

interface LaneFacts {
  messages: number;
  newestUs: number;
  /** Count of all messages when the newest of the lane passed. */
  newestAt: number;
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
  longestLane = 0;
  mostOutOfOrderUs = 0;
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
  /** Order is watched in so many conversations at most; `orderExact` tells whether that was all. */
  orderExact = true;
  private readonly lanes = new Map<string, LaneFacts>();
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
    if (timeUs % 1_000_000 === 0) this.wholeSeconds += 1;
    if (message.orderedBy === 'source') this.orderedBySource += 1;
    this.byType.set(type, (this.byType.get(type) ?? 0) + 1);
    this.bySize[sizeClass(bytes)]! += 1;
    this.age(message);
    this.lane(message);
    this.key(message);
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

  private lane(message: Message): void {
    const { lane, timeUs } = message;
    const known = this.lanes.get(lane);
    if (!known) return this.newLane(lane, timeUs);
    known.messages += 1;
    if (known.messages > this.longestLane) this.longestLane = known.messages;
    // The service sorts by whole seconds, and by MsgSeq inside one.
    if (Math.floor(timeUs / 1_000_000) >= Math.floor(known.newestUs / 1_000_000)) {
      known.newestUs = Math.max(known.newestUs, timeUs);
      known.newestAt = this.messages;
      return;
    }
    this.outOfOrder.add(() => this.example(message));
    this.mostOutOfOrderUs = Math.max(this.mostOutOfOrderUs, known.newestUs - timeUs);
    if (this.messages - known.newestAt > this.settings.windowMessages) this.disorderBeyondWindow += 1;
  }

  private newLane(lane: string, timeUs: number): void {
    this.conversations.add(lane);
    for (const account of lane.split('\n')) this.accounts.add(account);
    if (this.longestLane === 0) this.longestLane = 1;
    if (this.lanes.size >= EXACT_UP_TO) {
      this.orderExact = false;
      return;
    }
    this.lanes.set(lane, { messages: 1, newestUs: timeUs, newestAt: this.messages });
  }

  private key(message: Message): void {
    const same = this.keys.meet(message);
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
