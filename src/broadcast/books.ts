import { FatalError } from '../errors.js';
import { type BroadcastCounts, OUTCOMES, type Result } from './fate.js';

/** Number of a receiver in the list. */
export type Receiver = number;

const PENDING = 0;
const UNDER_WAY = OUTCOMES.length + 1;

/*
 * Who got the message. A receiver is pending until a call that names it is noted (under way); from there it gets an outcome,
 * or is pending again when it is certain that nothing reached it. Who is under way when the process dies is `unknown`: the
 * call was noted, and no answer was. Rebuilt from the two files at each start, in the order in which they were written: a
 * result belongs to the call of its number, and counts only when the receiver was in no later one.
 */
export class Books {
  private readonly numbers = new Map<string, Receiver>();
  /** PENDING, 1 + index of an outcome, or UNDER_WAY. */
  private readonly states: Uint8Array;
  /** The last call that named the receiver. */
  private readonly batches: Uint32Array;
  private readonly byOutcome = { sent: 0, failed: 0, unknown: 0 };
  readonly failedByCode = new Map<string, number>();
  /** Number of the last call. */
  lastBatch = 0;

  constructor(readonly accounts: readonly string[]) {
    for (const [number, account] of accounts.entries()) this.numbers.set(account, number);
    this.states = new Uint8Array(accounts.length);
    this.batches = new Uint32Array(accounts.length);
  }

  /** A call is about to go out. */
  noted(batch: number, accounts: readonly string[]): void {
    this.lastBatch = Math.max(this.lastBatch, batch);
    for (const account of accounts) {
      const receiver = this.numberOf(account);
      this.change(receiver, UNDER_WAY);
      this.batches[receiver] = batch;
    }
  }

  /** Nothing of that call reached these. */
  backOn(batch: number, accounts: readonly string[]): void {
    for (const account of accounts) {
      const receiver = this.numberOf(account);
      if (this.batches[receiver] === batch) this.change(receiver, PENDING);
    }
  }

  settled({ account, outcome, code, batch }: Result): void {
    const receiver = this.numberOf(account);
    // When a later call reached nobody, it is still not known what an earlier one did.
    const stands = this.batches[receiver] === batch || (outcome === 'unknown' && this.states[receiver] === PENDING);
    if (!stands) return;
    this.change(receiver, 1 + OUTCOMES.indexOf(outcome));
    if (outcome === 'failed' && code !== undefined) {
      this.failedByCode.set(code, (this.failedByCode.get(code) ?? 0) + 1);
    }
  }

  /** Those of whom it is not known are to be tried once more. */
  reopenUnknown(): void {
    for (const receiver of this.all('unknown')) this.change(receiver, PENDING);
  }

  /** A noted call was never answered: what is to be said of its receivers. */
  lost(): Result[] {
    const results: Result[] = [];
    for (const [receiver, state] of this.states.entries()) {
      if (state !== UNDER_WAY) continue;
      const [account, batch] = [this.accounts[receiver]!, this.batches[receiver]!];
      results.push({ account, outcome: 'unknown', ...NO_ANSWER, batch });
    }
    return results;
  }

  pending(): Receiver[] {
    return this.all('pending');
  }

  counts(): BroadcastCounts {
    const { sent, failed, unknown } = this.byOutcome;
    const receivers = this.accounts.length;
    return { receivers, sent, failed, unknown, pending: receivers - sent - failed - unknown };
  }

  /** The counts against a fresh look at every receiver. */
  isBalanced(): boolean {
    const counts = this.counts();
    return (['sent', 'failed', 'unknown'] as const).every((outcome) => this.all(outcome).length === counts[outcome]);
  }

  private all(what: 'pending' | 'sent' | 'failed' | 'unknown'): Receiver[] {
    const wanted = what === 'pending' ? PENDING : 1 + OUTCOMES.indexOf(what);
    const found: Receiver[] = [];
    for (const [receiver, state] of this.states.entries()) if (state === wanted) found.push(receiver);
    return found;
  }

  private change(receiver: Receiver, state: number): void {
    this.add(this.states[receiver]!, -1);
    this.states[receiver] = state;
    this.add(state, 1);
  }

  private add(state: number, by: 1 | -1): void {
    const outcome = OUTCOMES[state - 1];
    if (outcome !== undefined) this.byOutcome[outcome] += by;
  }

  private numberOf(account: string): Receiver {
    const receiver = this.numbers.get(account);
    if (receiver !== undefined) return receiver;
    throw new FatalError(
      'state',
      'stranger-in-state',
      'The state folder tells of a receiver that is not in the list.',
      'Its files were changed or mixed up; put them back as they were, or use another --state.',
    );
  }
}

const NO_ANSWER = { code: 'no-answer', reason: 'the process ended before the answer to this call was noted' };
