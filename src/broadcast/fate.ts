/** What becomes of receivers. */

/** What is known of a receiver in the end. */
export const OUTCOMES = ['sent', 'failed', 'unknown'] as const;
export type Outcome = (typeof OUTCOMES)[number];

/** A line of results.jsonl. The last line of an account counts. */
export interface Result {
  readonly account: string;
  readonly outcome: Outcome;
  readonly code?: string;
  readonly reason?: string;
  /** MsgKey, with which it can be recalled. */
  readonly key?: string;
  readonly batch: number;
}

export interface BroadcastCounts {
  /** receivers = sent + failed + unknown + pending. */
  readonly receivers: number;
  readonly sent: number;
  readonly failed: number;
  readonly unknown: number;
  readonly pending: number;
}
