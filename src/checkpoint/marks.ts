import type { Message, Position, RawRecord } from '../types.js';

/*
 * How far one input is. Messages are opened in input order and settled in any order, but inside a lane in input order.
 * The mark is the place of the oldest open message, or, when none is open, the place where reading goes on: everything
 * before it is settled. `ahead` says for a lane how far it is beyond the mark; it is credited only by that lane's own
 * messages, because a lane sends in input order and so everything of the lane up to there is settled. What never became
 * a message (broken, rejected in mapping, left out) belongs to one more lane, the reader's, settled in read order.
 * On resume, reading begins at the mark, and whatever the lanes or the reader had settled beyond it is passed over.
 */

/** A message that is not settled yet, in the list of its input's open messages. */
export interface Open {
  readonly message: Message;
  before: Open | undefined;
  after: Open | undefined;
}

/** (record, part) of one input. */
export interface Step {
  readonly record: number;
  readonly part: number;
}

/** What is saved of an input's marks. */
export interface SavedMarks {
  readonly mark: Position;
  /** Highest record of which something that is no message was settled; 0 = none. */
  readonly reader: number;
  /** Highest settled (record, part) of each lane that is ahead of the mark. */
  readonly ahead: Readonly<Record<string, readonly [record: number, part: number]>>;
  /** End of the highest settled record: what the fingerprint must cover. */
  readonly end: number;
}

export const START: Position = { record: 1, part: 0, line: 1, byte: 0 };

export class InputMarks {
  private oldest: Open | undefined;
  private newest: Open | undefined;
  private readonly ahead: Map<string, Step>;
  /** Highest record in `ahead`: once the mark is beyond it, all of `ahead` is behind the mark. */
  private highestAhead: number;
  /** Nothing of this input was settled in an earlier life. */
  private readonly isFirstLife: boolean;
  private readonly resumedAt: Position;
  /** The last record that was handed over whole; reading goes on behind it. */
  private last: RawRecord | undefined;
  private readerRecord: number;
  private settledEnd: number;

  /** `tally` counts the lanes ahead over all inputs. */
  constructor(
    private readonly tally: { lanesAhead: number },
    saved?: SavedMarks,
  ) {
    this.isFirstLife = saved === undefined;
    this.resumedAt = saved?.mark ?? START;
    this.readerRecord = saved?.reader ?? 0;
    this.settledEnd = saved?.end ?? 0;
    const ahead = Object.entries(saved?.ahead ?? {});
    this.ahead = new Map(ahead.map(([lane, [record, part]]) => [lane, { record, part }]));
    this.highestAhead = 0;
    for (const { record } of this.ahead.values()) this.highestAhead = Math.max(this.highestAhead, record);
    tally.lanesAhead += this.ahead.size;
  }

  /** Settled in an earlier life of the run. */
  messageSettled(message: Message): boolean {
    if (this.isFirstLife) return false;
    const { at, lane } = message;
    if (isBefore(at, this.resumedAt)) return true;
    const ahead = this.ahead.get(lane);
    return ahead !== undefined && !isBefore(ahead, at);
  }

  /** Settled in an earlier life: a record's parts that are no messages. */
  readerSettled(record: number): boolean {
    return record <= this.readerRecord;
  }

  open(message: Message): Open {
    const open: Open = { message, before: this.newest, after: undefined };
    if (this.newest) this.newest.after = open;
    else this.oldest = open;
    this.newest = open;
    return open;
  }

  settle(open: Open): void {
    const wasOldest = open === this.oldest;
    this.unlink(open);
    if (!wasOldest) this.credit(open.message.lane, open.message.at);
    else if (this.ahead.size > 0 && this.oldest === undefined && this.nextRecord > this.highestAhead) this.forgetAll();
    this.settledEnd = Math.max(this.settledEnd, open.message.source.end);
  }

  settleReader(record: RawRecord): void {
    this.readerRecord = Math.max(this.readerRecord, record.at.record);
    this.settledEnd = Math.max(this.settledEnd, record.end);
  }

  /** The whole record was handed over; reading goes on behind it. */
  passed(record: RawRecord): void {
    if (record.at.record >= this.nextRecord) this.last = record;
  }

  mark(): Position {
    return this.oldest?.message.at ?? this.next();
  }

  private get nextRecord(): number {
    return this.last === undefined ? this.resumedAt.record : this.last.at.record + 1;
  }

  private next(): Position {
    if (this.last === undefined) return this.resumedAt;
    const { at, endLine, end } = this.last;
    return { record: at.record + 1, part: 0, line: endLine, byte: end };
  }

  /** Drops the lanes that the mark has passed. */
  forgetPassed(): void {
    const mark = this.mark();
    for (const [lane, step] of this.ahead) {
      if (!isBefore(step, mark)) continue;
      this.ahead.delete(lane);
      this.tally.lanesAhead -= 1;
    }
  }

  save(): SavedMarks {
    this.forgetPassed();
    const { record, part, line, byte } = this.mark();
    const ahead: [string, [number, number]][] = [];
    for (const [lane, step] of this.ahead) ahead.push([lane, [step.record, step.part]]);
    return {
      mark: { record, part, line, byte },
      reader: this.readerRecord,
      ahead: Object.fromEntries(ahead),
      end: this.settledEnd,
    };
  }

  private credit(lane: string, at: Step): void {
    const before = this.ahead.size;
    this.ahead.set(lane, at);
    this.tally.lanesAhead += this.ahead.size - before;
    this.highestAhead = Math.max(this.highestAhead, at.record);
  }

  private forgetAll(): void {
    this.tally.lanesAhead -= this.ahead.size;
    this.ahead.clear();
  }

  private unlink(open: Open): void {
    if (open.before) open.before.after = open.after;
    else this.oldest = open.after;
    if (open.after) open.after.before = open.before;
    else this.newest = open.before;
  }
}

function isBefore(one: Step, other: Step): boolean {
  return one.record < other.record || (one.record === other.record && one.part < other.part);
}
