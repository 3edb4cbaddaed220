/** How long an import takes. A conversation is sequential: the longest one bounds it from below. */
export interface Estimate {
  readonly durationMs: number;
  readonly endsAtMs: number;
  /** What decides: the rate, or the longest conversation. */
  readonly boundBy: 'rate' | 'longest conversation';
}

/** `ratePerSecond` 0 = no limit: then only the longest conversation counts. */
export function estimate(
  messages: number,
  longestConversation: number,
  ratePerSecond: number,
  latencyMs: number,
  nowMs: number,
): Estimate {
  const byRateMs = ratePerSecond === 0 ? 0 : (messages / ratePerSecond) * 1_000;
  const byConversationMs = longestConversation * latencyMs;
  const durationMs = Math.max(byRateMs, byConversationMs);
  const boundBy = byConversationMs > byRateMs ? 'longest conversation' : 'rate';
  return { durationMs, endsAtMs: nowMs + durationMs, boundBy };
}
