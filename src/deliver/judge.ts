import { FatalError } from '../errors.js';
import type { Clock, Gain, Gate, Lane, LaneQueue, Random, Verdict } from '../types.js';
import type { Parcel, Refusal, Settle } from './delivery.js';
import { Outage } from './outage.js';
import { backoffMs, MAX_TRIES, withinPatience } from './retry.js';

export interface JudgeParts<Item extends Parcel> {
  readonly lanes: LaneQueue<Item>;
  readonly gate: Gate;
  readonly clock: Clock;
  readonly random: Random;
  readonly settle: Settle<Item>;
  readonly patienceMs: number;
}

/** What a judgement does to the pool of workers. */
export interface Pool<Item extends Parcel> {
  readonly stopped: boolean;
  /** The lane's head is settled. */
  finished(lane: Lane<Item>): void;
  /** The lane's head may be sent again at once. */
  again(lane: Lane<Item>): void;
  /** Calls back after `delayMs`, or never when it is stopped before. */
  later(delayMs: number, callback: () => void): void;
  /** Nothing more can succeed. */
  fail(error: FatalError): void;
  /** The measured latency may ask for more workers. */
  hireWorkers(): void;
  wakeIdle(): void;
  tellWatchers(): void;
}

/*
 * What an answer means for the record, for its lane and for everybody. An answer that decides settles the lane's head, or
 * asks for its next request with a clean slate. A push-back slows the gate and never counts. A failed try counts against
 * the record only when somebody else got an answer since its try before; with its tries used up it is rejected, or
 * everything is stopped. As long as nobody gets an answer the service may be down: the heads wait longer and longer, and
 * when that has taken as long as the patience lasts, the delivery gives up. Many refusals in a row for the same reason stop
 * it, too.
 */
export class Judge<Item extends Parcel> {
  private readonly service: Outage;
  /** Answers that decided about a record, over all lanes: what a failed try is judged by. */
  private answers = 0;
  private refusalsInARow: { code: string; count: number } = { code: '', count: 0 };

  constructor(
    private readonly parts: JudgeParts<Item>,
    private readonly pool: Pool<Item>,
  ) {
    this.service = new Outage(parts.clock, parts.patienceMs);
  }

  get isDown(): boolean {
    return this.service.isDown;
  }

  /** Why the service counts as down, and how long it is waited for; undefined while it is there. */
  get outage(): string | undefined {
    if (!this.service.isDown) return undefined;
    const leftMs = Math.max(0, this.parts.patienceMs - this.service.failingForMs());
    return `${this.service.why}; giving up in ${Math.ceil(leftMs / 1_000)} s`;
  }

  /** A try of the lane's head begins. Answers how many answers there had been at the one before. */
  begins(lane: Lane<Item>): number {
    const answersBefore = lane.answersSeen;
    lane.answersSeen = this.answers;
    return answersBefore;
  }

  judge(lane: Lane<Item>, verdict: Verdict, answersBefore: number): void {
    if (verdict.kind === 'ok') this.delivered(lane, verdict.gain);
    else if (verdict.kind === 'more') this.wantsMore(lane);
    else if (verdict.kind === 'no') this.refused(lane, verdict, verdict.stopAfterInARow);
    else this.failed(lane, verdict, answersBefore);
  }

  private delivered(lane: Lane<Item>, gain: Gain | undefined): void {
    this.succeeded();
    this.parts.settle.delivered(lane.head(), gain);
    this.pool.finished(lane);
    this.pool.hireWorkers();
  }

  /** The next request for the same head begins with a clean slate. */
  private wantsMore(lane: Lane<Item>): void {
    this.succeeded();
    lane.tries = 0;
    lane.failures = 0;
    lane.inDoubt = false;
    this.pool.again(lane);
    this.pool.tellWatchers();
    this.pool.hireWorkers();
  }

  private succeeded(): void {
    this.answered();
    this.refusalsInARow.count = 0;
    this.parts.gate.recover();
  }

  private refused(lane: Lane<Item>, refusal: Refusal, stopAfterInARow: number | undefined): void {
    this.answered();
    const { code } = refusal;
    const row = this.refusalsInARow;
    this.refusalsInARow = { code, count: row.code === code ? row.count + 1 : 1 };
    // What an earlier try may have brought there is not taken back by a refusal: an undo must look for it.
    this.parts.settle.rejected(lane.head(), lane.inDoubt ? { ...refusal, outcome: 'unknown' } : refusal);
    this.pool.finished(lane);
    if (stopAfterInARow !== undefined && this.refusalsInARow.count >= stopAfterInARow) {
      this.pool.fail(systematic(refusal, this.refusalsInARow.count));
    }
  }

  private failed(lane: Lane<Item>, verdict: Verdict & { kind: 'again' }, answersBefore: number): void {
    if (this.pool.stopped) return this.parts.lanes.retry(lane);
    if (verdict.free) return this.repeat(lane);
    lane.failures += 1;
    const afterMs = withinPatience(verdict.afterMs, this.parts.patienceMs);
    if (verdict.slow) this.pushedBack(verdict.why, afterMs);
    else if (this.countsAgainst(lane, answersBefore)) return this.exhausted(lane, verdict);
    else this.mayBeOutage(verdict.why);
    if (this.service.isHopeless) return this.pool.fail(hopeless(this.service, this.parts.patienceMs));
    this.pool.later(backoffMs(lane.failures, this.parts.random, afterMs), () => this.repeat(lane));
  }

  private repeat(lane: Lane<Item>): void {
    this.parts.settle.retried();
    this.pool.again(lane);
  }

  /** A push-back is no matter of the record: it never counts against it, however often. */
  private pushedBack(why: string, afterMs: number | undefined): void {
    this.parts.gate.slowDown(why, afterMs);
    this.service.pushedBack(why);
  }

  /** A try counts only if somebody else got an answer since the record's previous one. True when its tries are used up. */
  private countsAgainst(lane: Lane<Item>, answersBefore: number): boolean {
    if (lane.failures > 1 && this.answers > answersBefore) lane.tries += 1;
    return lane.tries >= MAX_TRIES;
  }

  private mayBeOutage(why: string): void {
    const pauseMs = this.service.failed(why);
    if (pauseMs > 0) this.parts.gate.pause(pauseMs);
  }

  private exhausted(lane: Lane<Item>, verdict: Verdict & { kind: 'again' }): void {
    const { code, advice } = verdict;
    const reason = `${verdict.why} (${MAX_TRIES} times, while other messages went through)`;
    if (verdict.exhausted === 'stop')
      return this.pool.fail(new FatalError('stopped', `service-${code}`, reason, advice));
    this.parts.settle.rejected(lane.head(), { code, reason, advice, outcome: 'unknown' });
    this.pool.finished(lane);
  }

  private answered(): void {
    this.answers += 1;
    if (this.service.answered()) this.pool.wakeIdle();
  }
}

function systematic(refusal: Refusal, count: number): FatalError {
  return new FatalError(
    'stopped',
    `service-${refusal.code}`,
    `The last ${count} messages were all refused with code ${refusal.code}: ${refusal.reason}`,
    `${refusal.advice} The refused messages are in rejects.jsonl and can be run again.`,
  );
}

function hopeless(outage: Outage, patienceMs: number): FatalError {
  return new FatalError(
    'stopped',
    'service-down',
    `The service gave no usable answer for ${Math.round(patienceMs / 1_000)} s: ${outage.why}.`,
    'Nothing is lost and no message was rejected for it. Run the same command again when the service is back; --patience sets how long is waited.',
  );
}
