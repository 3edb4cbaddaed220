import { type Knowledge, SIZE_CLASSES, STORAGE_DAYS } from '../knowledge.js';
import { printsOf } from '../prints.js';
import type { Mapped, Message, MessagePrints } from '../types.js';
import { Distinct } from './distinct.js';
import { KeyTable } from './key-table.js';
import { LaneTable } from './lane-table.js';
import { exampleAt, FindingCounter } from './left-out.js';

const DAY_US = 86_400_000_000;

export interface FindingsSettings {
  readonly inputNames: readonly string[];
  readonly nowMs: number;
  /** `--retention`: messages older than so many days vanish. */
  readonly retentionDays?: number;
  /** How many messages of the window reading may run ahead. */
  readonly windowMessages: number;
}

/** What a dry run learns of an export without a survey, in tables of bounded size. */
export class Findings {
  private messages = 0;
  private oldestUs = Number.POSITIVE_INFINITY;
  private newestUs = Number.NEGATIVE_INFINITY;
  private largestBytes = 0;
  private totalBytes = 0;
  private wholeSeconds = 0;
  private orderedBySource = 0;
  private mostOutOfOrderSeconds = 0;
  private disorderBeyondWindow = 0;
  private readonly byType = new Map<string, number>();
  private readonly bySize = new Array<number>(SIZE_CLASSES.length + 1).fill(0);
  private readonly outside = STORAGE_DAYS.map(() => 0);
  private readonly accounts = new Distinct();
  private readonly keys = new KeyTable();
  private readonly outOfOrder = new FindingCounter();
  private readonly sharedKeys = new FindingCounter();
  private readonly repeated = new FindingCounter();
  private readonly expired = new FindingCounter();
  private readonly lanes = new LaneTable();
  private readonly nowUs: number;

  constructor(private readonly settings: FindingsSettings) {
    this.nowUs = settings.nowMs * 1_000;
  }

  knowledge(): Knowledge {
    const { messages, oldestUs, newestUs, largestBytes, totalBytes, wholeSeconds, orderedBySource, lanes } = this;
    return {
      messages,
      times: messages === 0 ? undefined : { oldestUs, newestUs },
      byType: new Map([...this.byType].sort(([, one], [, other]) => other - one)),
      largestBytes,
      totalBytes,
      bySize: this.bySize,
      outside: this.outside,
      expired: this.expired,
      wholeSeconds,
      orderedBySource,
      conversations: lanes.distinct(),
      accounts: this.accounts.count(),
      longestConversation: lanes.longest,
      keys: { shared: this.sharedKeys, repeated: this.repeated, complete: this.keys.exact },
      order: {
        outOfOrder: this.outOfOrder,
        mostSeconds: this.mostOutOfOrderSeconds,
        beyondWindow: this.disorderBeyondWindow,
        complete: lanes.complete,
      },
    };
  }

  watch(mapped: Mapped): void {
    if (mapped.kind === 'message') this.message(mapped);
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
    const prints = printsOf(message);
    this.lane(message, prints);
    this.key(message, prints);
  }

  private age(message: Message): void {
    const ageUs = this.nowUs - message.timeUs;
    if (ageUs <= STORAGE_DAYS[0] * DAY_US) return;
    for (let index = 0; index < STORAGE_DAYS.length; index += 1) {
      if (ageUs > STORAGE_DAYS[index]! * DAY_US) this.outside[index]! += 1;
    }
    const { retentionDays, inputNames } = this.settings;
    if (retentionDays === undefined || ageUs <= retentionDays * DAY_US) return;
    this.expired.add(() => exampleAt(message, inputNames));
  }

  private lane(message: Message, prints: MessagePrints): void {
    const { seconds, seq } = message.key;
    const lane = this.lanes.find(prints.laneLow, prints.laneHigh);
    if (lane < 0) return this.newLane(message, prints);
    const behind = this.lanes.count(lane, seconds, seq, this.messages);
    if (behind === undefined) return;
    this.outOfOrder.add(() => exampleAt(message, this.settings.inputNames));
    this.mostOutOfOrderSeconds = Math.max(this.mostOutOfOrderSeconds, behind.seconds);
    if (behind.messages > this.settings.windowMessages) this.disorderBeyondWindow += 1;
  }

  private newLane({ key }: Message, prints: MessagePrints): void {
    const { laneLow, laneHigh } = prints;
    this.accounts.add(prints.oneLow, prints.oneHigh);
    this.accounts.add(prints.otherLow, prints.otherHigh);
    this.lanes.add(laneLow, laneHigh, key.seconds, key.seq, this.messages);
  }

  private key(message: Message, prints: MessagePrints): void {
    const same = this.keys.meet(message, prints);
    if (!same) return;
    const { inputNames } = this.settings;
    const where = same.input === message.at.input ? '' : ` of ${inputNames[same.input]}`;
    const note = `same key as record ${same.record} (line ${same.line})${where}`;
    (same.repeated ? this.repeated : this.sharedKeys).add(() => exampleAt(message, inputNames, note));
  }
}

function sizeClass(bytes: number): number {
  let index = 0;
  while (index < SIZE_CLASSES.length && bytes > SIZE_CLASSES[index]!) index += 1;
  return index;
}
